"""What chance alone would do: exact tables and rank tests, for whole columns of customers at once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from core.behaviour.patterns.pattern import Flags, Floats, Ints

MOST: Final = 760
"""Observations a table reaches to: more than the days of two years."""
Z_95: Final = 1.6448536269514722
"""Of 95 % of a normal distribution on one side."""


def wilson_lower(n: Ints, of: Ints) -> Floats:
    """Return the lower end of the one-sided 95 % Wilson interval of the share ``n / of``.

    Parameters
    ----------
    n, of
        Counts, 0 <= n <= of, of any shape.

    Returns
    -------
    array of float
        0-1; 0 where ``of`` is 0. 11 of 12 gives 0.71: with so few observations no more can be promised.

    References
    ----------
    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209-212.

    """
    count = np.maximum(np.asarray(of, dtype=np.float64), 1.0)
    share, square = np.asarray(n) / count, Z_95**2
    middle = share + square / (2 * count)
    half = Z_95 * np.sqrt(share * (1 - share) / count + square / (4 * count**2))
    lower: Floats = np.where(np.asarray(of) > 0, np.maximum((middle - half) / (1 + square / count), 0.0), 0.0)
    return lower


@cache
def least_hits(chance: float, alpha: float) -> Ints:
    """Return, for every n from 0 to MOST, the least number of hits that chance alone gives with probability <= ``alpha``.

    Exact binomial: with hits each of probability ``chance``, P(hits >= least[n]) <= alpha; n + 1 where even n of n is no proof.
    For hits of unequal probabilities with mean ``chance`` the table errs on the safe side as long as the least is above
    n * chance + 1 (Hoeffding 1956, On the distribution of the number of successes in independent trials).
    """
    return _least(np.array([1 - chance, chance]), alpha, most=MOST)


@cache
def least_score(far: float, near: float, alpha: float, most: int = MOST) -> Ints:
    """Return, for every n, the least sum of scores 0, 1 and 2 that chance gives with probability <= ``alpha``.

    ``far`` and ``near`` are the chances of a score of 0 and 1. The distribution of the sum is exact.
    """
    return _least(np.array([far, near, 1 - far - near]), alpha, most=most)


@cache
def fewest_of_a_habit(kept: float, miss: float) -> Ints:
    """Return, for every n, the number of hits below which a habit kept with probability ``kept`` falls once in 1 / ``miss``."""
    lost = _least(np.array([kept, 1 - kept]), miss, most=MOST)  # so many misses or more are too many
    fewest: Ints = np.maximum(np.arange(MOST + 1) - lost + 1, 0)
    return fewest


def _least(chances: Floats, alpha: float, *, most: int) -> Ints:
    step = len(chances) - 1
    sums, least = np.ones(1), np.zeros(most + 1, dtype=np.int64)
    least[0] = 1
    for count in range(1, most + 1):
        sums = np.convolve(sums, chances)
        tail = np.cumsum(sums[::-1])[::-1]
        proof = np.flatnonzero(tail <= alpha)
        least[count] = proof[0] if len(proof) else step * count + 1
    return least


def medians(owner: Ints, values: Ints, owners: int) -> tuple[Ints, Ints]:
    """Return per owner the (upper) median of its ``values``, 0 where it has none, and how many it has.

    ``values`` are whole numbers between -4,000 and 4,000; larger ones count as that.
    """
    found, counts = quantiles(owner, values, owners, (0.5,))
    return found[0], counts


def quantiles(owner: Ints, values: Ints, owners: int, shares: tuple[float, ...]) -> tuple[list[Ints], Ints]:
    """Return per owner the values at ``shares`` of its sorted ``values``, 0 where it has none, and how many it has."""
    whole = np.sort((owner.astype(np.int64) << 13) | (np.clip(values, -4_000, 4_000) + 4_096))
    counts = np.bincount(owner, minlength=owners)
    firsts = np.cumsum(counts) - counts
    found = []
    for share in shares:
        at = np.zeros(owners, dtype=np.int64)
        has = counts > 0
        place = np.minimum((counts * share).astype(np.int64), counts - 1)
        at[has] = (whole[(firsts + place)[has]] & 8_191) - 4_096
        found.append(at)
    return found, counts


def rank_sum(owner: Ints, values: Ints, is_recent: Flags, owners: int) -> Floats:
    """Return per owner how many standard deviations the recent values rank above the earlier ones.

    Parameters
    ----------
    owner
        Whose each value is, 0 to ``owners`` - 1, in any order.
    values
        Whole numbers between -4,000 and 4,000; larger ones count as that. Ties share their rank.
    is_recent
        Which of the two groups each value belongs to.

    Returns
    -------
    array of float, shape (owners,)
        The Mann-Whitney statistic with correction for ties and continuity; positive: recent values are larger. 0 where a
        group is empty or all values are the same. With fewer than three values in a group it proves nothing.

    References
    ----------
    H. B. Mann and D. R. Whitney, On a test of whether one of two random variables is stochastically larger than the other,
    Annals of Mathematical Statistics 18 (1947) 50-60.

    """
    if not len(owner):
        return np.zeros(owners)
    whole = (owner.astype(np.int64) << 14) | ((np.clip(values, -4_000, 4_000) + 4_096) << 1) | is_recent
    whole = np.sort(whole)
    owner, group, recent = whole >> 14, whole >> 1, whole & 1
    new_tie = np.flatnonzero(np.diff(group, prepend=-1))
    size = np.diff(new_tie, append=len(whole))
    tie_owner = owner[new_tie]
    counts = np.bincount(owner, minlength=owners)
    firsts = np.cumsum(counts) - counts
    middle = new_tie - firsts[tie_owner] + (size + 1) / 2  # ranks from 1 within the owner
    recent_in_tie = np.add.reduceat(recent, new_tie)
    ranks = np.bincount(tie_owner, weights=middle * recent_in_tie, minlength=owners)
    ties = np.bincount(tie_owner, weights=size.astype(np.float64) ** 3 - size, minlength=owners)
    late = np.bincount(owner, weights=recent, minlength=owners)
    early, all_ = counts - late, counts.astype(np.float64)
    above = ranks - late * (late + 1) / 2 - late * early / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(late * early / 12 * (all_ + 1 - ties / (all_ * (all_ - 1))))
        found = np.sign(above) * np.maximum(np.abs(above) - 0.5, 0) / spread
    return np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0)
