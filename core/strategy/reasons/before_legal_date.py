"""The law gives the customer time after the first reminder, and it has not passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from core.strategy.reason import Reason, whole
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A waiting time after the first reminder, by country and type of customer, from a date on.

    The term is ``days`` whole days. It starts the day after an e-mail; after a message of the source system, which may
    have been a letter, it starts ``post_days`` later (three working days, a weekend and a holiday among them).
    """

    country: str
    customer_type: CustomerType
    from_on: date
    days: int
    post_days: int
    source: str
    checked_on: date


WAITS = (
    Wait(
        country="BE",
        customer_type=CustomerType.CONSUMER,
        from_on=date(2023, 12, 1),
        days=14,
        post_days=6,
        source="Code of Economic Law, Book XIX (law of 4 May 2023): at least 14 calendar days after the first reminder",
        checked_on=date(2026, 11, 22),
    ),
)


def first_days(items: Candidates) -> NDArray[np.datetime64]:
    """Return the first day the next step may come, per row; NaT where no law says so."""
    done_on = items.done["done_on"].to_numpy(dtype="datetime64[D]")
    is_from_source = items.done["is_from_source"].to_numpy(dtype=bool)
    country = items.customers["country"].to_numpy(dtype=object)[items.position]
    customer_type = items.customers["customer_type"].to_numpy(dtype=object)[items.position]
    first = np.full(len(items), np.datetime64("NaT", "D"))
    for wait in WAITS:
        applies = (
            (country == wait.country) & (customer_type == wait.customer_type) & (done_on >= np.datetime64(wait.from_on))
        )
        # The time is the law's after the first reminder; a later one starts no new term.
        applies &= items.next_step == items.ladder.steps[0].number + 1
        starts = done_on + np.where(is_from_source, wait.post_days, 1)
        first = np.where(applies, starts + wait.days, first)
    return first


def _matches(items: Candidates, _: Left) -> Mask:
    early: Mask = first_days(items) > np.datetime64(items.as_of)
    return early & (items.step_due > 0)


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    return [
        words("the customer has until {day}", day=words.day(each - timedelta(days=1)))
        for each in first_days(items)[rows].tolist()
    ]


REASON = Reason(
    code="before_legal_date",
    place=140,
    label="Before the legal first date",
    explanation="After the first reminder the law gives a consumer time to pay; the next step waits for it to pass.",
    takes=whole(_matches),
    evidence=_evidence,
)
