"""How long the numbers of a million invoices take to be asked: aging, trend, segments; each beside its target."""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import timedelta
from itertools import count, cycle, product
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.bench_import import LIST_ON, write_invoices
from benchmarks.table import Figure, render
from core.book.store import BookStore
from core.intake.importer import import_file
from core.metrics.aging import aging
from core.metrics.buckets import AgedBy, Convention
from core.metrics.scope import GroupBy, Scope
from core.metrics.segment_cube import segment_cube
from core.metrics.trend import trend
from core.segments.assign import assign
from core.segments.features import features
from core.segments.shipped import SHIPPED
from core.vocabulary import ImportMode

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.book.book import Book

INVOICES: Final = 1_000_000
RUNS: Final = 15
LONG_AGO: Final = LIST_ON - timedelta(days=300)
LEVER: Final = "trouble_days"


def figures() -> list[Figure]:
    """Return the figures of a book of a million invoices and 40,000 customers, made for the occasion."""
    with tempfile.TemporaryDirectory() as folder:
        return measured(_book(Path(folder)))


def measured(book: Book) -> list[Figure]:
    """Return the median milliseconds of each question to ``book``, whose open items are of ``LIST_ON``."""
    known = features(book, LIST_ON)
    assignment = assign(known, SHIPPED)
    segments = assignment.segments_frame()
    largest = max(assignment.totals().items(), key=lambda named: named[1].customers)[0]
    cube = segment_cube(book, segments)
    moves = iter(range(10, 10_000))

    # An answer is kept, so each run asks what was not asked before: today in another way of counting, then another day.
    ways = cycle(product(AgedBy, Convention, (None, "EUR", "USD")))
    days = count()

    def today() -> object:
        by, way, currency = next(ways)
        scope = Scope(currency=currency)
        return aging(book, LIST_ON, group=GroupBy.SEGMENT, by=by, convention=way, scope=scope, segments=segments)

    def another_day() -> object:
        return aging(book, LONG_AGO - timedelta(days=next(days)), group=GroupBy.SEGMENT, segments=segments)

    def moved_threshold() -> dict[str, int]:
        """Count the customers of each segment with the lever at a place it was not at before."""
        lever = SHIPPED.threshold(LEVER)
        value = lever.minimum + lever.step * (next(moves) % int((lever.maximum - lever.minimum) / lever.step))
        totals = assign(known, SHIPPED.with_values(**{LEVER: value})).totals()
        return {name: total.customers for name, total in totals.items()}

    return [
        _figure("today's aging by segment", today, target=20),
        _figure("aging of a past date by segment", another_day, target=120),
        _figure("DSO trend of 24 months", lambda: trend(book, LIST_ON), target=50),
        _figure(
            "trend of one segment from a cube kept",
            lambda: trend(book, LIST_ON, scope=Scope(segment=largest), cube=cube),
            target=50,
        ),
        _figure("cube of all segments, once per version", lambda: segment_cube(book, segments), target=2_000, runs=3),
        _figure(f"moved threshold to counts, {len(known):,} customers", moved_threshold, target=10),
    ]


def _book(folder: Path) -> Book:
    """Return the book of the generated ledger, imported as a user would."""
    file = folder / "invoices.csv"
    write_invoices(file, INVOICES)
    store = BookStore(folder / "book")
    import_file(file, store=store, sources=folder / "sources", by="bench", mode=ImportMode.MOVEMENTS, list_on=LIST_ON)
    return store.open()


def _figure(name: str, ask: Callable[[], object], *, target: float, runs: int = RUNS) -> Figure:
    """Return the median wall milliseconds of ``runs`` runs after a warm-up."""
    ask()
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1_000)
    return Figure(name=name, measured=statistics.median(taken), unit="ms", target=target)


if __name__ == "__main__":
    print(render(figures()))
