"""The desk's tables for templates: versions, which of them goes out, and what a campaign was written with; and what a preview is searched by."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class TemplateVersion(Base):
    """One row per saved version of a message's forms in one language, never changed afterwards; version 0 is the file."""

    __tablename__ = "template_version"
    __table_args__ = (UniqueConstraint("message", "language", "number"),)  # two editors at once: one of them is told
    id: Mapped[int] = mapped_column(primary_key=True)
    message: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    forms: Mapped[dict[str, Any]]  # name of the form -> its text
    comment: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class TemplateApproval(Base):
    """One row per time a version became the one that goes out; the newest row of a message and language rules."""

    __tablename__ = "template_approval"
    __table_args__ = (UniqueConstraint("message", "language", "turn"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    message: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(20))
    turn: Mapped[int]
    version_id: Mapped[int | None] = mapped_column(ForeignKey("template_version.id"))  # NULL: the file, version 0
    approved_by: Mapped[str]
    approved_at: Mapped[datetime]
    why: Mapped[str]


class TemplateSet(Base):
    """One row per state the templates were ever used in: the text of every one of them, files and versions alike."""

    __tablename__ = "template_set"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    sources: Mapped[bytes] = mapped_column(LargeBinary)  # JSON, zstd: name -> text
    length: Mapped[int]  # not compressed
    kept_at: Mapped[datetime]


class TemplateUse(Base):
    """One row per previewed campaign: the templates its messages were written with, for whoever changes one later."""

    __tablename__ = "template_use"
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    set_sha256: Mapped[str] = mapped_column(ForeignKey("template_set.sha256"))
    versions: Mapped[dict[str, Any]]  # "message/language" -> number of the version; absent: version 0


class PreviewIndex(Base):
    """One row per previewed campaign: what its messages are searched and filtered by, as they were written."""

    __tablename__ = "preview_index"
    __table_args__ = (
        UniqueConstraint("campaign_id"),
        {"sqlite_autoincrement": True},
    )  # screens keep what they opened by id
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    messages: Mapped[int] = mapped_column(Integer)
    traits: Mapped[bytes] = mapped_column(LargeBinary)  # Arrow, zstd: one row per message, in the order of the list
    lines: Mapped[bytes] = mapped_column(LargeBinary)  # Arrow, zstd: every different line, and which messages have it
