"""A month as it was reported, as it is known later, and the postings in between: they account for every cent."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.metrics.close import (
    NotAMonthEndError,
    NothingToCloseError,
    Part,
    UnfinishedMonthError,
    changes,
    compared,
    entities_to_close,
    reported,
)
from core.metrics.close.changes import by_bucket
from core.metrics.measures import evaluate
from core.metrics.scope import Scope

if TYPE_CHECKING:
    from core.book.book import Book
    from core.metrics.close import Compared
    from tests.ledger import Ledger

SEPTEMBER = date(2026, 9, 30)
BOOKED = """
    A  INV1  issued 2026-07-10  due 2026-08-09  100.00 EUR
    A  INV2  issued 2026-09-05  due 2026-10-05  200.00 EUR
    B  INV3  issued 2026-06-01  due 2026-07-01  300.00 EUR  entity BE01
    B  cash  2026-09-12  50.00 EUR  id P1  entity BE01
    C  INV5  issued 2026-08-01  due 2026-08-31  80.00 EUR
    C  CN1   credit 2026-08-15  30.00 EUR
    D  INV6  issued 2026-10-01  due 2026-10-31  10.00 EUR
    D  INV7  issued 2026-10-02  due 2026-10-31  10.00 EUR  entity BE01
"""


def figures(book: Book, entity: str | None = None) -> dict[str, Any]:
    told = reported(book, SEPTEMBER, evaluate(book, SEPTEMBER, scope=Scope(entity=entity)), entity=entity)
    kept: dict[str, Any] = json.loads(json.dumps(told))  # as the desk gives it back
    return kept


def accounted(book: Book, euros: Compared, import_id: int, entity: str | None = None) -> None:
    """Every difference is the sum of the postings named for it."""
    asked: dict[str, Any] = {"import_id": import_id, "currency": "EUR", "entity": entity, "page_size": 100}
    differences = {each.name: int(each.difference or 0) for each in euros.parts}
    closing = changes(book, Part.CLOSING, SEPTEMBER, **asked)
    assert closing.sum_minor == differences["gross_minor"] + differences["unallocated_minor"]
    assert len(closing.rows) == closing.total_rows
    by_aging = {each.name: each.difference for each in euros.aging if each.difference}
    assert by_bucket(closing.rows) == by_aging
    opening = changes(book, Part.OPENING, SEPTEMBER, **asked)
    assert (
        sum(minor for bucket, minor in by_bucket(opening.rows).items() if bucket != "unallocated")
        == differences["opening_minor"]
    )
    assert changes(book, Part.SALES, SEPTEMBER, **asked).sum_minor == differences["sales_minor"]


def test_nothing_came_nothing_differs(ledger: Ledger) -> None:
    book = ledger(BOOKED)
    told = figures(book)
    (euros,) = compared(told, figures(book))
    assert not euros.is_changed
    accounted(book, euros, 1)
    assert euros.parts[0].reported == 68_000  # 100 + 200 + 300 + 80


@pytest.mark.parametrize(
    ("late", "change", "before", "after"),
    [
        # An invoice of September that was entered in October.
        ("A  INV9  issued 2026-09-20  due 2026-10-20  40.00 EUR", "added", 0, 4_000),
        # A payment of September that the bank told in October.
        ("A  cash  2026-09-25  100.00 EUR  for INV1  id P2", "settled", 10_000, 0),
        # A credit note set against its invoice in September, told in October.
        ("C  CN1   credit 2026-08-15  30.00 EUR  on INV5 2026-09-20 30.00", "settled", 8_000, 5_000),
        # An amount that was wrong.
        ("A  INV2  issued 2026-09-05  due 2026-10-05  210.00 EUR", "corrected", 20_000, 21_000),
        # A due date that was wrong: the balance stays, the bucket does not.
        ("A  INV2  issued 2026-09-05  due 2026-09-20  200.00 EUR", "due_date", 20_000, 20_000),
        # An invoice that was issued in October after all.
        ("A  INV2  issued 2026-10-05  due 2026-11-05  200.00 EUR  year 2026", "moved", 20_000, 0),
        # A payment nobody could place then.
        ("B  cash  2026-09-12  50.00 EUR  for INV3  id P1  entity BE01", "settled", 30_000, 25_000),
    ],
)
def test_what_came_later_is_named(ledger: Ledger, late: str, change: str, before: int, after: int) -> None:
    then = figures(ledger(BOOKED))
    book = ledger(late, list_on=date(2026, 10, 12))
    (euros,) = compared(then, figures(book))
    assert euros.is_changed
    accounted(book, euros, 1)
    rows = changes(book, Part.CLOSING, SEPTEMBER, import_id=1, currency="EUR").rows
    found = [
        (row.change, row.before_minor, row.after_minor) for row in rows.itertuples() if row.document_type == "invoice"
    ]
    assert found == [(change, before, after)]
    assert set(rows["changed_by"]) == {2}


def test_a_payment_that_arrived_later_and_the_invoice_it_paid_are_one_story(ledger: Ledger) -> None:
    """80 open less 80 paid in September, told in October: the invoice goes, no cash is left over."""
    then = figures(ledger(BOOKED))
    book = ledger("C  cash  2026-09-28  90.00 EUR  for INV5  id P7", list_on=date(2026, 10, 12))
    (euros,) = compared(then, figures(book))
    accounted(book, euros, 1)
    rows = changes(book, Part.CLOSING, SEPTEMBER, import_id=1, currency="EUR").rows
    assert {(row.document_type, row.change_minor) for row in rows.itertuples()} == {
        ("invoice", -8_000),
        ("cash", -1_000),
    }


def test_one_entity_differs_and_the_other_does_not(ledger: Ledger) -> None:
    first = ledger(BOOKED)
    then = {entity: figures(first, entity) for entity in ("NL01", "BE01")}
    book = ledger("B  cash  2026-09-20  60.00 EUR  for INV3  entity BE01  id P9", list_on=date(2026, 10, 12))
    (belgian,) = compared(then["BE01"], figures(book, "BE01"))
    (dutch,) = compared(then["NL01"], figures(book, "NL01"))
    assert belgian.is_changed
    assert not dutch.is_changed
    accounted(book, belgian, 1, "BE01")
    accounted(book, dutch, 1, "NL01")


def test_what_happened_after_the_month_changes_nothing_of_it(ledger: Ledger) -> None:
    then = figures(ledger(BOOKED))
    book = ledger("A  cash  2026-10-05  100.00 EUR  for INV1\nA  INV8 issued 2026-10-02 due 2026-11-02 70.00 EUR")
    (euros,) = compared(then, figures(book))
    assert not euros.is_changed
    accounted(book, euros, 1)


def test_a_month_must_be_over_and_hold_something(ledger: Ledger) -> None:
    book = ledger(BOOKED, list_on=date(2026, 10, 3))
    assert entities_to_close(book, SEPTEMBER) == ("BE01", "NL01")
    assert entities_to_close(book, SEPTEMBER, "BE01") == ("BE01",)
    with pytest.raises(NotAMonthEndError, match="2026-09-29 is not the last day"):
        entities_to_close(book, date(2026, 9, 29))
    with pytest.raises(
        UnfinishedMonthError, match="2026-10 cannot be closed yet for all companies: its latest file is of 2026-10-03"
    ):
        entities_to_close(book, date(2026, 10, 31))
    with pytest.raises(UnfinishedMonthError, match="2031-01"):
        entities_to_close(book, date(2031, 1, 31))
    with pytest.raises(NothingToCloseError, match="2026-04 cannot be closed because"):
        entities_to_close(book, date(2026, 4, 30))
    with pytest.raises(NothingToCloseError, match=r"for FR01 .* BE01, NL01"):
        entities_to_close(book, SEPTEMBER, "FR01")
    with pytest.raises(NothingToCloseError, match=r"for NL01 .* BE01"):
        entities_to_close(book, date(2026, 6, 30), "NL01")


def test_a_month_of_one_entity_waits_for_its_own_file(ledger: Ledger) -> None:
    ledger("A  INV1  issued 2026-09-05  due 2026-10-05  1.00 EUR", list_on=date(2026, 9, 20))
    book = ledger("B  INV2  issued 2026-09-05  due 2026-10-05  1.00 EUR  entity BE01", list_on=date(2026, 10, 2))
    assert entities_to_close(book, SEPTEMBER, "BE01") == ("BE01",)
    with pytest.raises(UnfinishedMonthError, match="for NL01: its latest file is of 2026-09-20"):
        entities_to_close(book, SEPTEMBER)


def test_a_currency_or_a_figure_that_was_not_there_then_is_shown_as_not_reported() -> None:
    told = {"EUR": {"figures": {"dso": {"value": 40.0, "why": None, "unit": "days"}}, "aging": {}, "parts": {}}}
    now = {
        "EUR": {"figures": {"dso": {"value": None, "why": "x", "unit": "days"}, "new": {"value": 1, "why": None, "unit": "count"}}, "aging": {}, "parts": {}},
        "USD": {"figures": {}, "aging": {"current": {"count": 1, "minor": 5}}, "parts": {"gross_minor": 5}},
    }  # fmt: skip
    euros, dollars = compared(told, now)
    assert [(each.name, each.reported, each.now, each.difference) for each in euros.figures] == [
        ("dso", 40.0, None, None),
        ("new", None, 1, None),
    ]
    assert euros.is_changed
    assert [(each.name, each.reported, each.now) for each in dollars.parts] == [("gross_minor", 0, 5)]
