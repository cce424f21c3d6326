"""Ten million invoices of 400,000 customers: what publishing them costs, and how long each question takes."""

from __future__ import annotations

import os
import resource
import statistics
import tempfile
import time
from datetime import timedelta
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import bench_bridge
from benchmarks.bench_engines import engine_figures
from benchmarks.big_book import CUSTOMERS, INVOICES, LIST_ON, Built, build
from benchmarks.table import Figure
from core.book.store import BookStore
from core.metrics.aging import aging, aging_by_two
from core.metrics.buckets import AgedBy, Convention
from core.metrics.drill import aging_items
from core.metrics.flow import flow
from core.metrics.largest import largest_customers
from core.metrics.period import months_before
from core.metrics.review.bridge import bridge
from core.metrics.scope import GroupBy, Scope
from core.metrics.segment_cube import segment_cube
from core.metrics.trend import trend
from core.segments.assign import assign
from core.segments.features import features
from core.segments.shipped import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from core.book.book import Book

KEPT_HOME: Final = "SALDO_BIG_BOOK"
"""Environment variable: a home folder with such a book already in it; publication is then not measured."""
SPLITS: Final = tuple(group for group in GroupBy if group is not GroupBy.CUSTOMER)
WAYS: Final = tuple(product(AgedBy, Convention))
"""Ways to count: every question is asked once in each, because a question asked twice is answered from memory."""
YEAR_BEFORE: Final = timedelta(days=365)


def figures() -> list[Figure]:
    """Return the figures of ten million invoices, then those of one million beside SQLite and PostgreSQL."""
    home = os.environ.get(KEPT_HOME)
    if home:
        return [*asked(BookStore(Path(home) / "book").open()), _memory(), *engine_figures()]
    with tempfile.TemporaryDirectory() as folder:
        first, second = build(Path(folder), invoices=INVOICES, customers=CUSTOMERS)
        found = [*_published(first, second), *asked(BookStore(Path(folder)).open()), _memory()]
    return [*found, *engine_figures()]


def _published(first: Built, second: Built) -> list[Figure]:
    return [
        Figure(
            name="10M: cubes and marts for the numbers, at publication",
            measured=second.cubes_seconds,
            unit="s",
            target=10,
        ),
        Figure(name="10M: publication of a first ledger", measured=first.seconds, unit="s", target=120),
        Figure(name="10M: publication of payments onto it", measured=second.seconds, unit="s", target=120),
    ]


def asked(book: Book) -> list[Figure]:
    """Return how long each question of ``book`` takes; the median of several, none of which was asked before."""
    segments = assign(features(book, LIST_ON), SHIPPED).segments_frame()
    return [
        *_aging(book, segments),
        *_flows(book),
        *_courses(book, segments),
        *bench_bridge.figures_of(book, segments, LIST_ON),
    ]


def _aging(book: Book, segments: pd.DataFrame) -> list[Figure]:
    aging(book, LIST_ON)

    def today(split: GroupBy) -> float:
        return _median(
            partial(aging, book, LIST_ON, group=split, by=by, convention=way, segments=segments) for by, way in WAYS
        )

    split, slowest = max(((split, today(split)) for split in SPLITS), key=lambda named: named[1])
    pairs = _median(
        partial(
            aging_by_two,
            book,
            LIST_ON,
            rows=GroupBy.SEGMENT,
            columns=GroupBy.SECTOR,
            by=by,
            convention=way,
            segments=segments,
        )
        for by, way in WAYS
    )
    past = [months_before(LIST_ON, months) for months in (1, 2, 4, 8, 16)]
    first = _median(partial(aging, book, day, group=GroupBy.SEGMENT, segments=segments) for day in past)
    other = _median(partial(aging, book, day, group=GroupBy.COUNTRY) for day in past)
    again = _median(partial(aging, book, day, group=GroupBy.SEGMENT, segments=segments) for day in past)
    rows = _median(partial(aging_items, book, day, bucket="d1_30", scope=Scope(currency="EUR")) for day in past)
    return [
        Figure(name=f"10M: today's aging, the slowest split ({split})", measured=slowest, unit="ms", target=100),
        Figure(name="10M: today's aging by two splits", measured=pairs, unit="ms", target=100),
        Figure(name="10M: aging of a past date, first time", measured=first, unit="ms", target=700),
        Figure(name="10M: the same date by another split", measured=other, unit="ms", target=100),
        Figure(name="10M: the same question again", measured=again, unit="ms", target=20),
        Figure(name="10M: the invoices behind a cell of that date", measured=rows, unit="ms", target=500),
    ]


def _flows(book: Book) -> list[Figure]:
    month = months_before(LIST_ON, 1)
    flows = _median(partial(flow, book, months_before(month, months), month) for months in (1, 3, 12))
    largest = _median(
        partial(largest_customers, book, LIST_ON, currency="EUR", by=by, convention=way) for by, way in WAYS
    )
    return [
        Figure(name="10M: flow between the buckets of two dates, first time", measured=flows, unit="ms", target=1000),
        Figure(name="10M: the largest customers by age", measured=largest, unit="ms", target=300),
    ]


def _courses(book: Book, segments: pd.DataFrame) -> list[Figure]:
    started = time.perf_counter()
    cube = segment_cube(book, segments)
    cubed = time.perf_counter() - started
    scopes = (Scope(), Scope(country="NL"), Scope(entity="BE01", customer_type="business"), Scope(currency="USD"))
    plain = _median(partial(trend, book, LIST_ON, scope=scope) for scope in (*scopes, *scopes))
    names = sorted(set(segments["segment"]))[:4]
    one = _median(partial(trend, book, LIST_ON, scope=Scope(segment=name), cube=cube) for name in names)
    bridges = _median(
        partial(bridge, book, LIST_ON - YEAR_BEFORE, LIST_ON, group=group, segments=segments, cube=cube)
        for group in (GroupBy.SEGMENT, GroupBy.COUNTRY, GroupBy.ENTITY)
    )
    return [
        Figure(name="10M: trend of 24 months, all variants, filtered or not", measured=plain, unit="ms", target=60),
        Figure(name="10M: the same of one segment, from the cube kept", measured=one, unit="ms", target=60),
        Figure(name="10M: cube of all segments, once per version", measured=cubed, unit="s", target=20),
        Figure(name="10M: bridge between two month-ends a year apart", measured=bridges / 1_000, unit="s", target=1),
    ]


def _memory() -> Figure:
    """Return the most memory this process has had, everything above included."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return Figure(name="10M: memory at its highest", measured=peak, unit="GiB", target=4)


def _median(questions: Iterable[Callable[[], object]]) -> float:
    """Return the median milliseconds of ``questions``, each asked once."""
    taken = []
    for ask in questions:
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1_000)
    return statistics.median(taken)
