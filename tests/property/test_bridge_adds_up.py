"""The bridge on random ledgers: parts and groups add up to the change exactly, and both ends are the metric itself."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.metrics.review.bridge import BRIDGED, DIMENSIONS, Bridge, Part, between, bridge
from core.metrics.review.contribution import customers
from core.metrics.review.ends import End, State
from core.metrics.review.shapley import shared_out
from core.metrics.scope import GroupBy, Scope
from core.metrics.segment_cube import segment_cube
from tests import oracle
from tests.ledger import Ledger, ask
from tests.property.portfolios import FIRST, LAST, portfolios

if TYPE_CHECKING:
    from core.book.book import Book

MONTH_ENDS = oracle.month_ends(FIRST - timedelta(days=40), LAST)
days_ = st.integers(-40, (LAST - FIRST).days + 60).map(lambda n: FIRST + timedelta(days=n))
dates = st.lists(days_, min_size=2, max_size=2, unique=True) | st.lists(
    st.sampled_from(MONTH_ENDS), min_size=2, max_size=2, unique=True
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> pytest.TempPathFactory:
    return tmp_path_factory


def publish(shelf: pytest.TempPathFactory, portfolio: oracle.Portfolio) -> Book:
    return Ledger(shelf.mktemp("book") / "book")(portfolio.text(), list_on=LAST)


def assignment(book: Book, portfolio: oracle.Portfolio) -> pd.DataFrame:
    keys = dict(ask(book, "SELECT customer_id, customer_key FROM customer WHERE known_until IS NULL"))
    rows = [(keys[name], segment) for name, segment in portfolio.segments.items() if name in keys]
    return pd.DataFrame(rows, columns=["customer_key", "segment"]).astype({"customer_key": "int64", "segment": "str"})


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    portfolio=portfolios(),
    dates=dates.map(sorted),
    is_kept=st.booleans(),
    group=st.sampled_from(DIMENSIONS),
    metric=st.sampled_from(sorted(BRIDGED)),
)
def test_parts_and_groups_add_up_on_any_ledger(
    shelf: pytest.TempPathFactory,
    *,
    portfolio: oracle.Portfolio,
    dates: list[date],
    is_kept: bool,
    group: GroupBy,
    metric: str,
) -> None:
    book = publish(shelf, portfolio)
    from_on, to_on = dates
    segments = assignment(book, portfolio)
    cube = segment_cube(book, segments) if is_kept else None
    found = bridge(book, from_on, to_on, metric=metric, group=group, segments=segments, cube=cube)
    for currency, each in found.items():
        for day, days in ((from_on, each.from_days), (to_on, each.to_days)):
            assert days == oracle.metrics(portfolio, day, currency, latest_on=LAST)[metric]
        if each.why is not None:
            assert not each.parts
            assert not each.groups
            continue
        assert sum(each.parts.values(), Fraction(0)) == each.change
        for part, moved in each.parts.items():
            assert sum((one.parts[part] for one in each.groups.values()), Fraction(0)) == moved
        for one in each.groups.values():
            assert sum(one.parts.values(), Fraction(0)) == one.change
        assert sum((one.from_days for one in each.groups.values()), Fraction(0)) == each.from_days
        assert sum((one.to_days for one in each.groups.values()), Fraction(0)) == each.to_days
        _customers_and_the_rest_are_the_whole(book, each, currency, segments)


def _customers_and_the_rest_are_the_whole(book: Book, each: Bridge, currency: str, segments: pd.DataFrame) -> None:
    for most in (1, 50):
        told = customers(book, each, scope=Scope(currency=currency), segments=segments, most=most)
        count, from_days, to_days = told.rest
        assert from_days + Fraction(int(told.rows["from_minor"].sum())) * _rate(each, 0) == each.from_days
        assert to_days + Fraction(int(told.rows["to_minor"].sum())) * _rate(each, 1) == each.to_days
        if count == 0:
            assert from_days == to_days == 0


def _rate(each: Bridge, end: int) -> Fraction:
    one: End = (each.start, each.end)[end]
    return Fraction(one.days, one.sales_minor)


minors = st.integers(0, 10**7)
windows = st.dictionaries(st.integers(0, 4), minors, max_size=4)
states = st.dictionaries(st.sampled_from(State), windows, max_size=4)
ends = st.builds(
    End,
    as_of=st.just(LAST),
    days=st.integers(1, 92),
    sales_minor=st.integers(-5, 10**8),
    invoiced=st.dictionaries(st.sampled_from("abc"), windows, max_size=3),
    opened=st.dictionaries(st.sampled_from("abc"), states, max_size=3),
    credits=st.dictionaries(st.sampled_from("abc"), st.integers(-(10**6), 0), max_size=3),
)


@settings(max_examples=150, deadline=None)
@given(both=st.tuples(ends, ends), metric=st.sampled_from(sorted(BRIDGED)))
def test_parts_add_up_whatever_the_ends_hold(both: tuple[End, End], metric: str) -> None:
    """Groups and windows come and go, balances stand where nothing was invoiced, sales are zero or negative."""
    found = between(both, metric=metric, currency="EUR", group=GroupBy.SEGMENT)
    if found.why is not None:
        assert not found.parts
        return
    assert found.change is not None
    assert sum(found.parts.values(), Fraction(0)) == found.change
    assert sum((one.change for one in found.groups.values()), Fraction(0)) == found.change


@settings(max_examples=100, deadline=None)
@given(both=st.tuples(ends, ends))
def test_turned_round_every_part_turns_its_sign(both: tuple[End, End]) -> None:
    forth = between(both, metric="dso", currency="EUR", group=GroupBy.SEGMENT)
    back = between((both[1], both[0]), metric="dso", currency="EUR", group=GroupBy.SEGMENT)
    if forth.why is None:
        assert {part: -days for part, days in forth.parts.items()} == back.parts


@settings(max_examples=100, deadline=None)
@given(values=st.lists(st.fractions(-100, 100), min_size=16, max_size=16))
def test_shared_out_adds_up_for_any_figure(values: list[Fraction]) -> None:
    def figure(corner: tuple[bool, ...]) -> Fraction:
        place: int = sum(1 << bit for bit, is_end in enumerate(corner) if is_end)
        return values[place]

    assert sum(shared_out(figure, 4)) == values[15] - values[0]


def test_a_cause_that_changes_nothing_gets_nothing() -> None:
    parts = shared_out(lambda at: Fraction(10 + 3 * at[0] + 4 * at[0] * at[2]), 3)
    assert parts == (Fraction(5), Fraction(0), Fraction(2))


def test_the_same_day_twice_would_change_nothing() -> None:
    end = End(
        as_of=date(2026, 9, 30),
        days=92,
        sales_minor=1000,
        invoiced={"a": {0: 500}},
        opened={"a": {State.LATE: {0: 100}}},
    )
    found = between((end, end), metric="dso", currency="EUR", group=GroupBy.SEGMENT)
    assert set(found.parts.values()) == {Fraction(0)}
    assert set(found.parts) == {Part.VOLUME, Part.TERMS, Part.DISPUTES, Part.LATENESS, Part.MIX}
