"""The pack: what every export shows is what core says, and an order that cannot be met says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.errors import UnknownNameError
from core.exports.chapters import Chapter, chapters
from core.exports.errors import NothingToTakeError
from core.exports.shares import OTHERS, days_of_group, leading_rows
from core.metrics.aging import aging
from core.metrics.house import House
from core.metrics.measures import evaluate
from core.metrics.scope import Scope
from core.metrics.undefined import Why
from tests.unit.exports.conftest import AS_OF, HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from core.book.book import Book
    from core.exports.pack import Pack
    from core.language import Words


def test_every_figure_is_the_one_core_evaluates(pack: Pack, book: Book, segments: pd.DataFrame) -> None:
    told = evaluate(book, AS_OF, scope=Scope(currency="EUR"), segments=segments)
    assert {slug: value.value for slug, value in pack.figures.items()} == {
        slug: by_currency["EUR"].value for slug, by_currency in told.items()
    }


def test_every_split_adds_up_to_the_aging(pack: Pack, book: Book) -> None:
    whole = aging(book, AS_OF).overall("EUR")
    for table in pack.agings:
        assert table.total.minor == tuple(cell.minor for cell in whole.cells.values())
        assert table.total.unallocated_minor == whole.unallocated.minor == -7525


def test_the_busiest_currency_is_taken_and_another_can_be_asked_for(make: Callable[..., Pack]) -> None:
    assert make().currency == "EUR"
    yen = make(currency="JPY")
    assert yen.open_minor == 90_000
    assert yen.units(90_000) == 90_000


def test_an_own_company_is_only_its_own_customers(make: Callable[..., Pack]) -> None:
    belgian = make(scope=Scope(entity="BE01"))
    assert {line.name for line in belgian.customers.lines} == {HOSTILE["C"], HOSTILE["F"]}


def test_items_are_the_largest_and_say_how_many_there_are(pack: Pack, make: Callable[..., Pack]) -> None:
    assert pack.items is not None
    everything = make(most_items=1000).items
    assert everything is not None
    assert len(pack.items.lines) == 12
    assert pack.items.total == everything.total == len(everything.lines)
    assert pack.items.total_minor == sum(item.balance_minor for item in everything.lines)
    total = pack.aging.total
    assert everything.total_minor == total.open_minor + total.unallocated_minor
    smallest = min(abs(item.balance_minor) for item in pack.items.lines)
    left_out = [item for item in everything.lines if item not in pack.items.lines]
    assert max(abs(item.balance_minor) for item in left_out) <= smallest


def test_the_days_of_all_groups_add_up_to_the_dso(pack: Pack) -> None:
    days = [days_of_group(pack, row) for row in pack.aging.rows]
    assert sum(each.current + each.past_due for each in days) == pytest.approx(pack.figures["dso"].value)


def test_the_bridge_adds_up_to_the_change(pack: Pack) -> None:
    assert pack.bridge is not None
    assert pack.bridge.to_on == AS_OF
    change = pack.bridge.to_days - pack.bridge.from_days
    assert sum(step.days for step in pack.bridge.steps) == pytest.approx(change)
    assert pack.bridge.to_days == pytest.approx(pack.figures["dso"].value)


def test_a_month_before_the_course_gives_the_first_rolling_sum(pack: Pack) -> None:
    assert len(pack.months) == 24
    assert len(pack.lead_months) == pack.measures.months - 1
    assert pack.course == pack.months


def test_a_young_ledger_has_no_course_where_a_period_is_not_whole(make: Callable[..., Pack]) -> None:
    young = make(date(2024, 8, 31))
    assert len(young.months) == 4
    assert [month.ends_on for month in young.course] == [date(2024, 7, 31), date(2024, 8, 31)]


def test_groups_beyond_the_largest_stand_together(pack: Pack) -> None:
    rows = tuple(replace(pack.aging.rows[0], name=f"g{place}") for place in range(14))
    shown = leading_rows(replace(pack.aging, rows=rows), 10)
    assert len(shown) == 10
    assert shown[-1].name == OTHERS
    assert sum(row.open_minor for row in shown) == sum(row.open_minor for row in rows)


def test_every_chapter_has_a_finding_in_both_languages(pack: Pack, dutch: Words, english: Words) -> None:
    for words in (dutch, english):
        told = chapters(pack, words)
        assert {Chapter.AGING, Chapter.TREND, Chapter.BRIDGE, Chapter.CUSTOMERS} <= {each.chapter for each in told}
        for each in told:
            assert each.title
            assert each.finding
            assert each.definition
            assert "{" not in each.finding
            assert ".." not in each.finding
    assert [each.finding for each in chapters(pack, dutch)] != [each.finding for each in chapters(pack, english)]


def test_what_must_be_said_beside_the_house_dso_stands_in_the_summary(pack: Pack, english: Words) -> None:
    noted = replace(pack.value(pack.house), why=Why.NO_VAT)
    told = chapters(replace(pack, figures={**pack.figures, pack.house: noted}), english)
    assert any(each.finding.endswith(Why.NO_VAT) for each in told)


def test_a_day_before_everything_says_so(make: Callable[..., Pack]) -> None:
    with pytest.raises(NothingToTakeError, match="nothing to take away as of 2020-01-01"):
        make(date(2020, 1, 1))


def test_a_currency_or_a_company_that_does_not_exist_is_named(make: Callable[..., Pack]) -> None:
    with pytest.raises(UnknownNameError, match="currency called 'CHF'"):
        make(currency="CHF")
    with pytest.raises(UnknownNameError, match="own company called 'FR01'"):
        make(scope=Scope(entity="FR01"))


def test_another_house_dso_leads_cards_and_course(make: Callable[..., Pack]) -> None:
    other = make(house=House(dso="countback_dso", targets={"countback_dso": 40.0}))
    assert [card.metric.slug for card in other.cards][3] == "countback_dso"
    assert other.courses[0] == "countback_dso"
    assert len(set(other.courses)) == len(other.courses)
    assert other.target_days == 40.0


def test_progress_ends_with_everything_done(make: Callable[..., Pack]) -> None:
    told: list[tuple[float, str]] = []
    make(progress=lambda share, step: told.append((share, step)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert all(step for _, step in told)
