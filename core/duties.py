"""What a worker of this installation does besides sending: the jobs of its schedule, and sending that outlives an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import structlog

from core import mail, mail_reading, memory, online_payments, outlets, work_upkeep
from core.acting import by_itself, permitted
from core.actions import Action
from core.behaviour.prediction.retrain import is_due
from core.campaigns import schedule, worker
from core.campaigns.answers.run import run_answers
from core.campaigns.staleness import too_old
from core.campaigns.standing_run import run_standing
from core.desk import audit_heads
from core.errors import SaldoError
from core.gateways.printing import post
from core.privacy import retention
from core.privacy.erasing import erase_each, finish
from core.privacy.requests import unfinished
from core.runs import works

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from threading import Event

    from core.campaigns.pulse import Pulse
    from core.campaigns.schedule import Job
    from core.campaigns.standing import Run
    from core.campaigns.worker import Terms, WorkReport
    from core.privacy.called import Customer
    from core.wiring import Application

INBOX: Final = "inbox"
STANDING: Final = "standing approval"
TRAINING: Final = "training"
RESTART_SECONDS: Final = 5.0

HELPS: Final = "There is no ledger here: this worker sent mail only, and left the other channels and all jobs to those that have one."

log = structlog.get_logger()


class NoRelayError(SaldoError):
    """A worker without ledger and without relay: mail would stay on a machine where nobody looks."""

    def __init__(self) -> None:
        super().__init__(
            "This worker has a desk elsewhere and no mail server: set SALDO_SMTP_URL here to the relay that the others use."
        )


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A job of the schedule: every ``seconds``, the first time after ``first_after_seconds``; it says what came of it.

    ``is_always``: also for a worker that only empties the queue and ends.
    """

    name: str
    seconds: int
    job: Callable[[Application], str]
    first_after_seconds: int = 0
    is_always: bool = True


@by_itself
def work(
    app: Application, terms: Terms | None = None, *, stop: Event | None = None, pulse: Pulse | None = None
) -> WorkReport:
    """Send what is due over every channel of ``app`` and keep its schedule; see ``core.campaigns.worker.run``."""
    mail.begin_slowly(app.desk, app.settings)
    is_staying = terms is None or not terms.until_done
    kinds: dict[str, Job] = {}
    for duty in DUTIES:
        if duty.is_always or is_staying:
            schedule.every(
                app.desk, duty.name, duty.name, seconds=duty.seconds, first_after_seconds=duty.first_after_seconds
            )
            kinds[duty.name] = _job(app, duty)
    others = outlets.other_channels(app.settings, app.desk, app.clock)
    return worker.run(app.desk, app.email, terms, others=others, stop=stop, kinds=kinds, pulse=pulse)


def is_helper(app: Application) -> bool:
    """Return whether this home only helps to send for a desk elsewhere: it has a desk by its URL, and no ledger."""
    return app.settings.desk_url is not None and app.store.current() is None


@by_itself
def help_out(
    app: Application, terms: Terms | None = None, *, stop: Event | None = None, pulse: Pulse | None = None
) -> WorkReport:
    """Send mail for a desk elsewhere and nothing more: what is printed, kept or imported is so where the ledger is.

    Raises ``NoRelayError`` without a relay: this machine's own mailbox is not where anybody looks.
    """
    if app.relay is None:
        raise NoRelayError
    mail.begin_slowly(app.desk, app.settings)
    report = worker.run(app.desk, app.email, terms, stop=stop, pulse=pulse)
    report.remark(HELPS)
    return report


def _job(app: Application, duty: Duty) -> Job:
    """Return the job of a duty; what it read of a large ledger is not kept until the next one comes."""

    def run(_: Mapping[str, Any]) -> str:
        with memory.given_back(app.store.rest):
            return duty.job(app)

    return run


def keep_working(app: Application, stop: Event, terms: Terms | None = None) -> None:
    """Work until told to stop; an error that ends the worker is logged, and a new one begins after a pause."""
    while not stop.is_set():
        try:
            work(app, terms, stop=stop)
        except Exception:
            log.exception("the worker ended and starts again")
            stop.wait(RESTART_SECONDS)


@permitted(Action.LAUNCH)
def let_standing_run(app: Application) -> list[Run]:
    """Let the standing approvals run that have not seen this ledger; companies whose facts are too old are left out."""
    book = app.book()
    stale = too_old(app.desk, book)
    return run_standing(app.desk, book, launch=lambda name: app.launch(name, by=STANDING), stale=stale)


def _inbox(app: Application) -> str:
    delivered = app.import_inbox(by=INBOX)
    failed = sum(each.error is not None for each in delivered)
    return f"{len(delivered) - failed} files imported, {failed} failed"


def _standing(app: Application) -> str:
    if app.store.current() is None:
        return "no ledger yet"
    return ", ".join(f"{each.outcome} {each.messages}" for each in let_standing_run(app)) or "nothing to do"


def _post(app: Application) -> str:
    settings = app.settings
    said = post(app.desk, settings.outbox_folder, settings.receipts_folder, clock=app.clock)
    return "; ".join(said) or "nothing to do"


def _answers(app: Application) -> str:
    if app.store.current() is None:
        return "no ledger yet"
    return ", ".join(f"{message} {sent}" for message, sent in run_answers(app.desk, app.book()).items()) or "nothing"


def _training(app: Application) -> str:
    if app.store.current() is None:
        return "no ledger yet"
    if not is_due(app.desk, app.book().latest_on):
        return "nothing new to learn from"
    run = app.train(by=TRAINING)
    return f"model {run.number} {'kept' if run.is_kept else 'refused'}"


def _audit_trail(app: Application) -> str:
    return audit_heads.look(app.desk, app.settings.audit_folder)


def _retention(app: Application) -> str:
    if unfinished(app.desk):
        finish(app.places, by=retention.BY)
    book = None if app.store.current() is None else app.book()
    return retention.keep_up(app.desk, book, home=app.settings.home, erase=lambda who: _erased(app, who))


def _erased(app: Application, customers: Sequence[Customer]) -> Sequence[Customer]:
    done = erase_each(app.places, customers, by=retention.BY, why=retention.OUTLIVED)
    return () if done is None else done.customers


DUTIES: Final = (
    Duty(name=INBOX, seconds=15, job=_inbox),
    Duty(name=STANDING, seconds=30, job=_standing),
    Duty(name="answers", seconds=60, job=_answers),
    Duty(name="post", seconds=60, job=_post),
    Duty(name="close pay links", seconds=60, job=online_payments.close_withdrawn),
    Duty(name=works.JOB, seconds=works.SECONDS, job=works.job, is_always=False),
    Duty(name=mail_reading.JOB, seconds=mail_reading.SECONDS, job=mail_reading.job),
    # A training takes a processor for half a minute: not while somebody opens the app for the first time.
    Duty(name=TRAINING, seconds=900, job=_training, first_after_seconds=600, is_always=False),
    Duty(name=retention.BY, seconds=6 * 3600, job=_retention, first_after_seconds=1_800, is_always=False),
    Duty(name="audit trail", seconds=24 * 3600, job=_audit_trail, first_after_seconds=3_600, is_always=False),
    Duty(name=work_upkeep.WORK_LIST, seconds=120, job=work_upkeep.look, first_after_seconds=20, is_always=False),
)
