"""One version of the book, open for reading: answers named queries and nothing else."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import duckdb

from core.acting import EVERYBODY
from core.book.errors import QueryError
from core.book.kept import kept
from core.book.on_disk import on_disk
from core.book.queries import query

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from core.book.sight import Sight

    Relations = Mapping[str, "pd.DataFrame | pa.Table"]

Config: TypeAlias = dict[str, str | bool | int | float | list[str]]

# A query reads the book and the relations it is handed, never a Python variable that happens to have a table's name.
# DuckDB 2.0.0 believes a SUM over rows joined to one aggregate row can be no larger than one of those rows, and then
# folds comparisons with it to a constant: wrong figures. Without statistics propagation they are right, and as fast.
CONFIG: Final[Config] = {"python_enable_replacements": "false", "disabled_optimizers": "statistics_propagation"}
# What DuckDB may hold of one version; what does not fit goes to a folder beside the file. Ten million invoices are asked
# as fast with it as with all of the machine's memory.
READ_CONFIG: Final[Config] = {**CONFIG, "memory_limit": "1GB"}

# Small answers that every customer's page asks for and that are about no customer: asked once of a version.
_SHARED: Final = frozenset({"book_imports", "euro_rates"})
_MOST_SHARED: Final = 32
# Questions about every customer that many pages and the work beside them ask on the day the book speaks of.
_ON_DISK: Final = frozenset(
    {"audience_addresses", "audience_items", "customer_balances", "customer_features", "payment_counts"}
)
# What tells of nobody and has to be the same whoever reads: how the portfolio pays, which a customer's score rests on, and
# the days that the book speaks of, by which a figure is undefined or not.
_OF_EVERYBODY: Final = frozenset({"book_latest", "book_span", "payment_counts"})


class Book:
    """An immutable version; safe to share between threads, and readable after its file was pruned.

    With a ``sight`` it is the same version as somebody sees it whose customers are limited: another book, which shares no
    answer with the whole one.
    """

    def __init__(self, file: Path, *, version: str, sight: Sight | None = None, whole: Book | None = None) -> None:
        """Open ``file``; with a ``sight`` what it leaves of the version, of which ``whole`` is all."""
        self.version = version
        self.file = file
        self.whole = whole or self
        self.limits = EVERYBODY if sight is None else sight.limits
        self._sight = sight
        self._connection = (
            duckdb.connect(str(file), read_only=True, config=READ_CONFIG) if sight is None else sight.connection
        )
        self._lock = Lock()

    @cached_property
    def latest_on(self) -> date:
        """The book's own latest date: the last day any imported file speaks of."""
        day: date = self.row("book_latest")["latest_on"]
        return day

    def frame(self, name: str, /, relations: Relations | None = None, **parameters: object) -> pd.DataFrame:
        """Return the rows of the query ``name`` as a frame; ``relations`` are tables the query may join."""
        if name in _SHARED:
            question = (name, *sorted(parameters.items()))
            found = kept(self, "shared", question, lambda: self._frame(name, relations, parameters), room=_MOST_SHARED)
            return found.copy(deep=False)
        if name in _ON_DISK and self._is_of_all_now(parameters):
            asked = {**parameters, "statement": query(name).statement}
            return on_disk(self.whole.file, name, asked, lambda: self._frame(name, relations, parameters))
        return self._frame(name, relations, parameters)

    def table(self, name: str, /, relations: Relations | None = None, **parameters: object) -> pa.Table:
        """Return the rows of the query ``name`` as an Arrow table, which other queries may be handed as a relation."""
        with self._cursor(name, relations, parameters) as (cursor, statement):
            return cursor.sql(statement, params=parameters).to_arrow_table()

    def rows(self, name: str, /, relations: Relations | None = None, **parameters: object) -> list[dict[str, Any]]:
        """Return the rows of the query ``name`` as dictionaries of plain Python values."""
        with self._answer(name, relations, parameters) as cursor:
            columns = [column[0] for column in cursor.description or []]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def row(self, name: str, /, relations: Relations | None = None, **parameters: object) -> dict[str, Any]:
        """Return the only row of the query ``name``; raise ``QueryError`` when there is not exactly one."""
        rows = self.rows(name, relations, **parameters)
        if len(rows) != 1:
            message = f"{name} answers with {len(rows)} rows where one was expected"
            raise QueryError(message)
        return rows[0]

    def _is_of_all_now(self, parameters: Mapping[str, object]) -> bool:
        """Return whether a question with ``parameters`` is about every customer of the whole version, on its latest day."""
        is_now = parameters.get("as_of", self.latest_on) == self.latest_on
        return self.whole is self and is_now and parameters.get("customer_key") is None

    def _frame(self, name: str, relations: Relations | None, parameters: dict[str, object]) -> pd.DataFrame:
        with self._answer(name, relations, parameters) as cursor:
            return cursor.df()

    @contextmanager
    def _answer(
        self,
        name: str,
        relations: Relations | None,
        parameters: dict[str, object],
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._cursor(name, relations, parameters) as (cursor, statement):
            cursor.execute(statement, parameters)
            yield cursor

    @contextmanager
    def _cursor(
        self,
        name: str,
        relations: Relations | None,
        parameters: dict[str, object],
    ) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
        """Yield a cursor that knows the relations, and the statement of the query ``name``."""
        asked = query(name)
        if set(parameters) != set(asked.parameters):
            message = f"{name} takes {list(asked.parameters)}, not {sorted(parameters)}"
            raise QueryError(message)
        if name in _OF_EVERYBODY and self.whole is not self:
            with self.whole._cursor(name, relations, parameters) as found:  # noqa: SLF001 - another one of these
                yield found
            return
        with self._lock:
            cursor = self._connection.cursor()
        try:
            if self._sight is not None:
                self._sight.look(cursor, asked)
            for relation, table in (relations or {}).items():
                cursor.register(relation, table)
            yield cursor, asked.statement
        finally:
            cursor.close()
