"""The desk's database: one URL, SQLite or PostgreSQL, with the few differences between them kept here."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from core.acting import act, refuse_unguarded
from core.clock import Clock, utc_now
from core.desk.audit import witnessed
from core.desk.audit_watch import watched
from core.desk.scope import limited, outside_is_told
from core.errors import SaldoError
from core.hidden import hidden
from core.master import Master, as_info
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import ConnectionPoolEntry

ACCESS = "desk_access"  # execution option that says what a transaction is for
READ, WRITE, ALONE = "read", "write", "alone"
BUSY_MS = 60_000


class DeskUrlError(SaldoError):
    """A desk URL of a database that Saldo does not speak."""

    def __init__(self, found: str) -> None:
        super().__init__(
            "SALDO_DESK_URL {found}: write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE.", found=found
        )


class DeskDownError(SaldoError):
    """A desk that does not answer."""

    def __init__(self, desk: Desk, error: DBAPIError) -> None:
        where = hidden(desk.engine.url.render_as_string())  # a password may stand among the options
        detail = str(error.orig).strip().partition("\n")[0]
        super().__init__(
            "The desk cannot be reached ({detail}): check that its database runs and that {where} is right.",
            detail=Sentence(detail),
            where=where,
        )


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the team decided and did; ``clock`` is the only way anything on it asks the time.

    Commits of ``relaxed`` survive the death of the process but not of the machine: they do not wait for the disk.
    """

    engine: Engine
    relaxed: Engine
    is_postgres: bool
    clock: Clock
    master: Master | None = None  # None: keys of customers lie on the desk as they are
    _watched: dict[Engine, Engine] = field(default_factory=dict, init=False, repr=False, compare=False)

    def now(self) -> datetime:
        """Return the desk's present instant, in UTC."""
        return self.clock()

    @property
    def file(self) -> Path | None:
        """The file that the desk is, None where it is a server's database."""
        database = self.engine.url.database
        return None if self.is_postgres or database is None else Path(database)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Yield a session inside one writing transaction: committed at the end, rolled back on an error."""
        with (
            outside_is_told(),
            self.transaction() as connection,
            Session(connection, expire_on_commit=False, info=as_info(self.master)) as session,
        ):
            yield session
            session.flush()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session on one consistent snapshot; it never waits for a writer."""
        with (
            outside_is_told(),
            limited(self.engine.connect().execution_options(**{ACCESS: READ})) as connection,
            connection.begin(),
            Session(connection, expire_on_commit=False, info=as_info(self.master)) as session,
        ):
            yield session

    @contextmanager
    def transaction(self, *, is_relaxed: bool = False) -> Iterator[Connection]:
        """Yield a connection inside one writing transaction, for statements that run often."""
        refuse_unguarded()
        engine = self.relaxed if is_relaxed else self.engine
        if act() is not None:  # workers, which do no act, are not held up by it
            engine = self._watched.get(engine) or self._watched.setdefault(engine, watched(engine))
        with (
            limited(engine.connect().execution_options(**{ACCESS: WRITE})) as connection,
            connection.begin(),
            witnessed(connection, self),
        ):
            yield connection

    def alone(self, *, is_relaxed: bool = False) -> Connection:
        """Return a connection on which each statement is a transaction of its own; the caller closes it.

        One round trip, and never a lock that outlives its statement, even when this process freezes.
        """
        refuse_unguarded()
        options = {ACCESS: ALONE} | ({"isolation_level": "AUTOCOMMIT"} if self.is_postgres else {})
        return limited((self.relaxed if is_relaxed else self.engine).connect().execution_options(**options))

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()
        self.relaxed.dispose()


def open_desk(url: str, *, clock: Clock = utc_now, master: Master | None = None) -> Desk:
    """Return the desk behind ``url``; core.desk.migrate makes its tables. DeskUrlError for any other database."""
    try:
        location = make_url(url)
    except ArgumentError as error:
        raise DeskUrlError("cannot be read") from error  # it may hold a password: not repeated
    backend = location.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        location = location.set(drivername="postgresql+psycopg")
        return Desk(
            engine=_postgres(location), relaxed=_postgres(location, "off"), is_postgres=True, clock=clock, master=master
        )
    if backend == "sqlite" and location.database and location.database != ":memory:":
        Path(location.database).parent.mkdir(parents=True, exist_ok=True)
        return Desk(
            engine=_sqlite(location), relaxed=_sqlite(location, "NORMAL"), is_postgres=False, clock=clock, master=master
        )
    raise DeskUrlError(Sentence("is {given!r}", given=hidden(location.render_as_string())))


def _sqlite(location: URL, synchronous: str = "FULL") -> Engine:
    engine = create_engine(
        location, connect_args={"timeout": BUSY_MS / 1000}, pool_size=10, max_overflow=40, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver opens no transactions of its own: begin() below does
        cursor = connection.cursor()
        _write_ahead(cursor)
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        access = connection.get_execution_options().get(ACCESS, WRITE)
        if access == READ:
            connection.exec_driver_sql("BEGIN")
        elif access == WRITE:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # a lock asked for later could fail half-way

    return engine


def _write_ahead(cursor: DBAPICursor) -> None:
    """Let readers and one writer work side by side; of several first openers SQLite refuses all but one, without waiting."""
    for wait_seconds in (*([0.01] * 500), None):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if wait_seconds is None:
                raise
            time.sleep(wait_seconds)
        else:
            return


def _postgres(location: URL, synchronous_commit: str = "on") -> Engine:
    # The locks of a process that froze in the middle of a transaction must not hold up the others for ever.
    idle = 300 if synchronous_commit == "on" else 20
    given = {
        "synchronous_commit": synchronous_commit,
        "timezone": "UTC",
        "idle_in_transaction_session_timeout": f"{idle}s",
    }
    options = {"options": " ".join(f"-c {name}={value}" for name, value in given.items())}
    engine = create_engine(
        location, connect_args=options, pool_pre_ping=True, pool_size=10, max_overflow=40, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(ACCESS) == READ:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    return engine
