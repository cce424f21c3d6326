"""The rest of the desk, read once for the words of one customer: whatever text still says one is covered."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    cast,
    or_,
    select,
    update,
)

from core.desk.scope_rules import tables
from core.desk.statements import may_say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Column
    from sqlalchemy.orm import Session

    from core.desk.engine import Desk
    from core.intake.covering import Cover

Key = tuple[Any, ...]
UNTOUCHED: Final = frozenset(
    {"audit_entry", "audit_value", "audit_head", "topic_revision", "sign_in", "person", "worker"}
)
"""The trail has a way of its own; the others are of people of the house, and of the clockwork."""
_BY_NUMBER: Final = 6
"""Characters that JSON takes to write a letter beyond ASCII by its number."""


def found(desk: Desk, cover: Cover) -> dict[str, list[Key]]:
    """Return the keys of the rows that say one of the words, by table: a look that keeps nobody waiting."""
    seen: dict[str, list[Key]] = {}
    with desk.reading() as session:
        for table in _tables():
            says = _says(table, cover.words)
            if says is not None:
                rows = session.execute(select(*table.primary_key.columns).where(says)).all()
                if rows:
                    seen[table.name] = [tuple(row) for row in rows]
    return seen


def cover_rows(session: Session, seen: Mapping[str, Sequence[Key]], cover: Cover) -> Counter[str]:
    """Cover the words in the rows that :func:`found` gave, as they are now; return how many of each table."""
    done: Counter[str] = Counter()
    for name, keys in seen.items():
        table = tables()[name]
        for key in keys:
            chosen = and_(*(column == value for column, value in zip(table.primary_key.columns, key, strict=True)))
            row = session.execute(select(*_texts(table)).where(chosen)).mappings().one_or_none()
            told = {} if row is None else {column: cover.value(value) for column, value in row.items()}
            changed = {column: value for column, value in told.items() if row is not None and value != row[column]}
            for column in changed.keys() & _unique(table):
                changed[column] = f"{changed[column]} {' '.join(map(str, key))}"  # two covered words look alike
            if changed:
                session.execute(update(table).where(chosen).values(**changed))
                done[name] += 1
    return done


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


def _says(table: Table, words: Sequence[str]) -> ColumnElement[bool] | None:
    """Return whether one of ``words`` may stand in a row, in either case and as JSON writes it; None for a table without words."""
    columns = _texts(table)
    if not columns or not words:
        return None
    says: list[ColumnElement[bool]] = []
    for column in columns:
        is_json = isinstance(column.type, JSON)
        text = cast(column, Text) if is_json else column
        says += [may_say(text, word) for word in words]
        # Words that the desk wrote as JSON, into a column of words as well.
        says += [
            may_say(text, told, width=_BY_NUMBER)
            for word in words
            if (told := _in_json(word)) != word or not word.isascii()
        ]
    return or_(*says)


def _in_json(word: str) -> str:
    """Return ``word`` as JSON holds it, letters beyond ASCII as they are."""
    return json.dumps(word, ensure_ascii=False)[1:-1]
