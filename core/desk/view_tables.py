"""The desk's table of saved views: what a screen was asked, under a name."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class SavedView(Base):
    """One row per view of a page: the query of its URL, by name; one of a page may be the one it opens with."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("page", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    page: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    query: Mapped[dict[str, Any]]
    is_default: Mapped[bool]
    saved_by: Mapped[str]
    saved_at: Mapped[datetime]
