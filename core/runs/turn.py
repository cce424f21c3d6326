"""Turns: a routine that is due is taken by one worker, done, and written down; what failed comes again, later each time."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final

import structlog
from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import OperationalError
from structlog.contextvars import bound_contextvars

from core.acting import by_itself
from core.desk.revisions import Topic, changed
from core.desk.run_tables import Routine as RoutineRow
from core.desk.run_tables import RoutineRun
from core.desk.statements import rows_changed
from core.errors import SaldoError
from core.hidden import hidden
from core.logs import trace
from core.runs import routines
from core.runs.routines import KEPT_RUNS, Routine, Run, RunOutcome
from core.runs.times import Times
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from core.desk.engine import Desk

BEAT_SECONDS: Final = 20.0
DEAD_AFTER: Final = timedelta(seconds=120)
"""A run whose worker says nothing for so long died with it."""
BACK_OFF: Final = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240))
SCHEDULE: Final = "schedule"
DIED: Final = Sentence(
    "Its worker stopped in the middle: the machine was switched off, or the app was ended. It begins again by itself."
)
LONGEST_LOG: Final = 200

log = structlog.get_logger()


class RunsAlreadyError(SaldoError):
    """A routine that is under way."""

    def __init__(self, name: str) -> None:
        super().__init__("{name!r} runs at this moment: wait until it is done, and look at its run.", name=name)


@dataclass(kw_only=True)
class Notes:
    """What a run writes down while it goes on; ``seen`` are the files of its source that were taken."""

    now: Callable[[], datetime]
    came: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    log: list[list[str]] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)

    def say(self, sentence: str) -> None:
        """Add a sentence to the log, with the instant."""
        if len(self.log) < LONGEST_LOG:
            self.log.append([self.now().isoformat(), sentence])

    @property
    def outcome(self) -> RunOutcome:
        """Return what became of a run that came to its end."""
        if self.needs:
            return RunOutcome.NEEDS_PERSON
        return RunOutcome.DONE if self.came or self.changed else RunOutcome.NOTHING


Work = Callable[[Routine, Notes], None]
Works = Callable[[Routine], Work]


@by_itself
def run_due(desk: Desk, works: Works) -> list[Run]:
    """Run every routine whose time has come, each by one worker only; return what became of them.

    Times that passed while nothing ran are one run. A routine whose worker died is begun again.
    """
    _bury(desk)
    now = desk.now()
    due = select(RoutineRow.id).where(
        RoutineRow.turn == 0, ~RoutineRow.is_paused, RoutineRow.next_at <= now, RoutineRow.taken_by.is_(None)
    )
    with desk.reading() as session:
        waiting = list(session.scalars(due.order_by(RoutineRow.next_at)))
    ran = []
    for routine_id in waiting:
        taken = _take(desk, routine_id, is_due=True)
        if taken is not None:
            ran.append(_Turn(desk=desk, row=taken, begun_by=SCHEDULE).run(works))
    return ran


def run_now(desk: Desk, routine_id: int, works: Works, *, by: str) -> Run:
    """Run a routine at once, whatever its times; they stay as they are. ``RunsAlreadyError`` when it is under way."""
    _bury(desk)
    known = routines.get(desk, routine_id)
    taken = _take(desk, routine_id, is_due=False)
    if taken is None:
        raise RunsAlreadyError(known.name)
    return _Turn(desk=desk, row=taken, begun_by=by).run(works)


def _take(desk: Desk, routine_id: int, *, is_due: bool) -> RoutineRow | None:
    """Return the row when it is ours now, None when another worker was first."""
    token = secrets.token_hex(16)
    free = update(RoutineRow).where(RoutineRow.id == routine_id, RoutineRow.turn == 0, RoutineRow.taken_by.is_(None))
    if is_due:
        free = free.where(~RoutineRow.is_paused, RoutineRow.next_at <= desk.now())
    with desk.session() as session:
        changed(session, Topic.ROUTINES)
        if rows_changed(session, free.values(taken_by=token, beat_at=desk.now())) == 0:
            return None
        return session.get_one(RoutineRow, routine_id)


@dataclass(frozen=True, kw_only=True)
class _Turn:
    """One run of a routine that is ours."""

    desk: Desk
    row: RoutineRow
    begun_by: str

    @property
    def is_due(self) -> bool:
        return self.begun_by == SCHEDULE

    def run(self, works: Works) -> Run:
        """Do it, write down what became of it, and let the routine go."""
        desk, routine = self.desk, routines.routine_of(self.row)
        notes = Notes(now=desk.now, seen=dict(self.row.seen))
        run_id = self._begin(routine)
        error: str | None = None
        with bound_contextvars(routine=routine.name, run=run_id), _beating(desk, self.row):
            try:
                works(routine)(routine, notes)
            except SaldoError as problem:
                error = str(problem)
            except OSError as problem:
                error = Sentence(
                    "{place}: {why}. Check that it is there and may be read.",
                    place=problem.filename or routine.name,
                    why=problem.strerror or str(problem),
                )
            except Exception as problem:
                log.exception("a routine broke", routine=routine.name)
                broke = hidden(f"{type(problem).__name__}: {problem}")
                error = Sentence(
                    "Something broke ({broke}). It is tried again; the log of the app has the details, under {trace}.",
                    broke=broke,
                    trace=trace(),
                )
        self._end(run_id, routine, notes, error)
        found = routines.run(desk, run_id)
        assert found is not None  # noqa: S101 - written above
        return found

    def _begin(self, routine: Routine) -> int:
        planned = self.row.next_at if self.is_due else None
        row = RoutineRun(
            routine_id=routine.id,
            begun_by=self.begun_by,
            planned_for=planned,
            missed=0 if planned is None or self.row.failures else routine.times.missed(planned, self.desk.now()),
            attempt=self.row.failures + 1,
            began_at=self.desk.now(),
            ended_at=None,
            outcome=RunOutcome.RUNNING,
            came=[],
            changed=[],
            needs=[],
            log=[],
            error=None,
            again_at=None,
        )
        with self.desk.session() as session:
            changed(session, Topic.ROUTINES)
            session.add(row)
            session.flush()
            return row.id

    def _end(self, run_id: int, routine: Routine, notes: Notes, error: str | None) -> None:
        now = self.desk.now()
        told = {
            "ended_at": now,
            "outcome": notes.outcome if error is None else RunOutcome.FAILED,
            "came": notes.came,
            "changed": notes.changed,
            "needs": notes.needs,
            "log": notes.log,
            "error": error,
        }
        with self.desk.session() as session:
            changed(session, Topic.ROUTINES)
            # The row as it is now: somebody may have paused the routine, or given it other times, meanwhile.
            row = session.get_one(RoutineRow, routine.id, populate_existing=True, with_for_update=True)
            if row.taken_by == self.row.taken_by:
                _let_go(row, now, failed=error is not None, is_due=self.is_due)
                row.seen = notes.seen
            told["again_at"] = row.next_at
            session.execute(update(RoutineRun).where(RoutineRun.id == run_id).values(**told))
            _forget_old(session, routine.id)


def _let_go(row: RoutineRow, now: datetime, *, failed: bool, is_due: bool) -> None:
    """Free the routine and say when it comes again: after a failure soon, but never later than its next time."""
    row.taken_by, row.beat_at = None, None
    row.failures = row.failures + 1 if failed else 0
    if row.is_paused or row.turn:
        row.next_at = None
        return
    if not (is_due or failed) and row.next_at is not None and row.next_at > now:
        return  # somebody let it run in between: its next time stays
    regular = Times.from_dict(row.times).after(now)
    again = now + BACK_OFF[min(row.failures, len(BACK_OFF)) - 1] if failed else regular
    row.next_at = min(again, regular)


def _forget_old(session: Any, routine_id: int) -> None:  # noqa: ANN401 - a session
    kept = select(RoutineRun.id).where(RoutineRun.routine_id == routine_id).order_by(RoutineRun.id.desc())
    oldest = session.scalar(kept.offset(KEPT_RUNS).limit(1))
    if oldest is not None:
        session.execute(delete(RoutineRun).where(RoutineRun.routine_id == routine_id, RoutineRun.id <= oldest))


def _bury(desk: Desk) -> None:
    """End the runs of workers that died, and let their routines begin again soon."""
    now = desk.now()
    is_dead = RoutineRow.taken_by.is_not(None) & or_(
        RoutineRow.beat_at.is_(None), RoutineRow.beat_at < now - DEAD_AFTER
    )
    with desk.reading() as session:
        if session.scalar(select(RoutineRow.id).where(is_dead).limit(1)) is None:
            return
    with desk.session() as session:
        changed(session, Topic.ROUTINES)
        for row in session.scalars(select(RoutineRow).where(is_dead).with_for_update()):
            _let_go(row, now, failed=True, is_due=True)
            lost = update(RoutineRun).where(RoutineRun.routine_id == row.id, RoutineRun.outcome == RunOutcome.RUNNING)
            session.execute(lost.values(outcome=RunOutcome.FAILED, ended_at=now, error=DIED, again_at=row.next_at))


@contextmanager
def _beating(desk: Desk, row: RoutineRow) -> Iterator[None]:
    """Say every few seconds that the run is alive, as long as it goes on."""
    ended = Event()
    mine = update(RoutineRow).where(RoutineRow.id == row.id, RoutineRow.taken_by == row.taken_by)

    @by_itself
    def beat() -> None:
        while not ended.wait(BEAT_SECONDS):
            try:
                with desk.transaction() as connection:
                    connection.execute(mine.values(beat_at=desk.now()))
            except OperationalError as error:
                log.warning("the desk cannot be reached", error=str(error))

    thread = Thread(target=beat, name="saldo routine", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
