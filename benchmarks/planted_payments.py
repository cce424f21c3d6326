"""Matching judged by the planted truth: a demo portfolio, its bank statements, and how many lines found the right items."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pandas as pd

from core.book.store import BookStore
from core.intake.demo.build import build_demo
from core.intake.demo.generate import AS_OF, demo_files
from core.intake.demo.statements import OUR_ACCOUNTS, write_statements
from core.intake.statements.read import read_statements
from core.matching.book import Customers, open_items
from core.matching.ledger import Ledger
from core.matching.match import BankLine
from core.matching.run import match_lines
from core.money import to_minor
from core.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from core.book.book import Book
    from core.intake.demo.statements import DemoStatements
    from core.matching.match import Match, OpenItem

ENTITIES: Final = {account: entity for entity, account in OUR_ACCOUNTS.items()}
Paid = dict[str, int]  # document number -> minor units


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The lines of statements, and for each the payment of the demo that it is."""

    lines: tuple[BankLine, ...]
    payments: dict[int, str]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Customers' payments, those matched without a person, and those of them that went wrong: another customer, other items."""

    payments: int
    automatic: int
    wrong_customer: int
    wrong_items: int

    @property
    def automatic_share(self) -> float:
        """Share of the payments that no person has to look at."""
        return self.automatic / self.payments

    @property
    def wrong_share(self) -> float:
        """Share of those that are wrong."""
        return (self.wrong_customer + self.wrong_items) / self.automatic


def planted(home: Path, *, customers: int, days: int, seed: int) -> tuple[Book, DemoStatements]:
    """Return a demo portfolio's book and its statements of the last ``days``, made in ``home``."""
    settings = Settings(home=home)
    store = BookStore(settings.book_folder)
    build_demo(settings, store, customers=customers)
    return store.open(), write_statements(demo_files(home / "demo", AS_OF), days=days, seed=seed)


def read(statements: DemoStatements) -> Lines:
    """Return the lines of ``statements``, numbered from 1."""
    lines: list[BankLine] = []
    payments: dict[int, str] = {}
    for path in statements.files.values():
        for statement in read_statements(path):
            for entry in statement.entries:
                (detail,) = entry.details
                payments[len(lines) + 1] = entry.bank_reference
                lines.append(
                    BankLine(
                        key=len(lines) + 1,
                        entity=ENTITIES[statement.account],
                        booked_on=entry.booked_on,
                        amount_minor=to_minor(entry.amount, entry.currency),
                        currency=entry.currency,
                        party=detail.party,
                        account=detail.account,
                        references=detail.references,
                        text=detail.text,
                    )
                )
    return Lines(lines=tuple(lines), payments=payments)


def ledger_before(book: Book, lines: Lines) -> tuple[Ledger, list[OpenItem]]:
    """Return the ledger as it was before the first of ``lines``."""
    days = [line.booked_on for line in lines.lines]
    items = open_items(book, since=min(days), until=max(days))
    return Ledger(items, names=Customers(book).names), items


def judge(book: Book, lines: Lines, statements: DemoStatements) -> Judged:
    """Return how matching ``lines`` with the ledger before them compares with the truth."""
    ledger, _ = ledger_before(book, lines)
    found = {match.line_key: match for match in match_lines(lines.lines, ledger)}
    truth, owners = _truth(statements)
    ids = Customers(book).ids
    counts: dict[str, int] = defaultdict(int)
    for line in lines.lines:
        payment, match = lines.payments[line.key], found.get(line.key)
        counts["payments"] += payment in owners
        if match is None or not match.is_automatic or line.amount_minor < 0:
            continue
        counts["automatic"] += 1
        if {ids[key] for key in match.customer_keys} != {owners.get(payment)}:
            counts["wrong_customer"] += 1
        elif truth[payment] is not None and _paid(match, ledger) != truth[payment]:
            counts["wrong_items"] += 1
    return Judged(**{name: counts[name] for name in ("payments", "automatic", "wrong_customer", "wrong_items")})


def _truth(statements: DemoStatements) -> tuple[dict[str, Paid | None], dict[str, tuple[str, str]]]:
    """Return what each payment was for, None where the demo itself does not say, and whose it was."""
    paid: dict[str, Paid | None] = {}
    owners = {}
    for row in pd.read_parquet(statements.truth).to_dict("records"):
        payment, number = str(row["payment_id"]), row["number"]
        owners[payment] = (str(row["entity"]), str(row["customer_id"]))
        told = paid.setdefault(payment, {})
        if not isinstance(number, str):
            paid[payment] = None
        elif told is not None:
            amount = to_minor(Decimal(str(row["applied_amount"])), str(row["currency"]))
            told[number] = told.get(number, 0) + amount
    return paid, owners


def _paid(match: Match, ledger: Ledger) -> Paid:
    found: Paid = defaultdict(int)
    for part in match.parts:
        found[ledger.number_of(part.item_key)] += part.amount_minor
    return dict(found)
