"""The desk's tables for the monthly close: figures as they were reported, and balances of the general ledger."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class MonthClose(Base):
    """One row per time a month of an entity (or '' for all of them together) was closed; open again once reopened."""

    __tablename__ = "month_close"
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    ends_on: Mapped[date]
    book_version: Mapped[str]
    import_id: Mapped[int]  # the last import that the reported figures knew
    imported_at: Mapped[datetime]  # when that import was made: another book may give the same number
    body: Mapped[dict[str, Any]]  # core.metrics.close.reported: figures, measures and aging by currency
    closed_by: Mapped[str]
    closed_at: Mapped[datetime]
    why: Mapped[str]
    reopened_by: Mapped[str | None]
    reopened_at: Mapped[datetime | None]
    reopened_why: Mapped[str | None]


Index(
    "ix_month_close_closed",
    MonthClose.entity,
    MonthClose.ends_on,
    unique=True,
    sqlite_where=MonthClose.reopened_at.is_(None),
    postgresql_where=MonthClose.reopened_at.is_(None),
)


class ControlBalance(Base):
    """One row per time somebody gave the balance of an entity's control account at a month-end; the last one holds."""

    __tablename__ = "control_balance"
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    ends_on: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    balance_minor: Mapped[int]
    source: Mapped[str]  # the file it came from; '' when it was typed
    set_by: Mapped[str]
    set_at: Mapped[datetime]
    replaced_by: Mapped[str | None]
    replaced_at: Mapped[datetime | None]


Index(
    "ix_control_balance_held",
    ControlBalance.entity,
    ControlBalance.ends_on,
    ControlBalance.currency,
    unique=True,
    sqlite_where=ControlBalance.replaced_at.is_(None),
    postgresql_where=ControlBalance.replaced_at.is_(None),
)
