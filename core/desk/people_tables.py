"""The desk's tables for who works here: people with their roles and limits, and approvals that wait for a second look."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class Person(Base):
    """One row per person of the house who may sign in, or could once; a name stays with its person for good."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None] = mapped_column(unique=True)  # in small letters
    subject: Mapped[str | None] = mapped_column(unique=True)  # issuer|sub of the provider, known from the first sign-in
    roles: Mapped[list[Any]]
    limits: Mapped[dict[str, Any]]
    is_active: Mapped[bool]
    added_by: Mapped[str]
    added_at: Mapped[datetime]


class SecondLook(Base):
    """One row per approval that somebody gave alone where two should have looked; open until ``looked_at``."""

    __tablename__ = "second_look"
    __table_args__ = (Index("ix_second_look_due_on", "due_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))  # campaign, template, standing approval
    what: Mapped[str]  # its name
    because: Mapped[list[Any]]  # what it was above, or that it was a legal step
    approved_by: Mapped[str]
    approved_at: Mapped[datetime]
    due_on: Mapped[date]
    looked_by: Mapped[str | None]
    looked_at: Mapped[datetime | None]
    said: Mapped[str]
