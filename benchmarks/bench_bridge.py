"""The bridge of DSO between days that close no month, by every split: nothing of it is in a cube, all of it is items."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from benchmarks.table import Figure
from core.metrics.review.bridge import bridge
from core.metrics.scope import GroupBy

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.book.book import Book

SPLITS: Final = (GroupBy.ENTITY, GroupBy.SEGMENT, GroupBy.COUNTRY)
DAYS: Final = 12
"""Days from the middle of a month that each split begins and ends apart, so that no question finds another's answer."""
CORES: Final = 2


def figures_of(book: Book, segments: pd.DataFrame, list_on: date) -> list[Figure]:
    """Return how long the slowest split of a bridge over a year takes between two days nobody asked about before.

    Beside it the processor time spread over two cores: what it takes where nothing else runs.
    """
    walls, processor = zip(*(_taken(book, segments, list_on, place) for place in range(len(SPLITS))), strict=True)
    return [
        Figure(
            name="10M: bridge between any two days, the slowest split, first time",
            measured=max(walls),
            unit="s",
            target=1,
        ),
        Figure(
            name="10M: the same, processor time over two cores",
            measured=max(processor) / CORES,
            unit="s",
            target=1,
        ),
    ]


def _taken(book: Book, segments: pd.DataFrame, list_on: date, place: int) -> tuple[float, float]:
    """Return the seconds of one split on the clock and of the processor."""
    to_on = list_on - timedelta(days=DAYS + 2 * place)
    from_on = to_on - timedelta(days=365)
    clock, processor = time.perf_counter(), time.process_time()
    bridge(book, from_on, to_on, group=SPLITS[place], segments=segments)
    return time.perf_counter() - clock, time.process_time() - processor
