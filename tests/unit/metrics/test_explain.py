"""Every number explained: inputs, rows that add up to them, a formula that gives the number again, and SQL that runs."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from core.errors import UnknownNameError
from core.metrics.aging import aging
from core.metrics.buckets import BUCKETS, UNALLOCATED, AgedBy
from core.metrics.explain import Explanation, explain, explain_cell, prove, rows_behind
from core.metrics.explain.inputs import INPUTS
from core.metrics.explain.watched import watch
from core.metrics.measures import evaluate
from core.metrics.metric import Measures
from core.metrics.registry import METRICS
from core.metrics.scope import GroupBy, Scope
from core.metrics.trend import TREND_METRICS, trend
from tests.ledger import Ledger

if TYPE_CHECKING:
    from core.book.book import Book
    from core.metrics.metric import Value

TODAY, JULY = date(2026, 10, 31), date(2026, 7, 31)
SEGMENTS = pd.DataFrame({"customer_key": [1, 2, 3], "segment": ["good", "late", "good"]})

# Something for every measure: parts, credits, cash, disputes open and closed, a write-off, promises, two currencies and
# entities, and a list from which something is gone.
PORTFOLIO = """
    A  is    business NL nl name "Bakkerij"
    B  is    consumer BE nl name "B. Maes" entity BE01
    C  is    public   DE de name "Amt"
    A  INV1  issued 2026-01-10  due 2026-02-09  1000.00 EUR  paid 400.00 on 2026-02-20  paid 600.00 on 2026-06-15
    A  INV2  issued 2026-05-20  due 2026-06-19   500.00 EUR  paid 200.00 on 2026-08-02
    A  INV3  issued 2026-09-15  due 2026-10-15   300.00 EUR
    A  INV4  issued 2026-10-20  due 2026-11-19   250.00 EUR  parts 2026-11-19:100.00,2026-12-19:150.00
    A  CN1   credit 2026-10-01   60.00 EUR  on INV3 2026-10-05 10.00
    A  cash  2026-10-25   15.00 EUR
    A  INV5  issued 2026-10-02  due 2026-10-09    80.00 USD
    B  INV6  issued 2026-03-01  due 2026-03-31   700.00 EUR  entity BE01
    B  INV7  issued 2026-08-11  due 2026-09-10   410.00 EUR  entity BE01  paid 410.00 on 2026-09-25
    B  INV8  issued 2026-10-11  due 2026-11-10   120.00 EUR  entity BE01  promised 2026-10-20
    B  disputes  INV6  200.00  from 2026-06-01  entity BE01
    B  disputes  INV7   50.00  from 2026-08-20  until 2026-09-02  entity BE01
    C  INV9  issued 2026-06-05  due 2026-07-05   900.00 EUR  paid 850.00 on 2026-07-20  paid 50.00 on 2026-09-01 by write_off
    C  INV10 issued 2026-09-30  due 2026-10-30    40.00 EUR
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Ledger(tmp_path_factory.mktemp("explained"))(PORTFOLIO, list_on=TODAY)


@cache
def figures(book: Book, as_of: date, scope: Scope) -> dict[str, dict[str, Value]]:
    return evaluate(book, as_of, scope=scope)


@pytest.mark.parametrize("slug", METRICS)
def test_every_metric_is_explained_to_the_cent(book: Book, slug: str) -> None:
    for as_of, scope in ((date(2026, 10, 12), Scope()), (JULY, Scope(entity="BE01"))):
        values = figures(book, as_of, scope)[slug]
        for currency, value in values.items():
            told = explain(book, slug, as_of, currency=currency, scope=scope)
            assert told.value == value.value == told.recomputed(), (scope, currency)
            assert told.figure.why == value.why
            assert told.inputs, "a number is made of something"
            wrong = [each for each in prove(book, told) if not each.holds]
            assert not wrong


def test_a_segment_is_explained_with_the_segments_it_was_asked_with(book: Book) -> None:
    scope = Scope(segment="good")
    values = evaluate(book, TODAY, scope=scope, segments=SEGMENTS)
    for slug in METRICS:
        told = explain(book, slug, TODAY, currency="EUR", scope=scope, segments=SEGMENTS)
        assert told.value == values[slug]["EUR"].value, slug
        assert all(each.holds for each in prove(book, told, segments=SEGMENTS)), slug
    with pytest.raises(ValueError, match="segment"):
        explain(book, "dso", TODAY, currency="EUR", scope=scope)


def test_a_point_of_a_trend_is_explained_by_its_month_end(book: Book) -> None:
    rows = trend(book, TODAY)
    euros = rows[rows["currency"] == "EUR"].iloc[[2, -1]].to_dict("records")
    for row, slug in product(euros, TREND_METRICS):
        told = explain(book, slug, row["month_end"].date(), currency="EUR")
        point = row[slug]
        assert told.value is None if pd.isna(point) else told.value == pytest.approx(point), (slug, row["month_end"])


@pytest.mark.parametrize(("by", "as_of"), [(AgedBy.DUE, JULY), (AgedBy.ISSUE, TODAY)])
def test_every_cell_and_total_of_an_aging_is_explained(book: Book, by: AgedBy, as_of: date) -> None:
    for group in (GroupBy.ENTITY, GroupBy.SEGMENT):
        aged = aging(book, as_of, by=by, group=group, segments=SEGMENTS)
        for name, balances in aged.groups.items():
            for currency, balance in balances.items():
                cells = {
                    **{key: cell.minor for key, cell in balance.cells.items()},
                    UNALLOCATED: balance.unallocated.minor,
                }
                for bucket, minor in {**cells, "total": balance.total.minor}.items():
                    told = explain_cell(
                        book,
                        as_of,
                        bucket=bucket,
                        currency=currency,
                        by=by,
                        group=group,
                        group_name=name,
                        segments=SEGMENTS,
                    )
                    assert told.value == minor == told.recomputed(), (group, name, bucket)
                    assert all(each.holds for each in prove(book, told, segments=SEGMENTS))


def test_the_sql_that_is_shown_is_the_sql_that_ran(book: Book) -> None:
    """Run what is shown on the book itself: the rows of the balance are there, and they add up."""
    told = explain(book, "dso", JULY, currency="EUR")
    session = book._connection.cursor()
    answers = {each.name: session.execute(each.text).fetchdf() for each in told.queries}
    first = next(each for each in told.queries if each.name.startswith("position_"))
    held = session.execute(first.text).fetchdf()
    assert int(held[(held["bucket"] != UNALLOCATED)]["balance_minor"].sum()) == told.input("gross_minor").value
    assert int(answers["explained_positions"]["value_minor"].sum()) == told.input("gross_minor").value
    sold = answers["sales_by_window"]
    assert int(sold[sold["window_no"] < 3]["sales_minor"].sum()) == told.input("sales_minor").value
    assert ":as_of" not in "".join(each.text for each in told.queries)


def test_rows_are_paged_and_go_back_to_the_file(book: Book) -> None:
    told = explain(book, "net_balance", TODAY, currency="EUR")
    where = told.input("net_minor").rows
    assert where is not None
    whole = rows_behind(book, where)
    assert whole.sum_minor == told.value == whole.rows["value_minor"].sum()
    assert set(whole.rows["file_name"]) == {"ledger.txt"}
    assert (whole.rows["source_row"] > 0).all()
    parts = [rows_behind(book, where, page_size=2, page_start=start) for start in range(0, whole.total_rows, 2)]
    assert pd.concat([each.rows for each in parts])["value_minor"].tolist() == whole.rows["value_minor"].tolist()
    assert {each.sum_minor for each in parts} == {whole.sum_minor}
    beyond = rows_behind(book, where, page_start=10_000)
    assert (len(beyond.rows), beyond.total_rows) == (0, 0)


def test_before_the_first_document_and_in_an_unknown_currency_there_is_nothing_and_it_says_so(book: Book) -> None:
    for told in (explain(book, "dso", date(2020, 1, 31), currency="EUR"), explain(book, "dso", TODAY, currency="JPY")):
        assert told.value is None
        assert told.figure.why
        assert all(each.holds for each in prove(book, told))
    empty = explain_cell(book, TODAY, bucket="total", currency="JPY")
    assert empty.value == 0


def test_after_the_last_document_the_position_stays(book: Book) -> None:
    later = TODAY + timedelta(days=400)
    told = explain(book, "open_balance", later, currency="EUR")
    assert told.value == explain(book, "open_balance", TODAY, currency="EUR").value
    assert all(each.holds for each in prove(book, told))


def test_what_is_not_there_is_named(book: Book) -> None:
    with pytest.raises(UnknownNameError, match="no metric called 'dsoo'"):
        explain(book, "dsoo", TODAY, currency="EUR")
    with pytest.raises(UnknownNameError, match="no bucket called 'x'"):
        explain_cell(book, TODAY, bucket="x", currency="EUR")


def test_an_input_without_rows_says_what_it_is(book: Book) -> None:
    for slug in METRICS:
        for each in explain(book, slug, TODAY, currency="EUR").inputs:
            assert each.rows is not None or each.why, (slug, each.name)
            assert each.label
            assert each.label[0].isupper() or each.name in {bucket.key for bucket in BUCKETS}


@pytest.mark.parametrize("slug", METRICS)
def test_every_field_a_formula_can_read_has_an_explanation(slug: str) -> None:
    """The worked examples take every branch of a formula: what they read must be explained too."""
    for example in METRICS[slug].examples:
        _, fields = watch(METRICS[slug].compute, example.measures)
        kinds = {".".join([*each.split(".")[:1], *each.split(".")[1:][-1:]]) for each in fields}
        assert kinds <= set(INPUTS)


@pytest.mark.parametrize("slug", METRICS)
def test_a_formula_gives_the_same_figure_watched_or_not(slug: str) -> None:
    for example in METRICS[slug].examples:
        figure, _ = watch(METRICS[slug].compute, example.measures)
        assert figure == METRICS[slug].compute(example.measures)


def test_only_as_much_of_the_history_is_an_input_as_was_read(book: Book) -> None:
    told: Explanation = explain(book, "countback_dso", TODAY, currency="EUR")
    months = [each for each in told.inputs if each.name.startswith("history_")]
    assert isinstance(told.measured, Measures)
    assert 0 < len(months) < len(told.measured.history)
