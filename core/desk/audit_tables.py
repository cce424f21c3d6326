"""The desk's tables for the audit trail: a chain that nothing changes, and beside it the values, which can be erased."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class AuditEntry(Base):
    """One row per transaction in which an act changed something: who did what when, and the digest that seals it.

    ``digest`` covers every other column, and with ``previous`` the row before it. The database refuses to change or remove one.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_at", "at"), Index("ix_audit_entry_who", "who", "number"))
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, 2, 3 without a gap
    at: Mapped[datetime]
    who: Mapped[str]
    known_by: Mapped[str] = mapped_column(String(20))  # sign_in: the name is proven; local: as it was given; system
    roles: Mapped[str]  # of a person who signed in, in alphabetical order, with commas
    sign_in: Mapped[str | None]
    action: Mapped[str] = mapped_column(String(40))
    what: Mapped[str]  # the function, by its module below core
    act: Mapped[str] = mapped_column(String(40))  # the same for every row of one act
    values: Mapped[str] = mapped_column("values_digest", String(64))  # of the commitments of its values, in their order
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class AuditValue(Base):
    """One row per piece of what an entry says: its arguments, before and after; of one customer, or of none.

    ``commitment`` is the digest of the rest with ``salt``. Erased, only the commitment is left, and the chain holds.
    """

    __tablename__ = "audit_value"
    __table_args__ = (Index("ix_audit_value_entity_customer_id", "entity", "customer_id"),)
    number: Mapped[int] = mapped_column(ForeignKey("audit_entry.number"), primary_key=True)
    piece: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    commitment: Mapped[str] = mapped_column(String(64))
    salt: Mapped[str | None] = mapped_column(String(32))
    entity: Mapped[str | None]
    customer_id: Mapped[str | None]
    body: Mapped[str | None]  # JSON exactly as it was sealed, hence text


class AuditHead(Base):
    """One row: the newest entry. Whoever adds one locks it, as the last thing before the commit."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
