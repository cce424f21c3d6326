"""The desk's tables of complaints and deliveries: which case a complaint opened, what was decided, and files to the ERP."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class ComplaintCase(Base):
    """One row per complaint of a file that opened a case: the file closes it again by the same key."""

    __tablename__ = "complaint_case"
    __table_args__ = (UniqueConstraint("source", "key", "turn"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(120))
    key: Mapped[str]  # of the side fact
    turn: Mapped[int] = mapped_column(Integer)  # 1, 2, 3: a complaint that was closed may be opened again
    fact_id: Mapped[int]  # side_fact.id: what the file said when the case was last brought up to date
    case_id: Mapped[int | None] = mapped_column(ForeignKey("customer_case.id"))  # NULL only while it is being opened
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # when the file said so


class DeliveryDecision(Base):
    """One row per decision of a person to block or release the deliveries to a customer; the newest rules."""

    __tablename__ = "delivery_decision"
    __table_args__ = (Index("ix_delivery_decision_customer", "entity", "customer_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    customer_id: Mapped[str]
    is_blocked: Mapped[bool]
    advice: Mapped[str] = mapped_column(String(20))  # what was advised at that moment
    grounds: Mapped[dict[str, Any]]  # the figures it was taken on
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
    why: Mapped[str]


class ErpFile(Base):
    """One row per file written for the ERP: its lines as they went, so that the next one can say what changed."""

    __tablename__ = "erp_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    preset: Mapped[str] = mapped_column(String(40))
    entity: Mapped[str]  # '' for all
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[date]
    lines: Mapped[list[Any]]
    changes: Mapped[int] = mapped_column(Integer)  # lines that differ from the file before
    written_by: Mapped[str]
    written_at: Mapped[datetime]
