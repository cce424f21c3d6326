"""Whose rows of the desk somebody sees and changes: what their limits add to every statement that runs for them.

It is done where statements reach the database, so that no question and no change can be put without it. Which row is
whose, core/desk/scope_rules.py says.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    Connection,
    Delete,
    Insert,
    Update,
    cast,
    event,
    false,
    func,
    literal,
    select,
)
from sqlalchemy import Table as SqlTable
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import SelectBase, TextualSelect

from core.acting import OutsideLimitsError, current
from core.desk.scope_rules import Rules, classes, is_guarded, is_somebodys
from core.desk.scope_tables import CustomerPlace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd
    from sqlalchemy.orm import Session

_BESIDE: Final = "is_beside_limits"
BESIDE: Final = {_BESIDE: True}
"""Execution options of a question about rows whose limits were looked at already: nobody is shown its answer."""
_MOST_ASKED: Final = 500
_RULES: Final = "desk_limits"  # execution option under which a connection keeps its rules


class UnscopedStatementError(RuntimeError):
    """A question that limits cannot be added to: a fault of the code, not of the person."""

    def __init__(self, tables: Iterable[str]) -> None:
        super().__init__(
            f"a statement names {', '.join(sorted(tables))} without the class: limits cannot be added to it"
        )


def limited(connection: Connection) -> Connection:
    """Return ``connection``, on which every statement sees and changes only what the limits of who acts now leave."""
    actor = current()
    if actor.limits.is_all:
        return connection
    rules = Rules(actor.limits, is_postgres=connection.dialect.name == "postgresql")
    connection.execution_options(**{_RULES: rules})

    def narrow(
        connection: Connection,
        statement: Any,  # noqa: ANN401 - SQLAlchemy's hook
        several: Any,  # noqa: ANN401
        single: Any,  # noqa: ANN401
        _options: object,
    ) -> tuple[Any, Any, Any]:
        options = statement.get_execution_options() if hasattr(statement, "get_execution_options") else {}
        if options.get(_BESIDE):
            return statement, several, single
        if isinstance(statement, SelectBase):
            return _narrowed(statement, rules), several, single
        if not isinstance(
            statement, Insert | Update | Delete
        ):  # words of SQL, of which nobody can say whose rows they name
            raise UnscopedStatementError([type(statement).__name__])
        if is_guarded(_table(statement).name):
            rows = several or [single or {}]
            questions = (
                _brought(statement, rows, rules) if isinstance(statement, Insert) else _touched(statement, rows, rules)
            )
            for question, row in questions:
                asked = question.execution_options(**BESIDE)
                if connection.execute(asked, row).first() is not None:
                    raise OutsideLimitsError(actor)
        return statement, several, single

    event.listen(connection, "before_execute", narrow, retval=True)
    return connection


@contextmanager
def outside_is_told() -> Iterator[None]:
    """Say of a row that was asked for by its number and is not within the limits that it is not for who acts."""
    try:
        yield
    except NoResultFound:
        actor = current()
        if actor.limits.is_all:
            raise
        raise OutsideLimitsError(actor) from None


def inside(session: Session, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``frame`` (entity, customer_id, ...) whose customers ``session`` sees, in their order.

    For what the desk keeps in one piece of many customers: no statement can narrow that.
    """
    rules: Rules | None = session.connection().get_execution_options().get(_RULES)
    if rules is None or frame.empty:
        return frame
    limits = rules.limits
    kept = frame if limits.entities is None else frame[frame["entity"].isin(limits.entities)]
    if rules.is_by_entity:
        return kept
    place = CustomerPlace.__table__
    seen = select(place.c.entity, place.c.customer_id).where(rules.is_seen(place.c.entity, place.c.customer_id))
    found = {tuple(row) for row in session.connection().execute(seen.execution_options(**BESIDE))}
    names = zip(kept["entity"], kept["customer_id"], strict=True)
    return kept[[name in found for name in names]]


def _narrowed(statement: Any, rules: Rules) -> Any:  # noqa: ANN401
    """Return a question with the limits on each of its tables, wherever in it they stand."""
    if any(isinstance(element, TextualSelect) for element in visitors.iterate(statement)):
        raise UnscopedStatementError([TextualSelect.__name__])
    mapped, bare = _tables(statement)
    if unreachable := [name for name in bare - mapped if is_somebodys(name)]:
        raise UnscopedStatementError(unreachable)
    limited = [name for name in sorted(mapped) if is_somebodys(name)]
    if not limited:
        return statement
    known = classes()
    return statement.options(
        *(
            with_loader_criteria(known[name], rules.inside(name, _attributes(known[name])), include_aliases=True)
            for name in limited
        )
    )


def _tables(statement: Any) -> tuple[set[str], set[str]]:  # noqa: ANN401
    """Return the names of the tables in ``statement``: those named by their classes, and those named bare."""
    mapped: set[str] = set()
    bare: set[str] = set()
    for element in visitors.iterate(statement):
        table = element if isinstance(element, SqlTable) else getattr(element, "table", None)
        owner = element._annotations.get("parententity")  # noqa: SLF001 - the mark of a mapped class
        if owner is not None:
            mapped.add(owner.mapper.local_table.name)
        elif isinstance(table, SqlTable):
            (mapped if "parententity" in table._annotations else bare).add(table.name)  # noqa: SLF001
    return mapped, bare


def _attributes(class_: type[Any]) -> dict[str, Any]:
    return {
        column.key: getattr(class_, column.key) for column in class_.__table__.columns if hasattr(class_, column.key)
    }


def _touched(
    statement: Update | Delete, rows: list[dict[str, Any]], rules: Rules
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield questions that find a row which ``statement`` would touch outside of the limits."""
    table = _table(statement)
    columns = dict(table.c)
    condition = rules.inside(table.name, columns)
    if table.name == "campaign" and "state" in _set_by(statement, rows):
        condition = rules.owns(columns)  # what is begun, stopped or ended is so for everybody in it
    outside = select(literal(1)).select_from(table).where(~func.coalesce(condition, false())).limit(1)
    if statement.whereclause is not None:
        outside = outside.where(statement.whereclause)
    for row in rows:
        yield outside, row


def _set_by(statement: Update | Delete, rows: list[dict[str, Any]]) -> set[str]:
    if isinstance(statement, Delete):
        return {"state"}
    named = {str(getattr(column, "key", column)) for column in statement._values or ()}  # noqa: SLF001 - nothing else tells
    return named | {name for row in rows for name in row}


def _brought(statement: Insert, rows: list[dict[str, Any]], rules: Rules) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield questions that find a row which ``statement`` would bring outside of the limits."""
    table = _table(statement)
    if table.name in {"campaign", "replay"}:
        return  # begun by who acts, within their own limits
    if statement.select is not None:
        source = statement.select.subquery()
        condition = rules.inside(table.name, dict(source.c))
        yield select(literal(1)).select_from(source).where(~func.coalesce(condition, false())).limit(1), {}
        return
    named = rules.names(table.name)
    known = _rows(statement, rows)
    for values in {tuple(row.get(name) for name in named) for row in known}:
        row = {
            name: cast(literal(value, table.c[name].type), table.c[name].type)
            for name, value in zip(named, values, strict=True)
        }
        condition = rules.brings(table.name, row)
        yield select(literal(1)).where(~func.coalesce(condition, false())), {}


def _rows(statement: Insert, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what an INSERT brings, row for row, wherever it says so."""
    several = [dict(row) for part in statement._multi_values for row in part]  # noqa: SLF001 - nothing else tells
    single = {column: getattr(value, "value", value) for column, value in (statement._values or {}).items()}  # noqa: SLF001
    return [
        {str(getattr(column, "key", column)): value for column, value in {**single, **row}.items()}
        for row in several or rows
    ]


def _table(statement: Insert | Update | Delete) -> SqlTable:
    return statement.table  # type: ignore[return-value]  # the desk changes tables, never joins or views
