"""Bring a desk's tables to the newest revision of sql/migrations; safe when several processes start at once."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from core.desk.engine import ACCESS, WRITE, open_desk
from core.errors import SaldoError
from core.settings import ROOT

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from core.desk.engine import Desk

MIGRATIONS = ROOT / "sql" / "migrations"
LOCK = 7_325_301  # any number, as long as every Saldo asks PostgreSQL for the same one


class BrokenReferenceError(SaldoError):
    """A desk in which rows refer to others that are not there."""

    def __init__(self, table: str, of: str) -> None:
        super().__init__(
            "The desk cannot be brought up to this version: rows of {table} refer to rows of {of} that are not "
            "there. Put a backup back.",
            table=table,
            of=of,
        )


def migrate(desk: Desk | str) -> None:
    """Upgrade the tables of ``desk`` (or of the desk behind a URL) to the newest revision; nothing when they are there.

    The whole upgrade is one transaction under a lock: a second process waits, then finds nothing to do.
    """
    if isinstance(desk, str):
        opened = open_desk(desk)
        try:
            migrate(opened)
        finally:
            opened.close()
        return
    newest = _newest()
    if is_newest(desk):
        return
    with rebuilding(desk) as connection:
        if desk.is_postgres:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        if _revision(connection) != newest:
            command.upgrade(configuration(connection), "head")


@contextmanager
def rebuilding(desk: Desk) -> Iterator[Connection]:
    """Yield a connection inside one transaction in which tables are made and made anew; it is no act, and no trail tells of it.

    SQLite changes a table by copying and dropping it. With rows that refer to it the drop would be refused, or take them along, so
    references are looked at once, at the end: ``BrokenReferenceError`` undoes everything when one leads nowhere.
    """
    with desk.engine.connect().execution_options(**{ACCESS: WRITE}) as connection:
        if desk.is_postgres:
            with connection.begin():
                yield connection
            return
        driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]  # SQLite's own
        driver.execute("PRAGMA foreign_keys=OFF")  # before the transaction: inside it changes nothing
        try:
            with connection.begin():
                yield connection
                broken = driver.execute("PRAGMA foreign_key_check").fetchone()
                if broken is not None:
                    raise BrokenReferenceError(str(broken[0]), str(broken[2]))
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def is_newest(desk: Desk) -> bool:
    """Return whether the tables of ``desk`` are those that this program was written for."""
    with desk.reading() as session:
        return _revision(session.connection()) == _newest()


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, made here instead of in a file, so that it holds no path and no URL."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@cache
def _newest() -> str | None:
    """Return the last revision that came with this program; finding it reads every file of them."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
