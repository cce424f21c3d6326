"""How many customers a question needs, and what so many can show: the power calculation made before anything is held out."""

from __future__ import annotations

from math import ceil, inf, sqrt

from scipy.stats import norm

from core.experiments.estimate import ALPHA, quantile

POWER = 0.8


def customers_for_shares(
    first: float, arm: float, *, first_share: float, alpha: float = ALPHA, power: float = POWER
) -> float:
    """Return how many customers it takes to tell two paid shares apart, both arms together.

    Parameters
    ----------
    first, arm : float
        The shares that are paid in the first arm and in the other, 0 to 1.
    first_share : float
        The part of the customers that is in the first arm, between 0 and 1: the planned holdout.
    alpha, power : float
        How often no effect may be called one, and how often this effect must be seen.

    Returns
    -------
    float
        A whole number; infinite where the two shares are the same, or one of the arms is empty.

    Notes
    -----
    N = (z(alpha/2) sqrt(P (1 - P) (1/q + 1/(1 - q))) + z(power) sqrt(a (1 - a) / (1 - q) + f (1 - f) / q))^2 / (a - f)^2, P the share of
    both arms together. With half in each arm it is the textbook formula per arm, twice.

    References
    ----------
    J. L. Fleiss, B. Levin, M. C. Paik (2003), Statistical methods for rates and proportions, third edition, chapter 4.
    """
    if first == arm or not 0 < first_share < 1:
        return inf
    rest = 1 - first_share
    together = first_share * first + rest * arm
    null = sqrt(together * (1 - together) * (1 / first_share + 1 / rest))
    true = sqrt(arm * (1 - arm) / rest + first * (1 - first) / first_share)
    return ceil(((quantile(alpha) * null + float(norm.ppf(power)) * true) / (arm - first)) ** 2)


def customers_for_means(
    deviation: float, difference: float, *, first_share: float, alpha: float = ALPHA, power: float = POWER
) -> float:
    """Return how many customers it takes to tell two means apart that lie ``difference`` apart, both arms together.

    Parameters
    ----------
    deviation : float
        The standard deviation of one customer's value, in the unit of ``difference``.
    difference : float
        The smallest difference worth knowing.
    first_share : float
        The part of the customers in the first arm.
    alpha, power : float
        As for shares.

    Notes
    -----
    N = (z(alpha/2) + z(power))^2 s^2 (1/q + 1/(1 - q)) / d^2. References as for shares.
    """
    if difference == 0 or not 0 < first_share < 1:
        return inf
    sizes = 1 / first_share + 1 / (1 - first_share)
    return ceil((quantile(alpha) + float(norm.ppf(power))) ** 2 * deviation**2 * sizes / difference**2)


def smallest_difference(
    first: float, customers: float, *, first_share: float, alpha: float = ALPHA, power: float = POWER
) -> float:
    """Return the smallest rise of a paid share above ``first`` that so many customers show; infinite where none does.

    Found by halving: the formula of ``customers_for_shares`` cannot be turned round.
    """
    low, high = 0.0, 1 - first
    if high <= 0 or customers < customers_for_shares(first, 1.0, first_share=first_share, alpha=alpha, power=power):
        return inf
    for _ in range(40):
        middle = (low + high) / 2
        needed = customers_for_shares(first, first + middle, first_share=first_share, alpha=alpha, power=power)
        low, high = (middle, high) if needed > customers else (low, middle)
    return high
