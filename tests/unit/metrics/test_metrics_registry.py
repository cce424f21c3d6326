"""Every metric's own worked examples, and what every declaration must say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.metrics import countback_dso
from core.metrics.companies import NL1_QUARTER, NL1_YEAR, months
from core.metrics.metric import Events, Measures, MonthOfSales, Unit
from core.metrics.reference import markdown
from core.metrics.registry import METRICS
from core.metrics.undefined import Why
from core.settings import ROOT

if TYPE_CHECKING:
    from core.metrics.metric import Example, Metric

EXAMPLES = [
    pytest.param(metric, example, id=f"{slug}: {example.title}")
    for slug, metric in METRICS.items()
    for example in metric.examples
]


@pytest.mark.parametrize(("metric", "example"), EXAMPLES)
def test_worked_example(metric: Metric, example: Example) -> None:
    value = metric.value(example.measures)
    assert value.unit is metric.unit
    if example.expected is None:
        assert value.value is None
        assert value.why
    else:
        assert value.value is not None
        assert round(value.value, 2) == example.expected
    for name, expected in example.parts.items():
        assert round(value.parts[name], 2) == expected, name


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_declaration_is_complete(metric: Metric) -> None:
    assert METRICS[metric.slug] is metric
    assert len(metric.examples) >= 2
    for text in (metric.definition, metric.reference, metric.warning):
        assert text.endswith((".", ")")), text
    assert metric.label[0].isupper()


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_a_value_or_a_reason_on_an_empty_ledger(metric: Metric) -> None:
    value = metric.value(Measures(days=92))
    assert (value.value is None) == (value.unit is not Unit.AMOUNT or metric.slug == "expected_loss")
    assert value.value is not None or value.why


def test_sales_without_vat_are_said_only_where_they_count() -> None:
    """NL-1 over a year, of which the fifth month back is of a file without VAT: a quarter's figures know nothing of it."""
    history = tuple(replace(month, is_comparable=place != 4) for place, month in enumerate(NL1_YEAR.history))
    measures = replace(NL1_YEAR, history=history, year_events=Events(written_off_minor=1))
    told = {slug: metric.value(measures) for slug, metric in METRICS.items()}
    said = {slug for slug, value in told.items() if value.why == Why.NO_VAT}
    assert said == {"dso_12m", "receivables_turnover", "bad_debt_ratio"}
    assert all(
        told[slug].value == METRICS[slug].value(replace(measures, history=NL1_YEAR.history)).value for slug in said
    )


def test_sales_without_vat_go_before_a_count_that_ran_out() -> None:
    history = tuple(replace(month, is_comparable=False) for month in months((500, 30), (300, 31)))
    told = countback_dso.compute(Measures(current_minor=90_000, history=history))
    assert (told.value, told.why, told.parts["is_exhausted"]) == (61, Why.NO_VAT, False)


def test_a_book_that_begins_inside_the_period_has_no_days_of_sales() -> None:
    """Two months of NL-1 are less than a quarter, three are one."""
    for slug in ("dso", "dso_30_day_months", "best_possible_dso", "collection_effectiveness"):
        assert METRICS[slug].value(replace(NL1_QUARTER, book_months=2)).why == Why.YOUNG, slug
        assert METRICS[slug].value(replace(NL1_QUARTER, book_months=3)) == METRICS[slug].value(NL1_QUARTER), slug


def test_days_delinquent_of_the_buckets_add_up() -> None:
    value = METRICS["average_days_delinquent"].value(NL1_QUARTER)
    assert value.value == pytest.approx(sum(value.parts.values()))


def test_published_medians_do_not_subtract() -> None:
    """CRF, first quarter of 2021: DSO 38.04, best possible 32.02, ADD 3.00; ours is always the difference."""
    measures = Measures(current_minor=3_202, past_due_minor=602, sales_minor=9_000, days=90)
    assert METRICS["dso"].value(measures).value == pytest.approx(38.04)
    assert METRICS["average_days_delinquent"].value(measures).value == pytest.approx(6.02)


def test_collection_effectiveness_depends_on_n() -> None:
    """1,190,000 / 1,410,000 with whole sales, 390,000 / 610,000 with N = 3: N is stored because they do not compare."""
    value = METRICS["collection_effectiveness"].value(NL1_QUARTER)
    assert value.parts["months"] == 3
    assert value.parts["collected_minor"] == pytest.approx(39_000_000)
    assert value.parts["collectable_minor"] == pytest.approx(61_000_000)


@pytest.mark.parametrize(
    ("open_euros", "history", "days"),
    [
        (0, months((100, 30)), 0.0),
        (100, months((100, 30)), 30.0),
        (100, months((100, 30), (50, 31)), 30.0),
        (100, months((-40, 30), (200, 31)), 45.5),  # net credits count their days and add nothing back
        (100, months((0, 30), (0, 31)), 61.0),
    ],
)
def test_countback_edges(open_euros: int, history: tuple[MonthOfSales, ...], days: float) -> None:
    measures = Measures(current_minor=open_euros * 100, history=history)
    figure = countback_dso.compute(measures)
    assert figure.value == pytest.approx(days)


def test_countback_says_when_history_ends_first() -> None:
    measures = Measures(current_minor=10_000, history=months((40, 30), (50, 31)))
    figure = countback_dso.compute(measures)
    assert figure.value == 61
    assert figure.parts == {"is_exhausted": False, "remainder_minor": 1_000}
    assert figure.why == countback_dso.RAN_OUT


def test_reference_is_up_to_date() -> None:
    file = ROOT / "docs" / "metrics.md"
    assert file.read_text(encoding="utf-8") == markdown(), "run `python -m core.metrics.reference > docs/metrics.md`"


def test_reference_names_every_metric() -> None:
    text = markdown()
    for slug, metric in METRICS.items():
        assert f"`{slug}`" in text
        assert metric.warning in text


@pytest.mark.parametrize("slug", ["countback_dso", "countback_dso_stopping"])
@pytest.mark.parametrize("sales", [0, -50, 100])
def test_counting_back_a_balance_below_zero_is_no_days_whatever_was_sold(slug: str, sales: int) -> None:
    owed = Measures(current_minor=-100, history=months((sales, 30), (100, 31)))
    assert METRICS[slug].value(owed).value == 0
