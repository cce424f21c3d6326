"""Aging: what is open on a date, by age, with credits and unapplied cash apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.metrics.buckets import UNALLOCATED, AgedBy, Bucket, buckets, spans
from core.metrics.scope import GroupBy, Scope, segment_relation
from core.metrics.span import span_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from core.book.book import Book


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Open items and their balance in minor units."""

    count: int = 0
    minor: int = 0

    def plus(self, other: Cell) -> Cell:
        """Return both together."""
        return Cell(count=self.count + other.count, minor=self.minor + other.minor)


EMPTY = Cell()


@dataclass(frozen=True, kw_only=True)
class AgedBalance:
    """One group in one currency: a cell per bucket, and what is unallocated (zero or negative minor units)."""

    cells: Mapping[str, Cell] = field(default_factory=dict)
    unallocated: Cell = EMPTY

    @property
    def gross_minor(self) -> int:
        """Open balance of invoices: all buckets together."""
        return sum(cell.minor for cell in self.cells.values())

    @property
    def total(self) -> Cell:
        """The ledger's own total: the buckets and what is unallocated."""
        total = self.unallocated
        for cell in self.cells.values():
            total = total.plus(cell)
        return total


@dataclass(frozen=True, kw_only=True)
class Aging:
    """What was open on ``as_of``: group -> currency -> aged balance; group ``all`` when none is asked for."""

    as_of: date
    by: AgedBy
    group: GroupBy
    buckets: tuple[Bucket, ...]
    groups: Mapping[str, Mapping[str, AgedBalance]]

    @property
    def currencies(self) -> tuple[str, ...]:
        """Currencies with anything open, alphabetically."""
        return tuple(sorted({currency for balances in self.groups.values() for currency in balances}))

    def overall(self, currency: str) -> AgedBalance:
        """Return all groups together in ``currency``."""
        held = [balances[currency] for balances in self.groups.values() if currency in balances]
        cells = {bucket.key: EMPTY for bucket in self.buckets}
        unallocated = EMPTY
        for balance in held:
            cells = {key: cell.plus(balance.cells[key]) for key, cell in cells.items()}
            unallocated = unallocated.plus(balance.unallocated)
        return AgedBalance(cells=cells, unallocated=unallocated)


def aging(
    book: Book,
    as_of: date,
    *,
    by: AgedBy | str = AgedBy.DUE,
    group: GroupBy | str | None = None,
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
) -> Aging:
    """Return the aging of ``as_of``.

    Parameters
    ----------
    by
        ``due`` counts days past due (current apart), ``issue`` days since issue.
    group
        ``segment``, ``country``, ``entity`` or ``type``; one group called ``all`` when not given.
    segments
        One row per customer: ``customer_key``, ``segment``. Needed when a segment is asked for.

    Returns
    -------
    Aging
        Every bucket is present in every group and currency. Buckets and unallocated add up to the ledger.

    Raises
    ------
    ValueError
        A segment is asked for without ``segments``.

    """
    scope, by, group = scope or Scope(), AgedBy(by), GroupBy(group or GroupBy.ALL)
    relations = {"segments": segment_relation(segments, scope=scope, group=group), "spans": spans(as_of, by)}
    rows = book.rows(
        "aging_replay" if span_of(book).is_replay_needed(as_of) else "aging_now",
        relations,
        as_of=as_of,
        by=str(by),
        group_by=str(group),
        **scope.parameters(),
    )
    return Aging(as_of=as_of, by=by, group=group, buckets=buckets(by), groups=_grouped(rows, buckets(by)))


def _grouped(rows: list[dict[str, Any]], columns: tuple[Bucket, ...]) -> dict[str, dict[str, AgedBalance]]:
    """Return the rows of the query as group -> currency -> balance, every bucket present."""
    found: dict[str, dict[str, dict[str, Cell]]] = {}
    for row in rows:
        cells = found.setdefault(row["group_name"], {}).setdefault(row["currency"], {})
        cells[row["bucket"]] = Cell(count=row["items"], minor=row["balance_minor"])
    return {
        name: {
            currency: AgedBalance(
                cells={bucket.key: cells.get(bucket.key, EMPTY) for bucket in columns},
                unallocated=cells.get(UNALLOCATED, EMPTY),
            )
            for currency, cells in balances.items()
        }
        for name, balances in found.items()
    }
