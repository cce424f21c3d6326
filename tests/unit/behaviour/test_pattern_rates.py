"""False alarms below 5 % and detection above 90 %, on customers of a seed that was neither tuned on nor published."""

from __future__ import annotations

import pytest

from benchmarks.bench_patterns import PUBLISHED_SEED, SUBJECTS, TUNING_SEED, Rate, rates
from benchmarks.planted import planted

TEST_SEED = 3
PER_KIND = 150


@pytest.fixture(scope="module")
def measured() -> dict[str, Rate]:
    assert TEST_SEED not in {TUNING_SEED, PUBLISHED_SEED}
    return {rate.subject.label: rate for rate in rates(planted(per_kind=PER_KIND, seed=TEST_SEED))}


@pytest.mark.parametrize("label", [subject.label for subject in SUBJECTS])
def test_few_false_alarms_and_few_missed(label: str, measured: dict[str, Rate]) -> None:
    rate = measured[label]
    assert rate.planted == PER_KIND
    assert rate.without >= PER_KIND
    assert rate.false_alarm_percent < 5
    assert rate.missed_percent < 10


def test_the_same_seed_makes_the_same_customers_and_another_one_others() -> None:
    first = planted(per_kind=3, seed=TEST_SEED)
    again, other = planted(per_kind=3, seed=TEST_SEED), planted(per_kind=3, seed=TEST_SEED + 1)
    assert first.records.pay_days.day.tolist() == again.records.pay_days.day.tolist()
    assert first.records.pay_days.day.tolist() != other.records.pay_days.day.tolist()
