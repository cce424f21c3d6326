"""The book against the control account of the general ledger: the difference, and the rows that may account for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from core.language import later
from core.metrics.aging import aging
from core.metrics.buckets import AgedBy, spans
from core.metrics.close.changes import moments
from core.metrics.explain.asked import positions
from core.metrics.explain.explanation import RowPage
from core.metrics.explain.rows import relations
from core.metrics.scope import GroupBy, Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from core.book.book import Book


class Kind(StrEnum):
    """Why the general ledger and the book may differ at a month-end, each with rows of its own."""

    LATE = "late"  # in the book now, not known when the month ended
    FILE_ONLY = "file_only"  # in a file, refused by the import
    UNALLOCATED = "unallocated"  # payments waiting for an invoice: often on a suspense account
    BOOK_ONLY = "book_only"  # open in the book, gone from a later list


LABELS: Final[Mapping[Kind, str]] = {
    Kind.LATE: later("Postings that came after the month ended"),
    Kind.FILE_ONLY: later("Rows of a file that the import refused"),
    Kind.UNALLOCATED: later("Payments not set against an invoice"),
    Kind.BOOK_ONLY: later("Open in the book, gone from a later list"),
}


@dataclass(frozen=True, kw_only=True)
class Cause:
    """One possible cause: what its rows add to general ledger less book, how many rows, and whether it is counted."""

    kind: Kind
    minor: int
    rows: int
    is_counted: bool


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """One entity and currency at a month-end; minor units.

    ``difference_minor`` is control balance less book. The counted causes and ``unexplained_minor`` add up to it.
    ``list_minor`` is what a full list of that very day adds up to, None without one. ``late_after`` is the import after
    which a posting counts as late, None when no file is of that day or before.
    """

    entity: str
    ends_on: date
    currency: str
    control_minor: int
    book_minor: int
    list_minor: int | None
    late_after: int | None
    causes: tuple[Cause, ...]

    @property
    def difference_minor(self) -> int:
        """What the general ledger has more than the book."""
        return self.control_minor - self.book_minor

    @property
    def explained_minor(self) -> int:
        """The counted causes together."""
        return sum(each.minor for each in self.causes if each.is_counted)

    @property
    def unexplained_minor(self) -> int:
        """What no counted cause accounts for."""
        return self.difference_minor - self.explained_minor


def ledger_balances(book: Book, ends_on: date) -> dict[tuple[str, str], int]:
    """Return the book's own balance of ``ends_on`` by entity and currency: invoices less what is unallocated."""
    aged = aging(book, ends_on, group=GroupBy.ENTITY)
    return {
        (entity, currency): balance.total.minor
        for entity, balances in aged.groups.items()
        for currency, balance in balances.items()
    }


def reconcile(
    book: Book,
    *,
    entity: str,
    ends_on: date,
    currency: str,
    control_minor: int,
    late_after: int | None = None,
    counted: Collection[Kind] | None = None,
) -> Reconciled:
    """Return the control balance beside the book, with every possible cause and its rows.

    Parameters
    ----------
    late_after
        The last import that was known when the month was closed; by default the last one whose file speaks of a day up to
        the month-end.
    counted
        The causes that a person says apply. By default those that together leave the least unexplained, the fewest of
        them where several do: it is for a person to say whether that is the story.

    Returns
    -------
    Reconciled
        ``explained_minor`` + ``unexplained_minor`` = ``difference_minor``, whatever is counted.

    """
    if late_after is None:
        late_after = book.row("known_by", ends_on=ends_on)["import_id"]
    book_minor = ledger_balances(book, ends_on).get((entity, currency), 0)
    found = {}
    for kind in Kind:
        page = cause_rows(
            book, kind, entity=entity, ends_on=ends_on, currency=currency, late_after=late_after, page_size=1
        )
        if page.total_rows:
            found[kind] = page
    amounts = {kind: page.sum_minor for kind, page in found.items()}
    chosen = best(control_minor - book_minor, amounts) if counted is None else set(counted)
    return Reconciled(
        entity=entity,
        ends_on=ends_on,
        currency=currency,
        control_minor=control_minor,
        book_minor=book_minor,
        list_minor=_list(book, entity, ends_on, currency),
        late_after=late_after,
        causes=tuple(
            Cause(kind=kind, minor=page.sum_minor, rows=page.total_rows, is_counted=kind in chosen)
            for kind, page in found.items()
        ),
    )


def best(difference_minor: int, amounts: Mapping[Kind, int]) -> set[Kind]:
    """Return the causes that together leave the least of the difference, the fewest of them where several do."""
    choices = [set(each) for size in range(len(amounts) + 1) for each in combinations(amounts, size)]
    return min(choices, key=lambda chosen: abs(difference_minor - sum(amounts[kind] for kind in chosen)))


def cause_rows(
    book: Book,
    kind: Kind | str,
    *,
    entity: str,
    ends_on: date,
    currency: str,
    late_after: int | None,
    page_size: int = 50,
    page_start: int = 0,
) -> RowPage:
    """Return one page of the rows of a cause, the largest first; ``value_minor`` is what a row adds to ledger less book.

    Columns, at least: entity, customer_id, name, document_type, number, part_no, currency, issued_on, due_on, value_minor,
    import_id, source_row, file_name; of late postings change, changed_by_file and changed_at as well, of refused rows
    reason.
    """
    asked: dict[str, Any] = {"entity": entity, "currency": currency, "page_size": page_size, "page_start": page_start}
    match Kind(kind):
        case Kind.LATE:
            if late_after is None:
                return RowPage(rows=pd.DataFrame(columns=["value_minor"]), total_rows=0, sum_minor=0)
            then = {"moments": moments(late_after), "spans": spans(ends_on, AgedBy.DUE)}
            frame = book.frame("changed_positions", then, as_of=ends_on, import_id=late_after, **asked)
            return _page(frame.assign(value_minor=frame["change_minor"]), sign=-1)
        case Kind.FILE_ONLY:
            return _page(book.frame("only_in_file", ends_on=ends_on, **asked))
        case Kind.UNALLOCATED:
            where = positions(Scope(entity=entity, currency=currency), ends_on, part="cash", sign=-1)
            frame = book.frame(
                where.query,
                relations(book, where, None),
                **{**where.parameters, "page_size": page_size, "page_start": page_start},
            )
            return _page(frame, sign=-1)
        case _:
            return _page(book.frame("gone_from_a_list", ends_on=ends_on, **asked), sign=-1)


def _page(frame: pd.DataFrame, *, sign: int = 1) -> RowPage:
    """Return a page of rows whose values are added with ``sign``."""
    total = int(frame["all_minor"].iloc[0]) if len(frame) else 0
    return RowPage(
        rows=frame.drop(columns=["all_rows", "all_minor"]).assign(value_minor=frame["value_minor"] * sign),
        total_rows=int(frame["all_rows"].iloc[0]) if len(frame) else 0,
        sum_minor=total * sign,
    )


def _list(book: Book, entity: str, ends_on: date, currency: str) -> int | None:
    """Return what the last full list of that very day adds up to."""
    told = [
        row["list_minor"]
        for row in book.rows("lists_of", ends_on=ends_on)
        if (row["entity"], row["currency"]) == (entity, currency)
    ]
    return told[-1] if told else None
