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
from core.metrics.period import month_end
from core.metrics.registry import METRICS
from core.metrics.scope import GroupBy, Scope
from core.metrics.segment_cube import SegmentCube, segment_cube
from core.metrics.span import span_of
from core.metrics.trend import TREND_METRICS, trend
from tests import oracle
from tests.ledger import Ledger, ask
from tests.property.portfolios import FIRST, LAST, portfolios

if TYPE_CHECKING:
    from core.book.book import Book

days = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(days=n))
as_ofs = st.lists(
    st.integers(-5, (LAST - FIRST).days + 120).map(lambda n: FIRST + timedelta(days=n)), min_size=1, max_size=2
)
CURRENCIES = ("EUR", "USD")
CUBE_KEYS = ("entity", "country", "customer_type", "currency", "month", "overdue_month", "is_credit")
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


def publish(shelf: pytest.TempPathFactory, portfolio: oracle.Portfolio, list_on: date) -> Book:
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


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    portfolio=portfolios(),
    list_on=st.just(LAST) | days,
    dates=as_ofs,
    by=st.sampled_from(AgedBy),
    group=st.sampled_from([group for group in GroupBy if group is not GroupBy.CUSTOMER]),
    months=st.sampled_from([1, 3]),
)
@example(
    portfolio=CROWDED,
    list_on=LAST,
    dates=[date(2026, 3, 5), date(2026, 4, 5)],
    by=AgedBy.DUE,
    group=GroupBy.ALL,
    months=3,
)
@example(
    portfolio=CROWDED,
    list_on=date(2026, 4, 1),
    dates=[date(2026, 4, 30)],
    by=AgedBy.ISSUE,
    group=GroupBy.SEGMENT,
    months=1,
)
def test_every_number_by_two_roads(
    shelf: pytest.TempPathFactory,
    *,
    portfolio: oracle.Portfolio,
    list_on: date,
    dates: list[date],
    by: AgedBy,
    group: GroupBy,
    months: int,
) -> None:
    """One book for all the questions, because publishing it costs more than asking them.

    A file may hold money dated after its own list date: neither road may count it early, nor forget it later.
    """
    book = publish(shelf, portfolio, list_on)
    segments = assignment(book, portfolio)
    around = (list_on - timedelta(days=1), list_on, list_on + timedelta(days=30), LAST + timedelta(days=1))
    for as_of in (*dates, list_on):
        found = aging(book, as_of, by=by, group=group, segments=segments)
        assert flat(found) == oracle.aging(portfolio, as_of, str(by), str(group)), as_of
        _drill_adds_up(book, found, segments)
    for as_of in (*dates, *around, *_turns(portfolio)):
        found = aging(book, as_of)
        assert flat(found) == oracle.aging(portfolio, as_of, "due", "all"), as_of
        for currency in CURRENCIES:
            assert found.overall(currency).total.minor == oracle.ledger_total(portfolio, as_of, currency), as_of
    for as_of in dates:
        _metrics_agree(book, portfolio, as_of, months)
    _trend_agrees(portfolio, trend(book, LAST, months=24 // months), book, months=24 // months)
    _segments_agree(book, portfolio, segments, dates[0])


def _turns(portfolio: oracle.Portfolio, most: int = 8) -> list[date]:
    """Some of the days on which something happens: there a day too early or too late shows."""
    found = {claim.on for document in portfolio.documents for claim in document.claims}
    found |= {document.issued_on for document in portfolio.documents} | {cash.on for cash in portfolio.cash}
    return sorted(found)[:: 1 + len(found) // most]


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


def _metrics_agree(book: Book, portfolio: oracle.Portfolio, as_of: date, months: int) -> None:
    found = evaluate(book, as_of, months=months)
    for currency in CURRENCIES:
        expected = oracle.metrics(portfolio, as_of, currency, months, latest_on=book.latest_on)
        assert set(expected) == set(METRICS)
        for slug, by_currency in found.items():
            if currency in by_currency:
                assert by_currency[currency].value == close(expected[slug]), (slug, currency, as_of)
            else:
                assert not expected["open_balance"], (slug, as_of)
                assert not expected["net_balance"], (slug, as_of)


def _trend_agrees(portfolio: oracle.Portfolio, found: pd.DataFrame, book: Book, *, months: int) -> None:
    """Every month end is what the oracle makes of that day, and none is missing."""
    for row in found.to_dict("records"):
        expected = oracle.metrics(
            portfolio,
            row["month_end"].date(),
            row["currency"],
            latest_on=book.latest_on,
            first_on=span_of(book).first_issued_on,
        )
        for slug in TREND_METRICS:
            value = None if pd.isna(row[slug]) else row[slug]
            assert value == close(expected[slug]), (slug, row["currency"], row["month_end"])
    for currency in CURRENCIES:
        first = [d.issued_on for d in portfolio.documents if d.currency == currency]
        if first:
            ends = oracle.month_ends(min(first), min(LAST, month_end(book.latest_on)))[-months:]
            assert set(ends) <= {end.date() for end in found.loc[found["currency"] == currency, "month_end"]}


def _segments_agree(book: Book, portfolio: oracle.Portfolio, segments: pd.DataFrame, as_of: date) -> None:
    """A segment's month ends are those of its customers alone; all segments together are the book's own cube."""
    cube = segment_cube(book, segments)
    for name in ("punctual", "late", "unassigned"):
        scope, members = Scope(segment=name), portfolio.only(name)
        _trend_agrees(members, trend(book, LAST, scope=scope, cube=cube), book, months=24)
        for slug, by_currency in evaluate(book, as_of, scope=scope, segments=segments, cube=cube).items():
            for currency, value in by_currency.items():
                expected = oracle.metrics(
                    members, as_of, currency, latest_on=book.latest_on, first_on=span_of(book).first_issued_on
                )
                assert value.value == close(expected[slug]), (slug, name, currency, as_of)
    _cubes_add_up(book, cube)


def _cubes_add_up(book: Book, cube: SegmentCube) -> None:
    """The cubes of all segments together are the book's own."""
    for table, frame, sums in (
        ("position_cube", cube.positions, ("balance_minor", "disputed_minor", "age_days_minor", "next_minor")),
        ("event_cube", cube.events, ("events", "amount_minor", "days_minor", "least_days_minor")),
    ):
        asked = f"SELECT {', '.join(f'COALESCE(SUM({name}), 0)::BIGINT' for name in sums)} FROM {table}"  # noqa: S608
        assert [sum(frame[name].to_pylist()) for name in sums] == list(ask(book, asked)[0]), table
    whole = cube.movements.to_pandas().groupby(list(CUBE_KEYS), observed=True)[["delta_minor", "sales_minor"]].sum()
    kept = ask(book, f"SELECT {', '.join(CUBE_KEYS)}, delta_minor, sales_minor FROM receivable_cube")  # noqa: S608
    dated = {key: tuple(sums) for key, sums in zip(whole.index, whole.to_numpy().tolist(), strict=True)}
    assert {key: sums for key, sums in dated.items() if any(sums)} == {row[:7]: row[7:] for row in kept}


def close(expected: object) -> object:
    return None if expected is None else pytest.approx(float(expected), rel=1e-9, abs=1e-9)  # type: ignore[arg-type]
