"""Two roads to one number: every measure in SQL against the plain-Python oracle, on random ledgers and dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.metrics.aging import Aging, aging
from core.metrics.buckets import AgedBy
from core.metrics.customers import customer_list
from core.metrics.drill import aging_items
from core.metrics.measures import evaluate
from core.metrics.scope import GroupBy, Scope
from core.metrics.trend import TREND_METRICS, trend
from tests import oracle
from tests.ledger import Ledger
from tests.property.portfolios import FIRST, LAST, portfolios

if TYPE_CHECKING:
    from core.book.book import Book

ROAD = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
as_ofs = st.lists(
    st.integers(-5, (LAST - FIRST).days + 120).map(lambda n: FIRST + timedelta(days=n)), min_size=2, max_size=3
)
CROWDED = oracle.Portfolio(
    parties={"C1": oracle.Party(entity="NL01", customer_type="business", country="NL")},
    documents=(
        oracle.Document(
            customer="C1",
            number="INV1",
            issued_on=date(2026, 3, 10),
            parts=((date(2026, 3, 31), 10_000), (date(2026, 4, 30), 5_000)),
            currency="EUR",
            claims=(
                oracle.Claim(on=date(2026, 3, 1), minor=4_000),
                oracle.Claim(on=date(2026, 4, 2), minor=14_000),
                oracle.Claim(on=date(2026, 4, 1), minor=2_000, credit="CN1"),
            ),
        ),
        oracle.Document(
            customer="C1",
            number="CN1",
            issued_on=date(2026, 4, 15),
            parts=((date(2026, 4, 15), 3_000),),
            currency="EUR",
            is_credit=True,
        ),
    ),
)
"""Money before the invoice, a credit note set against it before its own date, and more money than is open."""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> pytest.TempPathFactory:
    return tmp_path_factory


def publish(shelf: pytest.TempPathFactory, portfolio: oracle.Portfolio, list_on: date = LAST) -> Book:
    return Ledger(shelf.mktemp("book") / "book")(portfolio.text(), list_on=list_on)


def assignment(book: Book, portfolio: oracle.Portfolio) -> pd.DataFrame:
    listed = customer_list(book, LAST, only_open=False).rows
    keys = dict(zip(listed["customer_id"], listed["customer_key"], strict=True))
    rows = [(keys[name], segment) for name, segment in portfolio.segments.items()]
    return pd.DataFrame(rows, columns=["customer_key", "segment"]).astype({"customer_key": "int64", "segment": "str"})


def flat(found: Aging) -> dict[tuple[str, str, str], tuple[int, int]]:
    """The aging as the oracle writes it: only cells with something in them."""
    cells = {
        (group, currency, key): (cell.count, cell.minor)
        for group, balances in found.groups.items()
        for currency, balance in balances.items()
        for key, cell in {**balance.cells, "unallocated": balance.unallocated}.items()
    }
    return {key: cell for key, cell in cells.items() if cell[0]}


@ROAD
@given(portfolio=portfolios(), dates=as_ofs, by=st.sampled_from(AgedBy), group=st.sampled_from(GroupBy))
@example(
    portfolio=CROWDED, dates=[date(2026, 3, 5), date(2026, 4, 5), date(2026, 5, 1)], by=AgedBy.DUE, group=GroupBy.ALL
)
def test_aging(
    shelf: pytest.TempPathFactory, portfolio: oracle.Portfolio, dates: list[date], by: AgedBy, group: GroupBy
) -> None:
    book = publish(shelf, portfolio)
    segments = assignment(book, portfolio)
    for as_of in dates:
        found = aging(book, as_of, by=by, group=group, segments=segments)
        assert flat(found) == oracle.aging(portfolio, as_of, str(by), str(group)), as_of
        for currency in ("EUR", "USD"):
            assert found.overall(currency).total.minor == oracle.ledger_total(portfolio, as_of, currency), as_of
        _drill_adds_up(book, found, segments)


def _drill_adds_up(book: Book, found: Aging, segments: pd.DataFrame) -> None:
    """The items behind every cell add up to the cell, in count and amount."""
    for (group, currency, key), (count, minor) in flat(found).items():
        page = aging_items(
            book,
            found.as_of,
            bucket=key,
            by=found.by,
            group=found.group,
            group_name=group,
            scope=Scope(currency=currency),
            segments=segments,
        )
        assert (len(page.rows), int(page.rows["balance_minor"].sum())) == (count, minor), (group, currency, key)
        assert (page.cell.count, page.cell.minor) == (count, minor)


@ROAD
@given(portfolio=portfolios(), dates=as_ofs, months=st.sampled_from([1, 3]))
@example(portfolio=CROWDED, dates=[date(2026, 4, 30), date(2026, 5, 15)], months=3)
def test_metrics(shelf: pytest.TempPathFactory, portfolio: oracle.Portfolio, dates: list[date], months: int) -> None:
    book = publish(shelf, portfolio)
    for as_of in dates:
        found = evaluate(book, as_of, months=months)
        for currency in ("EUR", "USD"):
            expected = oracle.metrics(portfolio, as_of, currency, months)
            for slug, by_currency in found.items():
                value = by_currency[currency].value if currency in by_currency else None
                if currency not in by_currency:
                    assert not expected["open_balance"], (slug, as_of)
                    assert not expected["net_balance"], (slug, as_of)
                else:
                    assert value == close(expected[slug]), (slug, currency, as_of)


def close(expected: object) -> object:
    return None if expected is None else pytest.approx(float(expected), rel=1e-9, abs=1e-9)  # type: ignore[arg-type]


@ROAD
@given(portfolio=portfolios(), months=st.sampled_from([3, 24]))
@example(portfolio=CROWDED, months=24)
def test_trend_equals_the_replay_of_each_month_end(
    shelf: pytest.TempPathFactory, portfolio: oracle.Portfolio, months: int
) -> None:
    book = publish(shelf, portfolio)
    found = trend(book, LAST, months=months)
    for row in found.to_dict("records"):
        as_of, currency = row["month_end"].date(), row["currency"]
        replayed = evaluate(book, as_of)
        expected = oracle.metrics(portfolio, as_of, currency)
        for slug in TREND_METRICS:
            value = None if pd.isna(row[slug]) else row[slug]
            assert value == close(expected[slug]), (slug, currency, as_of)
            if currency in replayed[slug]:
                assert value == close(replayed[slug][currency].value), (slug, currency, as_of)
    for currency in ("EUR", "USD"):
        first = [d.issued_on for d in portfolio.documents if d.currency == currency]
        if first:
            ends = oracle.month_ends(min(first), LAST)[-months:]
            assert set(ends) <= {end.date() for end in found.loc[found["currency"] == currency, "month_end"]}


@ROAD
@given(portfolio=portfolios(), cut=st.integers(0, (LAST - FIRST).days))
def test_open_items_of_the_list_date_are_its_replay(
    shelf: pytest.TempPathFactory, portfolio: oracle.Portfolio, cut: int
) -> None:
    """A file may hold money dated after its own list date: neither road may count it early, nor forget it later."""
    list_on = FIRST + timedelta(days=cut)
    book = publish(shelf, portfolio, list_on)
    for as_of in (list_on - timedelta(days=1), list_on, list_on + timedelta(days=30), LAST + timedelta(days=1)):
        assert flat(aging(book, as_of)) == oracle.aging(portfolio, as_of, "due", "all"), as_of
