"""A small portfolio with everybody a campaign meets: three to write to, and one out for each common reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.campaigns.approve import approve
from core.campaigns.launch import Launched, launch
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk

AS_OF = date(2026, 10, 31)
NAME = "october"
LEDGER = """
    A  is business NL nl a@example.org name "Bakker & Zonen"
    A  INV1  issued 2026-09-01  due 2026-10-01  100.00 EUR  reminded 1 on 2026-10-10
    A  INV2  issued 2026-09-10  due 2026-10-10   50.00 EUR
    B  is consumer BE en b@example.org name "Jan Peeters"
    B  INV3  issued 2026-10-01  due 2026-10-20   75.25 EUR  paid 5.25 on 2026-10-25
    C  is business NL nl c@example.org name "O'Neil <b>Ltd</b>"
    C  INV4  issued 2026-10-01  due 2026-10-21   80.00 USD
    D  is business NL nl
    D  INV5  issued 2026-09-01  due 2026-10-01   60.00 EUR
    E  is business NL nl e@example.org
    E  INV6  issued 2026-10-01  due 2026-11-30   70.00 EUR
    F  is business NL nl f@example.org
    F  INV7  issued 2026-09-01  due 2026-10-01   90.00 EUR  disputed
    F  cash  2026-10-05  12.00 EUR
"""


def previewed(desk: Desk, book: Book, name: str = NAME) -> int:
    plan(desk, book, name, as_of=AS_OF, by="Els")
    return write_preview(desk, name, by="Els")


def launched(desk: Desk, book: Book, name: str = NAME) -> Launched:
    previewed(desk, book, name)
    approve(desk, name, by="Jan")
    return launch(desk, book, name, by="Jan")
