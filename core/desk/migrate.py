"""Bring a desk's tables to the newest revision of sql/migrations; safe when several processes start at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from core.desk.engine import open_desk
from core.settings import ROOT

if TYPE_CHECKING:
    from core.desk.engine import Desk

MIGRATIONS = ROOT / "sql" / "migrations"
LOCK = 7_325_301  # any number, as long as every Saldo asks PostgreSQL for the same one


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
    newest = ScriptDirectory.from_config(configuration()).get_current_head()
    with desk.reading() as session:
        if _revision(session.connection()) == newest:
            return
    with desk.transaction() as connection:
        if desk.is_postgres:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        if _revision(connection) != newest:
            command.upgrade(configuration(connection), "head")


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, made here instead of in a file, so that it holds no path and no URL."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
