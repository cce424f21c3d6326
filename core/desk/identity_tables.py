"""The desk's tables for who is who: customers that are the same, and customers that are natural persons."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class IdentityDecision(Base):
    """One row per answer to whether two customers are one: same, different or later; the pair in the order of their keys."""

    __tablename__ = "identity_decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(String(80))
    customer_id: Mapped[str] = mapped_column(String(120))
    other_entity: Mapped[str] = mapped_column(String(80))
    other_customer_id: Mapped[str] = mapped_column(String(120))
    decision: Mapped[str] = mapped_column(String(20))
    evidence: Mapped[list[Any]]  # what spoke for it then
    why: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]


Index(
    "ix_identity_decision_held",
    IdentityDecision.entity,
    IdentityDecision.customer_id,
    IdentityDecision.other_entity,
    IdentityDecision.other_customer_id,
    unique=True,
    sqlite_where=IdentityDecision.undone_at.is_(None),
    postgresql_where=IdentityDecision.undone_at.is_(None),
)


class NaturalPerson(Base):
    """One row per time somebody said whether a business customer is a person (a sole trader, a partnership) or a company."""

    __tablename__ = "natural_person"
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    customer_id: Mapped[str]
    is_natural: Mapped[bool]
    why: Mapped[str]
    said_by: Mapped[str]
    said_at: Mapped[datetime]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]


Index(
    "ix_natural_person_held",
    NaturalPerson.entity,
    NaturalPerson.customer_id,
    unique=True,
    sqlite_where=NaturalPerson.ended_at.is_(None),
    postgresql_where=NaturalPerson.ended_at.is_(None),
)
