"""The desk's tables for channels: from which day on a contact costs what, how many fit a day, and what one is thought to bring."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class ChannelTerm(Base):
    """One row per change of a channel's terms; the latest row of the latest day that has come is in force."""

    __tablename__ = "channel_term"
    __table_args__ = (Index("ix_channel_term_channel_valid_from", "channel", "valid_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date]
    cost_minor: Mapped[int] = mapped_column(Integer)  # euro cents a contact
    daily_capacity: Mapped[int | None] = mapped_column(Integer)  # NULL: no limit
    is_on: Mapped[bool]
    why: Mapped[str]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class ChannelEffect(Base):
    """One row per change of what a contact by a channel is thought to bring in; in force as a term is."""

    __tablename__ = "channel_effect"
    __table_args__ = (Index("ix_channel_effect_channel_valid_from", "channel", "valid_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date]
    effect_share: Mapped[float]  # of what would not have come within the days looked ahead
    low_share: Mapped[float]
    high_share: Mapped[float]
    is_measured: Mapped[bool]  # by a test with a draw; else it is an assumption
    why: Mapped[str]  # for a measured one: by which test
    evidence: Mapped[dict[str, Any] | None]  # what was measured, what was assumed, and how much each counts
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class ChannelPause(Base):
    """One row per time a channel was stopped for everybody; while ``resumed_at`` is NULL nothing of it is claimed."""

    __tablename__ = "channel_pause"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(40))
    paused_by: Mapped[str]
    paused_at: Mapped[datetime]
    why: Mapped[str]
    resumed_by: Mapped[str | None]
    resumed_at: Mapped[datetime | None]
    resumed_why: Mapped[str | None]


_STILL = text("resumed_at IS NULL")
Index("ix_channel_pause_open", ChannelPause.channel, unique=True, sqlite_where=_STILL, postgresql_where=_STILL)
