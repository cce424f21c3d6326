"""Flow: where what was open on one date is on a later one: in which bucket, paid, or credited; and what came new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from core.book.kept import kept, same
from core.errors import SaldoError
from core.metrics.aging import EMPTY, Cell
from core.metrics.buckets import AgedBy, Bucket, Convention, buckets, dates_of, spans
from core.metrics.drill import ItemPage
from core.metrics.paging import known
from core.metrics.scope import Scope, segment_relation
from core.metrics.traits import Wanted, traits_relation

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import pyarrow as pa

    from core.book.book import Book

NEW: Final = "new"
"""Origin of what was issued between the dates."""
REOPENED: Final = "reopened"
"""Origin of what was settled at the first date and is open again: money that was taken back."""
PAID: Final = "paid"
CREDITED: Final = "credited"
_OPEN: Final = "open"
_PERIODS_KEPT: Final = 2
_ANSWERS_KEPT: Final = 64
_ALWAYS: Final = (date.min, date.max)


class BackwardPeriodError(SaldoError):
    """A period that does not end after it begins."""

    def __init__(self, from_on: date, until_on: date) -> None:
        super().__init__(
            "Nothing can flow from {from_on} to {until_on}: choose a first date before the last.",
            from_on=from_on,
            until_on=until_on,
        )


@dataclass(frozen=True, kw_only=True)
class Flow:
    """What became of one currency's invoices from ``from_on`` to ``until_on``: (origin, fate) -> cell.

    An origin is a bucket at the first date, ``new`` or ``reopened``; a fate a bucket at the second, ``paid`` or
    ``credited``. Credit notes and unapplied cash are no invoices and flow nowhere.
    """

    from_on: date
    until_on: date
    buckets: tuple[Bucket, ...]
    cells: Mapping[tuple[str, str], Cell]

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin, youngest bucket first; ``reopened`` only where there is such money."""
        names = (*(bucket.key for bucket in self.buckets), NEW, REOPENED)
        return tuple(name for name in names if name != REOPENED or any(origin == REOPENED for origin, _ in self.cells))

    @property
    def fates(self) -> tuple[str, ...]:
        """Every fate, youngest bucket first."""
        return (*(bucket.key for bucket in self.buckets), PAID, CREDITED)

    def cell(self, origin: str, fate: str) -> Cell:
        """Return what went from ``origin`` to ``fate``."""
        return self.cells.get((origin, fate), EMPTY)

    def opening_minor(self, origin: str) -> int:
        """Return what was there at the first date; of ``new``, what was issued since."""
        return sum(cell.minor for (start, _), cell in self.cells.items() if start == origin)

    def closing_minor(self, fate: str) -> int:
        """Return what is there at the second date; of ``paid`` and ``credited``, what was in between."""
        return sum(cell.minor for (_, end), cell in self.cells.items() if end == fate)

    def older(self) -> Cell:
        """Return what moved to an older bucket, new invoices not counted."""
        order = {bucket.key: place for place, bucket in enumerate(self.buckets)}
        found = EMPTY
        for (origin, fate), cell in self.cells.items():
            if origin in order and fate in order and order[fate] > order[origin]:
                found = found.plus(cell)
        return found


def flow(
    book: Book,
    from_on: date,
    until_on: date,
    *,
    by: AgedBy | str = AgedBy.DUE,
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
    wanted: Wanted = (),
    convention: Convention | str = Convention.HOUSE,
) -> dict[str, Flow]:
    """Return the flow between the buckets from the end of ``from_on`` to the end of ``until_on``, by currency.

    Parameters
    ----------
    segments
        As of today, for both dates, as in ``aging``.

    Returns
    -------
    dict
        Currencies with any invoice open at either end or issued in between, alphabetically. For every bucket the
        cells that leave it add up to the aging of ``from_on``, the cells that enter it to that of ``until_on``, in minor
        units; the cells that leave ``new`` are the amounts issued. An amount ``paid`` is negative where more money was
        taken back than came in. The counts of cells do not add up: part of an invoice can be paid and the rest move.

    Raises
    ------
    BackwardPeriodError
        ``until_on`` is not after ``from_on``.
    ValueError
        A segment is asked for without ``segments``.

    """
    if until_on <= from_on:
        raise BackwardPeriodError(from_on, until_on)
    by, convention, scope = AgedBy(by), Convention(convention), scope or Scope()

    def ask() -> dict[str, Flow]:
        rows = book.rows(
            "aging_flow",
            {
                **_relations(book, from_on, until_on, scope=scope, segments=segments, wanted=wanted),
                "opening_spans": spans(from_on, by, convention),
                "closing_spans": spans(until_on, by, convention),
            },
            by=str(by),
            is_narrowed=bool(wanted),
            **scope.parameters(),
        )
        found: dict[str, dict[tuple[str, str], Cell]] = {}
        for row in rows:
            cell = Cell(count=row["items"], minor=row["moved_minor"])
            found.setdefault(row["currency"], {})[row["origin"], row["fate"]] = cell
        columns = buckets(by, convention)
        return {
            currency: Flow(from_on=from_on, until_on=until_on, buckets=columns, cells=cells)
            for currency, cells in found.items()
        }

    about_segments = None if segments is None or scope.segment is None else same(segments)
    return kept(
        book, "flow", (from_on, until_on, by, scope, wanted, convention, about_segments), ask, room=_ANSWERS_KEPT
    )


def flow_items(
    book: Book,
    from_on: date,
    until_on: date,
    *,
    origin: str,
    fate: str,
    by: AgedBy | str = AgedBy.DUE,
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
    wanted: Wanted = (),
    convention: Convention | str = Convention.HOUSE,
    page_size: int = 50,
    page_start: int = 0,
) -> ItemPage:
    """Return the invoices that one cell of ``flow`` adds up, largest first.

    Narrow ``scope`` to the cell's currency.

    Returns
    -------
    ItemPage
        Columns: item_key, customer_key, entity, customer_id, name, document_type, number, part_no, currency, issued_on,
        due_on, amount_minor, opening_minor, paid_minor, credited_minor, closing_minor, moved_minor (what the cell counts of it),
        import_id, source_row, file_name. ``moved_minor`` of all pages adds up to ``cell.minor``.

    Raises
    ------
    UnknownNameError
        No such origin or fate.

    """
    by, convention, scope = AgedBy(by), Convention(convention), scope or Scope()
    starts = {one.key: dates_of(one, from_on) for one in buckets(by, convention)} | dict.fromkeys(
        (NEW, REOPENED), _ALWAYS
    )
    ends = {one.key: dates_of(one, until_on) for one in buckets(by, convention)} | dict.fromkeys(
        (PAID, CREDITED), _ALWAYS
    )
    origin_dates, fate_dates = starts[known("origin", origin, starts)], ends[known("fate", fate, ends)]
    frame = book.frame(
        "flow_items",
        _relations(book, from_on, until_on, scope=scope, segments=segments, wanted=wanted),
        by=str(by),
        origin_kind=origin if origin in (NEW, REOPENED) else _OPEN,
        origin_first_on=origin_dates[0],
        origin_last_on=origin_dates[1],
        fate=fate if fate in (PAID, CREDITED) else _OPEN,
        fate_first_on=fate_dates[0],
        fate_last_on=fate_dates[1],
        is_narrowed=bool(wanted),
        page_size=page_size,
        page_start=page_start,
        **scope.parameters(),
    )
    return ItemPage.of(frame)


def _relations(
    book: Book, from_on: date, until_on: date, *, scope: Scope, segments: pd.DataFrame | None, wanted: Wanted
) -> dict[str, pa.Table | pd.DataFrame]:
    return {
        "moves": _moves(book, from_on, until_on),
        "segments": segment_relation(segments, scope=scope),
        "traits": traits_relation(book, wanted=wanted),
    }


def _moves(book: Book, from_on: date, until_on: date) -> pa.Table:
    """Return the invoices of a period with what became of them, taken from the book once."""
    return kept(
        book,
        "moves",
        (from_on, until_on),
        lambda: book.table("invoice_moves", from_on=from_on, until_on=until_on),
        room=_PERIODS_KEPT,
    )
