"""How late, and how surely: the middle and the spread of days late, and the share paid on time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.patterns.chance import medians, quantiles, wilson_lower
from core.behaviour.patterns.pattern import Found, PatternName

if TYPE_CHECKING:
    from core.behaviour.patterns.records import Records

FEWEST: Final = 5
"""Paid invoices needed."""
NEAR_DAYS: Final = 3


def found_days_late(records: Records) -> Found:
    """Return the median days late of who paid FEWEST invoices in two years.

    Returns
    -------
    Found
        ``value`` is the median of signed days late (negative: early), of an interval its middle; ``low`` is the lower quartile of the
        earliest days possible and ``high`` the upper quartile of the latest, so that intervals widen the spread and never narrow
        it. ``n`` of the ``of`` invoices were paid within NEAR_DAYS of the median, certainly. ``text`` is ``days``, or
        ``intervals`` where most days are only known to lie between two lists.

    Notes
    -----
    Invoices that are still open are not in it: of a customer that stopped paying it tells how it used to pay.

    """
    lateness = records.recent_lateness
    paid = lateness.where(~lateness.is_open)
    count = len(records)
    middle, counts = medians(paid.owner, (paid.low + paid.high) // 2, count)
    low = quantiles(paid.owner, paid.low, count, (0.25,))[0][0]
    high = quantiles(paid.owner, paid.high, count, (0.75,))[0][0]
    near = (paid.low >= middle[paid.owner] - NEAR_DAYS) & (paid.high <= middle[paid.owner] + NEAR_DAYS)
    n = np.bincount(paid.owner, weights=near, minlength=count).astype(np.int64)
    wide = np.bincount(paid.owner, weights=paid.low < paid.high, minlength=count)
    rows = np.flatnonzero(counts >= FEWEST)
    return Found(
        name=PatternName.DAYS_LATE,
        owner=rows,
        value=middle[rows].astype(np.float64),
        low=low[rows].astype(np.float64),
        high=high[rows].astype(np.float64),
        text=np.where(2 * wide[rows] > counts[rows], "intervals", "days").astype(object),
        n=n[rows],
        of=counts[rows],
        strength=wilson_lower(n[rows], counts[rows]),
    )


def found_on_time(records: Records) -> Found:
    """Return the share of invoices paid on or before their due date: ``n`` of the ``of`` for which that is certain.

    An invoice that was gone from a list and may have been paid on either side of its due date is in neither count.
    """
    n, of = records.count("on_time"), records.count("on_time") + records.count("late")
    rows = np.flatnonzero(of >= FEWEST)
    return Found(
        name=PatternName.ON_TIME,
        owner=rows,
        value=n[rows] / of[rows],
        n=n[rows],
        of=of[rows],
        strength=wilson_lower(n[rows], of[rows]),
    )
