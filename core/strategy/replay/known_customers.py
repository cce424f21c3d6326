"""Features of past days: all customers once in a while, and whoever is new on the day itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.segments.features import Features, features
from core.strategy.pay_habits import pay_habits

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from numpy.typing import NDArray

    from core.book.past import PastBook
    from core.strategy.pay_habits import PayHabits

DAYS: Final = 7
SMALL: Final = 5_000
"""Customers up to which their features are taken anew each day: it takes no time then."""


class KnownCustomers:
    """Features and habits of the customers that can be reminded: of the day itself or, of many, of a few days before it."""

    def __init__(self, past: PastBook, *, is_one_day: bool) -> None:
        """Begin with nothing known; of one day alone nothing is asked for days to come."""
        self._past, self._is_one_day = past, is_one_day
        self._kept: Features | None = None
        self._kept_on: date | None = None
        self._habits: PayHabits | None = None

    def on(
        self,
        day: date,
        overrides: pd.DataFrame,
        customer_keys: NDArray[np.int64],
        coming: Callable[[int], NDArray[np.int64]],
    ) -> Features:
        """Return the features of ``customer_keys``, and of others that were asked for on the days before.

        Of more than SMALL customers they may be up to DAYS - 1 days old, and those that come within as many days (``coming``)
        are asked for along with them; a customer that was not asked for then has those of the day.
        """
        kept, kept_on = self._kept, self._kept_on
        if self._is_one_day or len(customer_keys) <= SMALL:
            self._habits = None
            return self._of(day, overrides, customer_keys)
        if kept is None or kept_on is None or (day - kept_on).days >= DAYS:
            asked = np.union1d(customer_keys, coming(DAYS - 1))
            self._kept, self._kept_on = self._of(day, overrides, asked), day
            self._habits = pay_habits(self._past, day, self._kept.keys[~self._kept.is_objecting])
            return self._kept
        fresh = np.setdiff1d(customer_keys, kept.keys)
        if len(fresh):
            kept = self._kept = joined(kept, self._of(day, overrides, fresh))
        return kept

    @property
    def habits(self) -> PayHabits | None:
        """The pay habits that go with them, None where those of the day are to be asked."""
        return self._habits

    def _of(self, day: date, overrides: pd.DataFrame, customer_keys: NDArray[np.int64]) -> Features:
        with self._past.narrowed(customer_keys):
            return features(self._past, day, overrides)


def joined(known: Features, new: Features) -> Features:
    """Return the customers of both, in the order of their key; nobody may be in both."""
    currencies = tuple(sorted({*known.currencies, *new.currencies}))
    frame = pd.concat([known.frame, new.frame], ignore_index=True)
    order = np.argsort(frame["customer_key"].to_numpy(dtype=np.int64), kind="stable")
    balance = np.vstack(
        [
            _laid_out(known.balance_minor, known.currencies, currencies),
            _laid_out(new.balance_minor, new.currencies, currencies),
        ]
    )
    past_due = np.vstack(
        [
            _laid_out(known.past_due_minor, known.currencies, currencies),
            _laid_out(new.past_due_minor, new.currencies, currencies),
        ]
    )
    return replace(
        known,
        frame=frame.iloc[order].reset_index(drop=True),
        currencies=currencies,
        balance_minor=balance[order],
        past_due_minor=past_due[order],
        without_rate=tuple(sorted({*known.without_rate, *new.without_rate})),
        objects=np.concatenate([known.is_objecting, new.is_objecting])[order],
    )


def _laid_out(minor: NDArray[np.int64], of: tuple[str, ...], to: tuple[str, ...]) -> NDArray[np.int64]:
    cells = np.zeros((len(minor), len(to)), dtype=np.int64)
    for place, currency in enumerate(of):
        cells[:, to.index(currency)] = minor[:, place]
    return cells
