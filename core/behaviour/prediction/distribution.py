"""Reading a distribution over the axis: its median and interval, and the probability of being late by so many days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.prediction.axis import BINS, IS_DAY, STARTS, WIDTHS, bin_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Chances = NDArray[np.float32]

ROWS: Final = 8_192  # at a time: their cumulated chances fit the processor's cache


def quantile(chances: Chances, share: float, first_day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the day late by which ``share`` of the probability has come; BEYOND where it does not come within a year.

    Within a wide bin the probability is taken to be even over its days, from ``first_day`` (days late) on.
    """
    return quantiles(chances, (share,), first_day)[0]


def quantiles(chances: Chances, shares: Sequence[float], first_day: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """Return ``quantile`` of several shares, for little more than the cost of one."""
    found = tuple(np.zeros(len(chances), dtype=np.int64) for _ in shares)
    for at in range(0, len(chances), ROWS):
        here = slice(at, at + ROWS)
        cumulated = np.cumsum(chances[here], axis=1, dtype=np.float64)
        cumulated[:, -1] = 1.0
        for told, share in zip(found, shares, strict=True):
            told[here] = _quantile(cumulated, share, first_day[here])
    return found


def _quantile(cumulated: NDArray[np.float64], share: float, first_day: NDArray[np.int64]) -> NDArray[np.int64]:
    bin_ = (cumulated >= share - 1e-7).argmax(axis=1)
    rows = np.arange(len(cumulated))
    before = np.where(bin_ > 0, cumulated[rows, bin_ - 1], 0.0)
    start = np.maximum(STARTS[bin_], first_day)
    width = np.maximum(STARTS[bin_] + WIDTHS[bin_] - start, 1)
    inside = (share - before) / np.maximum(cumulated[rows, bin_] - before, 1e-12)
    day = start + np.floor(np.clip(inside, 0, 0.999) * width).astype(np.int64)
    found: NDArray[np.int64] = np.where(IS_DAY[bin_] | (bin_ == BINS - 1), STARTS[bin_], day)
    return found


def paid_by(chances: Chances, day: NDArray[np.int64], first_day: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return per row the probability of payment on or before ``day`` (days late), even within wide bins."""
    return paid_by_days(chances, [day], first_day)[0]


def paid_by_days(
    chances: Chances, days: Sequence[NDArray[np.int64]], first_day: NDArray[np.int64]
) -> list[NDArray[np.float64]]:
    """Return ``paid_by`` of several days, for little more than the cost of one.

    What lies before the bin of a day has come, of that bin the days gone by since it began or since ``first_day``.
    ``chances`` have nothing in bins that lie wholly before ``first_day``.
    """
    found = [np.zeros(len(chances)) for _ in days]
    for at in range(0, len(chances), ROWS):
        here = slice(at, at + ROWS)
        rows = np.arange(len(chances[here]))
        before = np.zeros((len(rows), BINS))
        np.cumsum(chances[here, :-1], axis=1, dtype=np.float64, out=before[:, 1:])
        for told, day in zip(found, days, strict=True):
            bin_ = bin_of(day[here])
            start = np.maximum(STARTS[bin_], np.minimum(first_day[here], STARTS[-1]))
            part = np.clip((day[here] + 1 - start) / np.maximum(STARTS[bin_] + WIDTHS[bin_] - start, 1), 0, 1)
            part[bin_ == BINS - 1] = 0.0  # beyond a year nothing is promised
            told[here] = before[rows, bin_] + chances[here][rows, bin_] * part
    return found


def late_by_more_than(chances: Chances, days: int) -> NDArray[np.float64]:
    """Return per row the probability of being paid more than ``days`` after the due date; a bin must begin at days + 1."""
    first = int(np.searchsorted(STARTS, days + 1))
    if STARTS[first] != days + 1:
        message = f"no bin begins at {days + 1} days late"
        raise ValueError(message)
    total: NDArray[np.float64] = chances[:, first:].sum(axis=1, dtype=np.float64)
    return total
