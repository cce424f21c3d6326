"""Aging buckets: the conventions that hold their edges, and the dates those edges fall on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Final

import pyarrow as pa

UNALLOCATED = "unallocated"
"""Credit notes and payments not set against an invoice: apart from every bucket, in aging and drill alike."""


class AgedBy(StrEnum):
    """The date an item's age counts from."""

    DUE = "due"
    ISSUE = "issue"


class Convention(StrEnum):
    """Where systems disagree about the day on an edge: the house's own way, and the two others in use.

    ``HOUSE``: due today is current, day 30 is the last of 1-30 (as the labels say). ``DUE_IS_LATE``: what is due today is
    past due, so the first late bucket is 0-30 (ERPNext). ``EDGE_IS_OLDER``: day 30 opens the next bucket, so the
    buckets are 1-29, 30-59 and so on (Sage by invoice date, the OCA partner statement).
    """

    HOUSE = "house"
    DUE_IS_LATE = "due_is_late"
    EDGE_IS_OLDER = "edge_is_older"


EDGES: Final = (0, 30, 60, 90)
"""Last day of each bucket but the open-ended one; by due date the first holds what is not yet past due."""

_EDGES_OF: Final = {
    Convention.HOUSE: EDGES,
    Convention.DUE_IS_LATE: (-1, *EDGES[1:]),
    Convention.EDGE_IS_OLDER: (EDGES[0], *(edge - 1 for edge in EDGES[1:])),
}


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """Items of ``first_day`` to ``last_day`` days, both included; ``None`` is open-ended."""

    key: str
    label: str
    first_day: int | None
    last_day: int | None


def _ranges(edges: tuple[int, ...]) -> tuple[Bucket, ...]:
    """Return the buckets between and after the edges."""
    between = [
        Bucket(key=f"d{low + 1}_{high}", label=f"{low + 1}–{high} days", first_day=low + 1, last_day=high)
        for low, high in pairwise(edges)
    ]
    last = edges[-1]
    return (*between, Bucket(key=f"d{last}_plus", label=f"over {last} days", first_day=last + 1, last_day=None))


def _by_due(convention: Convention) -> tuple[Bucket, ...]:
    edges = _EDGES_OF[convention]
    return (Bucket(key="current", label="current", first_day=None, last_day=edges[0]), *_ranges(edges))


def _by_issue(convention: Convention) -> tuple[Bucket, ...]:
    edges = _EDGES_OF[convention]
    youngest = Bucket(key=f"d0_{edges[1]}", label=f"0–{edges[1]} days", first_day=None, last_day=edges[1])
    return (youngest, *_ranges(edges)[1:])


_BUCKETS: Final = {
    (by, convention): (_by_issue if by is AgedBy.ISSUE else _by_due)(convention)
    for by in AgedBy
    for convention in Convention
}
BUCKETS: Final = _BUCKETS[AgedBy.DUE, Convention.HOUSE]
"""By days past due (as_of - due_on): current holds 0 and everything not yet due."""

ISSUE_BUCKETS: Final = _BUCKETS[AgedBy.ISSUE, Convention.HOUSE]
"""By days since issue (as_of - issued_on)."""


def buckets(by: AgedBy, convention: Convention = Convention.HOUSE) -> tuple[Bucket, ...]:
    """Return the buckets of an aging by ``by`` in that convention, youngest first."""
    return _BUCKETS[by, convention]


def bucket_of(days: int, by: AgedBy = AgedBy.DUE, convention: Convention = Convention.HOUSE) -> Bucket:
    """Return the one bucket of an item of ``days`` days."""
    return next(b for b in buckets(by, convention) if b.last_day is None or days <= b.last_day)


def dates_of(bucket: Bucket, as_of: date) -> tuple[date, date]:
    """Return the first and last date on which an item of ``bucket`` is aged from, both included."""
    first_on = date.min if bucket.last_day is None else as_of - timedelta(days=bucket.last_day)
    last_on = date.max if bucket.first_day is None else as_of - timedelta(days=bucket.first_day)
    return first_on, last_on


@lru_cache(maxsize=64)
def spans(as_of: date, by: AgedBy, convention: Convention = Convention.HOUSE) -> pa.Table:
    """Return the buckets as dates for SQL, so that no engine has to count days.

    Returns
    -------
    pyarrow.Table
        One row per bucket: ``bucket``, ``first_on``, ``last_on`` (both included). For every date exactly one row holds.

    """
    rows = [(bucket.key, *dates_of(bucket, as_of)) for bucket in buckets(by, convention)]
    names, firsts, lasts = zip(*rows, strict=True)
    columns = {"bucket": pa.array(names, pa.string()), "first_on": pa.array(firsts, pa.date32())}
    return pa.table({**columns, "last_on": pa.array(lasts, pa.date32())})
