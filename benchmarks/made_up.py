"""A made-up customer of the planted portfolio, and many of them as the records that the book's queries would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.behaviour.patterns.records import Lateness, PayDays, Records

if TYPE_CHECKING:
    from datetime import date

    from core.behaviour.patterns.pattern import Ints

LIST_EVERY_DAYS: Final = 7


_COUNTS: Final = (
    "promises",
    "broken_promises",
    "overdue_now",
    "overdue_before",
    "part_paid",
    "short_paid",
    "part_paid_lately",
    "paid_in_part_and_open",
    "reversals",
    "disputed",
)


@dataclass(kw_only=True)
class MadeUp:
    """One made-up customer while it is being made."""

    country: str
    paid: Ints  # day of payment, one per invoice, in order of the due day
    due: Ints
    minute: Ints
    method: list[str]
    value: float = np.nan
    is_listed: bool = False
    counts: dict[str, int]


def records_of(made: list[MadeUp], as_of: date) -> Records:
    """Return the records of the customers, as the book's queries would answer."""
    sizes = np.array([len(each.paid) for each in made])
    owner = np.repeat(np.arange(len(made)), sizes)
    paid = np.concatenate([each.paid for each in made])
    due = np.concatenate([each.due for each in made])
    minute = np.concatenate([each.minute for each in made])
    is_listed = np.repeat([each.is_listed for each in made], sizes)
    last_list = (
        paid - (paid - 4) % LIST_EVERY_DAYS
    )  # a list every Monday: the day is after the one before, up to this one
    paid = np.where(is_listed, last_list + np.where(last_list < paid, LIST_EVERY_DAYS, 0), paid)
    width = np.where(is_listed, LIST_EVERY_DAYS, 1)
    minute = np.where(is_listed, -1, minute)
    by_due = np.lexsort((due, owner))
    late, low = (paid - due)[by_due], (paid - due - width + 1)[by_due]
    _, once = np.unique(owner * 100_000 + paid, return_index=True)
    on_time = np.bincount(owner, weights=paid <= due, minlength=len(made)).astype(np.int64)
    customers = pd.DataFrame({name: [each.counts.get(name, 0) for each in made] for name in _COUNTS})
    customers["promises"] = np.maximum(customers["promises"], np.where(customers["broken_promises"] > 0, sizes, 0))
    methods = pd.DataFrame({"owner": owner[once], "method": np.concatenate([each.method for each in made])[once]})
    return Records(
        as_of=as_of,
        customers=customers.assign(
            customer_key=np.arange(len(made)) + 1,
            country=[each.country for each in made],
            customer_type="business",
            has_mandate=0,
            invoices=sizes,
            paid=sizes,
            on_time=on_time,
            late=sizes - on_time,
        ),
        pay_days=PayDays(
            owner=owner[once],
            after=(paid - width)[once],
            day=paid[once],
            minute=minute[once],
            is_collected=np.zeros(len(once), dtype=np.bool_),
        ),
        read_lateness=lambda: Lateness(
            owner=owner[by_due], due=due[by_due], low=low, high=late, is_open=np.zeros(len(late), dtype=np.bool_)
        ),
        methods=methods.groupby(["owner", "method"], as_index=False).size().rename(columns={"size": "pay_days"}),
        answers=pd.DataFrame({"owner": [], "channel": [], "reminded_day": [], "paid_day": []}),
    )
