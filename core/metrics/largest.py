"""The customers with the most open, each split by age, and their share of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from core.book.kept import kept, same
from core.metrics.buckets import AgedBy, Convention, buckets, dates_of, spans
from core.metrics.paging import known
from core.metrics.positions import positions
from core.metrics.scope import Scope, segment_relation
from core.metrics.traits import Wanted, traits_relation

if TYPE_CHECKING:
    from datetime import date

    from core.book.book import Book

SORTS: Final = ("open", "past_due")
_COLUMNS: Final = (
    "customer_key",
    "entity",
    "customer_id",
    "name",
    "country",
    "open_items",
    "open_minor",
    "past_due_minor",
    "unallocated_minor",
)
_ANSWERS_KEPT: Final = 32


@dataclass(frozen=True, kw_only=True)
class Largest:
    """The customers, largest first, and what everybody asked about has open and past due, in minor units."""

    rows: pd.DataFrame
    customers: int
    open_minor: int
    past_due_minor: int


def largest_customers(
    book: Book,
    as_of: date,
    *,
    currency: str,
    most: int = 20,
    sort: str = "open",
    by: AgedBy | str = AgedBy.DUE,
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
    wanted: Wanted = (),
    convention: Convention | str = Convention.HOUSE,
) -> Largest:
    """Return the ``most`` customers with the most open on ``as_of`` in ``currency``.

    A customer known to two of our own companies is two customers: it has a ledger with each.

    Parameters
    ----------
    sort
        ``open``: open invoices; ``past_due``: the part of them that is past due, whatever ``by`` says.

    Returns
    -------
    Largest
        Rows: customer_key, entity, customer_id, name, country, open_items, open_minor (invoices only), past_due_minor,
        unallocated_minor (zero or negative), and one column per bucket, whose sum is open_minor. No rows when nothing
        is open.

    Raises
    ------
    UnknownNameError
        No such sort.
    ValueError
        A segment is asked for without ``segments``.

    """
    by, convention, scope = AgedBy(by), Convention(convention), scope or Scope()
    order = known("sort order", sort, SORTS)

    def ask() -> Largest:
        current = buckets(AgedBy.DUE, convention)[0]
        rows = book.rows(
            "largest_customers",
            {
                "positions": positions(book, as_of),
                "segments": segment_relation(segments, scope=scope),
                "traits": traits_relation(book, wanted=wanted),
                "spans": spans(as_of, by, convention),
            },
            by=str(by),
            late_before=dates_of(current, as_of)[0],
            sort=order,
            most=most,
            is_narrowed=bool(wanted),
            **{**scope.parameters(), "currency": currency},
        )
        return _wide(rows, [bucket.key for bucket in buckets(by, convention)])

    about_segments = None if segments is None or scope.segment is None else same(segments)
    question = (as_of, currency, most, order, by, scope, wanted, convention, about_segments)
    return kept(book, "largest", question, ask, room=_ANSWERS_KEPT)


def _wide(rows: list[dict[str, Any]], names: list[str]) -> Largest:
    """Return the rows of the query with a column per bucket."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        customer = found.setdefault(
            row["place"], {**{column: row[column] for column in _COLUMNS}, **dict.fromkeys(names, 0)}
        )
        customer[row["bucket"]] = row["balance_minor"]
    first = rows[0] if rows else {"customers": 0, "all_open_minor": 0, "all_past_due_minor": 0}
    return Largest(
        rows=pd.DataFrame(list(found.values()), columns=[*_COLUMNS, *names]),
        customers=first["customers"],
        open_minor=first["all_open_minor"],
        past_due_minor=first["all_past_due_minor"],
    )
