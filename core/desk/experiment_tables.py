"""The desk's tables for experiments: what was fixed before, who was drawn into which arm, and who is left alone until when."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class Experiment(Base):
    """One row per experiment; its design does not change once a campaign was launched under it."""

    __tablename__ = "experiment"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    design: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(
        String(64)
    )  # of the design: whoever reads it sees that it is the one that was fixed
    started_by: Mapped[str]
    started_at: Mapped[datetime]
    why: Mapped[str]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]


class Enrolment(Base):
    """One row per experiment and campaign: who was drawn into which arm, written with the launch and never again."""

    __tablename__ = "enrolment"
    experiment_id: Mapped[int] = mapped_column(ForeignKey("experiment.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    start_on: Mapped[date]  # the local day of the launch: money of that day or before does not count
    customers: Mapped[int] = mapped_column(Integer)
    arms: Mapped[dict[str, Any]]  # arm -> how many customers
    members: Mapped[bytes] = mapped_column(LargeBinary)  # Parquet, zstd: one row per customer
    items: Mapped[bytes] = mapped_column(
        LargeBinary
    )  # Parquet, zstd: one row per item asked for, or that would have been
    enrolled_at: Mapped[datetime]


class HeldOut(Base):
    """One row per customer that is left alone, until the day it is free again."""

    __tablename__ = "held_out"
    __table_args__ = (Index("ix_held_out_customer", "entity", "customer_id"),)
    experiment_id: Mapped[int] = mapped_column(ForeignKey("experiment.id"), primary_key=True)
    entity: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))  # the first that left it alone
    from_on: Mapped[date]
    free_on: Mapped[date]
    cap_minor: Mapped[int | None]  # euro cents: who is asked for more is not left alone
