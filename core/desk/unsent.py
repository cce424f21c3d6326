"""Messages that have not begun to go: kept back by whatever is heard about a customer or an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select, update

from core.desk.campaign_tables import Message
from core.desk.revisions import Topic, changed
from core.desk.statements import parts, rows_changed
from core.vocabulary import MessageState

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

NOT_BEGUN: Final = (MessageState.QUEUED, MessageState.CLAIMED)


def held(at: datetime, why: str) -> dict[str, Any]:
    """Return the values of a held message; without its claim, a worker that has it finds it gone just before the body."""
    return {"state": MessageState.HELD, "claim": None, "settled_at": at, "held_why": why}


def hold_where(session: Session, at: datetime, why: str, *conditions: ColumnElement[bool]) -> int:
    """Hold the unsent messages of which all ``conditions`` are true, in the caller's transaction; return how many."""
    changed(session, Topic.CAMPAIGNS)
    waiting = update(Message).where(Message.state.in_(NOT_BEGUN), *conditions)
    return rows_changed(session, waiting.values(**held(at, why)))


def to_customer(entity: str, customer_id: str) -> ColumnElement[bool]:
    """Return the condition of messages to one customer."""
    return (Message.entity == entity) & (Message.customer_id == customer_id)


def unsent_of(session: Session, customers: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
    """Return the unsent messages of each of ``customers`` (entity, customer id) that has any."""
    found: dict[tuple[str, str], list[int]] = {}
    wanted = set(customers)
    for some in parts(sorted({each[1] for each in wanted})):
        waiting = select(Message.id, Message.entity, Message.customer_id)
        for row in session.execute(waiting.where(Message.state.in_(NOT_BEGUN), Message.customer_id.in_(some))):
            if (row.entity, row.customer_id) in wanted:
                found.setdefault((row.entity, row.customer_id), []).append(row.id)
    return found


def unsent_to(session: Session, addresses: Sequence[str], channels: Collection[str]) -> dict[str, list[int]]:
    """Return the unsent messages over ``channels`` to each of ``addresses`` (in small letters) that has any."""
    found: dict[str, list[int]] = {}
    for some in parts(addresses):
        waiting = select(Message.id, func.lower(Message.address).label("address")).where(
            Message.state.in_(NOT_BEGUN), Message.channel.in_(sorted(channels)), func.lower(Message.address).in_(some)
        )
        for row in session.execute(waiting):
            found.setdefault(row.address, []).append(row.id)
    return found
