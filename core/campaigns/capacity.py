"""How much of a channel fits a day: counted from the ledger itself, over all workers and restarts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from core.desk.campaign_tables import Message
from core.desk.statements import rows_changed
from core.desk.tables import ChannelRate
from core.vocabulary import MessageState

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection, Select

    from core.campaigns.hours import Moments, Places
    from core.desk.channel_terms import Terms
    from core.desk.engine import Desk
    from core.vocabulary import ChannelName

TAKES: Final = (MessageState.CLAIMED, MessageState.SENDING, MessageState.SENT, MessageState.UNCERTAIN)
"""What takes capacity: a message that was refused, or went back to the queue, gives its place to another."""
LONGEST_DAY: Final = timedelta(hours=52)  # from the first place where a day begins to the last where it ends, and some


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day at the customers', the places where it is that day (None: all), and what fits it (None: no limit)."""

    on: date
    places: Places | None
    capacity: int | None


def days(hours: Moments, terms: Terms, channel: ChannelName, at: datetime) -> list[Day]:
    """Return the days it is at the customers' at this instant, with the capacity of ``channel``; one without any is left out.

    A channel that is switched off has none.
    """
    found = []
    for day in hours.days(at):
        term = terms.term(channel, day.on)
        capacity = term.daily_capacity if term.is_on else 0
        if capacity != 0:
            found.append(Day(on=day.on, places=day.places, capacity=capacity))
    return found


def taken(desk: Desk, channel: ChannelName, on: date) -> int:
    """Return how many messages of ``channel`` took capacity of the day ``on``."""
    with desk.reading() as session:
        return session.scalar(_taken(channel, on, desk.now())) or 0


def taken_alone(connection: Connection, channel: ChannelName, on: date, now: datetime) -> int:
    """Return the same, with the channel locked until the transaction ends: of two workers one counts what the other took."""
    lock = update(ChannelRate).where(ChannelRate.channel == channel).values(channel=channel)
    if rows_changed(connection, lock) == 0:
        with suppress(IntegrityError), connection.begin_nested():  # another worker may put it there at the same moment
            connection.execute(insert(ChannelRate).values(channel=channel, per_second=None, reserved_until=0.0))
        connection.execute(lock)
    return connection.scalar(_taken(channel, on, now)) or 0


def _taken(channel: ChannelName, on: date, now: datetime) -> Select[int]:
    return select(func.count()).where(
        Message.channel == channel,
        Message.claimed_at > now - LONGEST_DAY,
        Message.claimed_on == on,
        or_(*(Message.state == state for state in TAKES)),
    )
