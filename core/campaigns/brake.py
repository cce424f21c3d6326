"""The brake: a channel stops by itself when too much of it fails, and goes on when a person says why."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.acting import permitted
from core.actions import Action
from core.campaigns.claims import take_back
from core.campaigns.errors import NothingSaidError
from core.campaigns.states import ITSELF
from core.desk import settings
from core.desk.campaign_tables import Message
from core.desk.channel_tables import ChannelPause
from core.desk.revisions import Topic, changed
from core.desk.statements import rows_changed
from core.errors import SaldoError
from core.vocabulary import ChannelName, MessageState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

SETTING: Final = "brake"
LOOKS_BACK: Final = timedelta(days=2)
BAD: Final = (MessageState.FAILED, MessageState.UNCERTAIN)
MOST_LAST: Final = 1_000


class ChannelPauseMovedError(SaldoError):
    """Somebody else paused or resumed the channel in between."""

    def __init__(self, channel: str) -> None:
        super().__init__(
            "Somebody paused or resumed the channel {channel} meanwhile: look at it again.", channel=channel
        )


class BrakeRefusedError(SaldoError):
    """Limits that would never stop anything, or stop everything."""

    def __init__(self) -> None:
        super().__init__(
            "Choose a share of more than 0 % and at most 100 %, of the last 5 to {most_last} messages, and at least "
            "2 times the usual volume.",
            most_last=MOST_LAST,
        )


@dataclass(frozen=True, kw_only=True)
class Limits:
    """When sending stops by itself.

    A channel: when more than ``failed_share`` of its ``last`` messages were refused or are uncertain, at least ``fewest`` of
    them. A campaign at its launch: when it has more than ``never_unusual`` messages by one channel, and more than
    ``times_usual`` times what campaigns usually have.
    """

    failed_share: float = 0.2
    last: int = 100
    fewest: int = 20
    times_usual: float = 5.0
    never_unusual: int = 500


@dataclass(frozen=True, kw_only=True)
class Paused:
    """A channel that stands still for everybody, since when, by whom and why."""

    channel: ChannelName
    by: str
    at: datetime
    why: str

    @property
    def is_automatic(self) -> bool:
        """Return whether the brake did it."""
        return self.by == ITSELF


def limits(desk: Desk) -> Limits:
    """Return the limits in force."""
    kept = settings.get(desk, SETTING)
    return Limits() if kept is None else Limits(**kept.body)


@permitted(Action.CHANNEL)
def save_limits(desk: Desk, new: Limits, *, by: str) -> None:
    """Keep the limits; raise ``BrakeRefusedError`` for what makes no sense."""
    if not (0 < new.failed_share <= 1 and 5 <= new.last <= MOST_LAST and new.times_usual >= 2):  # noqa: PLR2004 - as its sentence says
        raise BrakeRefusedError
    body = {name: getattr(new, name) for name in Limits.__dataclass_fields__}
    settings.save(desk, SETTING, body, by=by)


def paused(desk: Desk) -> dict[ChannelName, Paused]:
    """Return the channels that stand still."""
    open_ = select(ChannelPause).where(ChannelPause.resumed_at.is_(None))
    with desk.reading() as session:
        rows = list(session.scalars(open_))
    return {
        ChannelName(row.channel): Paused(
            channel=ChannelName(row.channel), by=row.paused_by, at=row.paused_at, why=row.why
        )
        for row in rows
    }


@permitted(Action.STOP)
def pause(desk: Desk, channel: ChannelName, *, by: str, why: str) -> None:
    """Let nothing go by ``channel`` until a person resumes it; raise ``ChannelPauseMovedError`` when it stands still already."""
    if not why.strip():
        raise NothingSaidError("pause this channel")
    row = ChannelPause(channel=channel, paused_by=by, paused_at=desk.now(), why=why.strip())
    try:
        with desk.session() as session:
            changed(session, Topic.CAMPAIGNS)
            session.add(row)
            session.flush()
            take_back(session, Message.channel == channel)
    except IntegrityError as error:
        raise ChannelPauseMovedError(channel) from error


@permitted(Action.CHANNEL)
def resume(desk: Desk, channel: ChannelName, *, by: str, why: str) -> None:
    """Let ``channel`` go on; what failed before does not count any more. ``ChannelPauseMovedError`` when it is not paused."""
    if not why.strip():
        raise NothingSaidError("resume this channel")
    still = update(ChannelPause).where(ChannelPause.channel == channel, ChannelPause.resumed_at.is_(None))
    with desk.session() as session:
        changed(session, Topic.CAMPAIGNS)
        if rows_changed(session, still.values(resumed_by=by, resumed_at=desk.now(), resumed_why=why.strip())) == 0:
            raise ChannelPauseMovedError(channel)


def look(desk: Desk, channel: ChannelName) -> str | None:
    """Pause ``channel`` when too many of its latest messages failed; return why, None when it may go on."""
    limit = limits(desk)
    with desk.reading() as session:
        found = _latest(session, channel, limit.last, desk.now())
    bad = [said for state, said in found if state in BAD]
    if len(found) < limit.fewest or len(bad) <= limit.failed_share * len(found):
        return None
    why = (
        f"{len(bad)} of the last {len(found)} messages were refused or are uncertain, where at most "
        f"{limit.failed_share:.0%} may be. The latest answer: {bad[0] or 'none'}"
    )
    with suppress(ChannelPauseMovedError):  # another worker saw it first
        pause(desk, channel, by=ITSELF, why=why)
    return why


def _latest(session: Session, channel: ChannelName, last: int, now: datetime) -> list[tuple[str, str | None]]:
    """Return state and answer of the latest settled messages since somebody last resumed the channel, the newest first."""
    resumed = select(ChannelPause.resumed_at).where(
        ChannelPause.channel == channel, ChannelPause.resumed_at.is_not(None)
    )
    since = session.scalar(resumed.order_by(ChannelPause.resumed_at.desc()).limit(1)) or now - LOOKS_BACK
    settled = (
        select(Message.state, Message.reply)
        .where(
            Message.channel == channel,
            Message.claimed_at > max(since, now - LOOKS_BACK),
            Message.state.in_((MessageState.SENT, *BAD)),
        )
        .order_by(Message.claimed_at.desc(), Message.id.desc())
        .limit(last)
    )
    return [(row.state, row.reply) for row in session.execute(settled)]
