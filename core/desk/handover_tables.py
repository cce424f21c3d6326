"""The desk's tables of the agency: who was handed over, for which items, and what came of it."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class Handover(Base):
    """One row per customer handed to an agency; ``state`` follows its events."""

    __tablename__ = "handover"
    __table_args__ = (
        UniqueConstraint("reference"),
        # Open handovers have turn 0, so that a customer is with one agency at a time; a closed one takes its own id.
        UniqueConstraint("entity", "customer_id", "turn"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40))
    entity: Mapped[str]
    customer_id: Mapped[str]
    turn: Mapped[int]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(String(20))
    agency: Mapped[str]
    fee_percent: Mapped[str] = mapped_column(String(20))
    currency: Mapped[str] = mapped_column(String(3))
    principal_minor: Mapped[int]
    costs_minor: Mapped[int]
    interest_minor: Mapped[int]
    grounds: Mapped[dict[str, Any]]  # what was expected, on which probability, and which legal step went before
    as_of: Mapped[date]
    hold_id: Mapped[int]
    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(String(64))
    handed_by: Mapped[str]
    handed_at: Mapped[datetime]
    why: Mapped[str]
    paid_minor: Mapped[int]  # what the agency's statements say it took in
    fees_minor: Mapped[int]  # what it kept or billed
    closed_at: Mapped[datetime | None]


class HandoverItem(Base):
    """One row per item of a handover, as it was that day."""

    __tablename__ = "handover_item"
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    document_type: Mapped[str]
    number: Mapped[str]
    fiscal_year: Mapped[int]
    part_no: Mapped[int]
    issued_on: Mapped[date]
    due_on: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    balance_minor: Mapped[int]


class HandoverEvent(Base):
    """One row per thing that happened with a handover: by a person, or as a line of the agency's statement."""

    __tablename__ = "handover_event"
    __table_args__ = (UniqueConstraint("source", "source_line"), Index("ix_handover_event_handover_id", "handover_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"))
    act: Mapped[str] = mapped_column(String(20))
    happened_on: Mapped[date]
    paid_minor: Mapped[int]
    fee_minor: Mapped[int]
    acted_by: Mapped[str]
    acted_at: Mapped[datetime]
    why: Mapped[str]
    source: Mapped[str | None] = mapped_column(String(64))  # SHA-256 of the statement
    source_line: Mapped[int | None] = mapped_column(Integer)
