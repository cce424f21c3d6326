"""A question to a database: one SELECT, read only, streamed into a file that is imported like any other."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlglot
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlglot import exp
from sqlglot.errors import SqlglotError

from core import secret
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

MOST_ROWS: Final = 5_000_000
AT_ONCE: Final = 5_000
PATIENCE_SECONDS: Final = 600
_DIALECTS: Final = {"postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite", "mssql": "tsql"}
_DIALECTS_MORE: Final = {"oracle": "oracle", "snowflake": "snowflake", "duckdb": "duckdb", "trino": "trino"}
_READ_ONLY: Final = {
    "postgresql": ("SET TRANSACTION READ ONLY", f"SET LOCAL statement_timeout = {PATIENCE_SECONDS * 1000}"),
    "mysql": ("SET TRANSACTION READ ONLY",),
    "mariadb": ("SET TRANSACTION READ ONLY",),
    "oracle": ("SET TRANSACTION READ ONLY",),
    "sqlite": ("PRAGMA query_only = ON",),
}
# A question may hold these at no depth: they write, lock, or reach out of the database.
_WRITING: Final = (
    exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Alter, exp.Command, exp.Into, exp.Lock,
    exp.Set, exp.Pragma, exp.Copy, exp.TruncateTable,
)  # fmt: skip
_REACHING: Final = (
    "pg_read_", "pg_write_", "pg_ls_", "pg_stat_file", "pg_current_logfile", "lo_", "dblink", "pg_sleep", "load_", "readfile",
    "writefile", "xp_", "sleep", "nextval", "setval", "set_config", "pg_terminate", "pg_cancel", "pg_advisory", "pg_try_advisory",
    "pg_notify", "pg_promote", "pg_reload", "pg_rotate", "pg_switch", "pg_create", "pg_drop", "pg_logical", "pg_replication",
    "query_to_xml", "cursor_to_xml", "copy_", "benchmark", "utl_", "get_lock", "openrowset", "opendatasource", "openquery",
)  # fmt: skip
# DuckDB opens any file of this machine by such a name.
_FILES_OF_DUCKDB: Final = ("read_", "glob", "sniff_csv", "parquet_", "getenv", "sqlite_", "postgres_", "mysql_")


_RUN_COMMENT: Final = re.compile(r"/\*M?!")


class NotOneSelectError(SaldoError):
    """A question that is more, or something else, than one SELECT."""

    def __init__(self, why: str) -> None:
        super().__init__("Only one SELECT that changes nothing is asked of a database: {why}.", why=Sentence(why))


class TooManyRowsError(SaldoError):
    """An answer larger than was allowed; nothing of it was imported."""

    def __init__(self, most: int) -> None:
        super().__init__(
            "The answer has more than {most:,} rows: ask for less, or raise the limit of this routine.", most=most
        )


class DatabaseError(SaldoError):
    """A database that does not answer."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "The database does not answer: {why}. Check address, rights and statement; it is tried again.",
            why=Sentence(why),
        )


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked, and where: ``url`` names the secret that holds the SQLAlchemy URL."""

    url: str
    statement: str
    most_rows: int = MOST_ROWS


def checked(statement: str, backend: str = "") -> str:
    """Return ``statement`` without its last semicolon; raise ``NotOneSelectError`` unless it is one that only reads."""
    told = statement.strip().rstrip(";").strip()
    if not told:
        raise NotOneSelectError("it is empty")
    if _RUN_COMMENT.search(told):
        raise NotOneSelectError("MySQL runs what stands in a comment like /*! ... */")
    try:
        parsed = [each for each in sqlglot.parse(told, read=(_DIALECTS | _DIALECTS_MORE).get(backend)) if each]
    except (SqlglotError, RecursionError) as error:
        raise NotOneSelectError("it cannot be read as SQL") from error
    if len(parsed) != 1:
        raise NotOneSelectError(Sentence("these are {given} statements", given=len(parsed)))
    found = parsed[0]
    if not isinstance(found, exp.Query):
        raise NotOneSelectError(Sentence("it begins with {given}", given=told.split()[0].upper()[:20]))
    writing = next(iter(found.find_all(*_WRITING)), None)
    if writing is not None:
        raise NotOneSelectError(Sentence("there is a {given} in it", given=type(writing).__name__.upper()))
    for call in found.find_all(exp.Func):
        name = (call.name if isinstance(call, exp.Anonymous) else call.sql_name()).casefold()
        if name.startswith(_REACHING + (_FILES_OF_DUCKDB if backend == "duckdb" else ())):
            raise NotOneSelectError(Sentence("the function {name} does more than read", name=name))
    if backend == "duckdb" and any(set("/.*:") & set(each.name) for each in found.find_all(exp.Table)):
        raise NotOneSelectError("a table of it is a file")
    return told


def fetch(question: Question, target: Path) -> int:
    """Write the answer to ``target`` as CSV and return its number of rows; memory holds some thousands at a time.

    Raises ``NotOneSelectError``, ``TooManyRowsError``, ``DatabaseError`` and ``SecretError``; no sentence holds the address.
    """
    url = _url(question.url)
    statement = checked(question.statement, url.get_backend_name())
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            _only_reading(connection, url.get_backend_name())
            return _written(connection, statement, target, question.most_rows)
    except SQLAlchemyError as error:
        raise DatabaseError(_said(error, url)) from None
    finally:
        engine.dispose()


def _url(name: str) -> URL:
    try:
        url = make_url(secret.read(name).reveal())
    except ArgumentError:
        raise DatabaseError("its address cannot be read") from None
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise DatabaseError("there is no such SQLite file")  # it would be made
    return url


def _engine(url: URL) -> Engine:
    try:
        return create_engine(url, poolclass=NullPool)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise DatabaseError(
            Sentence("the driver for {given!r} is not installed", given=url.get_backend_name())
        ) from error


def _only_reading(connection: Connection, backend: str) -> None:
    for statement in _READ_ONLY.get(backend, ()):
        connection.exec_driver_sql(statement)


def _written(connection: Connection, statement: str, target: Path, most: int) -> int:
    streamed = connection.execution_options(stream_results=True, max_row_buffer=AT_ONCE)
    # A colon of the statement is no parameter of ours.
    answer = streamed.execute(text(statement.replace(":", "\\:")))
    count = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(answer.keys())
        for some in answer.partitions(AT_ONCE):
            count += len(some)
            if count > most:
                raise TooManyRowsError(most)
            rows.writerows([_cell(value) for value in row] for row in some)
    connection.rollback()
    return count


def _cell(value: object) -> object:
    """Return a value as files have it: days as ISO dates, truth as a word."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _said(error: SQLAlchemyError, url: URL) -> str:
    """Return the database's own words on one line, without address or password."""
    words = str(getattr(error, "orig", None) or type(error).__name__).strip().partition("\n")[0]
    for hidden in (url.password, url.host, url.username):
        if hidden:
            words = words.replace(str(hidden), "***")
    return words[:200].rstrip(".")
