"""What a worker of this installation does besides sending: the jobs of its schedule, and sending that outlives an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog

from core import outlets
from core.behaviour.prediction.retrain import is_due
from core.campaigns import schedule, worker
from core.campaigns.staleness import most_banking_days, said, too_old
from core.campaigns.standing_run import run_standing

if TYPE_CHECKING:
    from threading import Event

    from core.campaigns.schedule import Job
    from core.campaigns.standing import Run
    from core.campaigns.worker import Terms, WorkReport
    from core.wiring import Application

INBOX: Final = "inbox"
INBOX_SECONDS: Final = 15
STANDING: Final = "standing approval"
STANDING_SECONDS: Final = 30
TRAINING: Final = "training"
TRAINING_SECONDS: Final = 900
FIRST_TRAINING_SECONDS: Final = 600
"""It takes a processor for half a minute: not while somebody opens the app for the first time."""
RESTART_SECONDS: Final = 5.0

log = structlog.get_logger()


def work(app: Application, terms: Terms | None = None, *, stop: Event | None = None) -> WorkReport:
    """Send what is due over every channel of ``app`` and keep its schedule; see ``core.campaigns.worker.run``."""
    schedule.every(app.desk, INBOX, INBOX, seconds=INBOX_SECONDS)
    schedule.every(app.desk, STANDING, STANDING, seconds=STANDING_SECONDS)
    kinds: dict[str, Job] = {INBOX: lambda _: _inbox(app), STANDING: lambda _: _standing(app)}
    if terms is None or not terms.until_done:  # who only empties the queue does not wait for a training
        schedule.every(
            app.desk, TRAINING, TRAINING, seconds=TRAINING_SECONDS, first_after_seconds=FIRST_TRAINING_SECONDS
        )
        kinds[TRAINING] = lambda _: _training(app)
    others = outlets.other_channels(app.settings, app.clock)
    return worker.run(app.desk, app.email, terms, others=others, stop=stop, kinds=kinds)


def keep_working(app: Application, stop: Event) -> None:
    """Work until told to stop; an error that ends the worker is logged, and a new one begins after a pause."""
    while not stop.is_set():
        try:
            work(app, stop=stop)
        except Exception:
            log.exception("the worker ended and starts again")
            stop.wait(RESTART_SECONDS)


def let_standing_run(app: Application) -> list[Run]:
    """Let the standing approvals run that have not seen this ledger; facts that are too old pause them."""
    book, most = app.book(), most_banking_days(app.desk)
    stale = too_old(app.desk, book)
    return run_standing(
        app.desk,
        book,
        launch=lambda name: app.launch(name, by=STANDING),
        stale=said(stale, most) if stale and most is not None else None,
    )


def _inbox(app: Application) -> str:
    delivered = app.import_inbox(by=INBOX)
    failed = sum(each.error is not None for each in delivered)
    return f"{len(delivered) - failed} files imported, {failed} failed"


def _standing(app: Application) -> str:
    if app.store.current() is None:
        return "no ledger yet"
    return ", ".join(f"{each.outcome} {each.messages}" for each in let_standing_run(app)) or "nothing to do"


def _training(app: Application) -> str:
    if app.store.current() is None:
        return "no ledger yet"
    if not is_due(app.desk, app.book().latest_on):
        return "nothing new to learn from"
    run = app.train(by=TRAINING)
    return f"model {run.number} {'kept' if run.is_kept else 'refused'}"
