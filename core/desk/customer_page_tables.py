"""The desk's tables for the customer's own page: who may open it, what was asked on it, and files that came along."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class PageAccess(Base):
    """One row per customer whose links differ from how they are made: opened, revoked, or closed for good."""

    __tablename__ = "page_access"
    entity: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(primary_key=True)
    generation: Mapped[int] = mapped_column(Integer)  # page links of an earlier one are dead
    pay_revoked_at: Mapped[datetime | None]  # pay links in messages queued by then are dead
    is_closed: Mapped[bool]  # erased here or blocked: no link of any kind opens anything
    opened_at: Mapped[datetime | None]  # the last time, to the hour
    changed_by: Mapped[str | None]
    changed_at: Mapped[datetime | None]
    why: Mapped[str | None]


class CustomerRequest(Base):
    """One row per act of a customer on the page: what was asked, what it made on the desk, and who decided."""

    __tablename__ = "customer_request"
    __table_args__ = (
        UniqueConstraint("form"),  # a form sent twice is one act
        UniqueConstraint("reference"),
        Index("ix_customer_request_customer", "entity", "customer_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(16))  # as an address names it: says nothing, and cannot be guessed
    entity: Mapped[str]
    customer_id: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    body: Mapped[dict[str, Any]]
    language: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime]
    undo_until: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_why: Mapped[str | None]


class CustomerFile(Base):
    """One row per file that came with a request; its bytes lie under the home folder, by their hash."""

    __tablename__ = "customer_file"
    __table_args__ = (Index("ix_customer_file_request_id", "request_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("customer_request.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(String(80))
    length: Mapped[int]
    came_at: Mapped[datetime]
