"""Position: what is open of each currency on any day, read from the items."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.metrics.buckets import UNALLOCATED, AgedBy, spans
from core.metrics.period import window_relation
from core.metrics.scope import segment_relation
from core.metrics.span import span_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd
    import pyarrow as pa

    from core.book.book import Book
    from core.metrics.period import Window
    from core.metrics.scope import Scope
    from core.metrics.segment_cube import SegmentCube


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a measure is asked of: a book, a day, a part of the portfolio, and where its segments come from."""

    book: Book
    as_of: date
    scope: Scope
    segments: pd.DataFrame | None
    cube: SegmentCube
    windows: tuple[Window, ...]  # month-long, newest first, back to the first document

    @property
    def named(self) -> pa.Table:
        """The relation ``segments`` for a query."""
        return segment_relation(self.segments, scope=self.scope)


@dataclass(kw_only=True)
class Position:
    """What is open of one currency on a day; minor units, and minor units times days."""

    balance: dict[str, int] = field(default_factory=dict)  # by bucket
    disputed: dict[str, int] = field(default_factory=dict)
    unallocated_minor: int = 0
    late_days_minor: int = 0
    issued: dict[int, tuple[int, int]] = field(default_factory=dict)  # window -> balance, balance times age

    @property
    def gross_minor(self) -> int:
        """Open balance of invoices."""
        return sum(self.balance.values())


def positions(asked: Question) -> dict[str, Position]:
    """Return what is open on ``asked.as_of`` by currency."""
    rows = asked.book.rows(
        "position_replay" if span_of(asked.book).is_replay_needed(asked.as_of) else "position_now",
        {
            "segments": asked.named,
            "spans": spans(asked.as_of, AgedBy.DUE),
            "windows": window_relation(asked.windows),
        },
        as_of=asked.as_of,
        **asked.scope.parameters(),
    )
    found: dict[str, Position] = {}
    for row in rows:
        _place(found.setdefault(row["currency"], Position()), row)
    return found


def _place(position: Position, row: Mapping[str, Any]) -> None:
    """Add one row of the query to ``position``."""
    bucket, minor = row["bucket"], row["balance_minor"]
    if bucket == UNALLOCATED:
        position.unallocated_minor -= minor
        return
    position.balance[bucket] = position.balance.get(bucket, 0) + minor
    position.disputed[bucket] = position.disputed.get(bucket, 0) + row["disputed_minor"]
    position.late_days_minor += row["late_days_minor"]
    held, aged = position.issued.get(row["window_no"], (0, 0))
    position.issued[row["window_no"]] = (held + minor, aged + row["age_days_minor"])
