"""The desk's tables for what was asked of the past: runs of the time machine and histories looked at, with what was found."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.acting import current
from core.desk.tables import Base


def _within() -> str:
    return current().limits.key


class Replay(Base):
    """One row per run. A run that neither ended nor beats any more died with its process."""

    __tablename__ = "replay"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))  # policy: what would have been sent; history: what was sent
    title: Mapped[str]
    state: Mapped[str] = mapped_column(String(20))  # running, done, cancelled, failed
    share: Mapped[float]  # done, 0 to 1
    told: Mapped[str]  # where it is, for the screen
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    book_version: Mapped[str]
    asked: Mapped[dict[str, Any]]  # proposal and conduct, or the file with its columns
    totals: Mapped[dict[str, Any]]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    cancelled_by: Mapped[str | None]  # somebody asked it to stop; it does so after the day it is at
    why: Mapped[str]  # what went wrong, or how it ended
    within: Mapped[str] = mapped_column(default=_within, server_default="")  # the limits of who asked; '' is none


class ReplayResult(Base):
    """One row per run that was done: its tables as Parquet (zstd). No names and no addresses: they are looked up when shown."""

    __tablename__ = "replay_result"
    replay_id: Mapped[int] = mapped_column(ForeignKey("replay.id"), primary_key=True)
    days: Mapped[bytes] = mapped_column(LargeBinary)
    messages: Mapped[bytes] = mapped_column(LargeBinary)
    items: Mapped[bytes] = mapped_column(LargeBinary)
