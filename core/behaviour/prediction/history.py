"""What was known of a customer on the day an invoice was issued: every payment before that day, weighed by its age."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from core.behaviour.prediction.axis import LATE_DAYS, bin_of
from core.behaviour.prediction.lives import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.behaviour.prediction.lives import Lives

SLOW_DAYS: Final = 300.0  # after so many days a payment counts half
FAST_DAYS: Final = 30.0
MOST_PAYMENTS: Final = 300  # of one customer: the latest before the day, more would not change a habit
WEEK: Final = 7
MONTH: Final = 31

Shares = TypeVar("Shares", "NDArray[np.float32]", "NDArray[np.float64]")


@dataclass(frozen=True, kw_only=True, eq=False)
class Pairs:
    """Every (asked invoice, earlier payment of the same customer); ``row`` numbers the asked ones from 0."""

    rows: int
    row: NDArray[np.int64]
    place: NDArray[np.int64]
    age: NDArray[np.int64]

    def halved(self, days: float) -> NDArray[np.float64]:
        """Return the weight of each payment when one counts half after ``days``: looked up, for ages are whole days."""
        if not len(self.age):
            return np.zeros(0)
        return (0.5 ** (np.arange(int(self.age.max()) + 1) / days))[self.age]


class History:
    """Payments of the past, searchable by customer and day; made once of the ``lives`` that are known."""

    def __init__(self, lives: Lives) -> None:
        known = lives.rows(np.flatnonzero(lives.paid < NEVER))
        self.paid = known.rows(np.lexsort((known.paid, known.customer)))
        self.late = self.paid.late
        self.bin = bin_of(self.late)
        self.is_day = self.paid.paid_after == self.paid.paid - 1
        self.weekday = (self.paid.paid + 3) % WEEK  # 1970-01-01 was a Thursday; 0 is Monday
        self.month_day = (
            self.paid.paid.astype("datetime64[D]") - self.paid.paid.astype("datetime64[D]").astype("datetime64[M]")
        ).astype(np.int64)
        self.log_amount = np.log1p(self.paid.amount)
        self.lives = lives

    def __len__(self) -> int:
        """Return the number of payments."""
        return len(self.bin)

    def pairs(self, asked: Lives, *, most: int = MOST_PAYMENTS) -> Pairs:
        """Return the payments of its customer before each of ``asked`` was issued, the latest ``most`` of them."""
        first = np.searchsorted(self.paid.customer, asked.customer, side="left")
        end = _before(self._by_paid, asked.customer, asked.issued)
        start = np.maximum(first, end - most)
        counts = np.maximum(end - start, 0)
        row = np.repeat(np.arange(len(asked)), counts)
        place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(start, counts)
        return Pairs(rows=len(asked), row=row, place=place, age=asked.issued[row] - self.paid.paid[place])

    def still_open(self, asked: Lives, overdue_days: int | None = None) -> NDArray[np.int64]:
        """Return how many earlier invoices of the customer stood open on each issue date, or were past due by ``overdue_days`` (of LATE_DAYS)."""
        begun, gone = self._open if overdue_days is None else self._overdue[overdue_days]
        return _before(begun, asked.customer, asked.issued) - _before(gone, asked.customer, asked.issued)

    @cached_property
    def _by_paid(self) -> NDArray[np.int64]:
        return _key(self.paid.customer, self.paid.paid)

    @cached_property
    def _open(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        lives = self.lives
        return _sorted_key(lives.customer, lives.issued), _sorted_key(
            lives.customer, np.maximum(lives.ended, lives.issued)
        )

    @cached_property
    def _overdue(self) -> dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]]:
        lives, found = self.lives, {}
        for days in LATE_DAYS:
            since = np.maximum(lives.due + days, lives.issued)
            gone = _sorted_key(lives.customer, np.maximum(lives.ended, since))
            found[days] = _sorted_key(lives.customer, since), gone
        return found


def _key(customer: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one number that sorts by customer and then by day."""
    return customer * (NEVER * 2) + day


def _sorted_key(customer: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.sort(_key(customer, day))


def _before(keys: NDArray[np.int64], customer: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many of the sorted ``keys`` lie before each (customer, day)."""
    return np.searchsorted(keys, _key(customer, day), side="left")


def weighed(
    pairs: Pairs, cell: NDArray[np.int64], cells: int, weight: NDArray[np.float64] | None
) -> NDArray[np.float32]:
    """Return per asked invoice the weight of its payments in each of ``cells``; their number without ``weight``."""
    flat = np.bincount(pairs.row * cells + cell, weights=weight, minlength=pairs.rows * cells)
    return flat.reshape(pairs.rows, cells).astype(np.float32)


def shares(weights: Shares) -> Shares:
    """Return ``weights`` as shares of their row."""
    told: Shares = weights / weights.sum(-1, keepdims=True)
    return told


def toward(counted: Shares, prior: Shares, weight: float) -> Shares:
    """Return the shares of ``counted`` shrunk towards ``prior``, which weighs as much as ``weight`` payments."""
    told: Shares = (counted + weight * prior) / (counted.sum(-1, keepdims=True) + weight)
    return told
