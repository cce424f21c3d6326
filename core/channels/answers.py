"""What a gateway's answer means: taken, later, never, set up wrongly, or nobody knows; and where in it things stand."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

from core.channels.base import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable
    from email.message import Message

    from core.channels.gateway_terms import GatewayTerms
    from core.channels.http_line import HttpAnswer
    from core.clock import Clock

LONGEST_SAID: Final = 300
LONGEST_REST: Final = 3_600.0  # seconds; who asks for more is asked again after an hour
BUSY_SECONDS: Final = 10.0  # what "too fast" means where the gateway does not say
MISSET_SECONDS: Final = 60.0
_HEADER: Final = "header:"
_STEP: Final = re.compile(r"[^.\[\]]+")
_TOO_FAST: Final = (429, 503)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What became of one message, and for how long the gateway wants to hear nothing."""

    outcome: Outcome
    code: int
    text: str
    gateway_id: str = ""
    rest_seconds: float = 0.0


def read(body: bytes) -> Any:  # noqa: ANN401 - whatever a gateway says
    """Return the JSON in ``body``; None when there is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def found(said: Any, place: str, headers: Message[str, str] | None = None) -> str | None:  # noqa: ANN401
    """Return what stands at ``place``, ``messages.0.id`` or ``header:X-Id``, as text; None when nothing plain does.

    >>> found({"messages": [{"id": 7}]}, "$.messages[0].id")
    '7'
    """
    if place.startswith(_HEADER):
        value: Any = None if headers is None else headers.get(place.removeprefix(_HEADER))
    else:
        value = reached(said, place) if place else None
    if isinstance(value, bool):
        return str(value).lower()
    return None if isinstance(value, dict | list) or value is None else str(value)


def reached(said: Any, place: str) -> Any:  # noqa: ANN401
    """Return what ``place`` leads to in ``said``, of whatever kind; None when it leads nowhere."""
    at = said
    for step in _STEP.findall(place.removeprefix("$")):
        if isinstance(at, dict):
            at = at.get(step)
        elif isinstance(at, list) and step.isdecimal() and int(step) < len(at):
            at = at[int(step)]
        else:
            return None
    return at


def judged(terms: GatewayTerms, answer: HttpAnswer, *, clock: Clock, hidden: Iterable[str] = ()) -> Judged:
    """Return what ``answer`` says of the message it answers; ``hidden`` never shows in the text."""
    said = read(answer.body)
    outcome = _outcome(terms, answer, said)
    gateway_id = found(said, terms.id_at, answer.headers) or ""
    rest = 0.0
    if outcome is Outcome.DEFERRED:
        rest = retry_after(answer.headers.get("Retry-After"), clock())
        rest = rest or (BUSY_SECONDS if answer.status in _TOO_FAST else 0.0)
    elif outcome is Outcome.UNSENT:
        rest = MISSET_SECONDS
    return Judged(
        outcome=outcome,
        code=answer.status,
        text=shown(_text(terms, answer, said, outcome, gateway_id), hidden),
        gateway_id=gateway_id,
        rest_seconds=min(rest, LONGEST_REST),
    )


def retry_after(said: str | None, now: datetime) -> float:
    """Return the seconds that a ``Retry-After`` asks for, in either of its two forms; 0 for none or nonsense.

    >>> retry_after("Tue, 03 Nov 2026 10:00:30 GMT", datetime(2026, 11, 3, 10, 0, tzinfo=UTC))
    30.0
    """
    text = (said or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def _outcome(terms: GatewayTerms, answer: HttpAnswer, said: Any) -> Outcome:  # noqa: ANN401
    outcome = _of_code(terms, answer.status)
    if outcome is not Outcome.ACCEPTED or not terms.code_at:
        return outcome
    value = found(said, terms.code_at, answer.headers)
    if value is None:
        return Outcome.UNCERTAIN  # it says whether it took the message, and that cannot be read
    if value in terms.accepted_values:
        return Outcome.ACCEPTED
    return Outcome.DEFERRED if value in terms.deferred_values else Outcome.REFUSED


def _of_code(terms: GatewayTerms, status: int) -> Outcome:
    """Return what an HTTP code means: one that is named itself counts before the kind it is of."""
    lists = (
        (terms.accepted, Outcome.ACCEPTED),
        (terms.deferred, Outcome.DEFERRED),
        (terms.misset, Outcome.UNSENT),
        (terms.refused, Outcome.REFUSED),
    )
    for name in (str(status), f"{status // 100}xx"):
        for codes, outcome in lists:
            if name in codes:
                return outcome
    return Outcome.UNCERTAIN


def _text(terms: GatewayTerms, answer: HttpAnswer, said: Any, outcome: Outcome, gateway_id: str) -> str:  # noqa: ANN401
    if outcome is Outcome.ACCEPTED:
        told = f"accepted as {gateway_id}" if gateway_id else "accepted"
        if terms.id_at and not gateway_id:
            told += "; its answer is too long to read" if answer.is_cut else "; its answer has no id"
    else:
        own = found(said, terms.error_at, answer.headers) or answer.body.decode(errors="replace")
        told = f"HTTP {answer.status}: {own}" if own.strip() else f"HTTP {answer.status}"
    return told


def shown(text: str, hidden: Iterable[str]) -> str:
    """Return ``text`` in one line of sensible length, without what has to stay hidden."""
    for each in hidden:
        text = text.replace(each, "***") if each else text
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= LONGEST_SAID else f"{line[:LONGEST_SAID]} ..."
