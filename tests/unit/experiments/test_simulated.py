"""Simulated campaigns with a known effect: the interval covers it 95 times in 100, and no effect is called one at most 5 times.

Everything is drawn with fixed seeds, so a figure here is the same every time. With N simulations chance moves a share of 95 % by
about two and a half standard errors, 2.5 x sqrt(0.95 x 0.05 / N); what lies beyond that is the method's fault.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.experiments.means import Moments, difference_of_means
from core.experiments.power import (
    customers_for_means,
    customers_for_shares,
    smallest_difference,
)
from core.experiments.shares import difference_of_shares, wilson

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from core.experiments.estimate import Estimate

    Floats = NDArray[np.float64]

# What the approximation itself may miss, beside chance: stated, not hidden.
METHOD = 0.012


def chance(simulations: int) -> float:
    return 2.5 * sqrt(0.95 * 0.05 / simulations)


def covered(estimate: Estimate, truth: float) -> float:
    return float(((estimate.low <= truth) & (truth <= estimate.high)).mean())


def shares_of(sizes: list[int], first: list[int], level: Floats, effect: float, simulations: int = 8000) -> Estimate:
    draw = np.random.default_rng(7)
    n, m = np.array(sizes, dtype=float), np.array(first, dtype=float)
    shape = (simulations, len(sizes))
    return difference_of_shares(
        draw.binomial(sizes, level + effect, shape).astype(float),
        np.broadcast_to(n, shape),
        draw.binomial(first, level, shape).astype(float),
        np.broadcast_to(m, shape),
    )


SHARES = [
    pytest.param([900], [100], np.array([0.6]), 0.05, id="a tenth left alone"),
    pytest.param([90], [10], np.array([0.5]), 0.1, id="ten left alone"),
    pytest.param([20], [20], np.array([0.5]), 0.0, id="forty customers"),
    pytest.param([45, 900, 20], [5, 100, 4], np.array([0.1, 0.6, 0.8]), 0.05, id="unequal strata"),
    pytest.param([9] * 100, [1] * 100, np.linspace(0.05, 0.85, 100), 0.05, id="a hundred campaigns of ten"),
    pytest.param([90] * 20, [10] * 20, np.linspace(0.05, 0.85, 20), 0.1, id="twenty campaigns pooled"),
    pytest.param([300] * 3, [300] * 3, np.array([0.2, 0.5, 0.9]), 0.0, id="an equal test over segments"),
]


@pytest.mark.parametrize(("sizes", "first", "level", "effect"), SHARES)
def test_shares_are_covered_and_no_effect_is_called_none(
    sizes: list[int], first: list[int], level: Floats, effect: float
) -> None:
    assert abs(covered(shares_of(sizes, first, level, effect), effect) - 0.95) <= chance(8000) + METHOD
    nothing = float(shares_of(sizes, first, level, 0.0).is_effect.mean())
    assert nothing <= 0.05 + chance(8000)


@pytest.mark.parametrize("level", [0.005, 0.02, 0.98])
@pytest.mark.parametrize(("size", "first"), [(90, 10), (450, 50), (900, 100)])
def test_rare_answers_are_covered_at_least_as_often_as_said(level: float, size: int, first: int) -> None:
    """With one in fifty complaining no interval covers exactly 95 %: it may cover more, never less.

    Newcombe's interval alone covers 90 % of ninety against ten: it calls one complaint in the small arm an effect.
    """
    found = shares_of([size], [first], np.array([level]), 0.0)
    assert covered(found, 0.0) >= 0.95 - chance(8000)


def values(draw: np.random.Generator, shape: tuple[int, int], share: float, sigma: float) -> Floats:
    """Return euros of customers of whom a share pays, log-normally much: a few pay most of it."""
    return np.where(draw.random(shape) < share, np.exp(draw.normal(0, sigma, shape)), 0.0)


def days(draw: np.random.Generator, shape: tuple[int, int], share: float, _: float) -> Floats:
    """Return days until paid, thirty for who did not."""
    return np.where(draw.random(shape) < share, draw.integers(1, 31, shape), 30).astype(np.float64)


def moments_of(parts: list[Floats]) -> Moments:
    simulations = len(parts[0])
    off = [part - part.mean(axis=-1, keepdims=True) for part in parts]
    return Moments(
        size=np.broadcast_to(np.array([part.shape[-1] for part in parts], dtype=float), (simulations, len(parts))),
        mean=np.stack([part.mean(axis=-1) for part in parts], axis=-1),
        second=np.stack([(each**2).sum(axis=-1) for each in off], axis=-1),
        third=np.stack([(each**3).sum(axis=-1) for each in off], axis=-1),
        fourth=np.stack([(each**4).sum(axis=-1) for each in off], axis=-1),
    )


def means_of(  # noqa: PLR0917 (a simulation has its settings)
    sizes: list[int],
    first: list[int],
    made: Callable[[np.random.Generator, tuple[int, int], float, float], Floats],
    shares: tuple[float, float],
    sigma: float,
    simulations: int = 1500,
) -> Estimate:
    draw = np.random.default_rng(11)
    scale = np.linspace(1, 3, len(sizes)) if len(sizes) > 1 else np.ones(1)
    arm = [made(draw, (simulations, size), shares[0], sigma) * k for size, k in zip(sizes, scale, strict=True)]
    alone = [made(draw, (simulations, size), shares[1], sigma) * k for size, k in zip(first, scale, strict=True)]
    return difference_of_means(moments_of(arm), moments_of(alone))


def truth_of(sizes: list[int], first: list[int], of_one: float) -> float:
    """Return the true difference, strata weighed as the estimate weighs them."""
    scale = np.linspace(1, 3, len(sizes)) if len(sizes) > 1 else np.ones(1)
    weight = np.array([n * m / (n + m) for n, m in zip(sizes, first, strict=True)])
    return float((weight * scale).sum() / weight.sum() * of_one)


MEANS = [
    pytest.param([450], [50], 1.2, id="skewed euros, fifty alone"),
    pytest.param([180], [20], 1.2, id="skewed euros, twenty alone"),
    pytest.param([60], [60], 0.8, id="two equal arms"),
    pytest.param([90] * 10, [10] * 10, 1.2, id="ten campaigns pooled"),
    pytest.param([9] * 50, [1] * 50, 0.8, id="fifty campaigns of ten"),
]


@pytest.mark.parametrize(("sizes", "first", "sigma"), MEANS)
def test_euros_are_covered_and_no_effect_is_called_none(sizes: list[int], first: list[int], sigma: float) -> None:
    mean = float(np.exp(sigma**2 / 2))
    found = means_of(sizes, first, values, (0.7, 0.6), sigma)
    assert abs(covered(found, truth_of(sizes, first, 0.1 * mean)) - 0.95) <= chance(1500) + METHOD
    nothing = means_of(sizes, first, values, (0.6, 0.6), sigma)
    assert float(nothing.is_effect.mean()) <= 0.05 + chance(1500)


@pytest.mark.parametrize(("sizes", "first", "sigma"), MEANS[:2])
def test_days_are_covered_and_no_effect_is_called_none(sizes: list[int], first: list[int], sigma: float) -> None:
    found = means_of(sizes, first, days, (0.8, 0.5), sigma)
    assert abs(covered(found, truth_of(sizes, first, -0.3 * (30 - 15.5))) - 0.95) <= chance(1500) + METHOD
    nothing = means_of(sizes, first, days, (0.6, 0.6), sigma)
    assert float(nothing.is_effect.mean()) <= 0.05 + chance(1500)


def test_the_power_is_what_was_planned() -> None:
    """As many customers as the plan asks show the effect eight times in ten."""
    needed = int(customers_for_shares(0.55, 0.60, first_share=0.1))
    first = round(needed * 0.1)
    found = shares_of([needed - first], [first], np.array([0.55]), 0.05)
    assert abs(float(found.is_effect.mean()) - 0.8) <= 0.02


def test_one_stratum_is_newcombe_to_the_last_digit() -> None:
    """Newcombe (1998), table II, method 10, example (a): 56/70 less 48/80 is 0.2 (0.0524 to 0.3339)."""
    one = [np.array([float(each)]) for each in (56, 70, 48, 80)]
    found = difference_of_shares(*one)
    assert (round(float(found.low), 4), round(float(found.high), 4)) == (0.0524, 0.3339)


def test_wilson_at_the_ends() -> None:
    low, high = wilson(np.array([0.0, 10.0]), np.array([10.0, 10.0]), 1.959964)
    assert low[0] == 0
    assert high[1] == pytest.approx(1)
    assert round(float(high[0]), 4) == 0.2775


def test_the_sizes_of_the_textbook() -> None:
    """Half and half, 60 % against 55 %: 1,533.3 in each arm (Fleiss, without correction for continuity)."""
    assert customers_for_shares(0.55, 0.60, first_share=0.5) == 3067
    assert customers_for_shares(0.6, 0.6, first_share=0.5) == float("inf")
    assert (
        customers_for_shares(0.5, 0.6, first_share=0.0)
        == customers_for_shares(0.5, 0.6, first_share=1.0)
        == float("inf")
    )
    assert smallest_difference(0.5, 1_000, first_share=0.0) == float("inf")
    assert customers_for_means(10.0, 2.0, first_share=0.5) == 785
    assert customers_for_means(10.0, 0.0, first_share=0.5) == float("inf")
    seen = smallest_difference(0.55, 3068, first_share=0.5)
    assert seen == pytest.approx(0.05, abs=0.0005)
    assert smallest_difference(0.55, 4, first_share=0.1) == float("inf")


def test_an_arm_that_is_empty_has_no_interval() -> None:
    nobody = difference_of_shares(*[np.array([each]) for each in (3.0, 10.0, 0.0, 0.0)])
    assert np.isnan(nobody.low)
    empty = Moments(**{name: np.zeros(1) for name in ("size", "mean", "second", "third", "fourth")})
    assert np.isnan(difference_of_means(empty, empty).low)
