"""The desk's tables for what was agreed with a customer or is contested: promises, disputes, plans and stops."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class Case(Base):
    """One row per promise, dispute, plan or stop; while its state is ``open``, its holds keep reminders back.

    ``amount_minor`` is what was promised or contested, or the whole of a plan; NULL: all of the items it is about.
    """

    __tablename__ = "customer_case"
    __table_args__ = (Index("ix_customer_case_customer", "entity", "customer_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))  # HoldKind: promise, dispute, waiting_on_us, plan or stop
    entity: Mapped[str]
    customer_id: Mapped[str]
    state: Mapped[str] = mapped_column(String(20))
    made_on: Mapped[date]  # the day it speaks from: payments of that day or later count
    amount_minor: Mapped[int | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    until_on: Mapped[date | None]  # promised day, deadline of a dispute, last instalment, or last day of a stop
    cause: Mapped[str | None] = mapped_column(String(40))  # of a dispute
    owner: Mapped[str | None]  # of a dispute: who brings it to an end
    outcome: Mapped[str | None]  # of a dispute, once closed
    already_minor: Mapped[int]  # what the book already showed as paid on that day when it was made: never counted
    paid_minor: Mapped[int]  # what came in for it since, as the book last told
    judged_on: Mapped[date | None]  # the book's latest date when it was last judged
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("customer_case.id"))  # the one it was agreed instead of
    why: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    closed_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_why: Mapped[str | None]


class PlanInstalment(Base):
    """One row per part of a payment plan."""

    __tablename__ = "plan_instalment"
    case_id: Mapped[int] = mapped_column(ForeignKey("customer_case.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due_on: Mapped[date]
    amount_minor: Mapped[int]
    paid_minor: Mapped[int]  # what came in for it: the first parts are paid first
    is_missed: Mapped[bool]  # not all of it in time, days of grace included


class CaseEvent(Base):
    """One row per human act on a case: who, when, why; ``before`` is what an undo puts back, NULL for its beginning."""

    __tablename__ = "case_event"
    __table_args__ = (Index("ix_case_event_case_id", "case_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("customer_case.id"))
    act: Mapped[str] = mapped_column(String(40))
    acted_by: Mapped[str]
    acted_at: Mapped[datetime]
    why: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    is_undone: Mapped[bool]
