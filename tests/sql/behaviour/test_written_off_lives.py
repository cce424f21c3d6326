"""What was written off was not paid: neither a habit to learn from, nor cash that came in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.behaviour.prediction.lives import NEVER, read_lives

if TYPE_CHECKING:
    from tests.ledger import Ledger

BOOK = """
    A INV1 issued 2026-03-01 due 2026-03-31 100.00 EUR paid 100.00 on 2026-07-01 by write_off
    A INV2 issued 2026-03-01 due 2026-03-31 70.00 EUR paid 70.00 on 2026-04-01 by transfer
    A INV3 issued 2026-03-01 due 2026-03-31 50.00 EUR paid 20.00 on 2026-04-02 paid 30.00 on 2026-07-02 by afboeking
"""
SINCE, UNTIL = date(2026, 3, 5), date(2026, 12, 1)


def test_an_invoice_that_was_written_off_ended_without_being_paid(ledger: Ledger) -> None:
    lives = read_lives(ledger(BOOK), UNTIL)
    told = sorted(zip(lives.amount.tolist(), lives.paid < NEVER, lives.ended < NEVER, strict=True))
    assert told == [(5000, False, True), (7000, True, True), (10000, False, True)]


def test_it_is_in_no_habit_and_no_cash_that_came(ledger: Ledger) -> None:
    book = ledger(BOOK)
    assert book.frame("payment_counts", since=SINCE, as_of=UNTIL)["payments"].tolist() == [1]
    came = book.frame("cash_came", as_of=SINCE, until=UNTIL)
    assert came["came_minor"].tolist() == [7000, 2000]
