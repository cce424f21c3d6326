"""The desk's tables for what people decide: policies, mappings, settings, holds, overrides, notes; and its clockwork."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Float, ForeignKey, Index, Integer, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.desk.types import Document, Identifier, Instant

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Base(DeclarativeBase):
    """Every table of the desk; text is unbounded, because both databases keep it equally well."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        str: Text(),
        int: Identifier,
        float: Float(),
        date: Date(),
        datetime: Instant(),
        dict[str, Any]: Document,
        list[Any]: Document,
    }


class TopicRevision(Base):
    """One row per topic that screens cache by; the number grows with every change of that topic."""

    __tablename__ = "topic_revision"
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int]


class PolicyVersion(Base):
    """One row per saved version of a policy of some kind (segments, ladder, ...); never changed afterwards."""

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("kind", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]  # 1, 2, 3 within its kind: what people call it
    body: Mapped[dict[str, Any]]
    comment: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class PolicyActivation(Base):
    """One row per time a version became the active one of its kind; the newest row of a kind rules."""

    __tablename__ = "policy_activation"
    __table_args__ = (UniqueConstraint("kind", "turn"),)  # two people at once: one of them is told
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    turn: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    activated_by: Mapped[str]
    activated_at: Mapped[datetime]
    why: Mapped[str]
    from_on: Mapped[date | None]  # rules from this day on; NULL: at once


class SavedMapping(Base):
    """One row per named mapping of a source file's columns."""

    __tablename__ = "saved_mapping"
    name: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    saved_by: Mapped[str]
    saved_at: Mapped[datetime]


class Setting(Base):
    """One row per setting and scope (an entity, or '' for all of them)."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    body: Mapped[dict[str, Any]]
    revision: Mapped[int]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class Hold(Base):
    """One row per reason to leave a customer, or one of its documents (``number`` set), alone until it ends."""

    __tablename__ = "hold"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    entity: Mapped[str]
    customer_id: Mapped[str]
    document_type: Mapped[str | None]
    number: Mapped[str | None]
    fiscal_year: Mapped[int | None]
    part_no: Mapped[int | None]
    until_on: Mapped[date | None]  # last day it holds; NULL: until somebody ends it
    amount_minor: Mapped[int | None]  # of a hold that belongs to a case: the amount of all its holds together
    currency: Mapped[str | None]
    case_id: Mapped[int | None]  # customer_case.id: the hold stands while that case is open
    source_reference: Mapped[str | None]  # the same fact as the source system knows it
    why: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]


Index(
    "ix_hold_open",
    Hold.entity,
    Hold.customer_id,
    sqlite_where=Hold.ended_at.is_(None),
    postgresql_where=Hold.ended_at.is_(None),
)


class Override(Base):
    """One row per field of a customer that people here know better than the source, until the source changes."""

    __tablename__ = "override"
    __table_args__ = (Index("ix_override_entity_customer_id", "entity", "customer_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    customer_id: Mapped[str]
    field: Mapped[str]
    value: Mapped[str]
    source_value: Mapped[str | None]  # what the source said when this was set; it wins again once it says otherwise
    why: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    ended_by: Mapped[str | None]  # NULL: ended before this was kept, or lapsed because the source changed
    ended_at: Mapped[datetime | None]


class Note(Base):
    """One row per remark about a customer; one that was taken back stays, with who did so."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_entity_customer_id", "entity", "customer_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    customer_id: Mapped[str]
    body: Mapped[str]
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]


class Worker(Base):
    """One row per sending process; its beat is the lease on everything it claimed."""

    __tablename__ = "worker"
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    boot_id: Mapped[str]  # changes with a restart of the machine: relaxed commits of before may be gone
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    remark: Mapped[str]  # what it waits for, in words for the screen


class ChannelRate(Base):
    """One row per channel with a speed limit, shared by all workers (generic cell rate algorithm)."""

    __tablename__ = "channel_rate"
    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    per_second: Mapped[float | None]  # NULL: as fast as the other side takes it
    reserved_until: Mapped[float]  # seconds since 1970 up to which the capacity has been given out


class Schedule(Base):
    """One row per thing to do again and again; a worker that finds it due takes it and moves ``next_at`` first."""

    __tablename__ = "schedule"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any]]
    every_seconds: Mapped[int] = mapped_column(Integer)
    is_enabled: Mapped[bool] = mapped_column(server_default=text("true"))
    next_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
