"""What other systems expect of an aging, restated as facts: each passes here or is a named difference in the docs.

T is 30 September 2026. docs/cases-aging.md lists every case; the last tests hold that list complete and honest.
"""

from __future__ import annotations

import json
import os
import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.metrics.aging import aging
from core.metrics.buckets import BUCKETS, UNALLOCATED, Convention
from core.metrics.customers import customer_list
from core.metrics.drill import aging_items
from core.metrics.scope import Scope
from core.settings import ROOT

if TYPE_CHECKING:
    from core.book.book import Book
    from tests.shelf import Shelf

T = date(2026, 9, 30)
NEXT = T + timedelta(days=1)
DOCUMENT = ROOT / "docs" / "cases-aging.md"
FILES = ("erpnext_accounts_receivable.json", "erpnext_ar_summary.json")
Rows = list[tuple[str, int, float]]

PARTS = f"parts {T + timedelta(30)}:30.00,{T + timedelta(60)}:50.00,{T + timedelta(90)}:20.00"
DOUBLE = f"parts {T + timedelta(30)}:60.00,{T + timedelta(60)}:100.00,{T + timedelta(90)}:40.00"

# case -> ledger, date, open rows (number or cash, part, euros)
CASES: dict[str, tuple[str, date, Rows]] = {
    "er-ar-01-instalments": (
        f"A INV1 issued {T} 100.00 EUR {PARTS}",
        T,
        [("INV1", 1, 30), ("INV1", 2, 50), ("INV1", 3, 20)],
    ),
    "er-ar-02-instalments-payment-spills": (
        f"A INV1 issued {T} 100.00 EUR {PARTS} paid 40.00 on {T}",
        T,
        [("INV1", 2, 40), ("INV1", 3, 20)],
    ),
    "er-ar-03-credit-note-after-part-payment": (
        f"A INV1 issued {T} 100.00 EUR {PARTS} paid 40.00 on {T}\nA CN1 credit {T} 100.00 EUR",
        T,
        [("CN1", 1, -100), ("INV1", 2, 40), ("INV1", 3, 20)],
    ),
    "er-ar-04-credit-note-no-payment": (
        f"A INV1 issued {T} 100.00 EUR {PARTS}\nA CN1 credit {T} 100.00 EUR on INV1 {T} 100.00",
        T,
        [],
    ),
    "er-ar-05-qty2": (
        f"A INV1 issued {T} 200.00 EUR {DOUBLE} paid 40.00 on {T}",
        T,
        [("INV1", 1, 20), ("INV1", 2, 100), ("INV1", 3, 40)],
    ),
    "er-ar-06-qty2-credit-note": (
        f"A INV1 issued {T} 200.00 EUR {DOUBLE} paid 40.00 on {T}\nA CN1 credit {T} 100.00 EUR on INV1 {T} 100.00",
        T,
        [("INV1", 2, 20), ("INV1", 3, 40)],
    ),
    "er-ar-07-standalone-credit-note": (
        f"A INV1 issued {T - timedelta(1)} 100.00 EUR paid 40.00 on {T}\nA CN1 credit {T} 100.00 EUR",
        T,
        [("CN1", 1, -100), ("INV1", 1, 60)],
    ),
    "er-ar-08-advance": (f"A cash {T} 1000.00 EUR", T, [("cash", 1, -1000)]),
    "er-ar-11-credit-note-settles-other-invoice": (
        f"A INVA issued {T} 100.00 EUR paid 100.00 on {T}\nA INVB issued {T} 100.00 EUR\nA CN1 credit {T} 100.00 EUR on INVB {T} 100.00",
        T,
        [],
    ),
    "er-ar-12-journal-part-payment": (f"A INV1 issued {T} 100.00 EUR paid 40.00 on {T}", T, [("INV1", 1, 60)]),
    "er-ar-13-journal-full": (f"A INV1 issued {T} 100.00 EUR paid 100.00 on {T}", T, []),
    "er-ar-14-journal-credit-note": (f"A CN1 credit {T} 100.00 EUR", T, [("CN1", 1, -100)]),
    "er-ar-23-one-cent": (f"A INV1 issued {T} 100.00 EUR paid 99.99 on {T}", T, [("INV1", 1, 0.01)]),
    "er-ar-25-half-paid-pos": (
        f"A INV1 issued {T + timedelta(2)} 100.00 EUR paid 50.00 on {T + timedelta(2)}",
        T + timedelta(2),
        [("INV1", 1, 50)],
    ),
    "er-ar-27-return-follows-invoice": (
        f"A INV1 issued {T} 200.00 EUR\nA CN1 credit {T} 100.00 EUR on INV1 {T} 100.00",
        T,
        [("INV1", 1, 100)],
    ),
}

# what is open on T although the book already holds money of the next day: the columns that look ahead are a difference
FUTURE: dict[str, tuple[str, Rows, Rows]] = {
    "er-ar-16-future-payment-part": (
        f"A CN1 credit {T} 10.00 EUR on INV1 {NEXT} 10.00\nA INV1 issued {T} 100.00 EUR paid 80.00 on {NEXT}",
        [("CN1", 1, -10), ("INV1", 1, 100)],
        [("INV1", 1, 10)],
    ),
    "er-ar-17-future-payment-full": (
        f"A INV1 issued {T} 100.00 EUR paid 100.00 on {NEXT}",
        [("INV1", 1, 100)],
        [],
    ),
    "er-ar-18-future-overpayment": (
        f"A INV1 issued {T} 100.00 EUR paid 110.00 on {NEXT}",
        [("INV1", 1, 100)],
        [("cash", 1, -10)],
    ),
    "er-ar-19-one-future-journal-two-invoices": (
        f"A INV1 issued {T} 100.00 EUR paid 50.00 on {NEXT}\nA INV2 issued {T} 100.00 EUR paid 50.00 on {NEXT}",
        [("INV1", 1, 100), ("INV2", 1, 100)],
        [("INV1", 1, 50), ("INV2", 1, 50)],
    ),
    "er-ar-20-future-fx": (f"A INV1 issued {T} 100.00 USD paid 100.00 on {NEXT}", [("INV1", 1, 100)], []),
    "er-ar-21-future-fx-part": (
        f"A INV1 issued {T} 100.00 USD paid 90.00 on {NEXT}",
        [("INV1", 1, 100)],
        [("INV1", 1, 10)],
    ),
}

# case -> ledger on T: euros current, unallocated, total
SUMMARY: dict[str, tuple[str, float, float, float]] = {
    "er-sum-1": (f"A INV1 issued {T} 200.00 EUR", 200, 0, 200),
    "er-sum-2": (f"A INV1 issued {T} 200.00 EUR\nA cash {T} 50.00 EUR", 200, -50, 150),
    "er-sum-3": (f"A INV1 issued {T} 200.00 EUR paid 125.00 on {T}\nA cash {T} 50.00 EUR", 75, -50, 25),
    "er-sum-4": (f"B INV2 issued {T} 200.00 EUR paid 150.00 on {T}", 50, 0, 50),
    "er-sum-5": (f"B INV2 issued {T} 200.00 EUR paid 150.00 on {T} paid 50.00 on {T}", 0, 0, 0),
}

NOT_HERE = {
    "er-ar-09-fx-reval",
    "er-ar-10-multicurrency-view",
    "er-ar-22-fx-advance-on-instalments",
    "er-ar-24-missing-party",
    "er-ar-26-permissions",
}
"""Named differences without a ledger that passes: the document says why."""

OTHERS = {"er-ar-15-group-by-party"}


def together(published: Shelf, texts: dict[str, str], *, list_on: date | None = None) -> Book:
    """One book of many cases, each in an entity of its own: publishing a book costs more than asking it."""
    lines = [f"{line} entity {case}" for case, text in texts.items() for line in text.splitlines()]
    return published("\n".join(lines), list_on=list_on)


def open_rows(book: Book, as_of: date, entity: str | None = None) -> Rows:
    found: Rows = []
    for bucket in [*(bucket.key for bucket in BUCKETS), UNALLOCATED]:
        for row in aging_items(book, as_of, bucket=bucket, scope=Scope(entity=entity)).rows.to_dict("records"):
            number = "cash" if row["document_type"] == "cash" else row["number"]
            found.append((number, row["part_no"], row["balance_minor"] / 100))
    return sorted(found)


@pytest.mark.parametrize("case", CASES)
def test_open_rows(published: Shelf, case: str) -> None:
    _, as_of, expected = CASES[case]
    book = together(published, {name: text for name, (text, day, _) in CASES.items() if day == as_of})
    assert book.latest_on == as_of
    assert open_rows(book, as_of, case) == expected


@pytest.mark.parametrize("case", FUTURE)
def test_money_of_tomorrow_changes_nothing_today(published: Shelf, case: str) -> None:
    _, today, tomorrow = FUTURE[case]
    book = together(published, {name: told[0] for name, told in FUTURE.items()}, list_on=T)
    assert open_rows(book, T, case) == today
    assert open_rows(book, NEXT, case) == tomorrow


@pytest.mark.parametrize("case", SUMMARY)
def test_summary_per_customer(published: Shelf, case: str) -> None:
    """Due on the day is current, not 0-30; an advance stays apart, so that the total, not the bucket, is theirs."""
    _, current, unallocated, total = SUMMARY[case]
    book = together(published, {name: told[0] for name, told in SUMMARY.items()})
    found = aging(book, T, scope=Scope(entity=case)).overall("EUR")
    assert found.cells["current"].minor == current * 100
    assert found.unallocated.minor == unallocated * 100
    assert found.total.minor == total * 100


def test_summary_in_their_convention(published: Shelf) -> None:
    """With due today counted as past due, what is open stands in 0-30, as in ERPNext's summary; the advance stays apart."""
    book = together(published, {name: told[0] for name, told in SUMMARY.items()})
    for case, (_, current, _, _) in SUMMARY.items():
        found = aging(book, T, scope=Scope(entity=case), convention=Convention.DUE_IS_LATE).overall("EUR")
        assert found.cells["d0_30"].minor == current * 100
        assert found.gross_minor == current * 100


def test_credit_note_larger_than_what_is_open_does_not_push_the_invoice_below_zero(published: Shelf) -> None:
    """er-ar-03 with the credit note set against the invoice: 60 of it is used, 40 is left, together still -40."""
    text, as_of, _ = CASES["er-ar-03-credit-note-after-part-payment"]
    book = published(f"{text} on INV1 {T} 100.00")
    assert open_rows(book, as_of) == [("CN1", 1, -40)]


def test_er_ar_15_group_by_party(published: Shelf) -> None:
    book = published(f"A INV1 issued {T - timedelta(1)} 100.00 EUR\nA INV2 issued {T} 85.00 EUR")
    listed = customer_list(book, T).rows
    assert [(row["open_items"], row["open_minor"]) for row in listed.to_dict("records")] == [(2, 18_500)]
    assert open_rows(book, T) == [("INV1", 1, 100), ("INV2", 1, 85)]


def test_er_ar_10_in_the_customers_own_currency(published: Shelf) -> None:
    """The half of the case that Saldo answers: each currency by itself, and a filter on one of them."""
    book = published(f"A INV1 issued {T} 100.00 USD\nA INV2 issued {T} 100.00 EUR")
    assert {c: aging(book, T).overall(c).total.minor for c in ("EUR", "USD")} == {"EUR": 10_000, "USD": 10_000}
    assert aging(book, T, scope=Scope(currency="USD")).currencies == ("USD",)


def test_er_ar_22_settles_the_part_due_first(published: Shelf) -> None:
    """Their 25 and 25 is ours 0 and 50: an advance fills the part that is due first; the sum is the same."""
    text = f"A cash {T - timedelta(5)} 50.00 USD for INV1\nA INV1 issued {T} 100.00 USD parts {T}:50.00,{T + timedelta(30)}:50.00"
    assert open_rows(published(text), T) == [("INV1", 2, 50)]


def documented() -> dict[str, str]:
    """Case -> verdict as the document's tables give it."""
    rows = re.findall(
        r"^\| `([^`]+)` \| (passes|differs|in part) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE
    )
    return dict(rows)


def test_the_document_says_what_the_tests_show() -> None:
    verdicts = documented()
    passing = {*CASES, *OTHERS, "er-sum-4", "er-sum-5"}
    assert {case for case, verdict in verdicts.items() if verdict == "passes" and case.startswith("er-")} == passing
    assert {*verdicts} >= {*CASES, *FUTURE, *SUMMARY, *NOT_HERE, *OTHERS}
    assert all(verdicts[case] != "passes" for case in [*FUTURE, *NOT_HERE])


@pytest.mark.data
def test_no_case_of_the_files_is_forgotten() -> None:
    folder = os.environ.get("SALDO_TEST_DATA")
    if not folder:
        pytest.skip("set SALDO_TEST_DATA to the folder with cases/ to compare with the files")
    known = [
        case["id"]
        for name in FILES
        for case in json.loads((Path(folder) / "cases" / name).read_text(encoding="utf-8"))["cases"]
    ]
    assert {*known} <= {*documented()}
