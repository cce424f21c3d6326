"""What the ledger says of a customer beyond country and type: sector, size, who looks after it, its label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from core.book.kept import kept
from core.metrics.scope import UNASSIGNED, GroupBy

if TYPE_CHECKING:
    from core.book.book import Book

TRAITS: Final = {
    GroupBy.SECTOR: "sector",
    GroupBy.SIZE: "size_class",
    GroupBy.ACCOUNT_MANAGER: "account_manager",
    GroupBy.COLLECTOR: "collector",
    GroupBy.LABEL: "label",
    GroupBy.CUSTOMER: "customer_key",
}
"""The trait behind each grouping that is about the customer, and not written on the item itself."""

Wanted: TypeAlias = tuple[tuple[GroupBy, str], ...]
"""Traits that customers must have, all of them: ``((GroupBy.SECTOR, "retail"),)``; a customer by its key."""

_RELATION: Final = pa.schema(
    {"customer_key": pa.int64(), "row_trait": pa.large_string(), "column_trait": pa.large_string()}
)
_NOBODY: Final = _RELATION.empty_table()


def traits_known(book: Book) -> dict[GroupBy, tuple[str, ...]]:
    """Return the groupings that some customer of ``book`` has a value for, with the values, alphabetically.

    Who has none is in the group ``unassigned``, which is named last where it is not empty. A customer's key is no
    grouping and not named here.
    """
    table = _traits(book)
    found: dict[GroupBy, tuple[str, ...]] = {}
    for group, column in TRAITS.items():
        if group is GroupBy.CUSTOMER:
            continue
        values = [value for value in pc.unique(table[column]).to_pylist() if value is not None]
        if values:
            rest = (UNASSIGNED,) if table[column].null_count else ()
            found[group] = (*sorted(values), *rest)
    return found


def traits_relation(
    book: Book, *, rows: GroupBy = GroupBy.ALL, columns: GroupBy = GroupBy.ALL, wanted: Wanted = ()
) -> pa.Table:
    """Return the relation ``traits(customer_key, row_trait, column_trait)``: of the customers with what is ``wanted``.

    Empty when neither split nor filter is about a trait, so that a query that needs none pays for none.
    """
    split = [TRAITS.get(rows), TRAITS.get(columns)]
    if not wanted and not any(split):
        return _NOBODY
    table = _traits(book)
    for group, value in wanted:
        table = table.filter(_has(table[TRAITS[group]], value))
    nothing = pa.nulls(len(table), pa.large_string())
    return pa.table(
        [table["customer_key"], *(table[name].cast(pa.large_string()) if name else nothing for name in split)],
        schema=_RELATION,
    )


def _has(column: pa.ChunkedArray, value: str) -> pa.ChunkedArray:
    """Return for each customer whether it has ``value``; a number that is none belongs to nobody."""
    if pa.types.is_integer(column.type):
        return pc.equal(column, int(value) if value.isdecimal() else -1)
    return pc.is_null(column) if value == UNASSIGNED else pc.fill_null(pc.equal(column, value), fill_value=False)


def _traits(book: Book) -> pa.Table:
    return kept(book, "traits", (), lambda: book.table("customer_traits"), room=1)
