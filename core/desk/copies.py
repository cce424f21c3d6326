"""A whole desk as files, taken from one moment while others write, and such files made a desk again."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alembic import command
from sqlalchemy import event, inspect, make_url, text

from core.desk.engine import open_desk
from core.desk.migrate import configuration, rebuilding
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection as Driver
    from psycopg import Cursor
    from sqlalchemy import Connection
    from sqlalchemy.pool import ConnectionPoolEntry

    from core.clock import Clock
    from core.desk.engine import Desk

FILE: Final = "desk.sqlite3"
ASIDE: Final = "replaced_"
"""How the name of a schema begins to which a desk was moved aside."""
REVISIONS: Final = "alembic_version"
_PAGES: Final = -1  # all in one step: a copy page by page begins anew with every write in between
_PIECE: Final = 1 << 20


class DamagedCopyError(SaldoError):
    """Files of a desk that do not make one."""

    def __init__(self, why: str) -> None:
        super().__init__("This copy of the desk is damaged ({why}): take an older backup.", why=Sentence(why))


class OtherDatabaseError(SaldoError):
    """A copy of one kind of database for the other."""

    def __init__(self, copied: str, here: str) -> None:
        super().__init__(
            "This backup is of a desk in {copied}, and SALDO_DESK_URL names one in {here}: put it back where the "
            "desk is of the same kind.",
            copied=copied,
            here=here,
        )


@dataclass(frozen=True, kw_only=True)
class DeskCopy:
    """What lies in the folder: of which kind of database, at which revision, and how many rows each table has.

    ``sequences`` are PostgreSQL's counters, so that no number is given out twice.
    """

    kind: str
    revision: str
    rows: dict[str, int]
    sequences: dict[str, tuple[int, bool]] = field(default_factory=dict)


def kind_of(url: str) -> str:
    """Return ``SQLite`` or ``PostgreSQL``: what the desk behind ``url`` is kept in."""
    return "PostgreSQL" if make_url(url).get_backend_name().startswith("postgres") else "SQLite"


def copy_to(desk: Desk, folder: Path) -> DeskCopy:
    """Write the desk as it is at this moment into ``folder``; whoever writes to it goes on."""
    folder.mkdir(parents=True, exist_ok=True)
    return _from_postgres(desk, folder) if desk.is_postgres else _from_sqlite(desk, folder)


def put_back(url: str, folder: Path, copied: DeskCopy) -> None:
    """Make the desk behind ``url``, where there is none, what ``folder`` holds; raise ``DamagedCopyError`` when it differs afterwards."""
    if kind_of(url) != copied.kind:
        raise OtherDatabaseError(copied.kind, kind_of(url))
    if copied.kind == "PostgreSQL":
        _into_postgres(url, folder, copied)
    else:
        _into_sqlite(url, folder, copied)


def has_others(desk: Desk) -> bool:
    """Return whether anybody else is connected to the database of ``desk``; of SQLite a lock on the home folder says so."""
    if not desk.is_postgres:
        return False
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND backend_type = 'client backend'"  # the database's own cleaning is nobody
    )
    with desk.reading() as session:
        return bool(session.execute(text(others)).scalar_one())


def has_tables(url: str) -> bool:
    """Return whether a desk in PostgreSQL, or anything else, stands in the database behind ``url``."""
    desk = open_desk(url)
    try:
        with desk.reading() as session:
            return bool(inspect(session.connection()).get_table_names())
    finally:
        desk.close()


def set_aside(url: str, schema: str) -> None:
    """Move the tables of a desk in PostgreSQL, where there are any, to ``schema``; a longer name where that one is taken."""
    desk = open_desk(url)
    try:
        with rebuilding(desk) as connection:
            look = inspect(connection)
            here, taken = connection.execute(text("SELECT current_schema()")).scalar_one(), look.get_schema_names()
            if look.get_table_names(schema=here):
                free = next(name for name in (schema, *(f"{schema}_{n}" for n in range(2, 1000))) if name not in taken)
                connection.execute(text(f'ALTER SCHEMA "{here}" RENAME TO "{free}"'))
                connection.execute(text(f'CREATE SCHEMA "{here}"'))
    finally:
        desk.close()


def aside(url: str, schema: str, clock: Clock) -> Desk | None:
    """Return the desk in PostgreSQL that was moved to ``schema``, None where none was; the caller closes it."""
    found = open_desk(url, clock=clock)
    with found.reading() as session:
        is_there = schema in inspect(session.connection()).get_schema_names()
    found.close()
    if not is_there:
        return None

    @event.listens_for(found.engine, "connect")
    def look_there(connection: Driver[Any], _entry: ConnectionPoolEntry) -> None:
        connection.execute(f'SET search_path TO "{schema}"'.encode())
        connection.commit()

    return found


def _from_sqlite(desk: Desk, folder: Path) -> DeskCopy:
    target = folder / FILE
    with closing(sqlite3.connect(str(desk.engine.url.database))) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy, pages=_PAGES)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    return _looked_at(target)


def _looked_at(file: Path) -> DeskCopy:
    """Return what a file of SQLite holds, after checking that it holds together."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            if said != "ok":
                raise DamagedCopyError(said)
            names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            rows = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names.fetchall()}  # noqa: S608 (our own tables)
            revision = copy.execute(f"SELECT version_num FROM {REVISIONS}").fetchone()[0]  # noqa: S608 (a constant)
    except sqlite3.DatabaseError as error:
        raise DamagedCopyError(str(error)) from error
    return DeskCopy(kind="SQLite", revision=revision, rows=dict(sorted(rows.items())))


def _into_sqlite(url: str, folder: Path, copied: DeskCopy) -> None:
    place = Path(str(make_url(url).database))
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / FILE, place)
    found = _looked_at(place)
    if found != copied:
        raise DamagedCopyError("it does not hold what was written down when it was made")


def _from_postgres(desk: Desk, folder: Path) -> DeskCopy:
    with desk.reading() as session:
        connection = session.connection()
        names = inspect(connection).get_table_names()
        with _cursor(connection) as cursor:
            rows = {name: _written(cursor, name, _columns(connection, name), folder) for name in names}
        sequences = {
            name: (last, called)
            for name in inspect(connection).get_sequence_names()
            for last, called in connection.execute(text(f'SELECT last_value, is_called FROM "{name}"'))  # noqa: S608
        }
        revision = connection.execute(text(f"SELECT version_num FROM {REVISIONS}")).scalar_one()  # noqa: S608
    return DeskCopy(kind="PostgreSQL", revision=revision, rows=rows, sequences=sequences)


def _into_postgres(url: str, folder: Path, copied: DeskCopy) -> None:
    """Make the tables as they were at that revision, fill them, and read them again to compare: all of it or nothing."""
    desk = open_desk(url)
    try:
        with rebuilding(desk) as connection:
            command.upgrade(configuration(connection), copied.revision)
            order = [name for name, _ in inspect(connection).get_sorted_table_and_fkc_names() if name is not None]
            if set(order) != set(copied.rows):
                raise DamagedCopyError("its tables are not those of its revision")
            with _cursor(connection) as cursor:
                for name in reversed(order):
                    cursor.execute(f'DELETE FROM "{name}"'.encode())  # noqa: S608 (our own tables)
                for name in order:
                    _read(cursor, name, _columns(connection, name), folder)
                for name in order:
                    _compare(cursor, name, _columns(connection, name), folder)
                for name, (last, called) in copied.sequences.items():
                    cursor.execute("SELECT setval(%s::regclass, %s, %s)", (f'"{name}"', last, called))
    finally:
        desk.close()


def _cursor(connection: Connection) -> Cursor[Any]:
    driver: Driver[Any] = connection.connection.driver_connection  # type: ignore[assignment]  # psycopg's own
    return driver.cursor()


def _columns(connection: Connection, table: str) -> str:
    return ", ".join(f'"{column["name"]}"' for column in inspect(connection).get_columns(table))


def _out(cursor: Cursor[Any], table: str, columns: str) -> Iterator[bytes]:
    with cursor.copy(f'COPY "{table}" ({columns}) TO STDOUT'.encode()) as rows:
        for piece in rows:
            yield bytes(piece)


def _written(cursor: Cursor[Any], table: str, columns: str, folder: Path) -> int:
    with _file(folder, table).open("wb") as file:
        for piece in _out(cursor, table, columns):
            file.write(piece)
    return cursor.rowcount


def _read(cursor: Cursor[Any], table: str, columns: str, folder: Path) -> None:
    with (
        _file(folder, table).open("rb") as file,
        cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN'.encode()) as rows,
    ):
        while piece := file.read(_PIECE):
            rows.write(piece)


def _compare(cursor: Cursor[Any], table: str, columns: str, folder: Path) -> None:
    """Raise unless the table, read again, is the file: rows come in the order in which they were just written."""
    with _file(folder, table).open("rb") as file:
        is_same = all(file.read(len(piece)) == piece for piece in _out(cursor, table, columns))
        if not is_same or file.read(1):
            raise DamagedCopyError(Sentence("{table} reads differently after it was put back", table=table))


def _file(folder: Path, table: str) -> Path:
    return folder / f"{table}.copy"
