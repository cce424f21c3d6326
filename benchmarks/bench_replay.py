"""The time machine: a past day and a quarter of the big book, and wrong reminders where files and money come late."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.late_ledger import FIRST, LAST, Lateness
from benchmarks.late_ledger import build as late_ledger
from benchmarks.table import Figure
from core.book.store import BookStore
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from core.segments.assign import assign
from core.segments.features import features
from core.strategy.audience import audience
from core.strategy.facts import desk_facts
from core.strategy.replay.conduct import Conduct
from core.strategy.replay.proposal import proposal
from core.strategy.replay.run import replay
from core.strategy.replay.wrong import judged

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.book.book import Book
    from core.desk.engine import Desk

DAY: Final = date(2026, 9, 15)
QUARTER: Final = (date(2026, 8, 1), date(2026, 10, 31))
DAY_SECONDS: Final = 8.0
QUARTER_SECONDS: Final = 600.0
MOST_WRONG_PER_1000: Final = 1.0
MOST_GIB: Final = 4.0
BIG_BOOK: Final = "SALDO_BIG_BOOK"
EVERY_DAY: Final = Conduct(only_with_news=False, most_banking_days=None)


def figures() -> list[Figure]:
    """Return the figures of the big book where SALDO_BIG_BOOK names its home, and of the ledger whose files come late."""
    home = os.environ.get(BIG_BOOK)
    found = [] if home is None else _big(Path(home))
    return [*found, *wrong_reminders()]


def _big(home: Path) -> list[Figure]:
    book = BookStore(home / "book").open()
    with tempfile.TemporaryDirectory(prefix="saldo-") as work:
        desk = open_desk(f"sqlite:///{work}/desk.sqlite3")
        migrate(desk)
        _, plan_cpu = _timed(lambda: _planned(desk, book))
        day_wall, day_cpu = _timed(lambda: replay(desk, book, proposal(desk), DAY, DAY, conduct=EVERY_DAY, spill=work))
        quarter_wall, quarter_cpu = _timed(
            lambda: replay(desk, book, proposal(desk), *QUARTER, conduct=EVERY_DAY, spill=work)
        )
        desk.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    days = (QUARTER[1] - QUARTER[0] + timedelta(days=1)).days
    return [
        Figure(name="time machine: one past day, 400,000 customers", measured=day_wall, unit="s", target=DAY_SECONDS),
        Figure(
            name="time machine: one past day, processor",
            measured=day_cpu,
            unit="s",
            target=1.5,
            reference_name="the plan of that day by the book of now",
            reference=plan_cpu,
        ),
        Figure(name=f"time machine: {days} days", measured=quarter_wall, unit="s", target=QUARTER_SECONDS),
        Figure(
            name="time machine: a day of them, processor",
            measured=quarter_cpu / days,
            unit="s",
            target=1.0,
            reference_name="one past day alone",
            reference=day_cpu,
        ),
        Figure(name="time machine: memory", measured=peak, unit="GiB", target=MOST_GIB),
    ]


def wrong_reminders() -> list[Figure]:
    """Return how many of 1,000 reminders of a quarter were wrong, with files that came as late as they did.

    Beside it the same quarter without the bank's statements: what is posted late nobody can know then.
    """
    with tempfile.TemporaryDirectory(prefix="saldo-") as work:
        desk = late_ledger(Path(work), lateness=Lateness(has_bank=True))
        bare = open_desk(f"sqlite:///{work}/bare.sqlite3", clock=desk.clock)
        migrate(bare)
        book = BookStore(Path(work) / "book").open()
        with_bank, without = (1000 * measured(each, book, spill=work) for each in (desk, bare))
        desk.close()
        bare.close()
    name = "wrong reminders of 1,000 in a quarter, files and money as late as they came"
    return [
        Figure(name=name, measured=with_bank, unit="", target=MOST_WRONG_PER_1000),
        Figure(
            name=name,
            measured=with_bank,
            unit="",
            target=0.25,
            reference_name="without the bank's statements",
            reference=without,
        ),
    ]


def measured(desk: Desk, book: Book, *, spill: str) -> float:
    """Return the share of the messages from FIRST to LAST that were wrong."""
    found = replay(desk, book, proposal(desk), FIRST, LAST, spill=spill)
    outcome = judged(desk, book, found.items)
    wrong = found.items.assign(is_wrong=outcome["wrong"].notna()).groupby(["day", "customer_key"])["is_wrong"].any()
    return float(wrong.mean())


def _planned(desk: Desk, book: Book) -> None:
    asked = proposal(desk)
    facts = desk_facts(desk, DAY, contact=asked.strategy.contact)
    assignment = assign(features(book, DAY, facts.overrides), asked.policy)
    audience(book, facts, as_of=DAY, strategy=asked.strategy, assignment=assignment)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu
