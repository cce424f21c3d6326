"""The desk's tables for credit: how customers stand by what others say, and what was told to an insurer in time."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class InsurerNotice(Base):
    """One row per time somebody did what a policy asks of unpaid invoices before a deadline; one that was undone stays.

    ``items`` are the invoices it was about: number, fiscal_year, part_no and open_minor of then.
    """

    __tablename__ = "insurer_notice"
    __table_args__ = (Index("ix_insurer_notice_customer", "entity", "customer_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    policy: Mapped[str]
    entity: Mapped[str]
    customer_id: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    deadline_on: Mapped[date]
    items: Mapped[list[Any]]
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    done_on: Mapped[date]
    evidence: Mapped[str]
    noted_by: Mapped[str]
    noted_at: Mapped[datetime]
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    undone_why: Mapped[str | None]


class CreditStanding(Base):
    """One row per thing that what others say comes to for one customer (band, cover, natural person) and period it held.

    It follows from files, the ledger and people's words, and is kept so that one customer's is found without reading all of them,
    and so that a past day can be asked.
    """

    __tablename__ = "credit_standing"
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    customer_id: Mapped[str]
    field: Mapped[str] = mapped_column(String(40))
    value: Mapped[str]
    known_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]


Index(
    "ix_credit_standing_held",
    CreditStanding.entity,
    CreditStanding.customer_id,
    CreditStanding.field,
    unique=True,
    sqlite_where=CreditStanding.replaced_at.is_(None),
    postgresql_where=CreditStanding.replaced_at.is_(None),
)
