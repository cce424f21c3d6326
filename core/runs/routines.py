"""Routines: what people let happen by itself, set, changed, paused and ended by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.acting import permitted
from core.actions import Action
from core.desk.revisions import Topic, changed
from core.desk.run_tables import Routine as RoutineRow
from core.desk.run_tables import RoutineRun
from core.desk.statements import rows_changed
from core.errors import SaldoError, UnknownNameError
from core.runs.times import Times

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk.engine import Desk

LONGEST_NAME: Final = 120
KEPT_RUNS: Final = 500
"""Runs kept of each routine: one every five minutes for almost two days, one a day for more than a year."""


class RoutineKind(StrEnum):
    """What a routine does."""

    FOLDER = "import_folder"
    SFTP = "import_sftp"
    SQL = "import_sql"
    DAILY = "daily"
    DIGEST = "digest"


IMPORTS: Final = (RoutineKind.FOLDER, RoutineKind.SFTP, RoutineKind.SQL)


class RunOutcome(StrEnum):
    """What became of a run."""

    RUNNING = "running"
    DONE = "done"
    NOTHING = "nothing"  # nothing new was there
    NEEDS_PERSON = "needs_person"  # done, and something of it waits for somebody
    FAILED = "failed"


class RoutineMovedError(SaldoError):
    """Somebody else changed or ended the routine in between."""

    def __init__(self) -> None:
        super().__init__("Somebody changed this routine meanwhile: reload the page and look again.")


class RoutineNameError(SaldoError):
    """A routine without a name, or with one that is taken."""

    def __init__(self, name: str) -> None:
        if name:
            super().__init__("There is a routine called {name!r} already: choose another name.", name=name)
        else:
            super().__init__("Give the routine a name.")


@dataclass(frozen=True, kw_only=True)
class Routine:
    """One routine; ``revision`` goes back with a change. ``is_running`` while a worker does it."""

    id: int
    name: str
    kind: RoutineKind
    body: Mapping[str, Any]
    times: Times
    revision: int
    is_paused: bool
    next_at: datetime | None
    failures: int
    is_running: bool
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of a routine: ``came``, ``changed`` and ``needs`` are sentences, ``log`` is a list of (instant, sentence)."""

    id: int
    routine_id: int
    name: str
    kind: RoutineKind
    begun_by: str
    planned_for: datetime | None
    missed: int
    attempt: int
    began_at: datetime
    ended_at: datetime | None
    outcome: RunOutcome
    came: tuple[str, ...]
    changed: tuple[str, ...]
    needs: tuple[str, ...]
    log: tuple[tuple[datetime, str], ...]
    error: str | None
    again_at: datetime | None

    @property
    def seconds(self) -> float | None:
        """Return how long it took, None while it runs."""
        return None if self.ended_at is None else (self.ended_at - self.began_at).total_seconds()


@permitted(Action.SETTING)
def add(desk: Desk, name: str, kind: RoutineKind, *, body: Mapping[str, Any], times: Times, by: str) -> Routine:
    """Set a routine; it runs at the first of its times from now. ``RoutineNameError`` when the name is taken."""
    told = name.strip()[:LONGEST_NAME]
    if not told:
        raise RoutineNameError("")
    row = RoutineRow(
        name=told,
        turn=0,
        kind=kind,
        body=dict(body),
        times=times.to_dict(),
        revision=1,
        is_paused=False,
        next_at=times.after(desk.now()),
        failures=0,
        seen={},
        taken_by=None,
        beat_at=None,
        changed_by=by,
        changed_at=desk.now(),
    )
    try:
        with desk.session() as session:
            changed(session, Topic.ROUTINES)
            session.add(row)
    except IntegrityError as error:
        raise RoutineNameError(told) from error
    return get(desk, row.id)


@permitted(Action.SETTING)
def edit(desk: Desk, routine: Routine, *, body: Mapping[str, Any], times: Times, by: str) -> Routine:
    """Change what a routine does and when; raise ``RoutineMovedError`` when it is not as it was read."""
    _change(
        desk,
        routine,
        by=by,
        body=dict(body),
        times=times.to_dict(),
        next_at=None if routine.is_paused else times.after(desk.now()),
        failures=0,
    )
    return get(desk, routine.id)


@permitted(Action.SETTING)
def pause(desk: Desk, routine: Routine, *, by: str) -> None:
    """Let a routine rest until somebody resumes it; a run that is under way goes on to its end."""
    _change(desk, routine, by=by, is_paused=True, next_at=None)


@permitted(Action.SETTING)
def resume(desk: Desk, routine: Routine, *, by: str) -> None:
    """Let a routine run again, at the first of its times from now."""
    _change(desk, routine, by=by, is_paused=False, next_at=routine.times.after(desk.now()), failures=0)


@permitted(Action.SETTING)
def end(desk: Desk, routine: Routine, *, by: str) -> None:
    """Take a routine away; its runs stay to be read, and its name is free again."""
    _change(desk, routine, by=by, turn=routine.id, is_paused=True, next_at=None)


def get(desk: Desk, routine_id: int) -> Routine:
    """Return the routine with this id; ``RoutineMovedError`` when it was ended."""
    with desk.reading() as session:
        row = session.get(RoutineRow, routine_id)
    if row is None or row.turn:
        raise RoutineMovedError
    return routine_of(row)


def named(desk: Desk, name: str) -> Routine:
    """Return the routine called ``name``; ``UnknownNameError`` when there is none."""
    known = {each.name: each for each in routines(desk)}
    if name not in known:
        raise UnknownNameError("routine", name, sorted(known))
    return known[name]


def routines(desk: Desk) -> list[Routine]:
    """Return every routine that stands, by name."""
    with desk.reading() as session:
        rows = list(session.scalars(select(RoutineRow).where(RoutineRow.turn == 0).order_by(RoutineRow.name)))
    return [routine_of(row) for row in rows]


def runs(desk: Desk, *, routine_id: int | None = None, limit: int = 50) -> list[Run]:
    """Return the latest runs, of one routine when given, the newest first."""
    chosen = select(RoutineRun, RoutineRow.name, RoutineRow.kind).join(
        RoutineRow, RoutineRow.id == RoutineRun.routine_id
    )
    if routine_id is not None:
        chosen = chosen.where(RoutineRun.routine_id == routine_id)
    with desk.reading() as session:
        rows = session.execute(chosen.order_by(RoutineRun.id.desc()).limit(limit)).all()
    return [_run(row, name, kind) for row, name, kind in rows]


def run(desk: Desk, run_id: int) -> Run | None:
    """Return one run, None when there is none with this id."""
    chosen = select(RoutineRun, RoutineRow.name, RoutineRow.kind).join(
        RoutineRow, RoutineRow.id == RoutineRun.routine_id
    )
    with desk.reading() as session:
        found = session.execute(chosen.where(RoutineRun.id == run_id)).one_or_none()
    return None if found is None else _run(*found)


def _change(desk: Desk, routine: Routine, *, by: str, **values: Any) -> None:  # noqa: ANN401 - columns of the row
    told = {**values, "changed_by": by, "changed_at": desk.now(), "revision": RoutineRow.revision + 1}
    seen = update(RoutineRow).where(
        RoutineRow.id == routine.id, RoutineRow.revision == routine.revision, RoutineRow.turn == 0
    )
    with desk.session() as session:
        changed(session, Topic.ROUTINES)
        if rows_changed(session, seen.values(**told)) == 0:
            raise RoutineMovedError


def routine_of(row: RoutineRow) -> Routine:
    """Return a row of the desk as a routine."""
    return Routine(
        id=row.id,
        name=row.name,
        kind=RoutineKind(row.kind),
        body=row.body,
        times=Times.from_dict(row.times),
        revision=row.revision,
        is_paused=row.is_paused,
        next_at=row.next_at,
        failures=row.failures,
        is_running=row.taken_by is not None,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def _run(row: RoutineRun, name: str, kind: str) -> Run:
    return Run(
        id=row.id,
        routine_id=row.routine_id,
        name=name,
        kind=RoutineKind(kind),
        begun_by=row.begun_by,
        planned_for=row.planned_for,
        missed=row.missed,
        attempt=row.attempt,
        began_at=row.began_at,
        ended_at=row.ended_at,
        outcome=RunOutcome(row.outcome),
        came=tuple(row.came),
        changed=tuple(row.changed),
        needs=tuple(row.needs),
        log=tuple((datetime.fromisoformat(at), told) for at, told in row.log),
        error=row.error,
        again_at=row.again_at,
    )
