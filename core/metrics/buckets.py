"""Aging buckets: the one constant that holds their edges, and the dates those edges fall on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

import pyarrow as pa

EDGES = (0, 30, 60, 90)
"""Last day of each bucket but the open-ended one; by due date the first holds what is not yet past due."""

UNALLOCATED = "unallocated"
"""Credit notes and payments not set against an invoice: apart from every bucket, in aging and drill alike."""


class AgedBy(StrEnum):
    """The date an item's age counts from."""

    DUE = "due"
    ISSUE = "issue"


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """Items of ``first_day`` to ``last_day`` days, both included; ``None`` is open-ended."""

    key: str
    label: str
    first_day: int | None
    last_day: int | None


def _ranges() -> tuple[Bucket, ...]:
    """Return the buckets between and after the edges."""
    between = [
        Bucket(key=f"d{low + 1}_{high}", label=f"{low + 1}–{high} days", first_day=low + 1, last_day=high)
        for low, high in pairwise(EDGES)
    ]
    last = EDGES[-1]
    return (*between, Bucket(key=f"d{last}_plus", label=f"over {last} days", first_day=last + 1, last_day=None))


_PAST_DUE = _ranges()
BUCKETS = (Bucket(key="current", label="current", first_day=None, last_day=EDGES[0]), *_PAST_DUE)
"""By days past due (as_of - due_on): current holds 0 and everything not yet due."""

ISSUE_BUCKETS = (
    Bucket(key=f"d0_{EDGES[1]}", label=f"0–{EDGES[1]} days", first_day=None, last_day=EDGES[1]),
    *_PAST_DUE[1:],
)
"""By days since issue (as_of - issued_on)."""


def buckets(by: AgedBy) -> tuple[Bucket, ...]:
    """Return the buckets of an aging by ``by``, youngest first."""
    return ISSUE_BUCKETS if by is AgedBy.ISSUE else BUCKETS


def bucket_of(days: int, by: AgedBy = AgedBy.DUE) -> Bucket:
    """Return the one bucket of an item of ``days`` days."""
    return next(b for b in buckets(by) if b.last_day is None or days <= b.last_day)


def dates_of(bucket: Bucket, as_of: date) -> tuple[date, date]:
    """Return the first and last date on which an item of ``bucket`` is aged from, both included."""
    first_on = date.min if bucket.last_day is None else as_of - timedelta(days=bucket.last_day)
    last_on = date.max if bucket.first_day is None else as_of - timedelta(days=bucket.first_day)
    return first_on, last_on


@lru_cache(maxsize=64)
def spans(as_of: date, by: AgedBy) -> pa.Table:
    """Return the buckets as dates for SQL, so that no engine has to count days.

    Returns
    -------
    pyarrow.Table
        One row per bucket: ``bucket``, ``first_on``, ``last_on`` (both included). For every date exactly one row holds.

    """
    rows = [(bucket.key, *dates_of(bucket, as_of)) for bucket in buckets(by)]
    names, firsts, lasts = zip(*rows, strict=True)
    columns = {"bucket": pa.array(names, pa.string()), "first_on": pa.array(firsts, pa.date32())}
    return pa.table({**columns, "last_on": pa.array(lasts, pa.date32())})
