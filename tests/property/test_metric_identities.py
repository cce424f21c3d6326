"""What must hold between metrics, whatever the figures: identities that a wrong formula breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.metric import Measures, MonthOfIssue, MonthOfSales, Roll
from core.metrics.provision import loss_rates, provision
from core.metrics.registry import METRICS
from core.metrics.rolling import CHAIN, LATE

minors = st.integers(0, 10**12)


@st.composite
def measured(draw: st.DrawFn) -> Measures:
    """Measures of a ledger with sales, every bucket split, and part of it disputed."""
    split = {key: draw(minors) for key in LATE}
    current = draw(minors)
    sales = draw(st.lists(st.integers(1, 10**12), min_size=3, max_size=12))
    return Measures(
        current_minor=current,
        past_due_minor=sum(split.values()),
        past_due_by_bucket=split,
        unallocated_minor=draw(minors),
        opening_minor=draw(minors),
        sales_minor=sum(sales[:3]),
        days=draw(st.integers(89, 92)),
        month_days=draw(st.integers(28, 31)),
        year_days=draw(st.integers(365, 366)),
        history=tuple(MonthOfSales(sales_minor=minor, days=30) for minor in sales),
        disputed_current_minor=draw(st.integers(0, current)),
        disputed_past_due_minor=draw(st.integers(0, sum(split.values()))),
        year_ago_minor=draw(minors),
        issued=tuple(
            MonthOfIssue(open_minor=minor, age_days_minor=minor * draw(st.integers(0, 30)), sales_minor=sold)
            for minor, sold in zip(draw(st.lists(minors, max_size=3)), sales, strict=False)
        ),
    )


def value(slug: str, measures: Measures) -> float:
    found = METRICS[slug].value(measures).value
    assert found is not None, slug
    return found


@given(measured())
def test_days_delinquent_is_past_due_in_days_of_sales_and_dso_less_best_possible(measures: Measures) -> None:
    late = measures.past_due_minor * measures.days / measures.sales_minor
    delinquent = value("average_days_delinquent", measures)
    assert delinquent == pytest.approx(late, rel=1e-9, abs=1e-6)
    assert delinquent == pytest.approx(
        value("dso", measures) - value("best_possible_dso", measures), rel=1e-9, abs=1e-6
    )
    split = METRICS["average_days_delinquent"].value(measures).parts
    assert sum(split.values()) == pytest.approx(delinquent, rel=1e-9, abs=1e-6)


@given(measured())
def test_twins_differ_by_their_disputed_or_unallocated_part(measures: Measures) -> None:
    per_day = measures.sales_minor / measures.days
    digits = 1e-6 + 1e-15 * abs(value("dso", measures))  # what two large numbers lose when one is taken from the other
    assert value("dso", measures) - value("dso_undisputed", measures) == pytest.approx(
        measures.disputed_minor / per_day, rel=1e-6, abs=digits
    )
    if measures.net_minor >= 0:
        assert value("dso", measures) - value("dso_net", measures) == pytest.approx(
            measures.unallocated_minor / per_day, rel=1e-6, abs=digits
        )
    else:
        assert value("dso_net", measures) == 0
    assert value("past_due", measures) - value("past_due_undisputed", measures) == measures.disputed_past_due_minor
    assert value("net_balance", measures) == value("open_balance", measures) - value("unallocated", measures)


@given(measured())
def test_count_back_takes_the_sales_it_counts_and_stopping_never_counts_more(measures: Measures) -> None:
    figure = METRICS["countback_dso"].value(measures)
    assert figure.value is not None
    assert value("countback_dso_stopping", measures) <= figure.value
    all_sales = sum(month.sales_minor for month in measures.history)
    assert bool(figure.parts["is_exhausted"]) == (measures.gross_minor <= all_sales)
    assert figure.parts["remainder_minor"] == max(measures.gross_minor - all_sales, 0)


@given(measured())
def test_thirty_day_months_scale_the_same_balance(measures: Measures) -> None:
    assert value("dso_30_day_months", measures) * measures.days == pytest.approx(
        value("dso", measures) * 90, rel=1e-9, abs=1e-6
    )


@given(measured())
def test_shares_and_percentages_stay_within_their_range(measures: Measures) -> None:
    for slug in ("past_due_share", "over_90_share"):
        found = METRICS[slug].value(measures).value
        assert found is None or 0 <= found <= 1
    effectiveness = METRICS["collection_effectiveness"].value(measures).value
    assert effectiveness is None or effectiveness <= 100


@given(
    st.dictionaries(st.sampled_from(CHAIN), st.integers(1, 10**9), min_size=4, max_size=4),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_loss_rates_rise_with_age_and_never_pass_the_share_lost(
    opening: dict[str, int], rolled: float, lost: float
) -> None:
    rolls = {
        key: Roll(opening_minor=minor, rolled_minor=int(minor * rolled), left_minor=minor)
        for key, minor in opening.items()
    }
    rates = loss_rates(rolls, lost)
    assert rates is not None
    by_age = [rates[key] for key in (*CHAIN, LATE[-1])]
    assert by_age == sorted(by_age)
    assert by_age[-1] == lost


@given(st.dictionaries(st.sampled_from((*CHAIN, LATE[-1])), minors, max_size=5))
def test_a_provision_is_the_sum_of_its_buckets(balances: dict[str, int]) -> None:
    rates = dict.fromkeys((*CHAIN, LATE[-1]), 0.25)
    figure = provision(balances, rates)
    assert figure.value == pytest.approx(sum(balances.values()) * 0.25, abs=0.5)
    assert figure.value == pytest.approx(sum(figure.parts[f"{key}_minor"] for key in rates), abs=3)


def test_ifrs_9_example_12() -> None:
    """15, 7.5, 4, 2.5 and 1 million at 0.3, 1.6, 3.6, 6.6 and 10.6 percent: 580,000."""
    keys = (*CHAIN, LATE[-1])
    balances = dict(zip(keys, (1_500_000_000, 750_000_000, 400_000_000, 250_000_000, 100_000_000), strict=True))
    assert provision(balances, dict(zip(keys, (0.003, 0.016, 0.036, 0.066, 0.106), strict=True))).value == 58_000_000


def test_a_bucket_that_never_held_anything_breaks_the_chain() -> None:
    assert loss_rates({"current": Roll(opening_minor=1, rolled_minor=1, left_minor=1)}, 0.6) is None
