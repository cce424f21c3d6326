"""The tables and tests of significance against plain sums and plain loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.behaviour.patterns.chance import (
    MOST,
    fewest_of_a_habit,
    least_hits,
    least_score,
    medians,
    quantiles,
    rank_sum,
    wilson_lower,
)


def tail(n: int, k: int, p: float) -> float:
    return sum(math.comb(n, hits) * p**hits * (1 - p) ** (n - hits) for hits in range(k, n + 1))


@pytest.mark.parametrize("n", [1, 5, 6, 12, 24, 60])
@pytest.mark.parametrize(("p", "alpha"), [(0.15, 0.01 / 31), (0.5, 0.05), (0.05, 0.02)])
def test_least_hits_is_the_first_that_chance_does_not_give(n: int, p: float, alpha: float) -> None:
    least = int(least_hits(p, alpha)[n])
    if least <= n:
        assert tail(n, least, p) <= alpha
    assert least == 0 or tail(n, least - 1, p) > alpha


def test_five_of_five_are_no_proof_of_a_day_of_the_month_and_six_are() -> None:
    """0.16 to the fifth is 0.0001; with 31 days searched at one in a hundred, 0.0003 is asked: 4 of 4 is not enough."""
    table = least_hits(0.16, 0.01 / 31)
    assert table[4] > 4
    assert table[6] <= 6


def test_least_score_is_exact() -> None:
    """Of two weekdays with chances 0.4, 0.4 and 0.2 of scores 0, 1, 2: a sum of 4 has 0.04, of 3 or more 0.2."""
    assert least_score(0.4, 0.4, 0.05)[2] == 4
    assert least_score(0.4, 0.4, 0.21)[2] == 3
    assert least_score(0.4, 0.4, 0.03)[2] == 5  # even the highest sum is no proof


@pytest.mark.parametrize("n", [6, 12, 24, 100])
def test_a_habit_seldom_falls_below_its_fewest(n: int) -> None:
    fewest = int(fewest_of_a_habit(0.85, 0.02)[n])
    below = 1 - tail(n, fewest, 0.85)
    assert below <= 0.02
    assert 1 - tail(n, fewest + 1, 0.85) > 0.02


def test_wilson_promises_no_more_than_was_seen() -> None:
    """11 of 12, z = 1.645: middle (0.9167 + 2.7055/24) / (1 + 2.7055/12) = 0.8400, half 0.1412 -> 0.699."""
    assert wilson_lower(np.array([11]), np.array([12]))[0] == pytest.approx(0.699, abs=0.001)
    assert wilson_lower(np.array([0, 0]), np.array([0, 10])).tolist() == [0.0, 0.0]


@given(st.integers(0, 200), st.integers(0, 200))
def test_wilson_lies_below_the_share(n: int, more: int) -> None:
    of = n + more
    lower = float(wilson_lower(np.array([n]), np.array([of]))[0])
    assert 0 <= lower <= (n / of if of else 0) + 1e-12


values = st.lists(st.tuples(st.integers(0, 4), st.integers(-60, 60), st.booleans()), max_size=60)


@given(values)
def test_rank_sum_is_the_textbook(rows: list[tuple[int, int, bool]]) -> None:
    owner = np.array([row[0] for row in rows], dtype=np.int64)
    value = np.array([row[1] for row in rows], dtype=np.int64)
    recent = np.array([row[2] for row in rows], dtype=np.bool_)
    found = rank_sum(owner, value, recent, 5)
    for each in range(5):
        late = value[(owner == each) & recent].tolist()
        early = value[(owner == each) & ~recent].tolist()
        assert found[each] == pytest.approx(textbook(late, early))


def textbook(late: list[int], early: list[int]) -> float:
    wins = sum((a > b) + 0.5 * (a == b) for a in late for b in early)
    both = late + early
    n = len(both)
    if not late or not early or len(set(both)) == 1:
        return 0.0
    ties = sum(both.count(value) ** 3 - both.count(value) for value in set(both))
    spread = math.sqrt(len(late) * len(early) / 12 * (n + 1 - ties / (n * (n - 1))))
    above = wins - len(late) * len(early) / 2
    return math.copysign(max(abs(above) - 0.5, 0), above) / spread


@given(values)
def test_quantiles_are_those_of_each_customer_alone(rows: list[tuple[int, int, bool]]) -> None:
    owner = np.array([row[0] for row in rows], dtype=np.int64)
    value = np.array([row[1] for row in rows], dtype=np.int64)
    (low, high), counts = quantiles(owner, value, 5, (0.25, 0.9))
    middle, _ = medians(owner, value, 5)
    for each in range(5):
        own = sorted(value[owner == each].tolist())
        assert counts[each] == len(own)
        assert middle[each] == (own[len(own) // 2] if own else 0)
        assert low[each] == (own[len(own) // 4] if own else 0)
        assert high[each] == (own[min(int(len(own) * 0.9), len(own) - 1)] if own else 0)


def test_tables_reach_two_years_of_days() -> None:
    assert len(least_hits(0.15, 0.01)) == MOST + 1
    assert MOST >= 731
