"""Workers killed with -9 at random moments, or frozen: no message goes twice, none is lost, the doubtful are named."""

from __future__ import annotations

import random
import signal
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from core.desk.engine import Desk, open_desk
from core.desk.migrate import migrate
from tests.crash.crew import Crew, accepted, signal_to, sink, wait_for
from tests.crash.told import by_state, nothing_twice_and_nothing_lost
from tests.launched import launched, recipients, states

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.crash
MESSAGES, KILLS = 5_000, 20
WORKERS, THREADS = 3, 2


@pytest.fixture
def desk(desk_url: str) -> Iterator[Desk]:
    """A desk on the real clock: leases must run out."""
    opened = open_desk(desk_url)
    migrate(opened)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("is_pipelined", "messages", "kills"), [(True, MESSAGES, KILLS), (False, 300, 2)], ids=["pipelined", "one by one"]
)
def test_killed_workers(
    desk: Desk, desk_url: str, tmp_path: Path, *, is_pipelined: bool, messages: int, kills: int
) -> None:
    launched(desk, recipients(messages))
    log = tmp_path / "accepted"
    chance = random.Random(time.time_ns())  # noqa: S311 - other moments each time, on purpose
    moments = sorted(chance.sample(range(messages // 50, messages * 9 // 10), kills))
    with sink(log, is_pipelined=is_pipelined) as port, Crew() as crew:
        workers = [crew.start(desk_url, port, threads=THREADS) for _ in range(WORKERS)]
        for moment in moments:
            wait_for(log, moment)
            crew.kill(workers.pop(chance.randrange(WORKERS)))
            workers.append(crew.start(desk_url, port, threads=THREADS))
        assert [crew.join(worker) for worker in workers] == [0] * WORKERS
    nothing_twice_and_nothing_lost(accepted(log), by_state(desk), messages=messages, in_flight=kills * THREADS)


def freeze_between_writes(worker: int, desk: Desk) -> None:
    """Stop ``worker`` at a moment when it does not write: SQLite has one lock, and who is stopped inside it keeps it."""
    for _ in range(500):
        signal_to(worker, signal.SIGSTOP)
        if desk.is_postgres or is_free(str(desk.engine.url.database)):
            return
        signal_to(worker, signal.SIGCONT)
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
    launched(desk, recipients(800))
    log = tmp_path / "accepted"
    with sink(log) as port, Crew() as crew:
        frozen = crew.start(desk_url, port, threads=THREADS)
        wait_for(log, 200)
        freeze_between_writes(frozen, desk)
        assert crew.join(crew.start(desk_url, port, threads=THREADS)) == 0
        signal_to(frozen, signal.SIGCONT)
        assert crew.join(frozen) == 0
    arrived = accepted(log)
    assert len(arrived) == len(set(arrived)) == 800
    assert sum(states(desk).values()) == 800
    assert states(desk).get("uncertain", 0) <= THREADS
