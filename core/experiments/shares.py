"""Differences between two shares: Newcombe's interval, and its stratified form for strata of any size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaincinv
from scipy.stats import norm

from core.experiments.estimate import ALPHA, Estimate, quantile

FEW = 3.5  # of those who did, or did not: so few that Wilson's lower limit promises too much
_RATIO = (0.5, 2.0)  # an arm's own variance against that of both

if TYPE_CHECKING:
    from core.experiments.estimate import Floats


def wilson(successes: Floats, size: Floats, z: Floats | float) -> tuple[Floats, Floats]:
    """Return the limits of Wilson's score interval for a share.

    Parameters
    ----------
    successes, size : array
        How many of how many; any shape. A size of 0 gives NaN.
    z : array or float
        The normal quantile, 1.96 for 95 %.

    Returns
    -------
    low, high : array
        Within 0 to 1, also where nobody or everybody succeeded.

    References
    ----------
    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.
    """
    successes, size = np.asarray(successes, dtype=np.float64), np.asarray(size, dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = successes / size
        shrunk = 1 + z**2 / size
        middle = (share + z**2 / (2 * size)) / shrunk
        around = z * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2)) / shrunk
    return np.clip(middle - around, 0, 1), np.clip(middle + around, 0, 1)


def difference_of_shares(
    successes: Floats, size: Floats, first_successes: Floats, first_size: Floats, *, alpha: float = ALPHA
) -> Estimate:
    """Return the difference between two shares over strata, an arm less the first arm, with its interval.

    Parameters
    ----------
    successes, size, first_successes, first_size : array, shape (..., strata)
        Counts per stratum of the arm and of the first arm. With one stratum this is Newcombe's interval.
    alpha : float
        One less the coverage.

    Returns
    -------
    Estimate
        In shares, -1 to 1; NaN where no stratum has both arms.

    Notes
    -----
    Strata are weighed as Mantel and Haenszel do, w = m n / (m + n), so one in which an arm is empty counts for nothing. The weighted
    share p of an arm has the variance V, the sum of w^2 v / n, v the variance within a stratum by both arms (times the ratio of the
    arm's own variance to it, over all strata): strata of one customer have no variance of their own. Its limits are Wilson's for the
    size p (1 - p) / V that it is worth, as Yan and Su make a stratified interval; up to three who did, or did not, have the Poisson limit
    of Brown, Cai and DasGupta, for Wilson's promises too much where an event is rare and one arm small. The two arms are joined
    as Newcombe's method 10 does, by the distances of their limits (MOVER). Unlike a normal interval it does not shrink to a
    point where nobody, or everybody, paid. Not for shares of euros: those are means.

    References
    ----------
    R. G. Newcombe (1998), Interval estimation for the difference between independent proportions. Statistics in Medicine 17, 873-890.
    X. Yan, X. G. Su (2010), Stratified Wilson and Newcombe confidence intervals for multiple binomial proportions. Statistics in
    Biopharmaceutical Research 2, 329-335. L. D. Brown, T. T. Cai, A. DasGupta (2001), Interval estimation for a binomial
    proportion. Statistical Science 16, 101-133. G. Y. Zou, A. Donner (2008), Construction of confidence limits about effect
    measures. Statistics in Medicine 27, 1693-1702.
    """
    counts = [np.asarray(each, dtype=np.float64) for each in (successes, size, first_successes, first_size)]
    successes, size, first_successes, first_size = counts
    weight = weights(size, first_size)
    z = quantile(alpha)
    within = _within(*counts)
    arm, low, high = _stratified(successes, size, weight, within, z)
    first, first_low, first_high = _stratified(first_successes, first_size, weight, within, z)
    difference = arm - first
    return Estimate(
        difference=difference,
        low=difference - np.hypot(arm - low, first_high - first),
        high=difference + np.hypot(high - arm, first - first_low),
        arm=arm,
        first=first,
    )


def weights(size: Floats, first_size: Floats) -> Floats:
    """Return the Mantel-Haenszel weights of strata, adding up to 1 over the last axis; NaN where no stratum has both arms."""
    together = size + first_size
    raw = np.divide(size * first_size, together, out=np.zeros_like(together), where=together > 0)
    whole = raw.sum(axis=-1, keepdims=True)
    found: Floats = np.divide(raw, whole, out=np.full_like(raw, np.nan), where=whole > 0)
    return found


def _stratified(
    successes: Floats, size: Floats, weight: Floats, within: Floats, z: float
) -> tuple[Floats, Floats, Floats]:
    """Return the weighted share of an arm and the limits of Wilson's interval for the size that it is worth."""
    held = np.maximum(size, 1)  # strata without anybody weigh nothing
    share: Floats = (weight * successes / held).sum(axis=-1)
    evenly = 1 / (weight**2 / held).sum(axis=-1)
    own = weight**2 * successes * (held - successes) / held**2 / np.maximum(held - 1, 1)
    lent = weight**2 * within / held
    has_own = held > 1
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(has_own, own, 0).sum(axis=-1) / np.where(has_own, lent, 0).sum(axis=-1)
        ratio = np.where(np.isfinite(ratio), np.clip(ratio, *_RATIO), 1.0)
        # Wilson divides by n, an unbiased variance by n - 1: in one stratum this is then Newcombe's interval to the last digit.
        everybody = size.sum(axis=-1)
        variance = lent.sum(axis=-1) * ratio * (1 - 1 / np.maximum(everybody, 2))
        worth = share * (1 - share) / variance
    is_mixed = (share > 0) & (share < 1) & (variance > 0)
    size_worth = np.where(is_mixed, worth, evenly)
    low, high = wilson(share * size_worth, size_worth, z)
    rare, missed = _poisson(share * size_worth, z), _poisson((1 - share) * size_worth, z)
    return share, np.minimum(low, rare / size_worth), np.maximum(high, 1 - missed / size_worth)


def _poisson(count: Floats, z: float) -> Floats:
    """Return the one-sided lower limit of a Poisson count of up to a few; infinite for more, where Wilson's limit holds."""
    few = (count > 0) & (count <= FEW)
    return np.where(few, gammaincinv(np.where(few, count, 1.0), 2 * norm.sf(z)), np.inf)


def _within(successes: Floats, size: Floats, first_successes: Floats, first_size: Floats) -> Floats:
    """Return the variance of one answer within each stratum, by both arms together."""
    total, paid = size + first_size, successes + first_successes
    inside = successes * (size - successes) / np.maximum(size, 1)
    inside = inside + first_successes * (first_size - first_successes) / np.maximum(first_size, 1)
    found = inside / np.maximum(total - (size > 0) - (first_size > 0), 1)
    guess = (paid + 0.5) / (total + 1)  # all or none of a stratum: it is not that sure
    return np.where(found > 0, found, guess * (1 - guess))
