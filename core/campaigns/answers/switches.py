"""Which answers go by themselves: each kind off until somebody switches it on, with the most a day."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.desk import settings
from core.errors import SaldoError
from core.vocabulary import MessageName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk.engine import Desk

SETTING: Final = "answers"
ANSWERS: Final = (
    MessageName.THANK_YOU,
    MessageName.PROMISE_CONFIRMATION,
    MessageName.PLAN_CONFIRMATION,
    MessageName.INSTALMENT_MISSED,
    MessageName.DISPUTE_RECEIVED,
    MessageName.DEBIT_REVERSED,
)
MOST_A_DAY: Final = 100


class MostADayError(SaldoError):
    """A number of answers a day that is none."""

    def __init__(self, most: int) -> None:
        super().__init__(
            "{most} answers a day cannot be: give a number of 1 or more, or switch the answer off.", most=most
        )


@dataclass(frozen=True, kw_only=True)
class Switch:
    """One kind of answer: on from ``since_at`` (None: off), at most ``most_a_day``; ``paused_why`` says why it waits for a person."""

    since_at: datetime | None = None
    most_a_day: int = MOST_A_DAY
    paused_why: str = ""

    @property
    def is_going(self) -> bool:
        """Whether its messages go by themselves now."""
        return self.since_at is not None and not self.paused_why


def switches(desk: Desk) -> dict[MessageName, Switch]:
    """Return every kind of answer and whether it goes."""
    known = settings.get(desk, SETTING)
    body: Mapping[str, Mapping[str, object]] = {} if known is None else known.body
    return {message: _switch(body.get(message, {})) for message in ANSWERS}


@permitted(Action.POLICY)
def turn(desk: Desk, message: MessageName, *, is_on: bool, most_a_day: int = MOST_A_DAY, by: str) -> None:
    """Switch the answer ``message`` on or off; what happened before it is on is never answered, and a pause ends.

    Raises ``MostADayError``, and ``SettingMovedError`` when somebody else switched meanwhile.
    """
    if most_a_day < 1:
        raise MostADayError(most_a_day)
    now = switches(desk)[message]
    since = (now.since_at or desk.now()) if is_on else None
    _save(desk, message, Switch(since_at=since, most_a_day=most_a_day), by=by)


def pause(desk: Desk, message: MessageName, *, why: str, by: str) -> None:
    """Let no more answers of this kind go until somebody turns it on again."""
    _save(desk, message, replace(switches(desk)[message], paused_why=why), by=by)


def _save(desk: Desk, message: MessageName, switch: Switch, *, by: str) -> None:
    seen = settings.get(desk, SETTING)
    body = {} if seen is None else dict(seen.body)
    since = None if switch.since_at is None else switch.since_at.isoformat()
    body[message] = {**asdict(switch), "since_at": since}
    settings.save(desk, SETTING, body, by=by, based_on=0 if seen is None else seen.revision)


def _switch(body: Mapping[str, object]) -> Switch:
    since, most = body.get("since_at"), body.get("most_a_day", MOST_A_DAY)
    return Switch(
        since_at=None if since is None else datetime.fromisoformat(str(since)),
        most_a_day=int(str(most)),
        paused_why=str(body.get("paused_why", "")),
    )
