"""The monthly cubes told apart by segment: made once per book version and policy version, read by the trend."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from core.metrics.month_ends import month_end_relation
from core.metrics.scope import as_relation
from core.metrics.span import span_of

if TYPE_CHECKING:
    import pandas as pd

    from core.book.book import Book
    from core.metrics.scope import Scope

_KEYS: Final = dict.fromkeys(("segment", "entity", "country", "customer_type", "currency"), pa.string())
_NO_MOVEMENTS: Final = pa.schema(
    {
        **_KEYS,
        **dict.fromkeys(("month", "overdue_month"), pa.date32()),
        "is_credit": pa.bool_(),
        **dict.fromkeys(("delta_minor", "sales_minor"), pa.int64()),
    }
).empty_table()
_NO_POSITIONS: Final = pa.schema(
    {
        **_KEYS,
        **dict.fromkeys(("month", "issue_month"), pa.date32()),
        **dict.fromkeys(("bucket", "next_bucket"), pa.string()),
        **dict.fromkeys(
            ("balance_minor", "disputed_minor", "age_days_minor", "late_days_minor", "next_minor"), pa.int64()
        ),
    }
).empty_table()
_NO_EVENTS: Final = pa.schema(
    {
        **_KEYS,
        "happened_on": pa.date32(),
        "kind": pa.string(),
        **dict.fromkeys(("events", "amount_minor", "days_minor", "least_days_minor"), pa.int64()),
    }
).empty_table()


@dataclass(frozen=True, kw_only=True, eq=False)
class SegmentCube:
    """The book's three cubes with ``segment`` as one more key; summed over the segments they are the book's own."""

    movements: pa.Table
    positions: pa.Table
    events: pa.Table
    _kept: dict[str, SegmentCube] = field(default_factory=dict, repr=False)

    def only(self, segment: str) -> SegmentCube:
        """Return the rows of one segment, kept: a query then reads a fraction of the cube."""
        if segment not in self._kept:
            self._kept[segment] = SegmentCube(
                movements=_rows_of(self.movements, segment),
                positions=_rows_of(self.positions, segment),
                events=_rows_of(self.events, segment),
            )
        return self._kept[segment]


def _rows_of(cube: pa.Table, segment: str) -> pa.Table:
    return cube.filter(pc.equal(cube["segment"], segment))


NO_CUBE: Final = SegmentCube(movements=_NO_MOVEMENTS, positions=_NO_POSITIONS, events=_NO_EVENTS)


def segment_cube(book: Book, segments: pd.DataFrame) -> SegmentCube:
    """Return the monthly cubes of every segment at once, for ``trend`` and ``evaluate`` to take a segment from.

    It goes over every item of the book, so keep it for as long as neither the book's version nor the segments change.

    Parameters
    ----------
    segments
        As of today, for every month: who moved to another segment meanwhile is counted where it is now. A customer not
        named is in ``unassigned``.

    """
    named = {"segments": as_relation(segments)}
    ends = month_end_relation(span_of(book).first_issued_on, book.latest_on)
    return SegmentCube(
        movements=book.table("segment_cube", named),
        positions=book.table("segment_positions", {**named, "ends": ends}),
        events=book.table("segment_events", named),
    )


def cube_of(book: Book, *, scope: Scope, segments: pd.DataFrame | None, cube: SegmentCube | None) -> SegmentCube:
    """Return the asked segment's rows of ``cube``, or of one made of ``segments``; none when no segment is asked for.

    Raises
    ------
    ValueError
        A segment is asked for, and there is neither a cube nor an assignment to make one of.

    """
    if scope.segment is None:
        return NO_CUBE
    if cube is not None:
        return cube.only(scope.segment)
    if segments is None:
        message = "a segment is asked for, but neither a segment cube nor an assignment of customers was given"
        raise ValueError(message)
    return segment_cube(book, segments).only(scope.segment)
