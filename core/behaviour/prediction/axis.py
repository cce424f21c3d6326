"""The axis of time on which a payment is predicted: days after the due date, one by one around it and wider far away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Issue date and terms are known, so a day since issue and a day late are the same day under two names; counted from the
# due date, the days on which people pay fall on one another whatever the terms.
STARTS: Final = np.array(
    [-10_000, -90, -60, -45, -35, *range(-30, 31), 31, 36, 41, 46, 51, 61, 76, 91, 121, 181, 366], dtype=np.int64
)
BINS: Final = len(STARTS)
LATE_DAYS: Final = (0, 5, 30)  # late by more than so many days: what is told of every invoice
BEYOND: Final = 366  # the last bin begins here: not within a year of the due date
WIDTHS: Final = np.append(np.diff(STARTS), 366)
IS_DAY: Final = WIDTHS == 1
_ENDS: Final = (STARTS + WIDTHS).astype(np.float32)
_WIDTHS: Final = WIDTHS.astype(np.float32)


def bin_of(days_late: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the bin each number of days late falls in."""
    return np.searchsorted(STARTS, days_late, side="right") - 1


def at_risk(first_day: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return which share of each bin is still to come for items that cannot be paid before ``first_day`` (days late).

    One row per item, one column per bin, from 0 (gone by) over a part (the day lies inside) to 1.
    """
    share: NDArray[np.float32] = _ENDS[None, :] - first_day.astype(np.float32)[:, None]
    share /= _WIDTHS[None, :]
    np.clip(share, 0.0, 1.0, out=share)
    share[:, -1] = 1.0  # the last bin has no end
    return share
