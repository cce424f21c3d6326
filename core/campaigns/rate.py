"""How fast a channel may go, held over all workers and restarts by one row (generic cell rate algorithm)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import case, insert, select, update

from core.acting import permitted
from core.actions import Action
from core.desk.statements import rows_changed
from core.desk.tables import ChannelRate

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from core.vocabulary import ChannelName

MOST_SENDERS: Final = 50
CHUNK_SECONDS: Final = 10


@permitted(Action.CHANNEL)
def limit(desk: Desk, channel: ChannelName, per_second: float | None) -> None:
    """Let ``channel`` send at most ``per_second`` messages a second; None takes the limit away."""
    with desk.session() as session:
        changed = update(ChannelRate).where(ChannelRate.channel == channel).values(per_second=per_second)
        if rows_changed(session, changed) == 0:
            session.execute(insert(ChannelRate).values(channel=channel, per_second=per_second, reserved_until=0.0))


def per_second(desk: Desk, channel: ChannelName) -> float | None:
    """Return the limit of ``channel`` in messages a second, None without one."""
    with desk.reading() as session:
        return session.scalar(select(ChannelRate.per_second).where(ChannelRate.channel == channel))


def reserve(desk: Desk, channel: ChannelName, messages: int) -> float:
    """Reserve room for ``messages`` and return the seconds to wait before they may go; 0 without a limit.

    A reservation that lies further ahead than any number of senders makes is of a clock that has been put back: it is dropped.
    """
    now = desk.now().timestamp()
    is_ahead = ChannelRate.reserved_until > now
    is_possible = ChannelRate.reserved_until < now + MOST_SENDERS * (CHUNK_SECONDS + messages / ChannelRate.per_second)
    begin = case((is_ahead & is_possible, ChannelRate.reserved_until), else_=now)
    statement = (
        update(ChannelRate)
        .where(ChannelRate.channel == channel, ChannelRate.per_second.is_not(None))
        .values(reserved_until=begin + messages / ChannelRate.per_second)
        .returning(ChannelRate.reserved_until, ChannelRate.per_second)
    )
    with desk.alone(is_relaxed=True) as connection:
        row = connection.execute(statement).one_or_none()
    return 0.0 if row is None else max(0.0, row.reserved_until - messages / row.per_second - now)
