"""The desk's tables for the bank: our accounts, statements, their lines, and what each line pays."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class BankAccount(Base):
    """One row per account of ours: whose it is. It is named once, with the first statement."""

    __tablename__ = "bank_account"
    account: Mapped[str] = mapped_column(String(60), primary_key=True)
    entity: Mapped[str]
    saved_by: Mapped[str]
    saved_at: Mapped[datetime]


class BankStatement(Base):
    """One row per statement taken in; a file may hold several."""

    __tablename__ = "bank_statement"
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("bank_account.account"))
    kind: Mapped[str] = mapped_column(String(20))  # booked, interim, notice
    number: Mapped[str]
    currency: Mapped[str]
    opening_minor: Mapped[int | None]
    closing_minor: Mapped[int | None]
    booked_through: Mapped[date | None]  # the closing balance's day, else the last entry's
    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(String(64), index=True)
    imported_by: Mapped[str]
    imported_at: Mapped[datetime]


class BankLine(Base):
    """One row per payment on a statement; an entry of several payments has one row each, and none for the whole.

    ``entry`` names the entry for good: the same one on a later statement adds nothing.
    """

    __tablename__ = "bank_line"
    __table_args__ = (Index("ix_bank_line_entity_booked_on", "entity", "booked_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("bank_statement.id"))
    entry: Mapped[str] = mapped_column(String(64), index=True)
    part: Mapped[int]  # 1, 2, ... of the entry
    entity: Mapped[str]
    booked_on: Mapped[date]
    amount_minor: Mapped[int]  # positive: money in
    currency: Mapped[str] = mapped_column(String(3))
    party: Mapped[str]
    account: Mapped[str]  # of the other side
    references: Mapped[list[Any]]
    text: Mapped[str]
    is_reversal: Mapped[bool]


class BankMatch(Base):
    """One row per line that a customer could have paid: what it pays, why, and what a person said of it.

    ``state``: proposed (a person must look), booked (certain), accepted, dismissed (no customer's), nobody (like one dismissed
    before), in_ledger (the book has it).
    ``customers`` are customer ids; ``parts``: customer_id, number, fiscal_year, part_no, amount_minor.
    """

    __tablename__ = "bank_match"
    line_id: Mapped[int] = mapped_column(ForeignKey("bank_line.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    stage: Mapped[str] = mapped_column(String(20))
    certainty: Mapped[str] = mapped_column(String(20))
    customers: Mapped[list[Any]]
    parts: Mapped[list[Any]]
    rest_minor: Mapped[int]
    evidence: Mapped[str]
    slots: Mapped[dict[str, Any]]  # what fills the places of evidence
    decided_by: Mapped[str | None]  # NULL: nobody did, the evidence decided
    decided_at: Mapped[datetime | None]
    why: Mapped[str]


class BankRule(Base):
    """One row per payer that a person spoke of: whose account it is, or with an empty customer id that it is nobody's.

    A payer without an account is known by its name in plain letters.
    """

    __tablename__ = "bank_rule"
    entity: Mapped[str] = mapped_column(String(80), primary_key=True)
    account: Mapped[str] = mapped_column(String(200), primary_key=True)
    customer_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    learnt_by: Mapped[str]
    learnt_at: Mapped[datetime]
