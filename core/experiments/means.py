"""Differences between two means over strata, for values as skewed as euros and arms as unequal as nine to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.stats import t as students

from core.experiments.estimate import ALPHA, Estimate
from core.experiments.shares import weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.experiments.estimate import Floats

# How far the variances of two arms are thought to differ: a standard deviation of their logarithm. A tenth more people
# paying changes the variance of what they pay by some 15 %.
APART: Final = 0.2


@dataclass(frozen=True, kw_only=True, eq=False)
class Moments:
    """What an interval needs of the values of one arm, per stratum (last axis): how many, their mean, and central sums.

    ``second``, ``third`` and ``fourth`` are the sums of the powers of what lies off the mean.
    """

    size: Floats
    mean: Floats
    second: Floats
    third: Floats
    fourth: Floats


def moments(values: Floats, group: NDArray[np.int64], groups: int) -> Moments:
    """Return the moments of ``values`` by ``group`` (0 to ``groups`` less 1), each group in its place."""
    size = np.bincount(group, minlength=groups).astype(np.float64)
    mean = np.bincount(group, weights=values, minlength=groups) / np.maximum(size, 1)
    off = values - mean[group]
    second, third, fourth = (
        np.bincount(group, weights=off**power, minlength=groups).astype(np.float64) for power in (2, 3, 4)
    )
    return Moments(size=size, mean=mean, second=second, third=third, fourth=fourth)


def difference_of_means(arm: Moments, first: Moments, *, alpha: float = ALPHA) -> Estimate:
    """Return the difference between two means over strata, an arm less the first arm, with its interval.

    Parameters
    ----------
    arm, first : Moments
        The values of both arms, strata on the last axis. In euros per customer, days, euro cents of cost: any unit.
    alpha : float
        One less the coverage.

    Returns
    -------
    Estimate
        In the unit of the values; NaN where no stratum has both arms, limits of NaN where no stratum has three customers.

    Notes
    -----
    d = sum of w (mean - mean of the first), w = m n / (m + n) as Mantel and Haenszel weigh. Its variance is the sum of
    w^2 v / n over strata and arms, v the variance within the stratum of both arms together, times what is known of the arm's own
    variance beside that of both. The own variance of ten skewed amounts is little more than chance, and low whenever
    their mean is low: that is why Welch's interval is left by the truth too often when a small arm is set beside a large one.
    So the ratio r of an arm counts as r^k, k = a^2 / (a^2 + s^2) with a = APART and s^2 = (kurtosis - 1) / n, the
    uncertainty of a logarithm of a variance: with many customers, or values that are not skewed, k nears 1 and the interval is
    Welch's; with few it is that of Fisher's randomisation test. The limits take the skewness of d along (Cornish and
    Fisher), by how much each variance is an arm's own. Not for fewer than twenty customers in an arm.

    References
    ----------
    B. L. Welch (1947), Biometrika 34, 28-35. E. J. G. Pitman (1937), Significance tests which may be applied to samples from any
    populations. JRSS Supplement 4, 119-130. P. Hall (1992), On the removal of skewness by transformation. JRSS B 54, 221-228.
    """
    weight = weights(arm.size, first.size)
    freedom = (arm.size + first.size - (arm.size > 0) - (first.size > 0)).clip(0)
    whole = freedom.sum(axis=-1)
    both = _Both(
        variance=_shared(arm.second + first.second, freedom),
        third=_shared(arm.third + first.third, freedom),
    )
    ours, theirs = (_of(each, weight, both) for each in (arm, first))
    difference = ours.mean - theirs.mean
    variance = ours.variance + theirs.variance
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(variance)
        skewness = (ours.third - theirs.third) / variance**1.5
        own = (ours.variance * ours.own + theirs.variance * theirs.own) / variance
        t = students.ppf(1 - alpha / 2, whole * (1 - own) + own * _welch(ours, theirs))
        lean = skewness * ((1 - own) * (t**2 - 1) - own * (2 * t**2 + 1)) / 6
        low, high = difference - error * (t + lean), difference + error * (t - lean)
    is_flat = variance == 0  # everybody the same in both arms: what is seen is all there is
    return Estimate(
        difference=difference,
        low=np.where(is_flat, difference, low),
        high=np.where(is_flat, difference, high),
        arm=ours.mean,
        first=theirs.mean,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Both:
    """Variance and third moment within each stratum, by both arms together."""

    variance: Floats
    third: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class _Weighted:
    """An arm over all strata: the variance and third cumulant of its mean, and how much of the variance is its own."""

    mean: Floats
    variance: Floats
    third: Floats
    own: Floats
    freedom: Floats


def _shared(sums: Floats, freedom: Floats) -> Floats:
    """Return ``sums`` per degree of freedom in each stratum; one without any has that of all strata."""
    everywhere = freedom.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        overall = sums.sum(axis=-1, keepdims=True) / everywhere
        return np.where(freedom > 0, sums / np.maximum(freedom, 1), overall)


def _of(arm: Moments, weight: Floats, both: _Both) -> _Weighted:
    size, free = np.maximum(arm.size, 1), np.maximum(arm.size - 1, 0)
    expected = (free * both.variance).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = arm.second.sum(axis=-1) / expected
        count = arm.size.sum(axis=-1)
        kurtosis = arm.fourth.sum(axis=-1) * count / arm.second.sum(axis=-1) ** 2
        unsure = np.maximum(kurtosis - 1, 0.1) / count
        own = APART**2 / (APART**2 + unsure)
        is_known = np.isfinite(ratio) & (ratio > 0) & np.isfinite(own)
        own = np.where(is_known, own, 0.0)
        scale = np.where(is_known, ratio, 1.0) ** own
    return _Weighted(
        mean=(weight * arm.mean).sum(axis=-1),
        variance=(weight**2 * both.variance / size).sum(axis=-1) * scale,
        third=(weight**3 * both.third / size**2).sum(axis=-1) * scale**1.5,
        own=own,
        freedom=np.maximum(free.sum(axis=-1), 1),
    )


def _welch(ours: _Weighted, theirs: _Weighted) -> Floats:
    """Return the degrees of freedom of Welch and Satterthwaite."""
    together = ours.variance + theirs.variance
    found: Floats = together**2 / (ours.variance**2 / ours.freedom + theirs.variance**2 / theirs.freedom)
    return found
