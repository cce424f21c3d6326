"""The customer contests an amount: that amount is not asked for, the rest is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.strategy.reason import Reason, hold_evidence
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Minor


_TOLD = ("is_wholly_disputed", "disputed_minor", "currency", "disputed_on", "dispute_cause")


def _takes(items: Candidates, _: Left) -> Minor:
    is_whole = items.frame["is_wholly_disputed"].to_numpy(dtype=np.int64) == 1
    in_book = np.where(is_whole, items.balance_minor, items.spread_over_parts("disputed_minor"))
    # Both stores may speak of the same dispute: the larger amount, not the sum.
    return np.maximum(in_book, items.holds(HoldKind.DISPUTE).taken_minor(items))


def _in_the_ledger(items: Candidates, row: int, words: Words) -> str:
    whole, minor, currency, on, told = (items.frame[name].array[row] for name in _TOLD)
    parts = [words("contested in the ledger")]
    if whole != 1:
        parts.append(words("for {amount}", amount=words.money(int(minor), currency)))
    if not pd.isna(on):
        parts.append(words("since {day}", day=words.day(on.date())))
    return " ".join(parts) + (f": {words(told)}" if isinstance(told, str) else "")


REASON = Reason(
    code="dispute",
    place=70,
    label="In dispute",
    explanation="The customer contests this amount. What is not contested is still asked for.",
    takes=_takes,
    evidence=hold_evidence(HoldKind.DISPUTE, otherwise=_in_the_ledger),
)
