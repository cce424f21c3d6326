"""What the ledger says is contested, and whether its cause is ours to put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.intake.grammars.company import CAUSES
from core.vocabulary import WAITING_ON_US, DisputeCause

if TYPE_CHECKING:
    from datetime import date

    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Mask, Minor, Rows

_TOLD = ("is_wholly_disputed", "disputed_minor", "currency", "dispute_cause")


def contested_minor(items: Candidates) -> Minor:
    """Return how much of each item the ledger says is contested, first due first."""
    is_whole = items.frame["is_wholly_disputed"].to_numpy(dtype=np.int64) == 1
    return np.where(is_whole, items.balance_minor, items.spread_over_parts("disputed_minor"))


def is_ours(items: Candidates) -> Mask:
    """Return which items are contested in the ledger for a cause that waits on us: not delivered, a credit note due, an answer."""
    causes = items.frame["dispute_cause"]
    ours = [each for each in causes.dropna().unique() if cause_of(each) in WAITING_ON_US]
    found: Mask = causes.isin(ours).to_numpy(dtype=bool)
    return found


def cause_of(told: object) -> DisputeCause | None:
    """Return our cause for the word of a ledger, None for a word nobody knows."""
    word = str(told or "").strip().casefold()
    if word.replace(" ", "_") in {str(each) for each in DisputeCause}:
        return DisputeCause(word.replace(" ", "_"))
    return next((DisputeCause(ours) for ours, theirs in CAUSES.items() if word in theirs), None)


def in_the_ledger(items: Candidates, rows: Rows, words: Words) -> list[str]:
    """Return what the ledger says of each contested row: how much, since when, and why."""
    chosen = items.frame.iloc[rows]
    days = chosen["disputed_on"].to_numpy(dtype="datetime64[D]").tolist()
    told: dict[tuple[object, ...], str] = {}
    each_row = [*zip(*(chosen[name].tolist() for name in _TOLD), days, strict=True)]
    for whole, minor, currency, cause, on in each_row:
        name = (whole, minor, currency, cause, on)
        if name not in told:
            told[name] = _sentence(None if whole == 1 else words.money(int(minor), currency), on, cause, words)
    return [told[each] for each in each_row]


def _sentence(amount: str | None, on: date | None, cause: object, words: Words) -> str:
    parts = [words("contested in the ledger")]
    if amount is not None:
        parts.append(words("for {amount}", amount=amount))
    if on is not None:
        parts.append(words("since {day}", day=words.day(on)))
    return " ".join(parts) + (f": {words(cause)}" if isinstance(cause, str) else "")
