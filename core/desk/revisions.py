"""A number per topic that grows with every change: what screens cache by. Message states are no topic."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select, update

from core.desk.tables import TopicRevision

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk


class Topic(StrEnum):
    """What a screen can depend on besides the book."""

    POLICIES = "policies"
    SETTINGS = "settings"
    MAPPINGS = "mappings"
    HOLDS = "holds"
    CUSTOMERS = "customers"  # overrides
    CAMPAIGNS = "campaigns"
    BANK = "bank"  # statements, and what their lines pay
    CLOSES = "closes"  # months closed, control balances
    REPLAYS = "replays"  # runs of the time machine
    STANDING = "standing"  # standing approvals and their runs
    DELIVERIES = "deliveries"  # what became of messages after they left, and addresses stopped by it
    REPLIES = "replies"
    SIDE = "side"  # what others say about our customers: credit files, policies, orders, complaints
    IDENTITY = "identity"  # who is the same as who, and who is a natural person
    ADVICE = "advice"  # decisions to block or release goods, and files to the ERP
    HANDOVERS = "handovers"  # what is with an agency
    ROUTINES = "routines"  # what runs by itself, and its runs
    WORK = "work"  # calls, tasks, and who has them
    EXPERIMENTS = "experiments"  # holdouts and tests, and whom they enrolled
    TEMPLATES = "templates"  # versions, and which of them goes out
    REQUESTS = "requests"  # what customers ask on their own page, and what became of it
    PEOPLE = "people"  # who works here, in what roles, and what waits for a second look
    ERASURES = "erasures"  # who asked to be erased, what has to be kept, and who is restricted


def changed(session: Session, topic: Topic) -> None:
    """Count one more change of ``topic``, in the transaction that makes it.

    The topic's row stays locked until the end, so whoever begins with this has its topic to itself.
    """
    session.execute(
        update(TopicRevision).where(TopicRevision.topic == topic).values(revision=TopicRevision.revision + 1),
    )


class Numbered(Protocol):
    """A row that the desk gives its number."""

    id: int


def put(desk: Desk, topic: Topic, row: Numbered) -> int:
    """Put a new row of ``topic`` on the desk; return its number."""
    with desk.session() as session:
        changed(session, topic)
        session.add(row)
        session.flush()
        return row.id


def seen(session: Session, topics: Collection[Topic], *, is_locked: bool = False) -> dict[Topic, int]:
    """Return the present numbers of ``topics``; locked, nobody changes one of them until the transaction ends."""
    rows = select(TopicRevision).where(TopicRevision.topic.in_(topics)).order_by(TopicRevision.topic)
    if is_locked:
        rows = rows.with_for_update()
    return {Topic(row.topic): row.revision for row in session.scalars(rows.execution_options(populate_existing=True))}


def revisions(desk: Desk) -> dict[Topic, int]:
    """Return the present number of every topic; the migration that brings a topic puts its row there."""
    with desk.reading() as session:
        return {Topic(row.topic): row.revision for row in session.scalars(select(TopicRevision))}
