"""Every metric's own worked examples, and what every declaration must say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.metrics import countback_dso
from core.metrics.companies import NL1_QUARTER, months
from core.metrics.metric import Measures, MonthOfSales, Unit
from core.metrics.reference import markdown
from core.metrics.registry import METRICS
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
    assert (value.value is None) == (value.unit is not Unit.AMOUNT)
    assert value.value is not None or value.why


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
