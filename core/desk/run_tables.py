"""The desk's tables of what runs by itself: the routines people set, and every run of them."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class Routine(Base):
    """One row per thing that is to happen again and again; ``taken_by`` is set while a worker does it."""

    __tablename__ = "routine"
    __table_args__ = (UniqueConstraint("name", "turn"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    turn: Mapped[int]  # 0 while it stands; its own id once it was ended, so that the name is free again
    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any]]  # where from, how to read it; never a secret, only where it lies
    times: Mapped[dict[str, Any]]
    revision: Mapped[int]
    is_paused: Mapped[bool]
    next_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(Integer)  # in a row
    seen: Mapped[dict[str, Any]]  # files of the source that were taken, by name
    taken_by: Mapped[str | None] = mapped_column(String(40))
    beat_at: Mapped[datetime | None]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class RoutineRun(Base):
    """One row per run: what came, what changed, what needs a person, how long it took, and its log."""

    __tablename__ = "routine_run"
    __table_args__ = (Index("ix_routine_run_routine_id", "routine_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    routine_id: Mapped[int] = mapped_column(ForeignKey("routine.id"))
    begun_by: Mapped[str]  # the schedule, or the person who said so
    planned_for: Mapped[datetime | None]
    missed: Mapped[int] = mapped_column(Integer)  # times that passed while nothing ran: all of them are this run
    attempt: Mapped[int] = mapped_column(Integer)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(20))
    came: Mapped[list[Any]]
    changed: Mapped[list[Any]]
    needs: Mapped[list[Any]]
    log: Mapped[list[Any]]
    error: Mapped[str | None]
    again_at: Mapped[datetime | None]
