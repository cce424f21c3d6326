"""A person, here or in the source system, stopped reminders until a date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from core.strategy.reason import Reason, hold_evidence, whole
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


NO_END = date(9999, 12, 31)  # how the book writes a block without an end


def _matches(items: Candidates, _: Left) -> Mask:
    # The last day of a stop is still quiet.
    blocked: Mask = (items.frame["blocked_until"] >= np.datetime64(items.as_of)).to_numpy(dtype=bool)
    return items.holds(HoldKind.STOP).is_held | blocked


def _in_the_ledger(items: Candidates, rows: Rows, words: Words) -> list[str]:
    chosen = items.frame.iloc[rows]
    days = chosen["blocked_until"].to_numpy(dtype="datetime64[s]").astype("datetime64[D]").tolist()
    return [_sentence(day, why, words) for day, why in zip(days, chosen["block_reason"].tolist(), strict=True)]


def _sentence(until_on: date, why: object, words: Words) -> str:
    if until_on == NO_END:
        said = words("blocked in the ledger with no end given")
    else:
        said = words("blocked in the ledger until {day}", day=words.day(until_on))
    return f"{said}: {why}" if isinstance(why, str) and why else said


REASON = Reason(
    code="stopped",
    place=40,
    label="Stopped until a date",
    explanation="Somebody asked for quiet until a date, that day included.",
    takes=whole(_matches),
    evidence=hold_evidence(HoldKind.STOP, otherwise=_in_the_ledger),
)
