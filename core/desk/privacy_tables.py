"""The desk's tables for the rights of people: objections, decisions on adverse steps, what retention removes, fairness reports."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class Objection(Base):
    """One row per objection of a customer to profiling; it holds until somebody withdraws it in the customer's name."""

    __tablename__ = "objection"
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(String(80))
    customer_id: Mapped[str] = mapped_column(String(120))
    why: Mapped[str]  # how it came, in the words of who noted it
    noted_by: Mapped[str]
    noted_at: Mapped[datetime]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]


Index(
    "ix_objection_held",
    Objection.entity,
    Objection.customer_id,
    unique=True,
    sqlite_where=Objection.ended_at.is_(None),
    postgresql_where=Objection.ended_at.is_(None),
)


class PersonDecision(Base):
    """One row per decision of a person on a step that is to a natural person's disadvantage: taken, or not taken after all."""

    __tablename__ = "person_decision"
    __table_args__ = (
        Index("ix_person_decision_customer", "entity", "customer_id"),
        Index("ix_person_decision_campaign_id", "campaign_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(String(80))
    customer_id: Mapped[str] = mapped_column(String(120))
    step: Mapped[str] = mapped_column(String(20))
    is_taken: Mapped[bool]
    grounds: Mapped[dict[str, Any]]  # what was shown to who decided
    reference: Mapped[str]  # of the handover, the campaign, the order; '' for none
    campaign_id: Mapped[int | None]
    why: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]


class RetentionReport(Base):
    """One row per report of what is older than its term: nothing of it is removed before ``acts_on``."""

    __tablename__ = "retention_report"
    id: Mapped[int] = mapped_column(primary_key=True)
    as_of: Mapped[date]
    acts_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))
    found: Mapped[list[Any]]  # per class: term, customers, rows, the oldest day
    removed: Mapped[list[Any]]  # the same of what was removed
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    decided_by: Mapped[str | None]  # who held it back or let it go on; NULL: nobody, it acted by itself
    decided_at: Mapped[datetime | None]
    why: Mapped[str | None]
    done_at: Mapped[datetime | None]


class FairnessReport(Base):
    """One row per comparison of groups; only sums are kept, never who belongs to which group."""

    __tablename__ = "fairness_report"
    id: Mapped[int] = mapped_column(primary_key=True)
    as_of: Mapped[date]
    model_number: Mapped[int]  # 0: no model served
    customers: Mapped[int]
    unmatched: Mapped[int] = mapped_column(Integer)
    body: Mapped[dict[str, Any]]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
