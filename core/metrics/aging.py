"""Aging: what is open on a date, by age, with credits and unapplied cash apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from core.book.kept import kept, same
from core.metrics.buckets import UNALLOCATED, AgedBy, Bucket, Convention, buckets, spans
from core.metrics.positions import positions
from core.metrics.scope import GroupBy, Scope, segment_relation
from core.metrics.traits import Wanted, traits_relation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from core.book.book import Book

ANSWERS_KEPT: Final = 128
"""Agings kept at a time for one version of the book: a question asked again costs microseconds."""


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
    convention: Convention = Convention.HOUSE

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


Pairs = dict[tuple[str, str], dict[str, AgedBalance]]


def aging(
    book: Book,
    as_of: date,
    *,
    by: AgedBy | str = AgedBy.DUE,
    group: GroupBy | str | None = None,
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
    wanted: Wanted = (),
    convention: Convention | str = Convention.HOUSE,
) -> Aging:
    """Return the aging of ``as_of``.

    Parameters
    ----------
    by
        ``due`` counts days past due (current apart), ``issue`` days since issue.
    group
        One of ``GroupBy``; one group called ``all`` when not given. Who has no segment, or no such trait, is in
        ``unassigned``.
    segments
        One row per customer: ``customer_key``, ``segment``. Needed when a segment is asked for; never changed after.
    wanted
        Traits the customers must have, beside what ``scope`` says.
    convention
        Where the edges of the buckets lie.

    Returns
    -------
    Aging
        Every bucket is present in every group and currency. Buckets and unallocated add up to the ledger. Without any
        document by ``as_of`` there is no group.

    Raises
    ------
    ValueError
        A segment is asked for without ``segments``.

    """
    by, group, convention = AgedBy(by), GroupBy(group or GroupBy.ALL), Convention(convention)
    pairs = aging_by_two(
        book, as_of, rows=group, by=by, scope=scope, segments=segments, wanted=wanted, convention=convention
    )
    groups = {row: balances for (row, _), balances in pairs.items()}
    return Aging(as_of=as_of, by=by, group=group, buckets=buckets(by, convention), groups=groups, convention=convention)


def aging_by_two(
    book: Book,
    as_of: date,
    *,
    rows: GroupBy | str,
    columns: GroupBy | str = GroupBy.ALL,
    by: AgedBy | str = AgedBy.DUE,
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
    wanted: Wanted = (),
    convention: Convention | str = Convention.HOUSE,
) -> Pairs:
    """Return the aging of every pair of groups: (row group, column group) -> currency -> aged balance.

    Parameters as of ``aging``. Pairs with nothing open are absent. Kept per version of the book: asked again it costs
    microseconds, and another split or filter of the same day no second look at the book. Not for hundreds of thousands
    of groups: ``largest_customers`` gives the customers that matter.
    """
    scope = scope or Scope()
    by, rows, columns, convention = AgedBy(by), GroupBy(rows), GroupBy(columns), Convention(convention)
    about_segments = segments is not None and (scope.segment is not None or GroupBy.SEGMENT in (rows, columns))

    def ask() -> Pairs:
        found = book.rows(
            "aging",
            {
                "positions": positions(book, as_of),
                "segments": segment_relation(segments, scope=scope, group=rows, columns=columns),
                "traits": traits_relation(book, rows=rows, columns=columns, wanted=wanted),
                "spans": spans(as_of, by, convention),
            },
            by=str(by),
            row_split=str(rows),
            column_split=str(columns),
            is_narrowed=bool(wanted),
            **scope.parameters(),
        )
        return _paired(found, buckets(by, convention))

    question = (as_of, by, rows, columns, scope, wanted, convention, same(segments) if about_segments else None)
    return kept(book, "aging", question, ask, room=ANSWERS_KEPT)


def _paired(rows: list[dict[str, Any]], columns: tuple[Bucket, ...]) -> Pairs:
    """Return the rows of the query as pair of groups -> currency -> balance, every bucket present."""
    found: dict[tuple[str, str], dict[str, dict[str, Cell]]] = {}
    for row in rows:
        cells = found.setdefault((row["row_group"], row["column_group"]), {}).setdefault(row["currency"], {})
        cells[row["bucket"]] = Cell(count=row["items"], minor=row["balance_minor"])
    return {
        pair: {
            currency: AgedBalance(
                cells={bucket.key: cells.get(bucket.key, EMPTY) for bucket in columns},
                unallocated=cells.get(UNALLOCATED, EMPTY),
            )
            for currency, cells in balances.items()
        }
        for pair, balances in found.items()
    }
