"""The book as it was known on past days: the same named queries, on facts without what a later import brought."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pandas as pd

from core.book.book import CONFIG, Config
from core.book.errors import VersionGoneError
from core.book.queries import query, script
from core.book.sight import WHOLE, attach, narrow
from core.book.together import QUIET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from core.book.book import Book, Relations

_MEMORY: Final[Config] = {**CONFIG, "memory_limit": "1500MB"}
_KEPT: Final = "kept"  # the version looked at, in sql/book/past
_MARTS: Final = ("movement", "item", "settlement", "cash")
# What asks only for things that can be open within the window; every other query is given all history.
_OF_DAYS: Final = frozenset({"audience_items", "audience_cash", "bank_items"})


class PastBook:
    """One version of the book as it was known on each of a few days, asked like the book itself.

    ``open_window`` comes first, then ``know`` for each day's knowledge; both cost about as much as what they look at. One
    thread at a time.
    """

    def __init__(self, book: Book, *, spill: str | None = None) -> None:
        """Look at ``book``; what does not fit in memory goes to the folder ``spill``, if one is given."""
        if not book.file.exists():
            raise VersionGoneError
        config: Config = _MEMORY if spill is None else {**_MEMORY, "temp_directory": spill}
        self.version = book.version
        self._connection = duckdb.connect(":memory:", config=config)
        self._connection.execute(QUIET)
        if book.limits.is_all:
            attach(self._connection, book.file, name=_KEPT)
        else:  # as its reader sees it: the scripts speak of a schema then, where else of a database
            attach(self._connection, book.file, name=WHOLE)
            narrow(self._connection, _KEPT, book.limits, whole=f"{WHOLE}.main")
            self._connection.execute("SET search_path = 'main'")
        self._is_partly_other = False
        self._known: int | None = None
        self._schemas: str | None = None
        self._knows(0)
        self._connection.execute(script("past/known"))

    def close(self) -> None:
        """Give back what this took."""
        self._connection.close()

    def open_window(self, first_on: date, last_on: date, *, least: int) -> None:
        """Prepare for the days ``first_on`` to ``last_on``, of which none knows less than the import ``least``."""
        self._set(first_on=first_on, last_on=last_on, least=least)
        latest = self._row("past/latest")
        touched = "touched" if least < latest else "untouched"
        for name in ("forget", touched, "window", "asked" if least < latest else "not_asked", "part"):
            self._connection.execute(script(f"past/{name}"))
        self._is_partly_other, self._known = bool(self._row("past/is_touched")), None
        self._make_marts()
        self._connection.execute(script("past/days"))

    def know(self, import_id: int) -> None:
        """Know what stood in the book after ``import_id``, from now on."""
        if import_id != self._known:
            self._knows(import_id)
            if self._is_partly_other:
                self._make_marts()
            self._known = import_id

    @property
    def latest_on(self) -> date:
        """The last day any file known now speaks of."""
        day: date = self.rows("book_latest")[0]["latest_on"]
        return day

    def frame(self, name: str, /, relations: Relations | None = None, **parameters: object) -> pd.DataFrame:
        """Return the rows of the query ``name`` as a frame, as ``Book.frame`` does."""
        with self._asked(name, relations, parameters) as cursor:
            return cursor.df()

    def rows(self, name: str, /, relations: Relations | None = None, **parameters: object) -> list[dict[str, Any]]:
        """Return the rows of the query ``name`` as dictionaries of plain Python values."""
        with self._asked(name, relations, parameters) as cursor:
            columns = [column[0] for column in cursor.description or []]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    @contextmanager
    def narrowed(self, customer_keys: NDArray[np.int64]) -> Iterator[None]:
        """Know of these customers only, as long as the block lasts: what is new since the rest was asked costs little then."""
        self._connection.register("wanted", pd.DataFrame({"customer_key": customer_keys}))
        self._connection.execute(script("past/choose"))
        self._connection.unregister("wanted")
        self._schemas = "chosen,whole"
        try:
            yield
        finally:
            self._schemas = None

    @contextmanager
    def _asked(
        self, name: str, relations: Relations | None, parameters: dict[str, object]
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        schemas = self._schemas or ("days" if name in _OF_DAYS else "whole")
        self._connection.execute(f"SET search_path = '{schemas},known,main'")
        for relation, table in (relations or {}).items():
            self._connection.register(relation, table)
        try:
            self._connection.execute(query(name).statement, parameters)
            yield self._connection
        finally:
            for relation in relations or {}:
                self._connection.unregister(relation)
            self._connection.execute("SET search_path = 'main'")

    def _row(self, name: str) -> int:
        (value,) = self._connection.execute(script(name)).fetchone() or (0,)
        return int(value or 0)

    def _make_marts(self) -> None:
        self._connection.execute("SET search_path = 'part'")
        for name in _MARTS:
            self._connection.execute(query(name).statement)
        self._connection.execute("SET search_path = 'main'")

    def _knows(self, import_id: int) -> None:
        self._set(known=import_id)

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            self._connection.execute(f"SET VARIABLE {name} = $1", [value])
