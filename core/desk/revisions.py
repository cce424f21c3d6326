"""A number per topic that grows with every change: what screens cache by. Message states are no topic."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from core.desk.tables import TopicRevision

if TYPE_CHECKING:
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
    TEMPLATES = "templates"  # versions, and which of them goes out


def changed(session: Session, topic: Topic) -> None:
    """Count one more change of ``topic``, in the transaction that makes it.

    The topic's row stays locked until the end, so whoever begins with this has its topic to itself.
    """
    session.execute(
        update(TopicRevision).where(TopicRevision.topic == topic).values(revision=TopicRevision.revision + 1),
    )


def revisions(desk: Desk) -> dict[Topic, int]:
    """Return the present number of every topic; the migration that brings a topic puts its row there."""
    with desk.reading() as session:
        return {Topic(row.topic): row.revision for row in session.scalars(select(TopicRevision))}
