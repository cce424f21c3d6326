"""The desk's tables for pay links: the key that signs them, and each link a provider made after a click."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class PayKey(Base):
    """One row: the secret that pay links are signed with, made when the first one is needed."""

    __tablename__ = "pay_key"
    id: Mapped[int] = mapped_column(primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]


class PayLink(Base):
    """One row per link that a provider made because a customer clicked; the newest of a token is the one in use."""

    __tablename__ = "pay_link"
    __table_args__ = (
        UniqueConstraint("token_sha256", "turn"),  # two clicks at once make one link
        Index("ix_pay_link_provider_id", "provider_id"),
        Index("ix_pay_link_customer", "entity", "customer_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64))
    turn: Mapped[int]
    message_id: Mapped[int]  # message.id: what the customer clicked in; 0 for the customer's own page
    entity: Mapped[str]
    customer_id: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    provider: Mapped[str] = mapped_column(String(40))
    provider_id: Mapped[str]
    url: Mapped[str]
    state: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    paid_minor: Mapped[int | None]  # what the provider got for it; NULL: not known to be other than the amount
    returned_minor: Mapped[int | None]  # of it, refunded or charged back
    withdrawn_at: Mapped[datetime | None]  # nobody should pay at it any more; the provider is asked to end it
    withdrawn_why: Mapped[str | None]
    items: Mapped[list[Any] | None]  # what it asks for where no message does: the names of items with their balance
