"""The desk's table of the payment model's training runs."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class ModelRun(Base):
    """One row per training: of which data, with what scores, and whether its model serves or was refused."""

    __tablename__ = "model_run"
    id: Mapped[int] = mapped_column(primary_key=True)  # also the model's number and the name of its file
    trained_by: Mapped[str]
    trained_at: Mapped[datetime]
    book_version: Mapped[str]
    as_of: Mapped[date]  # the last day that was known
    first_on: Mapped[date | None]  # the first invoice's issue date
    split_on: Mapped[date]  # scored on what was issued after it
    invoices: Mapped[int]
    payments: Mapped[int]
    signals: Mapped[list[Any]]
    scores: Mapped[dict[str, Any]]  # of the model and of the baselines, on the same rows
    verdicts: Mapped[list[Any]]  # per segment: model or baseline
    is_kept: Mapped[bool]
    why: Mapped[str]
    forecast: Mapped[dict[str, Any]]  # how cash forecasts of past days did; empty when they were not tried
    sha256: Mapped[str | None] = mapped_column(String(64))  # of the model's file; NULL when it was refused
