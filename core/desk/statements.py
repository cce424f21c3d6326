"""Statements of the desk: how many rows one changed, which decides who came first, long lists in parts, and whose rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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


def is_of(
    entity: SQLColumnExpression[Any], customer_id: SQLColumnExpression[Any], customers: Iterable[tuple[str, str]]
) -> ColumnElement[bool]:
    """Return the condition that these columns name one of ``customers``: as many as a condition may, see :func:`parts`."""
    by_entity: dict[str, list[str]] = {}
    for each in customers:
        by_entity.setdefault(each[0], []).append(each[1])
    return or_(false(), *(and_(entity == each, customer_id.in_(ids)) for each, ids in by_entity.items()))
