"""The desk's table for answers: each thing that happened and was answered, or left to a person."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class Answer(Base):
    """One row per occasion: it is answered once, or not at all; ``campaign`` is the one that its message went in."""

    __tablename__ = "answer"
    __table_args__ = (
        Index("ix_answer_customer", "entity", "customer_id"),
        Index("ix_answer_message_at", "message", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    occasion: Mapped[str] = mapped_column(String(120), unique=True)
    message: Mapped[str] = mapped_column(String(40))
    entity: Mapped[str]
    customer_id: Mapped[str]
    campaign: Mapped[str | None]  # NULL: no message went
    why: Mapped[str]  # what happened, or why no message went
    at: Mapped[datetime]
