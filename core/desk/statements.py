"""Statements of the desk: how many rows one changed, which decides who came first, long lists in parts, and words in a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Delete, SQLColumnExpression, Update

MOST_NAMED: Final = 500
"""Values in one condition: databases set a limit, and plan long lists slowly."""
Each = TypeVar("Each")


def rows_changed(within: Session | Connection, statement: Update | Delete) -> int:
    """Run ``statement`` and return the number of rows it changed."""
    connection = within.connection() if isinstance(within, Session) else within
    return connection.execute(statement).rowcount


def parts(values: Sequence[Each], size: int = MOST_NAMED) -> Iterator[Sequence[Each]]:
    """Yield ``values`` in parts that a condition may name at once."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def may_say(column: SQLColumnExpression[Any], words: str, *, width: int = 1) -> ColumnElement[bool]:
    """Return the condition that ``column`` holds ``words`` in capitals or small letters.

    SQLite knows no capitals beyond ASCII: such a letter stands for any, so the caller looks again at what was found. ``width`` is
    how many characters it takes in the column: 6 where JSON writes it by its number.
    """
    likened = "".join(
        (f"/{each}" if each in "/%_" else each)
        if each.isascii()
        else "_" * (width * (1 + (width > 1 and each > "\uffff")))
        for each in words.lower()
    )
    return func.lower(column).like(f"%{likened}%", escape="/")
