"""The desk's tables for what others say about our customers: the files it came in, and every fact with its history."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class SideFile(Base):
    """One row per side file taken in, or per fact that somebody wrote down by hand (``file_name`` empty)."""

    __tablename__ = "side_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    sources: Mapped[list[Any]]  # whose words are in it
    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(String(64), index=True)
    list_on: Mapped[date]
    mode: Mapped[str] = mapped_column(String(20))
    mapping: Mapped[dict[str, Any]]
    columns: Mapped[dict[str, Any]]  # field: the header it was taken from
    rows_read: Mapped[int] = mapped_column(Integer)
    accepted: Mapped[int] = mapped_column(Integer)
    quarantined: Mapped[int] = mapped_column(Integer)
    refused: Mapped[list[Any]]  # row, reason, cells
    landed: Mapped[dict[str, Any]]  # how many facts were new, changed, the same, older, ended
    taken_by: Mapped[str]
    taken_at: Mapped[datetime]
    taken_back_by: Mapped[str | None]
    taken_back_at: Mapped[datetime | None]
    taken_back_why: Mapped[str | None]


class SideFact(Base):
    """One row per thing a source said; the same thing said otherwise is a new row, and the old one has ``replaced_at``.

    ``key`` names what it is about within kind and source. ``known_at`` is when we learnt it, ``said_on`` the day it is of.
    """

    __tablename__ = "side_fact"
    __table_args__ = (Index("ix_side_fact_customer", "kind", "customer_id", "entity"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("side_file.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    source: Mapped[str]
    key: Mapped[str]
    entity: Mapped[str]  # '': of any company of ours
    customer_id: Mapped[str]  # '': the source gives another number
    said_on: Mapped[date]
    line: Mapped[int] = mapped_column(Integer)
    body: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    known_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    replaced_by_file: Mapped[int | None]


Index(
    "ix_side_fact_held",
    SideFact.kind,
    SideFact.source,
    SideFact.key,
    unique=True,
    sqlite_where=SideFact.replaced_at.is_(None),
    postgresql_where=SideFact.replaced_at.is_(None),
)
