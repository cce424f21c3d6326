"""Erasing customers from the book: written anew without who they are, the old versions removed, and no import brings them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from core.book.erase_list import erased
from core.book.publish import check
from core.book.queries import script
from core.phrases import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import duckdb

    from core.book.store import BookStore

FEWEST_LETTERS: Final = 5
"""A shorter word stands in texts of others by chance."""
_AT_ONCE: Final = 100_000
"""Texts of the ledger that are looked through together."""
_BLANKED: Final = {
    "customer": ("name", "registration_number", "vat_number", "external_score", "label"),
    "invoice": ("description", "block_reason"),
    "payment": ("reference",),
    "dispute": ("cause",),
}
"""Columns of a file that are not read of who was erased; its addresses and refused cells are not read at all."""
_NAMING: Final = ("name", "registration_number", "vat_number")


def rewrite(store: BookStore, digests: Iterable[str], words: Iterable[str] = ()) -> str | None:
    """Publish the book without who is named by ``digests``, remove every other version, and return the new one's name.

    ``words`` is what they are called: free text of others that says one is emptied, too. None when there is no book; whom
    no import may bring back is noted all the same. Raises ``BookBusyError`` while an import runs.
    """
    with store.rewriting(digests) as draft:
        if draft is None:
            return None
        connection = draft.connection
        _note(connection, erased(store.folder))
        connection.execute("CREATE TEMP TABLE naming (said VARCHAR)")
        connection.execute(script("erase/keys"))
        for found in _naming(connection, words):
            connection.register("found", found).execute("INSERT INTO naming SELECT said FROM found")
        connection.execute(script("erase/copy"))
        connection.execute("DETACH before")
        check(connection)
        return draft.publish()


def leave_out(connection: duckdb.DuckDBPyConnection, digests: frozenset[str]) -> dict[str, set[str]]:
    """Take who was erased out of the staged rows of a file, and return what it called them, by customer number; their documents stay."""
    called: dict[str, set[str]] = {}
    if not digests:
        return called
    _note(connection, digests)
    connection.execute(script("erase/staged"))
    held = {(row[0], row[1]) for row in connection.execute(script("erase/staged_columns")).fetchall()}
    named = [("customer", column) for column in _NAMING] + [("contact_point", "person"), ("contact_point", "address")]
    for table, column in named:
        if (table, column) in held:
            asked = script("erase/called").format(column=column, table=table)
            for customer_id, word in connection.execute(asked).fetchall():
                called.setdefault(str(customer_id), set()).add(str(word))
    for table, columns in _BLANKED.items():
        for column in columns:
            if (table, column) in held:
                connection.execute(script("erase/blank").format(column=column, table=table))
    if ("quarantine", "cells") in held and ("quarantine", "customer_id") in held:
        connection.execute(script("erase/cells"))
    if ("contact_point", "address") in held:
        connection.execute(script("erase/addresses"))
    return called


def _note(connection: duckdb.DuckDBPyConnection, digests: Iterable[str]) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE erased_digest (digest VARCHAR)")
    rows = [[each] for each in digests]
    if rows:
        connection.executemany("INSERT INTO erased_digest VALUES ($1)", rows)


def _naming(connection: duckdb.DuckDBPyConnection, words: Iterable[str]) -> Iterator[pa.Table]:
    """Yield the texts about others that say one of ``words``."""
    told = [each.strip() for each in words if len(each.strip()) >= FEWEST_LETTERS]
    if not told:
        return
    texts, looked = Texts(told), connection.cursor()  # read while the other one writes down what is found
    every = looked.sql(script("erase/texts"), params={"fewest": FEWEST_LETTERS})
    for batch in every.to_arrow_reader(_AT_ONCE):
        column = batch.column(0)
        found = sorted(texts.found(column))
        if found:
            yield pa.table({"said": column.take(pa.array(found))})
