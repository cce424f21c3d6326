"""The desk's tables for what became of messages after they left, and for addresses that nothing more goes to."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class DeliveryEvent(Base):
    """One row per thing that was heard about a message after it left; one that belongs to no message is kept, too."""

    __tablename__ = "delivery_event"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        Index("ix_delivery_event_message_id", "message_id"),
        Index("ix_delivery_event_address", "address"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    channel: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))  # DeliveryKind
    address: Mapped[str]  # as it is compared: small letters; '' where the other side does not say
    code: Mapped[str]  # the other side's own, as 5.1.1 or 30003
    words: Mapped[str]  # the other side's own
    is_lost: Mapped[bool]  # the message did not arrive, and will not
    at: Mapped[datetime]
    known_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(120))
    source_id: Mapped[str] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]]


class StoppedAddress(Base):
    """One row per address to which nothing more goes, until somebody lifts it; the customer's other addresses stay open."""

    __tablename__ = "stopped_address"
    id: Mapped[int] = mapped_column(primary_key=True)
    contact: Mapped[str] = mapped_column(String(20))  # ContactKind
    address: Mapped[str]  # as it is compared
    kind: Mapped[str] = mapped_column(String(40))  # DeliveryKind, or what else a person says
    event_id: Mapped[int | None] = mapped_column(ForeignKey("delivery_event.id"))
    why: Mapped[str]
    stopped_by: Mapped[str]
    stopped_at: Mapped[datetime]
    lifted_by: Mapped[str | None]
    lifted_at: Mapped[datetime | None]
    lifted_why: Mapped[str | None]


Index(
    "ix_stopped_address_standing",
    StoppedAddress.contact,
    StoppedAddress.address,
    unique=True,
    sqlite_where=StoppedAddress.lifted_at.is_(None),
    postgresql_where=StoppedAddress.lifted_at.is_(None),
)
