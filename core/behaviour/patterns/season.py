"""The season: a month of the year in which a customer pays later or earlier than otherwise, every year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.patterns.chance import medians, rank_sum, wilson_lower
from core.behaviour.patterns.pattern import Found, PatternName

if TYPE_CHECKING:
    from core.behaviour.patterns.pattern import Ints
    from core.behaviour.patterns.records import Lateness, Records

LEAST_DAYS: Final = 5
"""A season of fewer days than this is nothing to plan by."""
RANKS: Final = 3.3
"""Standard deviations of ranks: one in two thousand by chance, for a search over twelve months in two directions."""
FEWEST_OF_A_MONTH: Final = 4
FEWEST_YEARS: Final = 2
FEWEST_DAYS: Final = 700
"""Two years of due dates, give or take a month: a season must have come back."""
_MONTHS: Final = 12
_SPAN: Final = 200
"""More years than a ledger has, so that customer and year fit one number."""


def found_seasons(records: Records) -> Found:
    """Return who pays later or earlier in one month of the year, of customers with at least two years of invoices.

    Returns
    -------
    Found
        ``value`` is the difference of medians in days (positive: later) between invoices due in the month ``low`` (1 to 12) and
        all others; ``n`` of the ``of`` invoices due in that month were paid later (earlier) than the median of the others.

    Notes
    -----
    The month that differs most is tested by ranks, at a level for a search over all months; the difference must be seen in
    each year. A season that fills a quarter of the year is found by its strongest month.

    """
    lateness = records.lateness
    paid = lateness.where(lateness.is_exact)
    count = len(records)
    paid = paid.where(_spans_two_years(paid, count)[paid.owner])
    month = paid.due.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    year, month = month // _MONTHS, month % _MONTHS
    best = _most_different(paid, month, count)
    inside = month == best[paid.owner]
    within, outside = paid.where(inside), paid.where(~inside)
    usual, _ = medians(outside.owner, outside.high, count)
    there, number = medians(within.owner, within.high, count)
    days = there - usual
    ranks = rank_sum(paid.owner, paid.high, inside, count)
    years = _years_that_agree(within, year[inside], usual, days, count)
    is_season = (
        (number >= FEWEST_OF_A_MONTH)
        & (np.abs(days) >= LEAST_DAYS)
        & (ranks * np.sign(days) >= RANKS)
        & (years >= FEWEST_YEARS)
    )
    same_side = np.sign(within.high - usual[within.owner]) == np.sign(days[within.owner])
    n = np.bincount(within.owner, weights=same_side, minlength=count).astype(np.int64)
    rows = np.flatnonzero(is_season)
    return Found(
        name=PatternName.SEASON,
        owner=rows,
        value=days[rows].astype(np.float64),
        low=best[rows] + 1.0,
        n=n[rows],
        of=number[rows],
        strength=wilson_lower(n[rows], number[rows]),
    )


def has_two_years(records: Records) -> np.ndarray:
    """Return per customer whether its paid invoices span two years."""
    lateness = records.lateness
    return _spans_two_years(lateness.where(lateness.is_exact), len(records))


def _spans_two_years(paid: Lateness, count: int) -> np.ndarray:
    # Rows are in the order of owner and due day: the first and the last of each owner are its span.
    firsts = np.flatnonzero(np.diff(paid.owner, prepend=-1))
    span = np.zeros(count, dtype=np.int64)
    if len(firsts):
        lasts = np.append(firsts[1:], len(paid)) - 1
        span[paid.owner[firsts]] = paid.due[lasts] - paid.due[firsts]
    return span >= FEWEST_DAYS


def _most_different(paid: Lateness, month: Ints, count: int) -> Ints:
    """Return per customer the month (0 to 11) whose mean days late differ most from the others, in standard errors."""
    cell = paid.owner.astype(np.int64) * _MONTHS + month
    late = np.clip(paid.high, -400, 400).astype(np.float64)
    number = np.bincount(cell, minlength=count * _MONTHS).reshape(count, _MONTHS)
    total = np.bincount(cell, weights=late, minlength=count * _MONTHS).reshape(count, _MONTHS)
    others = number.sum(axis=1, keepdims=True) - number
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = total / number - (total.sum(axis=1, keepdims=True) - total) / others
        sharpness = np.abs(gap) * np.sqrt(number * others / (number + others))
    best: Ints = np.nan_to_num(sharpness, nan=-1.0).argmax(axis=1)
    return best


def _years_that_agree(within: Lateness, year: Ints, usual: Ints, days: Ints, count: int) -> Ints:
    """Return in how many years the month was different in the same direction; 0 where one year was not."""
    cells, cell = np.unique(within.owner.astype(np.int64) * _SPAN + year, return_inverse=True)
    owner = cells // _SPAN
    late = np.bincount(cell, weights=within.high.astype(np.float64)) / np.maximum(np.bincount(cell), 1)
    agrees = (late - usual[owner]) * np.sign(days[owner]) > 0
    years = np.bincount(owner, minlength=count)
    return np.where(np.bincount(owner, weights=agrees, minlength=count) == years, years, 0)
