"""Statements of the desk: how many rows one changed, which decides who came first, and long lists in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Delete, Update

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
