"""Runs of the time machine on the desk: begun, how far they are, stopped, done; and what each found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import delete, select, update

from core.acting import permitted
from core.actions import Action
from core.desk.replay_tables import Replay, ReplayResult
from core.desk.revisions import Topic, changed, put
from core.desk.statements import rows_changed
from core.errors import SaldoError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.desk.engine import Desk

SILENT: Final = timedelta(minutes=10)
"""A run that says nothing for so long died with its process: a day of a very large book takes seconds."""


class RunState(StrEnum):
    """Life of a run."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class RunKind(StrEnum):
    """What a run is about."""

    POLICY = "policy"
    HISTORY = "history"


class UnknownRunError(SaldoError):
    """A run that is not there, or has no result."""

    def __init__(self, run_id: int) -> None:
        super().__init__(
            "There is no result of run {run_id}: choose one of the list (`replays` on the command line).", run_id=run_id
        )


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run as the list shows it; ``state`` is that of now: a run whose process died is failed."""

    id: int
    kind: RunKind
    title: str
    state: RunState
    share: float
    told: str
    first_on: date | None
    last_on: date | None
    book_version: str
    asked: Mapping[str, Any]
    totals: Mapping[str, Any]
    created_by: str
    created_at: datetime
    ended_at: datetime | None
    why: str


@permitted(Action.POLICY)
def begin(
    desk: Desk,
    kind: RunKind,
    title: str,
    *,
    book_version: str,
    asked: Mapping[str, Any],
    by: str,
    first_on: date | None = None,
    last_on: date | None = None,
) -> int:
    """Note that a run begins and return its number."""
    row = Replay(
        kind=kind,
        title=title.strip(),
        state=RunState.RUNNING,
        share=0.0,
        told="",
        first_on=first_on,
        last_on=last_on,
        book_version=book_version,
        asked=dict(asked),
        totals={},
        created_by=by,
        created_at=desk.now(),
        beat_at=desk.now(),
        ended_at=None,
        cancelled_by=None,
        why="",
    )
    return put(desk, Topic.REPLAYS, row)


@permitted(Action.POLICY)
def advance(desk: Desk, run_id: int, share: float, told: str) -> bool:
    """Note how far a run is; return whether it may go on: nobody asked it to stop."""
    going = update(Replay).where(Replay.id == run_id, Replay.cancelled_by.is_(None), Replay.state == RunState.RUNNING)
    with desk.session() as session:
        return rows_changed(session, going.values(share=share, told=told, beat_at=desk.now())) == 1


@permitted(Action.POLICY)
def cancel(desk: Desk, run_id: int, *, by: str) -> bool:
    """Ask a run to stop; return whether it was running."""
    with desk.session() as session:
        changed(session, Topic.REPLAYS)
        asked = update(Replay).where(Replay.id == run_id, Replay.state == RunState.RUNNING)
        return rows_changed(session, asked.values(cancelled_by=by)) == 1


@permitted(Action.POLICY)
def end(desk: Desk, run_id: int, state: RunState, *, why: str) -> None:
    """Note that a run ended without a result."""
    with desk.session() as session:
        changed(session, Topic.REPLAYS)
        ended = update(Replay).where(Replay.id == run_id, Replay.state == RunState.RUNNING)
        session.execute(ended.values(state=state, why=why, ended_at=desk.now()))


@permitted(Action.POLICY)
def finish(
    desk: Desk,
    run_id: int,
    *,
    totals: Mapping[str, Any],
    days: pd.DataFrame,
    messages: pd.DataFrame,
    items: pd.DataFrame,
) -> bool:
    """Keep what a run found, whole or not at all; return whether nobody had asked it to stop meanwhile."""
    tables = {name: _parquet(rows) for name, rows in (("days", days), ("messages", messages), ("items", items))}
    values = {"state": RunState.DONE, "share": 1.0, "told": "", "totals": dict(totals), "ended_at": desk.now()}
    with desk.session() as session:
        changed(session, Topic.REPLAYS)
        going = update(Replay).where(Replay.id == run_id, Replay.cancelled_by.is_(None))
        if rows_changed(session, going.values(values)) == 0:
            return False
        session.add(ReplayResult(replay_id=run_id, **tables))
        return True


@permitted(Action.POLICY)
def forget(desk: Desk, run_id: int) -> bool:
    """Take a run that is over away, with what it found; return whether there was one."""
    with desk.session() as session:
        changed(session, Topic.REPLAYS)
        row = session.get(Replay, run_id)
        if row is None or _state(row, desk.now()) is RunState.RUNNING:
            return False
        session.execute(delete(ReplayResult).where(ReplayResult.replay_id == run_id))
        session.delete(row)
        return True


def runs(desk: Desk) -> list[Run]:
    """Return every run, the newest first."""
    with desk.reading() as session:
        rows: Sequence[Replay] = session.scalars(select(Replay).order_by(Replay.id.desc())).all()
        return [_run(row, desk.now()) for row in rows]


def run_of(desk: Desk, run_id: int) -> Run:
    """Return one run; raise ``UnknownRunError`` when there is none."""
    with desk.reading() as session:
        row = session.get(Replay, run_id)
        if row is None:
            raise UnknownRunError(run_id)
        return _run(row, desk.now())


def result(desk: Desk, run_id: int, table: str) -> pd.DataFrame:
    """Return one of the tables ``days``, ``messages`` and ``items`` of a run; ``UnknownRunError`` without a result."""
    column = {"days": ReplayResult.days, "messages": ReplayResult.messages, "items": ReplayResult.items}[table]
    with desk.reading() as session:
        kept = session.scalar(select(column).where(ReplayResult.replay_id == run_id))
    if kept is None:
        raise UnknownRunError(run_id)
    return pd.read_parquet(BytesIO(kept))


def _run(row: Replay, now: datetime) -> Run:
    state = _state(row, now)
    is_lost = state is RunState.FAILED and row.state == RunState.RUNNING
    return Run(
        id=row.id,
        kind=RunKind(row.kind),
        title=row.title,
        state=state,
        share=row.share,
        told=row.told,
        first_on=row.first_on,
        last_on=row.last_on,
        book_version=row.book_version,
        asked=row.asked,
        totals=row.totals,
        created_by=row.created_by,
        created_at=row.created_at,
        ended_at=row.ended_at,
        why="The program ended before the run did. Start it again." if is_lost else row.why,
    )


def _state(row: Replay, now: datetime) -> RunState:
    if row.state == RunState.RUNNING and now - row.beat_at > SILENT:
        return RunState.FAILED
    return RunState(row.state)


def _parquet(frame: pd.DataFrame) -> bytes:
    file = BytesIO()
    frame.to_parquet(file, compression="zstd", index=False)
    return file.getvalue()
