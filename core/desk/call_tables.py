"""The desk's tables for the work list: calls and what came of them, tasks, who has what, and messages written anew."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from core.desk.tables import Base


class Call(Base):
    """One row per call a person made, with what came of it; one that was taken back stays, with who did so."""

    __tablename__ = "call"
    __table_args__ = (
        Index("ix_call_customer", "entity", "customer_id"),
        Index("ix_call_called_at", "called_at"),
        Index("ix_call_message_id", "message_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int | None]  # message.id; NULL: a call that no campaign asked for
    entity: Mapped[str]
    customer_id: Mapped[str]
    number: Mapped[str]  # the number that was called
    outcome: Mapped[str] = mapped_column(String(20))
    is_right_party: Mapped[bool]  # somebody was reached who decides about paying
    said: Mapped[str]
    case_id: Mapped[int | None]  # the promise or dispute that was noted
    case_event_id: Mapped[int | None]
    note_id: Mapped[int | None]  # what was said, on the customer's page
    again_at: Mapped[datetime | None]  # when to call back
    before: Mapped[dict[str, Any]]  # the message as it was: what an undo puts back
    called_by: Mapped[str]
    called_at: Mapped[datetime]
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]


class LadderTask(Base):
    """One row per thing that a ladder asks of a person beside the messages, as the latest look at the ledger found it."""

    __tablename__ = "ladder_task"
    __table_args__ = (Index("ix_ladder_task_customer", "entity", "customer_id"),)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))  # an Escalation
    entity: Mapped[str]
    customer_id: Mapped[str]
    customer_key: Mapped[int]
    ladder: Mapped[str]
    step: Mapped[int] = mapped_column(Integer)
    owner: Mapped[str | None]  # the account manager; NULL: the team
    made_on: Mapped[date]


class WorkLook(Base):
    """One row: what the latest look at the ledger for tasks and chances was made from."""

    __tablename__ = "work_look"
    id: Mapped[int] = mapped_column(primary_key=True)
    stands_at: Mapped[str]  # the book's version and the desk's revisions it depends on
    looked_at: Mapped[datetime]


class UnpaidChance(Base):
    """One row per customer on the list: which share of what is past due is not expected by itself, and who says so."""

    __tablename__ = "unpaid_chance"
    entity: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(primary_key=True)
    unpaid_share: Mapped[float]
    source: Mapped[str] = mapped_column(String(20))  # model, habit or segment
    as_of: Mapped[date]


class WorkAssignment(Base):
    """One row per entry that somebody has; ``turn`` grows with every hand-over."""

    __tablename__ = "work_assignment"
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    person: Mapped[str]  # '' given back to the team
    turn: Mapped[int] = mapped_column(Integer)
    why: Mapped[str]
    assigned_by: Mapped[str]
    assigned_at: Mapped[datetime]


class Absence(Base):
    """One row per time that somebody is away; ``deputy`` NULL: the team has the work. ``gives_roles``: and the deputy may what they may."""

    __tablename__ = "absence"
    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date]
    deputy: Mapped[str | None]
    noted_by: Mapped[str]
    noted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    gives_roles: Mapped[bool] = mapped_column(server_default=false())


class WorkDone(Base):
    """One row per entry that a person says is done, where nothing else on the desk would say so."""

    __tablename__ = "work_done"
    __table_args__ = (Index("ix_work_done_key", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    entity: Mapped[str]
    customer_id: Mapped[str]
    why: Mapped[str]
    done_by: Mapped[str]
    done_at: Mapped[datetime]
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]


class Rewriting(Base):
    """One row per held message that was written anew: the old one is cancelled for good, the new one is in that campaign."""

    __tablename__ = "rewriting"
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True, autoincrement=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    rewritten_by: Mapped[str]
    rewritten_at: Mapped[datetime]
