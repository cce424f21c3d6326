"""Erasing customers from the book: written anew without who they are, the old versions removed, and no import brings them back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from core.book.erase_list import erased
from core.book.publish import check
from core.book.queries import script

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from core.book.store import BookStore

FEWEST_LETTERS: Final = 5
"""A shorter word stands in texts of others by chance."""
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
        connection.execute("SET VARIABLE erased_words = $1", [_pattern(words)])
        connection.execute(script("erase/keys"))
        connection.execute(script("erase/copy"))
        connection.execute("DETACH before")
        check(connection)
        return draft.publish()


def leave_out(connection: duckdb.DuckDBPyConnection, digests: frozenset[str]) -> tuple[str, ...]:
    """Take who was erased out of the staged rows of a file, and return what the file called them; their documents stay."""
    if not digests:
        return ()
    _note(connection, digests)
    connection.execute(script("erase/staged"))
    held = {(row[0], row[1]) for row in connection.execute(script("erase/staged_columns")).fetchall()}
    called: set[str] = set()
    named = [("customer", column) for column in _NAMING] + [("contact_point", "person"), ("contact_point", "address")]
    for table, column in named:
        if (table, column) in held:
            asked = script("erase/called").format(column=column, table=table)
            called.update(str(row[0]) for row in connection.execute(asked).fetchall())
    for table, columns in _BLANKED.items():
        for column in columns:
            if (table, column) in held:
                connection.execute(script("erase/blank").format(column=column, table=table))
    if ("quarantine", "cells") in held and ("quarantine", "customer_id") in held:
        connection.execute(script("erase/cells"))
    if ("contact_point", "address") in held:
        connection.execute(script("erase/addresses"))
    return tuple(sorted(called, key=len, reverse=True))


def _note(connection: duckdb.DuckDBPyConnection, digests: Iterable[str]) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE erased_digest (digest VARCHAR)")
    rows = [[each] for each in digests]
    if rows:
        connection.executemany("INSERT INTO erased_digest VALUES ($1)", rows)


def _pattern(words: Iterable[str]) -> str | None:
    told = sorted({each.strip() for each in words if len(each.strip()) >= FEWEST_LETTERS}, key=len, reverse=True)
    return "(?i)" + "|".join(re.escape(each) for each in told) if told else None
