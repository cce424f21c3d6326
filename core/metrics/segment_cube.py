"""The monthly cube told apart by segment: made once per book version and policy version, read by the trend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from core.metrics.scope import as_relation

if TYPE_CHECKING:
    import pandas as pd

    from core.book.book import Book
    from core.metrics.scope import Scope

_NO_CUBE: Final = pa.schema(
    {
        **dict.fromkeys(("segment", "entity", "country", "customer_type", "currency"), pa.string()),
        **dict.fromkeys(("month", "overdue_month"), pa.date32()),
        "is_credit": pa.bool_(),
        **dict.fromkeys(("delta_minor", "sales_minor"), pa.int64()),
    }
).empty_table()


def segment_cube(book: Book, segments: pd.DataFrame) -> pd.DataFrame:
    """Return the monthly cube of every segment at once, for ``trend`` to take a segment from.

    It goes over every item of the book, so keep it for as long as neither the book's version nor the segments change.

    Parameters
    ----------
    segments
        As of today, for every month: who moved to another segment meanwhile is counted where it is now.

    Returns
    -------
    pandas.DataFrame
        One row per ``segment`` (``unassigned`` for a customer not named), ``entity``, ``country``, ``customer_type``,
        ``currency``, ``month``, ``overdue_month`` and ``is_credit``: ``delta_minor`` and ``sales_minor``. Summed over
        the segments it is the book's own cube.

    """
    return book.frame("segment_cube", {"segments": as_relation(segments)})


def cube_relation(
    book: Book, *, scope: Scope, segments: pd.DataFrame | None, cube: pd.DataFrame | None
) -> pd.DataFrame | pa.Table:
    """Return the relation ``segment_cube`` for a query: ``cube``, or one made of ``segments``; empty without a segment.

    Raises
    ------
    ValueError
        A segment is asked for, and there is neither a cube nor an assignment to make one of.

    """
    if scope.segment is None:
        return _NO_CUBE
    if cube is not None:
        return cube
    if segments is None:
        message = "a segment is asked for, but neither a segment cube nor an assignment of customers was given"
        raise ValueError(message)
    return segment_cube(book, segments)
