"""The rest of the desk, read once for the words of customers: whatever text still says one is covered."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import JSON, String, Table, Text, UniqueConstraint, and_, cast, select, update

from core.desk.scope_rules import tables
from core.intake.covering import Cover
from core.phrases import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Column
    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

Key = tuple[Any, ...]
Seen = dict[str, dict[Key, frozenset[str]]]
UNTOUCHED: Final = frozenset(
    {"audit_entry", "audit_value", "audit_head", "topic_revision", "sign_in", "person", "worker"}
)
"""The trail has a way of its own; the others are of people of the house, and of the clockwork."""
_AT_ONCE: Final = 5_000
"""Rows that are looked through together."""


def found(desk: Desk, words: Iterable[str]) -> Seen:
    """Return the words that rows say, by table and key, whoever's they are: one look at everything that keeps nobody waiting."""
    texts, seen = Texts(words), Seen()
    with desk.reading() as session:
        for table in _tables():
            columns = [cast(column, Text) if isinstance(column.type, JSON) else column for column in _texts(table)]
            if not columns:
                continue
            keys = len(table.primary_key.columns)
            asked = select(*table.primary_key.columns, *columns).execution_options(yield_per=_AT_ONCE)
            for rows in session.execute(asked).partitions():
                said = texts.found(["\n".join(filter(None, row[keys:])) for row in rows])
                for place, told in said.items():
                    seen.setdefault(table.name, {})[tuple(rows[place][:keys])] = told
    return seen


def cover_rows(session: Session, seen: Seen, words: frozenset[str]) -> Counter[str]:
    """Cover ``words`` in the rows that :func:`found` saw them in, as they are now; return how many of each table."""
    done: Counter[str] = Counter()
    covers: dict[frozenset[str], Cover] = {}
    for name, rows in seen.items():
        table = tables()[name]
        for key, said in rows.items():
            told = said & words
            if told:
                cover = covers.setdefault(told, Cover(told))
                done[name] += _cover_row(session, table, key, cover)
    return Counter({name: count for name, count in done.items() if count})


def _cover_row(session: Session, table: Table, key: Key, cover: Cover) -> int:
    chosen = and_(*(column == value for column, value in zip(table.primary_key.columns, key, strict=True)))
    row = session.execute(select(*_texts(table)).where(chosen)).mappings().one_or_none()
    told = {} if row is None else {column: cover.value(value) for column, value in row.items()}
    changed = {column: value for column, value in told.items() if row is not None and value != row[column]}
    for column in changed.keys() & _unique(table):
        changed[column] = f"{changed[column]} {' '.join(map(str, key))}"  # two covered words look alike
    if changed:
        session.execute(update(table).where(chosen).values(**changed))
    return bool(changed)


def _tables() -> Iterable[Table]:
    return (table for name, table in sorted(tables().items()) if name not in UNTOUCHED)


def _texts(table: Table) -> list[Column[Any]]:
    """Return the columns of ``table`` that hold words, and by which no row is found."""
    return [
        column
        for column in table.columns
        if isinstance(column.type, String | JSON) and not column.primary_key and not column.foreign_keys
    ]


def _unique(table: Table) -> set[str]:
    """Return the columns of which no two rows may have the same."""
    together = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    together += [each.columns for each in table.indexes if each.unique]
    return {column.name for columns in together for column in columns}
