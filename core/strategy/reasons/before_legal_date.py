"""The law gives the customer time after a notice or a first reminder, and it has not passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.law.term import payment_term
from core.strategy.climbing import NO_NOTICE
from core.strategy.reason import Reason, whole

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from core.language import Words
    from core.law.choices import Choices
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows

_ASKED = ["country", "customer_type", "message", "sent_on", "is_post"]


def first_days(items: Candidates) -> NDArray[np.datetime64]:
    """Return the first day the next step may come, per row; NaT where no law says so.

    After a notice the time is that of the notice. Where the ladder has none, it is that of the first reminder of any kind, if the
    law speaks of it; a later reminder starts no new term. Who still has to get the notice waits for nothing.
    """
    first = np.full(len(items), np.datetime64("NaT", "D"))
    done, has_notice = items.done, items.lawful.notice != NO_NOTICE
    is_noticed = has_notice & ~np.isnat(done.noticed_on)
    is_reminded = ~has_notice & (done.step == 1) & ~np.isnat(done.on)
    rows = np.flatnonzero(is_noticed | is_reminded)
    if not len(rows):
        return first
    customers = items.customers.iloc[items.position[rows]]
    place = np.where(is_noticed, items.lawful.notice, items.ladders.place_of(items.code, done.number))
    message = np.array([None, *_messages(items)], dtype=object)
    of_source = ~is_noticed & done.is_from_source
    known = pd.DataFrame(
        {
            "country": customers["country"].to_numpy(dtype=object),
            "customer_type": customers["customer_type"].to_numpy(dtype=object),
            "message": message[np.where(of_source, 0, 1 + items.code * items.ladders.width + place)[rows]],
            "sent_on": np.where(is_noticed, done.noticed_on, done.on)[rows].astype("datetime64[s]"),
            "is_post": np.where(is_noticed, done.is_notice_post, done.is_post)[rows],
        },
    )
    groups = known.groupby(_ASKED, sort=False, dropna=False).ngroup().to_numpy(dtype=np.int64)
    _, each = np.unique(groups, return_index=True)
    choices = items.facts.choices
    days = [_first_day(*row, choices=choices) for row in known.iloc[each].itertuples(index=False, name=None)]
    first[rows] = np.array(days, dtype="datetime64[D]")[groups]
    return first


def _messages(items: Candidates) -> list[str]:
    """Return the message of every cell of the ladders' tables, row by row."""
    width = items.ladders.width
    return [
        str(each.steps[min(place, len(each.steps) - 1)].message) for each in items.ladders.all for place in range(width)
    ]


def _first_day(
    country: str, customer_type: str, message: object, sent_on: pd.Timestamp, is_post: bool, *, choices: Choices
) -> date | None:
    said = message if isinstance(message, str) else None
    term = payment_term(country, customer_type, said, sent_on.date(), is_post=is_post, choices=choices)
    return None if term is None else term.next_step_on


def _matches(items: Candidates, _: Left) -> Mask:
    early: Mask = first_days(items) > np.datetime64(items.as_of)
    return early & items.is_due


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    days = first_days(items)[rows].tolist()
    told = {
        each: words("the customer has time by law; the next step from {day}", day=words.day(each)) for each in set(days)
    }
    return [told[each] for each in days]


REASON = Reason(
    code="before_legal_date",
    place=140,
    label="Before the legal first date",
    explanation="After a legal notice or a first reminder the law gives a consumer time to pay; the next step waits for it to pass.",
    takes=whole(_matches),
    evidence=_evidence,
)
