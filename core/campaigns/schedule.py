"""Things to do again and again: rows on the desk, each taken by one worker when it is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.desk.statements import rows_changed
from core.desk.tables import Schedule
from core.errors import SaldoError
from core.hidden import hidden
from core.logs import traced

if TYPE_CHECKING:
    from core.desk.engine import Desk

# What a kind of job does: it gets the row's body and returns in a few words what came of it.
Job = Callable[[Mapping[str, Any]], str]
Kinds = Mapping[str, Job]

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One job that ran, and what came of it."""

    name: str
    outcome: str


def every(
    desk: Desk,
    name: str,
    kind: str,
    *,
    seconds: int,
    first_after_seconds: int = 0,
    body: Mapping[str, Any] | None = None,
) -> None:
    """See to it that the job ``name`` runs every ``seconds``; one that is there stays as it is.

    The first time is ``first_after_seconds`` from now: what takes the processor for long waits until people have begun.
    """
    row = Schedule(
        name=name,
        kind=kind,
        body=dict(body or {}),
        every_seconds=seconds,
        is_enabled=True,
        next_at=desk.now() + timedelta(seconds=first_after_seconds),
    )
    with suppress(IntegrityError), desk.session() as session:  # another worker may put it there at the same moment
        if session.get(Schedule, name) is None:
            session.add(row)


def run_due(desk: Desk, kinds: Kinds) -> list[Ran]:
    """Run every due job of ``kinds``, each at most once over all workers; return what came of them.

    A job that fails is told in its outcome and comes again at its next time: it never stops the sending.
    """
    due = select(Schedule).where(Schedule.is_enabled, Schedule.next_at <= desk.now(), Schedule.kind.in_(list(kinds)))
    with desk.reading() as session:
        rows = list(session.scalars(due.order_by(Schedule.next_at)))
    return [_run(desk, row, kinds[row.kind]) for row in rows if _take(desk, row)]


def _take(desk: Desk, row: Schedule) -> bool:
    """Move the job's next time; whoever moves it from the time that was seen has the job."""
    seen = update(Schedule).where(Schedule.name == row.name, Schedule.next_at == row.next_at)
    next_at = desk.now() + timedelta(seconds=row.every_seconds)
    with desk.transaction() as connection:
        return rows_changed(connection, seen.values(next_at=next_at, started_at=desk.now(), ended_at=None)) == 1


def _run(desk: Desk, row: Schedule, job: Job) -> Ran:
    with traced("job", job=row.name):
        return _done(desk, row, job)


def _done(desk: Desk, row: Schedule, job: Job) -> Ran:
    try:
        outcome = job(row.body)
    except SaldoError as error:
        outcome = f"failed: {error}"
    except Exception as error:
        log.exception("a scheduled job broke", job=row.name)
        outcome = hidden(f"failed: {type(error).__name__}: {error}")
    with desk.transaction() as connection:
        ended = update(Schedule).where(Schedule.name == row.name)
        connection.execute(ended.values(ended_at=desk.now(), outcome=outcome))
    return Ran(name=row.name, outcome=outcome)


def jobs(desk: Desk) -> list[tuple[str, datetime, str | None]]:
    """Return every job's name, next time and last outcome."""
    with desk.reading() as session:
        rows = session.scalars(select(Schedule).order_by(Schedule.name))
        return [(row.name, row.next_at, row.outcome) for row in rows]
