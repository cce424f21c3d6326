"""What must hold after any accident: nothing went twice, nothing is lost, and the doubtful are no more than were in flight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.desk.campaign_tables import Message
from core.vocabulary import MessageState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.desk.engine import Desk


def by_state(desk: Desk) -> dict[str, set[str]]:
    """Return the Message-IDs in each state."""
    found: dict[str, set[str]] = {}
    with desk.reading() as session:
        for message_id, state in session.execute(select(Message.message_id, Message.state)):
            found.setdefault(state, set()).add(message_id)
    return found


def nothing_twice_and_nothing_lost(
    arrived: Sequence[str], found: Mapping[str, set[str]], *, messages: int, in_flight: int
) -> None:
    assert len(arrived) == len(set(arrived)), "a message went twice"
    assert set(found) <= {MessageState.SENT, MessageState.UNCERTAIN}, found.keys()
    assert found["sent"] <= set(arrived), "a message that never arrived counts as sent"
    assert set(arrived) <= found["sent"] | found.get("uncertain", set())
    assert sum(map(len, found.values())) == messages
    assert len(found.get("uncertain", ())) <= in_flight
