"""What a worker needs is gone for a while, or lies about the time: it goes on by itself, and nothing goes twice."""

from __future__ import annotations

import resource
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from core.desk.engine import Desk, open_desk
from core.desk.migrate import migrate
from tests.crash.crew import Crew, Line, accepted, signal_to, sink, wait_for
from tests.crash.told import by_state, nothing_twice_and_nothing_lost
from tests.launched import launched, recipients
from tests.postgres import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.crash
MESSAGES = 2_000
SECONDS = 10
THREADS = 2


def on_the_real_clock(url: str) -> Desk:
    opened = open_desk(url)
    migrate(opened)
    launched(opened, recipients(MESSAGES))
    return opened


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = on_the_real_clock(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    yield opened
    opened.close()


def url_of(desk: Desk) -> str:
    return desk.engine.url.render_as_string(hide_password=False)


def over(line: Line, url: str) -> str:
    """Return the URL of the same database by way of ``line``."""
    return make_url(url).set(host="127.0.0.1", port=line.port, query={}).render_as_string(hide_password=False)


@pytest.mark.postgres
def test_database_and_mail_server_gone_for_ten_seconds(desk: Desk, tmp_path: Path) -> None:
    """Two desks at once, so that one wait serves both: of one the PostgreSQL is gone, of the other the mail server."""
    server = make_url(fresh_database())
    socket = Path(str(server.query["host"])) / ".s.PGSQL.5432" if "host" in server.query else server.port or 5432
    other = on_the_real_clock(server.render_as_string(hide_password=False))
    logs = tmp_path / "one", tmp_path / "other"
    with (
        sink(logs[0]) as port,
        sink(logs[1]) as other_port,
        Line(port) as to_mail,
        Line(socket) as to_desk,
        Crew() as crew,
    ):
        workers = [
            crew.start(url_of(desk), to_mail.port, stays=True, lease_seconds=5.0),
            crew.start(over(to_desk, url_of(other)), other_port, stays=True, lease_seconds=5.0),
        ]
        for log in logs:
            wait_for(log, 300)
        to_mail.cut()
        to_desk.cut()
        time.sleep(SECONDS)
        before = [len(accepted(log)) for log in logs]
        assert max(before) < MESSAGES
        to_mail.mend()
        to_desk.mend()
        for log in logs:
            wait_for(log, MESSAGES - 2 * THREADS)
        time.sleep(1.0)
        for worker in workers:
            signal_to(worker, signal.SIGTERM)
        assert [crew.join(worker) for worker in workers] == [0, 0]  # told to stop, they end in good order
    for each, log in zip((desk, other), logs, strict=True):
        nothing_twice_and_nothing_lost(accepted(log), by_state(each), messages=MESSAGES, in_flight=2 * THREADS)
    other.close()


def test_a_full_disk_under_the_desk(desk: Desk, tmp_path: Path) -> None:
    """No file of the worker may grow, as on a full disk; then there is room again."""
    log = tmp_path / "accepted"
    with sink(log) as port, Crew() as crew:
        worker = crew.start(url_of(desk), port, threads=THREADS, stays=True, is_quiet=True)
        wait_for(log, 300)
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        time.sleep(1.0)
        full = len(accepted(log))
        time.sleep(1.0)
        assert full == len(accepted(log)) < MESSAGES  # what cannot be written down is not sent
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        wait_for(log, MESSAGES - THREADS)
        time.sleep(1.0)
        signal_to(worker, signal.SIGTERM)
        assert crew.join(worker) == 0
    nothing_twice_and_nothing_lost(accepted(log), by_state(desk), messages=MESSAGES, in_flight=THREADS)


def test_a_clock_that_jumps_an_hour_ahead_and_back(desk: Desk, tmp_path: Path) -> None:
    """Two workers, and the clock of one of them is wrong for a while: the other looks dead to it, and sends on."""
    log, clock = tmp_path / "accepted", tmp_path / "clock"
    clock.write_text("0")
    with sink(log) as port, Crew() as crew:
        workers = [
            crew.start(url_of(desk), port, threads=THREADS),
            crew.start(url_of(desk), port, threads=THREADS, clock=str(clock)),
        ]
        for count, offset in ((400, 3_600), (900, -3_600), (1_400, 0)):
            wait_for(log, count)
            clock.write_text(str(offset))
        assert [crew.join(worker) for worker in workers] == [0, 0]
    nothing_twice_and_nothing_lost(accepted(log), by_state(desk), messages=MESSAGES, in_flight=2 * THREADS)
