"""The backdrop: how the portfolio and its groups paid, as known on any day; what a customer's own habit is shrunk towards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.prediction.axis import BINS, LATE_DAYS, bin_of
from core.behaviour.prediction.history import WEEK, shares, toward
from core.behaviour.prediction.lives import HISTORY, NEVER, day_numbers, group_codes

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from core.behaviour.prediction.lives import Lives, Queries

GROUP_DAYS: Final = 120.0  # after so many days a payment counts half
# Weights of a prior in payments: a weekday against all days, a group against the portfolio.
PORTFOLIO_WEIGHT: Final = 20.0
GROUP_WEIGHT: Final = 30.0
ANY_BIN: Final = 0.01
FURTHEST: Final = 2_000  # days late, either way: what lies further counts as this


@dataclass(frozen=True, kw_only=True, eq=False)
class Whole:
    """All payments before a day: their 10, 50 and 90 % points in days late, shares by LATE_DAYS, and shares by bin."""

    low: float
    median: float
    high: float
    late: NDArray[np.float64]
    chances: NDArray[np.float32]


class Backdrop:
    """Counts of payments by day, group and days late; asked about a day, it answers with what was paid before it."""

    def __init__(
        self,
        *,
        paid: NDArray[np.int64],
        group: NDArray[np.int64],
        late: NDArray[np.int64],
        count: NDArray[np.int64],
        groups: tuple[str, ...],
    ) -> None:
        order = np.argsort(paid, kind="stable")
        self.paid, self.group, self.late, self.count = paid[order], group[order], late[order], count[order]
        self.groups = groups
        self.bin = bin_of(self.late)
        none = np.zeros((0, len(groups), WEEK, BINS), dtype=np.float32)
        self._ready = (np.zeros(0, dtype=np.int64), none, none[:, :, 0])
        self._wholes: dict[int, Whole] = {}

    @classmethod
    def of(cls, lives: Lives) -> Backdrop:
        """Return the backdrop of the payments in ``lives``."""
        at = np.flatnonzero(lives.paid < NEVER)
        late = np.clip(lives.late[at], -FURTHEST, FURTHEST)
        key = (lives.paid[at] * len(lives.groups) + lives.group[at]) * (2 * FURTHEST + 1) + late + FURTHEST
        told, count = np.unique(key, return_counts=True)
        days, rest = np.divmod(told, len(lives.groups) * (2 * FURTHEST + 1))
        group, late = np.divmod(rest, 2 * FURTHEST + 1)
        return cls(paid=days, group=group, late=late - FURTHEST, count=count, groups=lives.groups)

    def habits(self, asked: Lives) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return per asked invoice its group's habit for its due weekday, and over all weekdays: shares by bin."""
        days, by_weekday, over_all = self._ready
        at = np.minimum(np.searchsorted(days, asked.issued), max(len(days) - 1, 0))
        if len(asked) and (not len(days) or not np.array_equal(days[at], asked.issued)):
            self.prepare(asked.issued)
            return self.habits(asked)
        return by_weekday[at, asked.group, (asked.due + 3) % WEEK], over_all[at, asked.group]

    def prepare(self, issued: NDArray[np.int64]) -> None:
        """Work out the habits of every issue date at once: invoices asked piece by piece then cost nothing."""
        days = np.unique(issued)
        self._ready = (days, *self._habits(days))

    def usual_weekdays(self, day: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return per day the shares of the weekdays among all payments before it."""
        days, counts = self._weekdays
        return shares(counts[np.searchsorted(days, day, side="left")] + np.float32(1))

    def whole(self, day: int) -> Whole:
        """Return what all payments before ``day`` say; paid on the due date where there was none."""
        found = self._wholes.get(day)
        if found is None:
            found = self._wholes[day] = self._whole(day)
        return found

    def _whole(self, day: int) -> Whole:
        values, codes = self._late_codes
        upto = int(np.searchsorted(self.paid, day, side="left"))
        seen = np.bincount(codes[:upto], weights=self.count[:upto], minlength=len(values))
        late, count = values[seen > 0], seen[seen > 0].astype(np.int64)
        if not len(late):  # nothing was ever paid: only the due date is known
            late, count = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64)
        total = np.cumsum(count)

        def point(share: float) -> float:
            at = (int(total[-1]) - 1) * share
            below, above = late[np.searchsorted(total, np.floor([at, np.ceil(at)]), side="right")]
            return float(below + (above - below) * (at - np.floor(at)))

        counted = np.bincount(bin_of(late), weights=count, minlength=BINS)
        return Whole(
            low=point(0.1),
            median=point(0.5),
            high=point(0.9),
            late=np.array([count[late > days].sum() / total[-1] for days in LATE_DAYS]),
            chances=(counted / total[-1]).astype(np.float32),
        )

    @cached_property
    def _late_codes(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the days late that occur, ascending, and which of them each count has."""
        values, codes = np.unique(self.late, return_inverse=True)
        return values, codes

    @cached_property
    def _weekdays(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the days on which something was paid, and how many payments each weekday had before each of them."""
        days, at = np.unique(self.paid, return_inverse=True)
        per_day = np.zeros((len(days) + 1, WEEK))
        counts = np.bincount(at, weights=self.count, minlength=len(days))
        per_day[np.arange(1, len(days) + 1), (days + 3) % WEEK] = counts
        return days, per_day.cumsum(axis=0).astype(np.float32)

    def _habits(self, days: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the habits on each of ``days`` (ascending) by group and weekday, and by group."""
        groups = len(self.groups)
        cells = groups * WEEK * BINS
        flat = (self.group * WEEK + (self.paid - self.late + 3) % WEEK) * BINS + self.bin
        counted = np.zeros(cells)
        by_weekday = np.zeros((len(days), groups, WEEK, BINS), dtype=np.float32)
        over_all = np.zeros((len(days), groups, BINS), dtype=np.float32)
        last, done = (int(days[0]) if len(days) else 0), 0
        for place, day in enumerate(days.tolist()):
            upto = int(np.searchsorted(self.paid, day, side="left"))
            weight = self.count[done:upto] * 0.5 ** ((day - self.paid[done:upto]) / GROUP_DAYS)
            counted = counted * 0.5 ** ((day - last) / GROUP_DAYS)
            counted += np.bincount(flat[done:upto], weights=weight, minlength=cells)
            by_weekday[place], over_all[place] = _shrunk(counted.reshape(groups, WEEK, BINS))
            last, done = day, upto
        return by_weekday, over_all


def _shrunk(counted: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return shares by (group, weekday, bin) and (group, bin): portfolio, its weekdays, the groups, their weekdays."""
    portfolio = shares(counted.sum((0, 1)) + ANY_BIN)
    weekdays = toward(counted.sum(0), portfolio[None, :], PORTFOLIO_WEIGHT)
    over_all = toward(counted.sum(1), portfolio[None, :], GROUP_WEIGHT)
    return toward(counted, weekdays[None, :, :], GROUP_WEIGHT), over_all


def read_backdrop(book: Queries, as_of: date) -> Backdrop:
    """Return the backdrop of ``book`` on ``as_of``: payments of the two years before, counted by the database."""
    frame = book.frame("payment_counts", since=as_of - HISTORY, as_of=as_of)
    group, groups = group_codes(frame, weights=frame["payments"])
    paid, after = day_numbers(frame["paid_on"]), day_numbers(frame["paid_after"])
    middle = np.where(after < NEVER, (paid - np.minimum(after, paid - 1) - 1) // 2, 0)
    late = frame["days_late"].to_numpy(dtype=np.int64) - middle
    return Backdrop(
        paid=paid,
        group=group,
        late=np.clip(late, -FURTHEST, FURTHEST),
        count=frame["payments"].to_numpy(dtype=np.int64),
        groups=groups,
    )
