"""The desk's tables for privacy: a key per customer, what was asked to be erased, what has to be kept, and who is restricted."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class CustomerSecret(Base):
    """One row per key of a customer, which locks the words written to them; what a destroyed key locked nobody reads again."""

    __tablename__ = "customer_secret"
    __table_args__ = (UniqueConstraint("entity", "customer_id", "turn"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    customer_id: Mapped[str]
    turn: Mapped[int] = mapped_column(Integer)  # 1, and one more after each that was destroyed
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)  # by the master key; NULL: destroyed
    master: Mapped[str] = mapped_column(String(16))  # mark of the master key; '' not wrapped
    made_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]


class CommonWords(Base):
    """One row per message as it is written to invented customers: what the real ones of its kind are compressed with."""

    __tablename__ = "common_words"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime]


class Erasure(Base):
    """One row per request to be erased: who asked, what keeps it waiting, and what was done."""

    __tablename__ = "erasure"
    __table_args__ = (Index("ix_erasure_customer", "entity", "customer_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    customer_id: Mapped[str]
    state: Mapped[str] = mapped_column(String(20))  # waiting, done, withdrawn, returned
    digest: Mapped[str] = mapped_column(String(64))  # by which an import is known to speak of who was erased
    due_on: Mapped[date]  # the last day to answer the request
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    why: Mapped[str]
    done_by: Mapped[str | None]
    done_at: Mapped[datetime | None]
    done: Mapped[dict[str, Any]]  # how many rows of each table, files and versions
    ended_by: Mapped[str | None]  # withdrawn, or a customer again
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]


class LegalHold(Base):
    """One row per reason for which a customer may not be erased yet, with its owner and its last day."""

    __tablename__ = "legal_hold"
    __table_args__ = (Index("ix_legal_hold_customer", "entity", "customer_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    customer_id: Mapped[str]
    owner: Mapped[str]
    why: Mapped[str]
    until_on: Mapped[date]
    placed_by: Mapped[str]
    placed_at: Mapped[datetime]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]


class Restriction(Base):
    """One row per time a customer's facts may only be kept, not used (GDPR art. 18), with the stop that goes with it."""

    __tablename__ = "restriction"
    __table_args__ = (Index("ix_restriction_customer", "entity", "customer_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    customer_id: Mapped[str]
    why: Mapped[str]
    hold_id: Mapped[int]
    placed_by: Mapped[str]
    placed_at: Mapped[datetime]
    lifted_by: Mapped[str | None]
    lifted_at: Mapped[datetime | None]
    lifted_why: Mapped[str | None]
