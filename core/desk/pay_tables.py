"""The desk's tables for pay links: the key that signs them, and each link a provider made after a click."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations

from sqlalchemy import LargeBinary, String, UniqueConstraint
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
    __table_args__ = (UniqueConstraint("token_sha256", "turn"),)  # two clicks at once make one link
    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64))
    turn: Mapped[int]
    message_id: Mapped[int]  # message.id: what the customer clicked in
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
