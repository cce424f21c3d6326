"""Workers killed with -9 in the middle of 2,000 messages: none goes twice, none is lost, the doubtful are named."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from core.desk.campaign_tables import Message
from core.desk.engine import Desk, open_desk
from core.desk.migrate import migrate
from core.settings import ROOT
from core.vocabulary import MessageState
from tests.launched import launched, recipients, states

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.crash
MESSAGES = 2000
PROCESSES, THREADS = 2, 2
LEASE_SECONDS = 1.5


@pytest.fixture
def desk(desk_url: str) -> Iterator[Desk]:
    """A desk on the real clock: leases must run out."""
    opened = open_desk(desk_url)
    migrate(opened)
    yield opened
    opened.close()


@contextmanager
def sink(log: Path, *, is_pipelined: bool) -> Iterator[int]:
    """Run the mail server as a process and yield its port; it writes down each Message-ID as it accepts it."""
    command = [sys.executable, "-m", "tests.smtp_sink", str(log), "--delay-ms", "1"]
    process = subprocess.Popen(
        [*command, *["--pipelining"] * is_pipelined], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def worker(desk_url: str, port: int) -> subprocess.Popen[bytes]:
    arguments = [desk_url, str(port), str(THREADS), str(LEASE_SECONDS)]
    return subprocess.Popen([sys.executable, "-m", "tests.crash.work", *arguments], cwd=ROOT)


def accepted(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


def wait_for(log: Path, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(accepted(log)) < count:
        assert time.monotonic() < deadline, f"only {len(accepted(log))} of {count} messages arrived"
        time.sleep(0.005)


def by_state(desk: Desk) -> dict[str, set[str]]:
    """Return the Message-IDs in each state."""
    found: dict[str, set[str]] = {}
    with desk.reading() as session:
        for message_id, state in session.execute(select(Message.message_id, Message.state)):
            found.setdefault(state, set()).add(message_id)
    return found


@pytest.mark.parametrize("is_pipelined", [True, False], ids=["pipelined", "one by one"])
def test_killed_workers(desk: Desk, desk_url: str, tmp_path: Path, *, is_pipelined: bool) -> None:
    launched(desk, recipients(MESSAGES))
    log = tmp_path / "accepted"
    kills = (250, 700, 1200)
    with sink(log, is_pipelined=is_pipelined) as port:
        for count in kills:
            workers = [worker(desk_url, port) for _ in range(PROCESSES)]
            wait_for(log, count)
            for process in workers:
                process.send_signal(signal.SIGKILL)
            for process in workers:
                process.wait()
        for process in [worker(desk_url, port) for _ in range(PROCESSES)]:
            assert process.wait(120) == 0
    arrived = accepted(log)
    found = by_state(desk)
    assert len(arrived) == len(set(arrived)), "a message went twice"
    assert set(found) <= {MessageState.SENT, MessageState.UNCERTAIN}, found.keys()
    assert found["sent"] <= set(arrived), "a message that never arrived counts as sent"
    assert set(arrived) <= found["sent"] | found.get("uncertain", set())
    assert sum(map(len, found.values())) == MESSAGES
    in_flight = len(kills) * PROCESSES * THREADS
    assert len(found.get("uncertain", ())) <= in_flight


def freeze_between_writes(process: subprocess.Popen[bytes], desk: Desk) -> None:
    """Stop ``process`` at a moment when it does not write: SQLite has one lock, and who is stopped inside it keeps it."""
    for _ in range(500):
        process.send_signal(signal.SIGSTOP)
        if desk.is_postgres or is_free(str(desk.engine.url.database)):
            return
        process.send_signal(signal.SIGCONT)
        time.sleep(0.002)
    pytest.fail("the worker was writing every time it was stopped")


def is_free(file: str) -> bool:
    """Return whether somebody else can write to the SQLite database ``file`` now."""
    with closing(sqlite3.connect(file, timeout=0.1, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        connection.execute("ROLLBACK")
        return True


def test_a_worker_frozen_past_its_lease(desk: Desk, desk_url: str, tmp_path: Path) -> None:
    launched(desk, recipients(MESSAGES))
    log = tmp_path / "accepted"
    with sink(log, is_pipelined=True) as port:
        frozen = worker(desk_url, port)
        wait_for(log, 200)
        freeze_between_writes(frozen, desk)
        assert worker(desk_url, port).wait(120) == 0
        frozen.send_signal(signal.SIGCONT)
        assert frozen.wait(120) == 0
    arrived = accepted(log)
    assert len(arrived) == len(set(arrived)) == MESSAGES
    assert sum(states(desk).values()) == MESSAGES
    assert states(desk).get("uncertain", 0) <= THREADS


def test_two_workers_share_the_work(desk: Desk, desk_url: str, tmp_path: Path) -> None:
    launched(desk, recipients(400))
    log = tmp_path / "accepted"
    with sink(log, is_pipelined=True) as port:
        for process in [worker(desk_url, port) for _ in range(3)]:
            assert process.wait(120) == 0
    assert states(desk) == {"sent": 400}
    assert sorted(accepted(log)) == sorted(f"<{number}@saldo.example>" for number in range(1, 401))
