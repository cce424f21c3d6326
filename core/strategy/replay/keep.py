"""A run from its beginning to its result on the desk: progress, a stop, what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.acting import permitted
from core.actions import Action
from core.desk import replays
from core.desk.replays import RunKind, RunState
from core.errors import SaldoError
from core.strategy.replay.conduct import Conduct
from core.strategy.replay.errors import ReplayCancelledError
from core.strategy.replay.moments import moments
from core.strategy.replay.run import replay
from core.strategy.replay.totals import totals, with_days, with_outcome
from core.strategy.replay.wrong import judged

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.strategy.replay.proposal import Proposal

_RUN_SHARE = 0.95  # what is left is looking up what became of it


@permitted(Action.POLICY)
def begin_run(
    desk: Desk,
    book: Book,
    proposal: Proposal,
    first_on: date,
    last_on: date,
    *,
    by: str,
    title: str = "",
    conduct: Conduct | None = None,
) -> int:
    """Note a run of ``proposal`` and return its number; ``carry_out`` does the work. Raises the errors of ``moments``."""
    moments(book, first_on, last_on, now=desk.now())
    rules = conduct or Conduct()
    asked = {**proposal.body(), "conduct": rules.body(), "is_named": bool(title.strip())}
    name = title.strip() or _title(proposal, first_on, last_on)
    return replays.begin(
        desk, RunKind.POLICY, name, book_version=book.version, asked=asked, by=by, first_on=first_on, last_on=last_on
    )


@permitted(Action.POLICY)
def carry_out(
    desk: Desk,
    book: Book,
    proposal: Proposal,
    run_id: int,
    *,
    conduct: Conduct | None = None,
    spill: str | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> None:
    """Do the run ``run_id`` and keep what it finds; a stop or an error is kept with it and raised."""
    run = replays.run_of(desk, run_id)
    if run.first_on is None or run.last_on is None:
        raise replays.UnknownRunError(run_id)
    is_stopped = False

    def tell(share: float, told: str) -> None:
        nonlocal is_stopped
        is_stopped = not replays.advance(desk, run_id, share * _RUN_SHARE, told)
        if progress is not None:
            progress(share * _RUN_SHARE, told)

    try:
        found = replay(
            desk,
            book,
            proposal,
            run.first_on,
            run.last_on,
            conduct=conduct,
            spill=spill,
            progress=tell,
            is_cancelled=lambda: is_stopped,
        )
        tell(1.0, "")
        messages, items = with_outcome(found, judged(desk, book, found.items))
        days = with_days(found.days, messages)
        told = totals(days, messages, items)
        is_kept = replays.finish(desk, run_id, totals=told, days=days, messages=messages, items=items)
    except ReplayCancelledError as stop:
        replays.end(desk, run_id, RunState.CANCELLED, why=str(stop))
        raise
    except SaldoError as error:
        replays.end(desk, run_id, RunState.FAILED, why=str(error))
        raise
    except Exception:
        replays.end(desk, run_id, RunState.FAILED, why="This did not work. The log says more.")
        raise
    if not is_kept:
        replays.end(desk, run_id, RunState.CANCELLED, why=str(ReplayCancelledError()))
        raise ReplayCancelledError


def _title(proposal: Proposal, first_on: date, last_on: date) -> str:
    days = f"{first_on:%d-%m-%Y}" if first_on == last_on else f"{first_on:%d-%m-%Y} - {last_on:%d-%m-%Y}"
    told = proposal.told
    return f"{days}: segments {told['segments']}; ladders {told['ladders']}; mix {told['mix']}"
