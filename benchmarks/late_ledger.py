"""A demo portfolio that comes in as in life: a file a working day, some money posted late, statements every morning."""

from __future__ import annotations

import argparse
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.book.store import BookStore
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from core.intake.demo import statements
from core.intake.demo.generate import generate
from core.intake.errors import OnlyHeaderError
from core.intake.importer import import_file
from core.matching.rematch import rematch
from core.matching.statements import take_statement
from core.vocabulary import ImportMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.desk.engine import Desk

CUSTOMERS: Final = 1_000
FIRST: Final = date(2026, 8, 3)
LAST: Final = date(2026, 10, 31)
SEED: Final = 404
ARRIVES: Final = time(5, 30)  # UTC: before the plan of the day
SATURDAY: Final = 5
# Days after receipt on which an accountant posts a payment: most the next working day, some later.
LATE_SHARES: Final = {0: 0.90, 1: 0.05, 3: 0.03, 7: 0.015, 14: 0.005}
"""Working days later than usual."""
MISSED_SHARE: Final = 0.03
"""Of the days on which nobody exported a file."""
AS_OF_THE_END: Final = [
    "disputed_amount",
    "in_transit_amount",
    "reminder_level",
    "reminded_on",
    "promised_on",
    "blocked_until",
    "block_reason",
    "is_at_agency",
]
"""Marks that the demo knows of its last day only; an invoice that is new in August has none of them."""


@dataclass(frozen=True, kw_only=True)
class Lateness:
    """How a made-up team keeps its books."""

    has_bank: bool
    late_shares: tuple[tuple[int, float], ...] = tuple(LATE_SHARES.items())


class _Clock:
    """A clock that is set for each import."""

    def __init__(self) -> None:
        self.now = datetime.combine(FIRST, ARRIVES, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def build(home: Path, *, customers: int = CUSTOMERS, lateness: Lateness) -> Desk:
    """Fill ``home`` with a ledger that came in day by day from FIRST to LAST, and return the desk with its statements.

    What lies before FIRST came in with the first file. Every working day at half past five (UTC) comes what was issued and posted
    since, and, with ``has_bank``, the bank's statement of the days before.
    """
    clock, rng = _Clock(), np.random.default_rng(SEED)
    files = generate(home / "demo", customers=customers, as_of=LAST)
    store = BookStore(home / "book", clock=clock)
    desk = open_desk(f"sqlite:///{home / 'desk.sqlite3'}", clock=clock)
    migrate(desk)
    tables = {path.stem: pd.read_csv(path, dtype=str) for path in files.to_import}
    tables["saldo_invoices"] = tables["saldo_invoices"].drop(columns=AS_OF_THE_END)
    told = _told_on(tables, rng, lateness)
    lines = statements._lines(rng, statements._payments(files, since=FIRST - timedelta(days=30)))  # noqa: SLF001 - the demo's own
    before: date | None = None
    for day in _working_days():
        if day not in {FIRST, LAST} and rng.random() < MISSED_SHARE:
            continue
        clock.now = datetime.combine(day, ARRIVES, tzinfo=UTC)
        folder = home / "daily" / day.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in tables.items():
            path = folder / f"{name}.csv"
            _between(rows, told[name], before, day).to_csv(path, index=False)
            _bring(path, store, home, day, clock)
        if lateness.has_bank:
            received = pd.to_datetime(lines["received_on"]) + pd.Timedelta(days=1)
            for entity, own in _between(lines, received, before, day).groupby("entity"):
                path = folder / f"{entity}.xml"
                path.write_text(statements._camt(str(entity), own, []), encoding="utf-8")  # noqa: SLF001 - the demo's own
                take_statement(desk, path, by="bench", entity=str(entity))
        rematch(desk, store.open())
        shutil.rmtree(folder)
        before = day
    return desk


def _working_days() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        if day.weekday() < SATURDAY or day == LAST:
            yield day
        day += timedelta(days=1)


def _told_on(
    tables: dict[str, pd.DataFrame], rng: np.random.Generator, lateness: Lateness
) -> dict[str, pd.Series[pd.Timestamp]]:
    """Return per file the day whose file has each row: of payments and disputes the day after, or some days later."""
    late, shares = zip(*lateness.late_shares, strict=True)

    def later(column: pd.Series[str], group: pd.Series[str]) -> pd.Series[pd.Timestamp]:
        names, place = np.unique(group.fillna("").to_numpy(dtype=str), return_inverse=True)
        drawn = rng.choice(np.array(late), size=len(names), p=np.array(shares))[place]
        return pd.to_datetime(column) + pd.to_timedelta(drawn + 1, unit="D")

    always = pd.Series(pd.Timestamp(FIRST), index=tables["saldo_customers"].index)
    return {
        "saldo_customers": always,
        "saldo_rates": pd.to_datetime(tables["saldo_rates"]["rate_on"]),
        "saldo_invoices": pd.to_datetime(tables["saldo_invoices"]["issued_on"]),
        "saldo_payments": later(tables["saldo_payments"]["received_on"], tables["saldo_payments"]["payment_id"]),
        "saldo_disputes": later(tables["saldo_disputes"]["opened_on"], tables["saldo_disputes"]["reference"]),
    }


def _between(rows: pd.DataFrame, told: pd.Series[pd.Timestamp], before: date | None, day: date) -> pd.DataFrame:
    """Return the rows told after ``before`` (from the beginning on) and by ``day``."""
    is_new = told <= pd.Timestamp(day)
    return rows[is_new if before is None else is_new & (told > pd.Timestamp(before))]


def _bring(path: Path, store: BookStore, home: Path, day: date, clock: _Clock) -> None:
    """Import the file at ``path``; one without rows brings nothing."""
    try:
        import_file(
            path,
            store=store,
            sources=home / "sources",
            by="bench",
            preset=path.stem,
            mode=ImportMode.MOVEMENTS,
            list_on=day,
            confirmed=True,
            clock=clock,
        )
    except OnlyHeaderError:
        return


def main(arguments: list[str]) -> int:
    """Build such a ledger."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.late_ledger", description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--without-bank", action="store_true")
    asked = parser.parse_args(arguments)
    build(asked.home, customers=asked.customers, lateness=Lateness(has_bank=not asked.without_bank))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
