"""What a transaction of an act writes, seen where every statement passes: rows before and after, or how many of them."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Delete, Insert, LargeBinary, Update, bindparam, event, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.sql.elements import RollbackToSavepointClause, SavepointClause

from core.acting import act
from core.desk.scope import BESIDE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, CursorResult, Engine, Select, Table

MOST_ROWS: Final = 40
"""Rows of one transaction that are told with what was before and after; of the rest, how many."""
MOST_OF_ONE: Final = 20
"""Rows of one statement that are told; one that changes more is told as a number."""
# Clockwork: numbers that follow from what is told already, or that grow by themselves.
UNTOLD: Final = frozenset({
    "topic_revision", "worker", "channel_rate", "schedule", "mail_read", "preview_index", "preview_batch", "ladder_task",
    "customer_place", "places_look", "common_words", "audit_entry", "audit_value", "audit_head",
})  # fmt: skip

# Made by the many: that they came is told as a number, what they say stands where they are kept.
COUNTED: Final = frozenset({
    "bank_line", "customer_secret", "credit_standing", "held_out", "message", "message_item", "preview_message", "side_fact",
    "template_set",
})  # fmt: skip
WATCH: Final = "audit_watch"  # execution option: who sees what the connection writes


@dataclass(frozen=True, kw_only=True)
class Change:
    """One row that was added (no ``before``), changed (the columns that differ) or removed (no ``after``)."""

    table: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    key: Mapping[str, Any] = field(default_factory=dict)
    entity: str | None = None
    customer_id: str | None = None


@dataclass(kw_only=True, eq=False)
class Watch:
    """What was seen so far: rows told, and rows counted by table and verb."""

    changes: list[Change] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _waiting: list[list[Mapping[str, Any]]] = field(default_factory=list)
    _marks: dict[str, tuple[int, Counter[tuple[str, str]], int, int]] = field(default_factory=dict)
    _is_looking: bool = False

    def stop(self) -> None:
        """See nothing more."""
        self._is_looking = True

    def mark(self, savepoint: str) -> None:
        """Remember what was seen, and told by the act, before ``savepoint``."""
        begun = act()
        told = 0 if begun is None else len(begun.changes)
        self._marks[savepoint] = len(self.changes), Counter(self.counts), len(self._waiting), told

    def undo(self, savepoint: str) -> None:
        """Forget what was seen and told since ``savepoint``: it did not happen."""
        changes, self.counts, waiting, told = self._marks.pop(savepoint)
        del self.changes[changes:], self._waiting[waiting:]
        begun = act()
        if begun is not None:
            del begun.changes[told:]

    def before(self, connection: Connection, statement: Update | Delete, given: list[Mapping[str, Any]]) -> None:
        """Look at the rows that an update or a removal is about to reach."""
        table = _table(statement)
        if self._is_looking or table.name in UNTOLD:
            return
        found: list[Mapping[str, Any]] = []
        if len(given) <= MOST_OF_ONE and len(self.changes) < MOST_ROWS:
            found = self._reached(connection, statement, table, given or [{}])
        self._waiting.append(found)

    def after(
        self,
        connection: Connection,
        statement: Update | Delete | Insert,
        given: list[Mapping[str, Any]],
        result: CursorResult[Any],
    ) -> None:
        """Tell what the statement did."""
        table = _table(statement)
        if self._is_looking or table.name in UNTOLD:
            return
        if isinstance(statement, Insert):
            self._added(statement, table, given, result)
            return
        found, count = self._waiting.pop(), result.rowcount
        verb = "changed" if isinstance(statement, Update) else "removed"
        if not found or (count >= 0 and count != len(found)) or len(found) > MOST_OF_ONE:
            self._count(table, verb, max(count, len(found) if count else 0))
            return
        later = self._now(connection, table, found) if verb == "changed" else {}
        for row in found:
            self._tell(table, row, later.get(_key(table, row)))

    def _added(
        self, statement: Insert, table: Table, given: list[Mapping[str, Any]], result: CursorResult[Any]
    ) -> None:
        if statement.select is not None:
            self._count(table, "added", result.rowcount)
            return
        if table.name in COUNTED:
            self._count(table, "added", len(given) or max(result.rowcount, 1))
            return
        rows = given or [result.context.compiled_parameters[0]]
        if not rows[0].keys() & set(
            table.columns.keys()
        ):  # several rows in one VALUES: their columns go by other names
            self._count(table, "added", result.rowcount)
            return
        if len(rows) > MOST_OF_ONE or len(self.changes) + len(rows) > MOST_ROWS:
            self._count(table, "added", len(rows))
            return
        if not given and result.rowcount == 0:
            return  # it was there already
        made = None
        if len(rows) == 1:
            with suppress(InvalidRequestError):  # a statement that returns rows of its own keeps its keys to itself
                made = result.inserted_primary_key
        names = [column.name for column in table.primary_key]
        for row in rows:
            known = {name: row[name] for name in row if name in table.columns}
            if made is not None:
                known |= {name: each for name, each in zip(names, made, strict=True) if each is not None}
            self._keep(table, None, _readable(table, known))

    def _count(self, table: Table, verb: str, rows: int) -> None:
        if rows > 0:
            self.counts[table.name, verb] += rows

    def _reached(
        self, connection: Connection, statement: Update | Delete, table: Table, given: list[Mapping[str, Any]]
    ) -> list[Mapping[str, Any]]:
        where = statement.whereclause
        rows: list[Mapping[str, Any]] = []
        wanted = _some(table) if where is None else _some(table).where(where)
        self._is_looking = True
        try:
            for params in given:
                rows.extend(
                    dict(row) for row in connection.execute(wanted.execution_options(**BESIDE), dict(params)).mappings()
                )
                if len(rows) > MOST_OF_ONE:
                    break
        finally:
            self._is_looking = False
        return rows

    def _now(
        self, connection: Connection, table: Table, rows: list[Mapping[str, Any]]
    ) -> dict[tuple[Any, ...], Mapping[str, Any]]:
        found: dict[tuple[Any, ...], Mapping[str, Any]] = {}
        self._is_looking = True
        try:
            for row in rows:
                key = _key(table, row)
                named = {f"of_{place}": part for place, part in enumerate(key)}
                later = connection.execute(_one(table), named).mappings().first()
                if later is not None:
                    found[key] = dict(later)
        finally:
            self._is_looking = False
        return found

    def _tell(self, table: Table, before: Mapping[str, Any], after: Mapping[str, Any] | None) -> None:
        if after is None:
            self._keep(table, before, None)
            return
        differing = [name for name in before if before[name] != after[name]]
        if differing:
            self._keep(table, before, after, differing)

    def _keep(
        self,
        table: Table,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
        differing: list[str] | None = None,
    ) -> None:
        row = after or before or {}
        kept = [
            None if each is None else each if differing is None else {name: each[name] for name in differing}
            for each in (before, after)
        ]
        self.changes.append(
            Change(
                table=table.name,
                before=kept[0],
                after=kept[1],
                key={column.name: row.get(column.name) for column in table.primary_key},
                entity=row.get("entity") or None,
                customer_id=row.get("customer_id") or None,
            )
        )


def watched(engine: Engine) -> Engine:
    """Return ``engine`` with eyes: the same connections, whose statements the ``Watch`` of a transaction sees."""
    with_eyes = engine.execution_options(preserve_rowcount=True)  # else of an INSERT nobody knows how many came
    event.listen(with_eyes, "before_execute", _before)
    event.listen(with_eyes, "after_execute", _after)
    return with_eyes


def watch(connection: Connection) -> Watch:
    """Let everything that ``connection``, of an engine that is watched, writes from now on be seen."""
    seen = Watch()
    connection.execution_options(**{WATCH: seen})
    return seen


def _before(
    connection: Connection,
    statement: object,
    multiparams: Sequence[Mapping[str, Any]],
    params: Mapping[str, Any],
    _options: object,
) -> None:
    seen = connection.get_execution_options().get(WATCH)
    if seen is None:
        return
    if isinstance(statement, Update | Delete):
        seen.before(connection, statement, list(multiparams) or ([params] if params else []))
    elif isinstance(statement, SavepointClause):
        seen.mark(str(statement.ident))
    elif isinstance(statement, RollbackToSavepointClause):
        seen.undo(str(statement.ident))


def _after(
    connection: Connection,
    statement: object,
    multiparams: Sequence[Mapping[str, Any]],
    params: Mapping[str, Any],
    _options: object,
    result: CursorResult[Any],
) -> None:
    seen = connection.get_execution_options().get(WATCH)
    if seen is not None and isinstance(statement, Update | Delete | Insert):
        seen.after(connection, statement, list(multiparams) or ([params] if params else []), result)


@cache
def _some(table: Table) -> Select[Any]:
    return select(*_columns(table)).limit(MOST_OF_ONE + 1).execution_options(**BESIDE)


@cache
def _one(table: Table) -> Select[Any]:
    same = (column == bindparam(f"of_{place}", type_=column.type) for place, column in enumerate(table.primary_key))
    return select(*_columns(table)).where(*same).execution_options(**BESIDE)


def _table(statement: Update | Delete | Insert) -> Table:
    return statement.table  # type: ignore[return-value]  # the desk changes tables, never joins or views


def _columns(table: Table) -> list[Any]:
    return [column for column in table.columns if not isinstance(column.type, LargeBinary)]


def _readable(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in row.items() if not isinstance(table.columns[name].type, LargeBinary)}


def _key(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)
