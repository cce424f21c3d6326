"""Composition root: settings become a book store, a desk, a clock and a way out for mail, for app, command line and worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.exc import OperationalError

from core.background import Background
from core.book.store import BookStore
from core.campaigns import schedule, worker
from core.campaigns.freshness import hold_customer, hold_outdated
from core.campaigns.launch import Launched, launch
from core.channels.email import Email
from core.channels.mailbox import Mailbox
from core.channels.relay import parse_relay
from core.clock import Clock, utc_now
from core.desk import customers, holds, mappings
from core.desk.engine import Desk, DeskDownError, open_desk
from core.desk.migrate import migrate
from core.desk.revisions import Topic, revisions
from core.errors import SaldoError
from core.intake.demo.build import build_demo
from core.intake.demo.generate import CUSTOMERS
from core.intake.importer import import_file
from core.intake.inbox import import_inbox
from core.intake.mapping import Mapping
from core.intake.presets import PRESETS
from core.segments import versions
from core.segments.assign import Assignment, assign
from core.segments.features import features
from core.settings import Settings
from core.strategy.overrides import end_lapsed

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping as Dictionary
    from pathlib import Path
    from threading import Event

    from core.book.book import Book
    from core.campaigns.worker import Terms, WorkReport
    from core.intake.inbox import Delivered
    from core.intake.report import ImportReport
    from core.vocabulary import HoldKind, ImportMode


class BadDateError(SaldoError):
    """An ``as_of`` that is neither a date nor ``latest``."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not a date: write it as 2026-10-31, or `latest` for the book's own latest date.")


FIRST_YEAR, LAST_YEAR = 1900, 2999
INBOX = "inbox"
INBOX_SECONDS = 15
RESTART_SECONDS = 5.0

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Application:
    """One installation, opened: what pages, commands and workers are handed."""

    settings: Settings
    store: BookStore
    desk: Desk
    mailbox: Mailbox
    clock: Clock = field(default=utc_now)
    background: Background = field(default_factory=Background)

    def book(self, version: str | None = None) -> Book:
        """Return the current book, or ``version``; raise ``NoBookError`` when nothing was imported yet."""
        return self.store.open(version)

    def as_of(self, text: str | None) -> date:
        """Return the date that ``text`` names; ``None`` and ``latest`` mean the book's own latest date."""
        if text is None or text == "latest":
            return self.book().latest_on
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise BadDateError(text) from None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise BadDateError(text)  # a slip of the hand, and periods before it would leave the calendar
        return day

    def segments(self, as_of: date) -> Assignment:
        """Return every customer's segment on ``as_of`` under the active policy."""
        known = customers.overrides(self.desk)
        return assign(features(self.book(), as_of, known), versions.active(self.desk).policy)

    def import_file(
        self,
        path: Path,
        *,
        by: str,
        preset: str | None = None,
        mapping: Mapping | None = None,
        sheet: str | None = None,
        mode: ImportMode | None = None,
        list_on: date | None = None,
        entity: str | None = None,
        is_confirmed: bool = False,
        progress: Callable[[float, str], None] | None = None,
    ) -> ImportReport:
        """Import ``path``, let lapse what people changed of values it changed, and hold messages the new book belies.

        ``preset`` may also name a mapping saved on the desk. See ``core.intake.importer``.
        """
        if mapping is None and preset is not None and preset not in PRESETS:
            mapping = Mapping.from_dict(mappings.get(self.desk, preset))
        report = import_file(
            path,
            store=self.store,
            sources=self.settings.sources_folder,
            by=by,
            preset=preset,
            mapping=mapping,
            sheet=sheet,
            mode=mode,
            list_on=list_on,
            entity=entity,
            confirmed=is_confirmed,
            progress=progress,
            clock=self.clock,
        )
        if not report.unchanged:
            end_lapsed(self.desk, self.book())
            hold_outdated(self.desk, self.book())
        return report

    def import_inbox(self, *, by: str = INBOX) -> list[Delivered]:
        """Import every file that waits in the watched folder; see ``core.intake.inbox``."""

        def take(path: Path) -> ImportReport:
            return self.import_file(path, by=by)

        return import_inbox(self.settings.inbox_folder, take=take, clock=self.clock)

    def make_demo(
        self,
        progress: Callable[[float, str], None] | None = None,
        *,
        customers: int = CUSTOMERS,
    ) -> list[ImportReport]:
        """Fill the home folder with the demo portfolio and return the reports of its imports."""
        return build_demo(self.settings, self.store, customers=customers, progress=progress)

    def make_current(self, version: str, *, by: str, reason: str) -> int:
        """Point everybody at ``version`` of the book; return how many unsent messages that holds."""
        self.store.make_current(version, by=by, reason=reason)
        return hold_outdated(self.desk, self.book())

    def place_hold(self, kind: HoldKind, *, entity: str, customer_id: str, by: str, why: str, **about: Any) -> int:  # noqa: ANN401 (the holds' own parameters)
        """Place a hold as ``core.desk.holds.place`` does, and keep back what was still to be sent to that customer."""
        placed = holds.place(self.desk, kind, entity=entity, customer_id=customer_id, by=by, why=why, **about)
        hold_customer(self.desk, entity=entity, customer_id=customer_id, why=f"{kind}: {why}")
        return placed

    def launch(self, name: str, *, by: str, why: str = "") -> Launched:
        """Launch the approved campaign ``name``; see ``core.campaigns.launch``.

        A hold or an import that came while it was launched found nothing to hold yet: those are looked at again.
        """
        book, holds_before = self.book(), revisions(self.desk)[Topic.HOLDS]
        launched = launch(self.desk, book, name, by=by, why=why)
        if (self.store.current(), revisions(self.desk)[Topic.HOLDS]) != (book.version, holds_before):
            hold_outdated(self.desk, self.book())
        return launched

    @property
    def relay(self) -> str | None:
        """Where mail goes out, for people; None while nothing can leave this machine."""
        return parse_relay(self.settings.smtp_url).label if self.settings.smtp_url else None

    def email(self) -> Email:
        """Return the e-mail channel: the relay where one is set, else the built-in mailbox, which takes mail at any hour."""
        if not self.settings.smtp_url:
            return Email(self.mailbox.relay, ignores_hours=True)
        relay = parse_relay(self.settings.smtp_url)
        return Email(lambda: relay)

    def work(self, terms: Terms | None = None, *, stop: Event | None = None) -> WorkReport:
        """Send what is due and keep the schedule; see ``core.campaigns.worker.run``."""
        schedule.every(self.desk, INBOX, INBOX, seconds=INBOX_SECONDS)
        return worker.run(self.desk, self.email, terms, stop=stop, kinds={INBOX: self._inbox_job})

    def start_work(self) -> None:
        """Serve the built-in mailbox where no relay is set, and work in a thread of this process until ``stop_work``."""
        if self.relay is None:
            self.mailbox.start()
        self.background.start(self._work_on)

    def stop_work(self) -> None:
        """End the thread in good order, and stop serving the mailbox."""
        self.background.stop()
        self.mailbox.stop()

    def _work_on(self, stop: Event) -> None:
        """Work until told to stop; an error that ends the worker is logged, and a new one begins after a pause."""
        while not stop.is_set():
            try:
                self.work(stop=stop)
            except Exception:
                log.exception("the worker ended and starts again")
                stop.wait(RESTART_SECONDS)

    def _inbox_job(self, _body: Dictionary[str, Any]) -> str:
        delivered = self.import_inbox()
        failed = sum(each.error is not None for each in delivered)
        return f"{len(delivered) - failed} files imported, {failed} failed"


def wire(settings: Settings | None = None, *, clock: Clock = utc_now) -> Application:
    """Return the application of ``settings`` (default: the environment's); makes the home folder when it is absent."""
    settings = settings or Settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    if settings.smtp_url:
        parse_relay(settings.smtp_url)  # a relay that cannot be used is said at the start, not at the first mail
    desk = open_desk(settings.desk_location, clock=clock)
    try:
        migrate(desk)
    except OperationalError as error:
        raise DeskDownError(desk, error) from error
    return Application(
        settings=settings,
        store=BookStore(settings.book_folder, clock=clock),
        desk=desk,
        mailbox=Mailbox(settings.mailbox_folder, clock=clock),
        clock=clock,
    )
