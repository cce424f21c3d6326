"""Jobs come when they are due, once over all workers, and a broken one stops nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from core.campaigns.schedule import every, jobs, run_due
from core.campaigns.worker import Terms, run
from core.errors import NoBookError
from tests.smtp_sink import Sink
from tests.unit.campaigns.test_worker import to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk.engine import Desk
    from tests.desks import TestClock


def test_a_job_runs_when_it_is_due_and_then_waits(desk: Desk, clock: TestClock) -> None:
    seen: list[Mapping[str, Any]] = []

    def count(body: Mapping[str, Any]) -> str:
        seen.append(body)
        return f"{len(seen)} times"

    every(desk, "inbox", "count", seconds=60, body={"folder": "a"})
    every(desk, "inbox", "count", seconds=5, body={"folder": "b"})  # it is there already
    assert [ran.outcome for ran in run_due(desk, {"count": count})] == ["1 times"]
    assert run_due(desk, {"count": count}) == []
    clock.forward(seconds=59)
    assert run_due(desk, {"count": count}) == []
    clock.forward(seconds=1)
    assert [ran.outcome for ran in run_due(desk, {"count": count})] == ["2 times"]
    assert seen == [{"folder": "a"}] * 2
    [(name, next_at, outcome)] = jobs(desk)
    assert (name, outcome) == ("inbox", "2 times")
    assert (next_at - clock.now).total_seconds() == 60


def test_a_long_job_may_wait_for_its_first_time(desk: Desk, clock: TestClock) -> None:
    every(desk, "training", "train", seconds=900, first_after_seconds=600)
    clock.forward(seconds=599)
    every(desk, "training", "train", seconds=900, first_after_seconds=600)  # a restart does not put it off
    assert run_due(desk, {"train": lambda _: "trained"}) == []
    clock.forward(seconds=1)
    assert [ran.outcome for ran in run_due(desk, {"train": lambda _: "trained"})] == ["trained"]


def test_a_kind_that_this_worker_cannot_do_is_left_to_another(desk: Desk) -> None:
    every(desk, "inbox", "count", seconds=60)
    assert run_due(desk, {"other": lambda _: ""}) == []
    assert jobs(desk)[0][2] is None


def test_a_failing_job_says_why_and_comes_again(desk: Desk, clock: TestClock) -> None:
    def refuse(_: Mapping[str, Any]) -> str:
        raise NoBookError

    def crash(_: Mapping[str, Any]) -> str:
        return str(1 // 0)

    every(desk, "a", "refuse", seconds=60)
    every(desk, "b", "crash", seconds=60)
    ran = run_due(desk, {"refuse": refuse, "crash": crash})
    assert [each.name for each in ran] == ["a", "b"]
    assert ran[0].outcome.startswith("failed: No ledger has been imported yet")
    assert ran[1].outcome == "failed: ZeroDivisionError: integer division or modulo by zero"
    clock.forward(seconds=60)
    assert len(run_due(desk, {"refuse": refuse, "crash": crash})) == 2


def test_of_many_workers_one_takes_a_job(desk: Desk) -> None:
    every(desk, "inbox", "count", seconds=60)
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda _: run_due(desk, {"count": lambda _: "done"}), range(6)))
    assert sum(map(len, taken)) == 1


@pytest.mark.parametrize("threads", [1, 2])
def test_the_worker_keeps_the_schedule(desk: Desk, threads: int) -> None:
    every(desk, "inbox", "count", seconds=60)
    with Sink() as sink:
        run(desk, to(sink), Terms(until_done=True, threads=threads), kinds={"count": lambda _: "done"})
    assert jobs(desk)[0][2] == "done"
