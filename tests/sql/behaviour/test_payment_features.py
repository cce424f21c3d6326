"""The sums behind the patterns against plain Python, on random ledgers: what was known on any day, of every customer."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.behaviour.banking_days import day_number
from tests.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

    from core.book.book import Book

FIRST, LAST = date(2026, 1, 1), date(2026, 10, 31)
SINCE = date(2026, 2, 15)
METHODS = ("", " by transfer", " by direct_debit", " by ideal at 20:15", " by write_off")
DAYS = (date(2026, 4, 1), date(2026, 7, 15), LAST)


@dataclass(frozen=True, kw_only=True)
class Paid:
    on: date
    minor: int
    how: str

    @property
    def is_write_off(self) -> bool:
        return "write_off" in self.how


@dataclass(frozen=True, kw_only=True)
class Invoice:
    customer: int
    number: str
    issued: date
    due: date
    minor: int
    paid: tuple[Paid, ...]
    promised: date | None
    disputed: date | None

    def text(self) -> str:
        paid = "".join(f" paid {each.minor / 100:.2f} on {each.on}{each.how}" for each in self.paid)
        promised = f" promised {self.promised}" if self.promised else ""
        return f"C{self.customer} {self.number} issued {self.issued} due {self.due} {self.minor / 100:.2f} EUR{paid}{promised}"

    def closed(self) -> date | None:
        return (
            max(each.on for each in self.paid) if self.paid and sum(p.minor for p in self.paid) == self.minor else None
        )

    def closed_by(self, day: date) -> date | None:
        closed = self.closed()
        return closed if closed is not None and closed <= day else None

    @property
    def is_written_off(self) -> bool:
        return any(each.is_write_off for each in self.paid)


def made(seed: int) -> list[Invoice]:
    """Sixty invoices of five customers: paid at once, in two pieces, a little short, written off, or not at all."""
    rng, found = random.Random(seed), []  # noqa: S311 - a ledger is no secret
    for number in range(60):
        issued = FIRST + timedelta(days=rng.randrange(250))
        due, minor = issued + timedelta(days=rng.choice((14, 30))), rng.randrange(10_000, 90_000)
        first = due + timedelta(days=rng.randrange(-10, 40))
        how = rng.choice(METHODS)
        pieces = rng.choice(((1.0,), (1.0,), (0.5, 0.5), (0.9,), ()))
        amounts = [round(minor * piece) for piece in pieces]
        if sum(pieces) == 1.0 and amounts:
            amounts[-1] = minor - sum(amounts[:-1])
        paid = [Paid(on=first + timedelta(days=9 * place), minor=each, how=how) for place, each in enumerate(amounts)]
        found.append(
            Invoice(
                customer=rng.randrange(5),
                number=f"I{number}",
                issued=issued,
                due=due,
                minor=minor,
                paid=tuple(each for each in paid if each.on <= LAST),
                promised=due + timedelta(days=rng.randrange(20)) if rng.random() < 0.3 else None,
                disputed=issued + timedelta(days=3) if rng.random() < 0.2 else None,
            )
        )
    return found


@pytest.fixture(scope="module", params=[1, 2, 3])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, list[Invoice]]:
    invoices = made(request.param)
    rows = [f"C{customer} is business NL nl" for customer in range(5)]
    rows += [invoice.text() for invoice in invoices]
    rows += [f"C{each.customer} disputes {each.number} from {each.disputed}" for each in invoices if each.disputed]
    folder: Path = tmp_path_factory.mktemp("features")
    return Ledger(folder / "book")("\n".join(rows), list_on=LAST), invoices


def asked(book: Book, name: str, as_of: date, **more: Any) -> list[dict[Any, Any]]:
    rows = book.frame(name, as_of=as_of, since=SINCE, first_key=0, last_key=10**9, **more).to_dict("records")
    names = {row["customer_key"]: row["customer_id"] for row in book.frame("payment_names").to_dict("records")}
    return [{**row, "customer": int(str(names[row["customer_key"]])[1:])} for row in rows]


@pytest.mark.parametrize("as_of", DAYS)
def test_pay_days(both: tuple[Book, list[Invoice]], as_of: date) -> None:
    book, invoices = both
    wanted: dict[tuple[int, int], list[str]] = {}
    for invoice in invoices:
        for each in invoice.paid:
            if SINCE < each.on <= as_of and not each.is_write_off:
                wanted.setdefault((invoice.customer, day_number(each.on)), []).append(each.how)
    found = {(row["customer"], row["day"]): row for row in asked(book, "payment_days", as_of)}
    assert set(found) == set(wanted)
    for key, hows in wanted.items():
        assert found[key]["minute"] == (20 * 60 + 15 if any("at" in how for how in hows) else -1)
        assert found[key]["is_collected"] == int(all("direct_debit" in how for how in hows))


@pytest.mark.parametrize("as_of", DAYS)
def test_lateness(both: tuple[Book, list[Invoice]], as_of: date) -> None:
    book, invoices = both
    wanted = []
    for invoice in invoices:
        closed = invoice.closed_by(as_of)
        if invoice.issued > as_of or invoice.is_written_off:
            continue
        if closed is not None and closed > SINCE:
            wanted.append((invoice.customer, day_number(invoice.due), (closed - invoice.due).days, 0))
        elif closed is None and invoice.due < as_of:
            wanted.append((invoice.customer, day_number(invoice.due), (as_of - invoice.due).days, 1))
    found = asked(book, "payment_lateness", as_of)
    assert sorted((r["customer"], r["due_day"], r["late_high"], r["is_open"]) for r in found) == sorted(wanted)
    assert all(row["late_low"] == row["late_high"] for row in found)


@pytest.mark.parametrize("as_of", DAYS)
def test_features(both: tuple[Book, list[Invoice]], as_of: date) -> None:
    book, invoices = both
    before = as_of - timedelta(days=90)
    found = {row["customer"]: row for row in asked(book, "payment_features", as_of, before_on=before)}
    assert sorted(found) == list(range(5))
    for customer, row in found.items():
        known = [each for each in invoices if each.customer == customer and each.issued <= as_of]
        paid = [
            each
            for each in known
            if (closed := each.closed_by(as_of)) is not None and closed > SINCE and not each.is_written_off
        ]
        assert row["invoices"] == sum(each.issued > SINCE for each in known)
        assert row["paid"] == len(paid)
        assert row["on_time"] == sum((each.closed() or LAST) <= each.due for each in paid)
        assert row["late"] == len(paid) - row["on_time"]
        for name, day in (("overdue_now", as_of), ("overdue_before", before)):
            assert row[name] == sum(each.due < day and each.closed_by(day) is None for each in known)
        promised = [each for each in known if each.promised and SINCE < each.promised < as_of - timedelta(days=5)]
        assert row["promises"] == len(promised)
        assert row["broken_promises"] == sum(is_broken(each) for each in promised)
        assert row["disputed"] == sum(each.disputed is not None and SINCE < each.disputed <= as_of for each in known)


def is_broken(invoice: Invoice) -> bool:
    closed = invoice.closed()
    return invoice.promised is not None and (closed is None or (closed - invoice.promised).days > 5)


@pytest.mark.parametrize("as_of", DAYS)
def test_pieces(both: tuple[Book, list[Invoice]], as_of: date) -> None:
    """Half and half is a part payment until and after the second half comes; nine tenths is a short payment."""
    book, invoices = both
    found = {row["customer"]: row for row in asked(book, "payment_features", as_of, before_on=as_of)}
    for customer, row in found.items():
        parts = short = 0
        for invoice in (each for each in invoices if each.customer == customer and each.issued <= as_of):
            closed = invoice.closed()
            pieces = [each for each in invoice.paid if SINCE < max(each.on, invoice.issued) <= as_of]
            pieces = [each for each in pieces if closed is None or each.on < closed]
            if not pieces:
                continue
            share = max(each.minor for each in pieces) / invoice.minor
            parts, short = parts + (share < 0.8), short + (0.8 <= share < 1)
        assert (row["part_paid"], row["short_paid"]) == (parts, short)


def test_methods_are_counted_in_days(both: tuple[Book, list[Invoice]]) -> None:
    book, invoices = both
    wanted: dict[tuple[int, str], set[date]] = {}
    for invoice in invoices:
        for each in invoice.paid:
            name = each.how.split()[1] if each.how else ""
            if SINCE < each.on <= LAST and name not in {"", "write_off"}:
                wanted.setdefault((invoice.customer, name), set()).add(each.on)
    found = {(row["customer"], row["method"]): row["pay_days"] for row in asked(book, "payment_methods", LAST)}
    assert found == {key: len(days) for key, days in wanted.items()}


def test_one_customer_is_asked_by_the_same_statements(both: tuple[Book, list[Invoice]]) -> None:
    book, _ = both
    everybody = book.frame("payment_days", as_of=LAST, since=SINCE, first_key=0, last_key=10**9)
    alone = book.frame("payment_days", as_of=LAST, since=SINCE, first_key=3, last_key=3)
    assert alone.to_dict("records") == everybody[everybody["customer_key"] == 3].to_dict("records")
