"""The desk's tables for standing approvals: what may go by itself within which caps, and every run of it."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class StandingApproval(Base):
    """One row per standing approval; ended, it stays with who ended it and why."""

    __tablename__ = "standing_approval"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    rungs: Mapped[list[Any]]  # steps: pairs of a ladder's name and a number
    segments: Mapped[list[Any]]  # empty: all
    entities: Mapped[list[Any]]  # empty: all
    most_messages: Mapped[int] = mapped_column(Integer)  # in one run
    most_minor: Mapped[int]  # euro cents asked for in one run
    most_each_minor: Mapped[int]  # euro cents asked for in one message; larger ones are left to a person
    approved_by: Mapped[str]
    approved_at: Mapped[datetime]
    why: Mapped[str]
    paused_at: Mapped[datetime | None]  # by itself or by a person; it waits until somebody resumes
    paused_by: Mapped[str | None]
    paused_why: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    ended_why: Mapped[str | None]


class StandingRun(Base):
    """One row per run of a standing approval: one per version of the ledger."""

    __tablename__ = "standing_run"
    __table_args__ = (
        UniqueConstraint("approval_id", "book_version"),  # two workers at once: one of them runs it
        Index("ix_standing_run_approval_id", "approval_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    approval_id: Mapped[int] = mapped_column(ForeignKey("standing_approval.id"))
    book_version: Mapped[str] = mapped_column(String(80))
    ledger_on: Mapped[date]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(20))  # running, sent, nothing, paused or failed
    campaign: Mapped[str | None]  # its name
    messages: Mapped[int] = mapped_column(Integer)
    asked_minor: Mapped[int]  # euro cents at the book's rates
    cost_minor: Mapped[int]
    left_out: Mapped[int] = mapped_column(Integer)  # messages that were left to a person
    why: Mapped[str]  # of a pause or a failure, in words
