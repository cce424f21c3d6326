"""Claims on the contact ledger: take messages, mark each just before its body leaves, write down what became of it.

Every claim has a token of its own. Each later statement names it, so a worker that was frozen past its lease finds its
messages gone and sends nothing, even when another thread of the same process took them again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, or_, select, update

from core.campaigns import capacity
from core.campaigns.claiming import claiming
from core.desk.campaign_tables import Message
from core.strategy.contact_policy import ContactPolicy
from core.vocabulary import ChannelName, MessageState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.campaigns.capacity import Day
    from core.campaigns.hours import Places
    from core.desk.engine import Desk

# A late answer may still settle what the sweep called uncertain.
OPEN = (MessageState.CLAIMED, MessageState.SENDING, MessageState.UNCERTAIN)
BEGUN = (MessageState.SENDING, MessageState.UNCERTAIN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """One claimed message and where its bytes lie."""

    id: int
    attempts: int
    sender: str
    address: str
    batch_id: int
    offset: int
    length: int
    sha256: bytes
    country: str


_COLUMNS: Final = tuple(Claimed.__dataclass_fields__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What became of a claimed message; ``state`` queued means that it goes again, from ``retry_at``."""

    id: int
    state: MessageState
    at: datetime
    attempts: int
    code: int | None = None
    reply: str | None = None
    retry_at: datetime | None = None
    held_why: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """The messages that one claim got."""

    token: str
    messages: list[Claimed]


def claim(
    desk: Desk,
    channel: ChannelName,
    worker_id: str,
    *,
    size: int,
    is_immediate: bool,
    approved_after: datetime,
    day: Day,
    where: Places | None = None,
    contact: ContactPolicy | None = None,
) -> Claim:
    """Claim up to ``size`` messages of running campaigns; ``is_immediate`` sends before the planned time, too.

    What something on the desk keeps back by now, or the rules of ``contact`` (None: those that come with Saldo), is held
    by this very statement: see ``core.campaigns.last_look``.

    What may not go stays where it is: messages approved, and planned for, before ``approved_after``, for their facts are too old; those to
    countries that are not in ``where``, or where it is another day than ``day``; what goes beyond the capacity of that day; and
    everything of a channel that is paused.
    """
    now, token = desk.now(), secrets.token_hex(8)
    statement = claiming(
        channel,
        now,
        contact=contact or ContactPolicy(),
        is_immediate=is_immediate,
        places=(where, day.places),
        columns=_COLUMNS,
    )
    given = {"at": now, "since": approved_after, "most": size, "fence": token, "of": worker_id, "day": day.on}
    while True:
        if day.capacity is None:
            with desk.alone() as connection:
                rows = connection.execute(statement, given).all()
        else:
            with desk.transaction() as connection:
                left = day.capacity - capacity.taken_alone(connection, channel, day.on, now)
                rows = connection.execute(statement, {**given, "most": min(size, left)}).all() if left > 0 else []
        messages = [
            Claimed(**dict(zip(_COLUMNS, row[1:], strict=True))) for row in rows if row[0] == MessageState.CLAIMED
        ]
        if messages or not rows:  # nothing but held ones: there may be others behind them
            return Claim(token=token, messages=sorted(messages, key=lambda message: message.id))


def take_back(session: Session, which: ColumnElement[bool]) -> None:
    """Put claimed messages of ``which`` back into the queue; whoever has one finds it gone just before its body.

    In the order of their ids, and without those that are being marked at this moment, so that nobody waits in a circle. A call
    that a person has open stays theirs: they may be on the phone.
    """
    claimed = select(Message.id).where(
        which, Message.state == MessageState.CLAIMED, Message.channel != ChannelName.PHONE
    )
    chosen = claimed.order_by(Message.id).with_for_update(skip_locked=True).cte("chosen")
    back = {"state": MessageState.QUEUED, "claim": None, "worker_id": None}
    session.execute(update(Message).where(Message.id.in_(select(chosen.c.id))).values(**back))


def mark(marks: Connection, token: str, message_id: int, at: datetime, before: Result | None) -> bool:
    """Mark a message as being sent and write down ``before``, in one statement; return whether it is still ours."""
    if before is None:
        rows = marks.execute(_MARK, {"next": message_id, "token": token, "now": at})
    else:
        values = {
            "next": message_id,
            "token": token,
            "now": at,
            "before": before.id,
            "state": before.state,
            "code": before.code,
            "reply": before.reply,
            "attempts": before.attempts,
            "settled": before.at,
            "retry": before.retry_at,
        }
        rows = marks.execute(_MARK_AND_SETTLE, values)
    return message_id in rows.scalars().all()


def settle(desk: Desk, token: str, results: Sequence[Result]) -> None:
    """Write down results, in the order of their ids; a message that is no longer ours is left alone."""
    if not results:
        return
    rows = [
        {
            "key": result.id,
            "token": token,
            "new_state": result.state,
            "new_code": result.code,
            "new_reply": result.reply,
            "new_attempts": result.attempts,
            "new_settled_at": None if result.state is MessageState.QUEUED else result.at,
            "new_retry_at": result.retry_at,
            "new_held_why": result.held_why,
            "new_claim": None if result.state is MessageState.QUEUED else token,
        }
        for result in sorted(results, key=lambda result: result.id)
    ]
    with desk.transaction(is_relaxed=True) as connection:
        connection.execute(_SETTLE, rows)


def _is_in(states: tuple[MessageState, ...]) -> ColumnElement[bool]:
    """Return the condition as fixed text: an IN is written anew at each execution, and not at all for many rows at once."""
    return or_(*(Message.state == state for state in states))


_OURS = Message.claim == bindparam("token")
_IS_NEXT = Message.id == bindparam("next")
_IS_BEFORE = Message.id == bindparam("before")

_MARK = (
    update(Message)
    .where(_IS_NEXT, _OURS, Message.state == MessageState.CLAIMED)
    .values(state=MessageState.SENDING, sending_at=bindparam("now", type_=Message.sending_at.type))
    .returning(Message.id)
)


def _settled(column: Any, parameter: str) -> Any:  # noqa: ANN401 - SQLAlchemy columns of several types
    """Return the value for the message before, the column's own for the next one."""
    return case((_IS_BEFORE, bindparam(parameter, type_=column.type)), else_=column)


_MARK_AND_SETTLE = (
    update(Message)
    .where(
        _OURS,
        or_(
            and_(_IS_NEXT, Message.state == MessageState.CLAIMED),
            and_(_IS_BEFORE, _is_in(BEGUN)),
        ),
    )
    .values(
        state=case((_IS_BEFORE, bindparam("state", type_=Message.state.type)), else_=MessageState.SENDING),
        reply_code=_settled(Message.reply_code, "code"),
        reply=_settled(Message.reply, "reply"),
        attempts=_settled(Message.attempts, "attempts"),
        settled_at=_settled(Message.settled_at, "settled"),
        retry_at=_settled(Message.retry_at, "retry"),
        sending_at=case((_IS_NEXT, bindparam("now", type_=Message.sending_at.type)), else_=Message.sending_at),
    )
    .returning(Message.id)
)

_SETTLE = (
    update(Message)
    .where(
        Message.id == bindparam("key"),
        _OURS,
        _is_in(OPEN),
    )
    .values(
        state=bindparam("new_state"),
        reply_code=bindparam("new_code"),
        reply=bindparam("new_reply"),
        attempts=bindparam("new_attempts"),
        settled_at=bindparam("new_settled_at"),
        retry_at=bindparam("new_retry_at"),
        held_why=bindparam("new_held_why"),
        claim=bindparam("new_claim"),
    )
)
