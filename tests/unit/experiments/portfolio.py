"""Forty customers that are due a first reminder, and what becomes of them afterwards, as two ledgers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.campaigns.approve import approve
from core.campaigns.launch import launch
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.experiments import kept
from core.experiments.assignment import arm
from core.experiments.design import holdout
from core.strategy.mix import Rung
from core.strategy.strategy_shipped import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.book.book import Book
    from core.campaigns.launch import Launched
    from core.campaigns.plan import Planned
    from core.desk.engine import Desk
    from core.experiments.design import Design

AS_OF = date(2026, 10, 31)
START = date(2026, 11, 3)  # the day of the launch, by the test's clock
NAMES = [f"C{number:02}" for number in range(40)]
FIRST = Rung("business", 1)
DESIGN = holdout("Gentle", [FIRST], share=0.5)


def ledger_of(names: Iterable[str] = NAMES) -> str:
    """Return a ledger in which each of ``names`` owes 100 euros, since five days past due."""
    rows = [
        f'{name}  is business NL nl {name.lower()}@example.org name "{name}"\n'
        f"{name}  INV-{name}  issued 2026-09-26  due 2026-10-26  100.00 EUR"
        for name in names
    ]
    return "\n".join([*rows, "Z  INV9  issued 2026-10-01  due 2026-12-31  1.00 EUR", "Z  cash  2026-10-31  0.01 EUR"])


def paid(names: Iterable[str], on: str, amount: str = "100.00") -> str:
    """Return a ledger in which ``names`` paid on a day."""
    return "\n".join(f"{name}  cash  {on}  {amount} EUR  for INV-{name}" for name in names)


def arms_of(design: Design = DESIGN, names: Iterable[str] = NAMES) -> dict[str, int]:
    """Return the arm of each of ``names``."""
    return {name: arm(design.name, design.shares, "NL01", name) for name in names}


def started(desk: Desk, design: Design = DESIGN) -> Design:
    kept.start(desk, SHIPPED, design, by="Els", why="to know what reminders do")
    return design


def planned(desk: Desk, book: Book, name: str = "november", as_of: date = AS_OF) -> Planned:
    return plan(desk, book, name, as_of=as_of, by="Els")


def launched(desk: Desk, book: Book, name: str = "november", as_of: date = AS_OF) -> Launched:
    planned(desk, book, name, as_of)
    write_preview(desk, name, by="Els")
    approve(desk, name, by="Jan")
    return launch(desk, book, name, by="Jan")
