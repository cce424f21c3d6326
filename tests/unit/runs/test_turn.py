"""Turns: once over all workers, missed times as one run, failures again and later, dead workers begun anew."""

from __future__ import annotations

from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from core.desk.run_tables import Routine as RoutineRow
from core.errors import SaldoError
from core.runs import routines, turn
from core.runs.routines import RoutineKind, RoutineMovedError, RoutineNameError, RunOutcome
from core.runs.times import Times
from core.runs.turn import RunsAlreadyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.desk.engine import Desk
    from core.runs.routines import Routine
    from core.runs.turn import Notes
    from tests.desks import TestClock

# Both databases only where two workers meet.
SQLITE = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
MORNING = Times(at=("07:30",))


class SourceDownError(SaldoError):
    def __init__(self) -> None:
        super().__init__("The share is not connected: connect it.")


def add(desk: Desk, name: str = "ledger") -> Routine:
    return routines.add(desk, name, RoutineKind.FOLDER, body={"path": "/x"}, times=MORNING, by="Els")


def does(work: Callable[[Notes], None]) -> turn.Works:
    return lambda _: lambda _known, notes: work(notes)


def brings(text: str) -> turn.Works:
    return does(lambda notes: notes.came.append(text))


def fails(_: Notes) -> None:
    raise SourceDownError


@SQLITE
def test_it_runs_when_its_time_has_come_and_once(desk: Desk, clock: TestClock) -> None:
    add(desk)
    assert turn.run_due(desk, brings("file")) == []
    clock.forward(days=1)
    [ran] = turn.run_due(desk, brings("file"))
    assert (ran.outcome, ran.came, ran.missed, ran.attempt, ran.begun_by) == (
        RunOutcome.DONE,
        ("file",),
        0,
        1,
        "schedule",
    )
    assert turn.run_due(desk, brings("file")) == []
    [known] = routines.routines(desk)
    assert known.next_at == MORNING.after(clock())
    assert not known.is_running


@SQLITE
def test_times_missed_while_the_machine_was_off_are_one_run(desk: Desk, clock: TestClock) -> None:
    add(desk)
    clock.forward(days=5)
    [ran] = turn.run_due(desk, brings("file"))
    assert ran.missed == 4
    assert len(routines.runs(desk)) == 1
    assert turn.run_due(desk, brings("file")) == []


@SQLITE
def test_nothing_new_is_told_apart_from_something(desk: Desk, clock: TestClock) -> None:
    add(desk)
    clock.forward(days=1)
    [ran] = turn.run_due(desk, does(lambda notes: notes.say("looked")))
    assert (ran.outcome, ran.log[0][1]) == (RunOutcome.NOTHING, "looked")


@SQLITE
def test_a_failure_says_what_to_do_and_comes_again_later_each_time(desk: Desk, clock: TestClock) -> None:
    add(desk)
    clock.forward(days=1)
    waits = []
    for _ in range(4):
        [ran] = turn.run_due(desk, does(fails))
        assert (ran.outcome, ran.error) == (RunOutcome.FAILED, "The share is not connected: connect it.")
        assert ran.again_at is not None
        waits.append(ran.again_at - clock())
        clock.now = ran.again_at
    assert waits == [timedelta(minutes=each) for each in (1, 5, 15, 60)]
    [ran] = turn.run_due(desk, brings("file"))
    assert (ran.outcome, ran.attempt) == (RunOutcome.DONE, 5)
    assert routines.routines(desk)[0].failures == 0


@SQLITE
def test_an_error_nobody_thought_of_is_a_failure_too_and_keeps_no_other_from_its_turn(
    desk: Desk, clock: TestClock
) -> None:
    add(desk, "a"), add(desk, "b")
    clock.forward(days=1)

    def works(routine: Routine) -> turn.Work:
        def broken(_routine: Routine, _notes: Notes) -> None:
            raise ZeroDivisionError("one by nought")

        return broken if routine.name == "a" else brings("file")(routine)

    ran = turn.run_due(desk, works)
    assert [(each.name, each.outcome) for each in ran] == [("a", RunOutcome.FAILED), ("b", RunOutcome.DONE)]
    assert "ZeroDivisionError: one by nought" in (ran[0].error or "")


def test_a_run_that_goes_on_keeps_every_other_worker_away(desk: Desk, clock: TestClock) -> None:
    known = add(desk)
    clock.forward(days=1)
    begun, may_end, found = Event(), Event(), []

    def slow(notes: Notes) -> None:
        begun.set()
        assert may_end.wait(60)
        notes.came.append("file")

    thread = Thread(target=lambda: found.extend(turn.run_due(desk, does(slow))))
    thread.start()
    assert begun.wait(60)
    assert turn.run_due(desk, brings("other")) == []
    with pytest.raises(RunsAlreadyError, match="runs at this moment"):
        turn.run_now(desk, known.id, brings("other"), by="Els")
    assert routines.get(desk, known.id).is_running
    may_end.set()
    thread.join()
    assert [each.came for each in found] == [("file",)]
    assert len(routines.runs(desk)) == 1


def test_a_run_whose_worker_died_is_ended_and_begun_again(desk: Desk, clock: TestClock) -> None:
    known = add(desk)
    clock.forward(days=1)
    taken = turn._take(desk, known.id, is_due=True)
    assert taken is not None
    turn._Turn(desk=desk, row=taken, begun_by=turn.SCHEDULE)._begin(known)
    clock.forward(seconds=60)
    assert turn.run_due(desk, brings("file")) == []  # it may be alive
    clock.forward(seconds=61)
    assert turn.run_due(desk, brings("file")) == []  # buried, and comes again in a minute
    [lost] = routines.runs(desk)
    assert (lost.outcome, lost.error) == (RunOutcome.FAILED, turn.DIED)
    clock.forward(minutes=1)
    [ran] = turn.run_due(desk, brings("file"))
    assert ran.outcome is RunOutcome.DONE


@SQLITE
def test_paused_is_left_alone_and_resumed_runs_at_its_next_time(desk: Desk, clock: TestClock) -> None:
    routines.pause(desk, add(desk), by="Els")
    clock.forward(days=3)
    assert turn.run_due(desk, brings("file")) == []
    [known] = routines.routines(desk)
    routines.resume(desk, known, by="Els")
    assert turn.run_due(desk, brings("file")) == []  # what it missed while paused is not caught up
    clock.forward(days=1)
    assert len(turn.run_due(desk, brings("file"))) == 1


@SQLITE
def test_one_paused_while_it_runs_ends_and_stays_paused(desk: Desk, clock: TestClock) -> None:
    add(desk)
    clock.forward(days=1)
    [ran] = turn.run_due(desk, does(lambda _: routines.pause(desk, routines.routines(desk)[0], by="Els")))
    assert ran.again_at is None
    assert routines.routines(desk)[0].is_paused


@SQLITE
def test_run_now_leaves_its_times_as_they_are(desk: Desk) -> None:
    known = add(desk)
    ran = turn.run_now(desk, known.id, brings("file"), by="Els")
    assert (ran.begun_by, ran.planned_for) == ("Els", None)
    assert routines.get(desk, known.id).next_at == known.next_at


@SQLITE
def test_two_people_change_one_routine_and_the_second_is_told(desk: Desk) -> None:
    known = add(desk)
    changed = routines.edit(desk, known, body={"path": "/y"}, times=Times(every_minutes=60), by="Els")
    assert (changed.body, changed.times.every_minutes, changed.revision) == ({"path": "/y"}, 60, 2)
    with pytest.raises(RoutineMovedError):
        routines.edit(desk, known, body={}, times=MORNING, by="Tom")


@SQLITE
def test_a_name_is_needed_and_free_again_after_the_end(desk: Desk) -> None:
    known = add(desk)
    with pytest.raises(RoutineNameError, match="already"):
        add(desk)
    with pytest.raises(RoutineNameError, match="Give the routine a name"):
        add(desk, "  ")
    routines.end(desk, known, by="Els")
    assert add(desk).id != known.id


@SQLITE
def test_old_runs_are_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "KEPT_RUNS", 3)
    known = add(desk)
    for place in range(5):
        turn.run_now(desk, known.id, brings(str(place)), by="Els")
    assert [each.came for each in routines.runs(desk)] == [("4",), ("3",), ("2",)]


@SQLITE
def test_what_was_seen_goes_with_the_routine(desk: Desk) -> None:
    known = add(desk)
    turn.run_now(desk, known.id, does(lambda notes: notes.seen.update(a="1")), by="Els")
    seen: list[object] = []
    turn.run_now(desk, known.id, does(lambda notes: seen.append(dict(notes.seen))), by="Els")
    assert seen == [{"a": "1"}]
    with desk.session() as session:
        session.execute(update(RoutineRow).values(seen={}))
