"""What the patterns of many customers are read from: their pay days, invoices, methods and answers, as plain columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import pandas as pd

from core.behaviour.banking_days import day_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.behaviour.patterns.pattern import Flags, Ints

HISTORY_DAYS: Final = 730
"""Habits are read from two years: what was so before may have changed since."""
SEASON_DAYS: Final = 1826
BACKLOG_DAYS: Final = 90
_LAST_KEY: Final = 2**62


class Queries(Protocol):
    """The one thing asked of the book here: a named query as a frame."""

    def frame(self, name: str, /, relations: Mapping[str, Any] | None = None, **params: Any) -> pd.DataFrame:  # noqa: ANN401
        """Return the rows of the named query."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class PayDays:
    """One row per day on which a customer paid, in the order of owner and day. The day lies in (after, day]."""

    owner: Ints
    after: Ints
    day: Ints
    minute: Ints  # of the day; -1: no time known
    is_collected: Flags  # by us, by direct debit

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.owner)

    def where(self, chosen: Flags) -> PayDays:
        """Return the rows that are ``chosen``."""
        return PayDays(
            owner=self.owner[chosen],
            after=self.after[chosen],
            day=self.day[chosen],
            minute=self.minute[chosen],
            is_collected=self.is_collected[chosen],
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Lateness:
    """One row per due part of an invoice, in the order of owner and due day: paid ``low`` to ``high`` days late.

    Of one that is open ``low`` and ``high`` are the days it has waited since.
    """

    owner: Ints
    due: Ints
    low: Ints
    high: Ints
    is_open: Flags

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.owner)

    @property
    def is_exact(self) -> Flags:
        """Whether the day of payment is known."""
        exact: Flags = ~self.is_open & (self.low == self.high)
        return exact

    def where(self, chosen: Flags) -> Lateness:
        """Return the rows that are ``chosen``."""
        return Lateness(
            owner=self.owner[chosen],
            due=self.due[chosen],
            low=self.low[chosen],
            high=self.high[chosen],
            is_open=self.is_open[chosen],
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Records:
    """Everything the patterns are read from, as it was known on ``as_of``.

    ``customers`` is the frame of payment_features, one row per customer in the order of its key: ``owner`` in every other
    part is a row of it. ``methods`` has owner, method and pay_days; ``answers`` has owner, channel, reminded_day and
    paid_day (missing while the invoice is open).
    """

    as_of: date
    customers: pd.DataFrame
    pay_days: PayDays
    read_lateness: Callable[[], Lateness]
    methods: pd.DataFrame
    answers: pd.DataFrame

    def __len__(self) -> int:
        """Return the number of customers."""
        return len(self.customers)

    @property
    def today(self) -> int:
        """Return ``as_of`` in days since 1970."""
        return day_number(self.as_of)

    @cached_property
    def lateness(self) -> Lateness:
        """The invoices of five years, read when first asked for: millions that a calendar of pay days does without."""
        return self.read_lateness()

    @cached_property
    def keys(self) -> Ints:
        """The customers' keys, ascending."""
        return self.customers["customer_key"].to_numpy(dtype=np.int64)

    def count(self, column: str) -> Ints:
        """Return a count of ``customers`` as numbers."""
        return self.customers[column].to_numpy(dtype=np.int64)

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """The customers' countries, each once, in alphabetical order."""
        return tuple(sorted({str(each) for each in self.customers["country"].unique()}))

    @cached_property
    def country_codes(self) -> Ints:
        """Per customer its place in ``countries``."""
        return np.searchsorted(np.array(self.countries, dtype=str), self.customers["country"].to_numpy(dtype=str))

    @cached_property
    def chosen_days(self) -> PayDays:
        """The pay days that the customer chose itself: what we collected, and all of who let us collect, says nothing of it."""
        ours = self.count("has_mandate").astype(np.bool_)
        return self.pay_days.where(~self.pay_days.is_collected & ~ours[self.pay_days.owner])

    @cached_property
    def recent_lateness(self) -> Lateness:
        """The invoices of the two years that habits are read from."""
        paid_on = self.lateness.due + self.lateness.high
        return self.lateness.where(self.lateness.is_open | (paid_on > self.today - HISTORY_DAYS))


def read_records(
    book: Queries, as_of: date, customer_keys: Sequence[int] | None, sent: pd.DataFrame | None = None
) -> Records:
    """Return the records of ``customer_keys`` (None: of all) as they were known on ``as_of``.

    ``sent`` are the reminders of the desk: entity, item_key, number, channel and reminded_on.
    """
    first, last = (min(customer_keys), max(customer_keys)) if customer_keys else (0, _LAST_KEY)
    asked: dict[str, Any] = {"as_of": as_of, "first_key": first, "last_key": last}
    lately = asked | {"since": as_of - timedelta(days=HISTORY_DAYS)}
    customers = book.frame("payment_features", before_on=as_of - timedelta(days=BACKLOG_DAYS), **lately)
    if customer_keys is not None:
        customers = customers[customers["customer_key"].isin(list(customer_keys))].reset_index(drop=True)
    keys = customers["customer_key"].to_numpy(dtype=np.int64)
    answers = book.frame("payment_answers", **lately).assign(channel="source")
    if sent is not None and len(sent):
        ours = book.frame("payment_answers_to", {"sent_reminders": sent}, **asked)
        answers = pd.concat([answers, ours], ignore_index=True)
    return Records(
        as_of=as_of,
        customers=customers,
        pay_days=_pay_days(
            _owned(book.frame("payment_days", **lately), keys), _owned(book.frame("payment_intervals", **lately), keys)
        ),
        read_lateness=lambda: _lateness(
            _owned(book.frame("payment_lateness", **asked, since=as_of - timedelta(days=SEASON_DAYS)), keys)
        ),
        methods=_owned(book.frame("payment_methods", **lately), keys),
        answers=_owned(answers, keys),
    )


def _owned(rows: pd.DataFrame, keys: Ints) -> pd.DataFrame:
    """Return the rows of known customers, with ``owner`` for their key."""
    asked = rows["customer_key"].to_numpy(dtype=np.int64)
    place = np.searchsorted(keys, asked)
    if not len(keys):
        return rows.iloc[:0].assign(owner=place[:0])
    is_known = keys[np.minimum(place, len(keys) - 1)] == asked
    return rows.assign(owner=place) if is_known.all() else rows[is_known].assign(owner=place[is_known])


def _pay_days(days: pd.DataFrame, intervals: pd.DataFrame) -> PayDays:
    known = PayDays(
        owner=_ints(days, "owner"),
        after=_ints(days, "day") - 1,
        day=_ints(days, "day"),
        minute=_ints(days, "minute"),
        is_collected=_ints(days, "is_collected").astype(np.bool_),
    )
    if not len(intervals):
        return known
    owner = np.concatenate((known.owner, _ints(intervals, "owner")))
    day = np.concatenate((known.day, _ints(intervals, "day")))
    unknown = np.full(len(intervals), -1, dtype=np.int32)
    together = PayDays(
        owner=owner,
        after=np.concatenate((known.after, _ints(intervals, "after_day"))),
        day=day,
        minute=np.concatenate((known.minute, unknown)),
        is_collected=np.concatenate((known.is_collected, unknown >= 0)),
    )
    order = np.lexsort((day, owner))
    return PayDays(
        owner=together.owner[order],
        after=together.after[order],
        day=together.day[order],
        minute=together.minute[order],
        is_collected=together.is_collected[order],
    )


def _lateness(rows: pd.DataFrame) -> Lateness:
    return Lateness(
        owner=_ints(rows, "owner"),
        due=_ints(rows, "due_day"),
        low=_ints(rows, "late_low"),
        high=_ints(rows, "late_high"),
        is_open=_ints(rows, "is_open").astype(np.bool_),
    )


def _ints(rows: pd.DataFrame, name: str) -> Ints:
    # Half the width, because there are tens of millions: days, minutes and places all fit.
    return rows[name].to_numpy(dtype=np.int32)
