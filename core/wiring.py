"""Composition root: settings become a book store, a desk, a clock and a way out for mail, for app, command line and worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.exc import OperationalError

from core import duties, importing, learning, mail
from core.acting import by_itself, current, permitted, require_all
from core.actions import Action
from core.background import Background
from core.behaviour.prediction.store import load
from core.book.errors import BookBusyError
from core.book.store import BookStore
from core.book.upgrade import upgrade
from core.campaigns.errors import FactsMovedError
from core.campaigns.freshness import hold_customer
from core.campaigns.launch import Launched, entities_of, launch
from core.campaigns.staleness import refuse_stale
from core.channels.mailbox import Mailbox
from core.clock import Clock, utc_now
from core.desk import case_frames, holds
from core.desk.engine import Desk, DeskDownError, open_desk
from core.desk.known_better import known_better
from core.desk.migrate import migrate
from core.errors import SaldoError
from core.exports.make import make_pack
from core.house import house
from core.in_use import Held
from core.intake.demo.generate import CUSTOMERS
from core.master import master_at
from core.messages import templates
from core.payments.mollie import API, Mollie
from core.privacy.erasing import Places
from core.segments import versions
from core.segments.assign import Assignment, assign
from core.segments.features import features
from core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from threading import Event

    from core.behaviour.forecast.cash import Forecast
    from core.behaviour.prediction.model import Model
    from core.behaviour.prediction.store import Run
    from core.book.book import Book
    from core.campaigns.worker import Terms, WorkReport
    from core.channels.email import Email
    from core.exports.pack import Pack
    from core.intake.inbox import Delivered
    from core.intake.mapping import Mapping
    from core.intake.report import ImportReport
    from core.matching.statements import TakenStatement
    from core.metrics.scope import Scope
    from core.payments.provider import Provider
    from core.vocabulary import HoldKind, ImportMode


class BadDateError(SaldoError):
    """An ``as_of`` that is neither a date nor ``latest``."""

    def __init__(self, text: str) -> None:
        super().__init__(
            "{text!r} is not a date: write it as 2026-10-31, or `latest` for the book's own latest date.", text=text
        )


FIRST_YEAR, LAST_YEAR = 1900, 2999
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
    held: Held | None = None  # the home folder's lock: no backup is put back under a running process

    def book(self, version: str | None = None) -> Book:
        """Return the current book, or ``version``, as who acts sees it; raise ``NoBookError`` before the first import."""
        return self.store.open(version, limits=current().limits)

    @property
    def places(self) -> Places:
        """Where this installation keeps what it knows of a customer."""
        return Places(desk=self.desk, store=self.store, home=self.settings.home)

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
        known = known_better(self.desk)
        return assign(features(self.book(), as_of, known), versions.active(self.desk).policy)

    def pack(
        self,
        as_of: date,
        *,
        scope: Scope | None = None,
        currency: str | None = None,
        since: date | None = None,
        most_items: int = 0,
        progress: Callable[[float, str], None] | None = None,
    ) -> Pack:
        """Return the figures of ``as_of`` for an export; see ``core.exports.make``."""
        assigned = self.segments(as_of)
        return make_pack(
            self.book(),
            as_of,
            made_at=self.clock(),
            segments=assigned.segments_frame(),
            segment_labels={segment.name: segment.label for segment in assigned.policy.segments},
            currency=currency,
            scope=scope,
            since=since,
            house=house(self.desk),
            promises=case_frames.promises(self.desk),
            most_items=most_items,
            progress=progress,
        )

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
        return importing.import_file(
            self,
            path,
            by=by,
            preset=preset,
            mapping=mapping,
            sheet=sheet,
            mode=mode,
            list_on=list_on,
            entity=entity,
            is_confirmed=is_confirmed,
            progress=progress,
        )

    def import_statement(self, path: Path, *, by: str, entity: str | None = None) -> TakenStatement:
        """Take the bank statement ``path`` in, match its lines, and hold messages to people whose money is on it.

        ``entity`` says whose the account is, once. See ``core.matching.statements.take_statement``.
        """
        return importing.import_statement(self, path, by=by, entity=entity)

    def import_inbox(self, *, by: str = duties.INBOX) -> list[Delivered]:
        """Import every file that waits in the watched folder; see ``core.intake.inbox``."""
        return importing.import_all(self, by=by)

    def make_demo(
        self,
        progress: Callable[[float, str], None] | None = None,
        *,
        customers: int = CUSTOMERS,
    ) -> list[ImportReport]:
        """Fill the home folder with the demo portfolio and its bank statements; return the reports of the ledger's imports."""
        return importing.make_demo(self, progress, customers=customers)

    @permitted(Action.KEEP)
    def make_current(self, version: str, *, by: str, reason: str) -> int:
        """Point everybody at ``version`` of the book; return how many unsent messages that holds."""
        require_all()  # everybody reads another ledger then
        self.store.make_current(version, by=by, reason=reason)
        return self.follow_book()

    def follow_book(self) -> int:
        """Match the bank's lines and judge promises and plans by the current book, then hold unsent messages; return how many."""
        return importing.follow_book(self)

    def keep_standing(self) -> int:
        """Keep how customers stand by what bureaus and insurers say now; see ``core.credit.keep``."""
        return importing.keep_standing(self)

    @permitted(Action.AGREE)
    def place_hold(self, kind: HoldKind, *, entity: str, customer_id: str, by: str, why: str, **about: Any) -> int:  # noqa: ANN401 (the holds' own parameters)
        """Place a hold as ``core.desk.holds.place`` does, and keep back what was still to be sent to that customer."""
        placed = holds.place(self.desk, kind, entity=entity, customer_id=customer_id, by=by, why=why, **about)
        number = about.get("number")
        numbers = () if number is None else (number,)
        hold_customer(self.desk, entity=entity, customer_id=customer_id, why=f"{kind}: {why}", numbers=numbers)
        return placed

    def launch(
        self, name: str, *, by: str, why: str = "", progress: Callable[[float, str], None] | None = None
    ) -> Launched:
        """Launch the approved campaign ``name``; see ``core.campaigns.launch``.

        Raises ``StaleFactsError`` when ledger or bank of a company in it are too old. A ledger that is published meanwhile is
        looked at before anything goes.
        """
        while True:
            book = self.book()
            refuse_stale(self.desk, book, entities_of(self.desk, name))
            try:
                return launch(
                    self.desk,
                    book,
                    name,
                    by=by,
                    why=why,
                    is_current=lambda version=book.version: self.store.current() == version,  # type: ignore[misc]  # bound now
                    progress=progress,
                )
            except FactsMovedError:
                if self.store.current() == book.version:
                    raise

    @property
    def relay(self) -> str | None:
        """Where mail goes out, for people; None while nothing can leave this machine."""
        return mail.relay_label(self.settings)

    def email(self) -> Email:
        """Return the e-mail channel; see ``core.mail``."""
        return mail.email(self.settings, self.mailbox, self.desk)

    def pay_provider(self) -> Provider | None:
        """Return the payment provider behind pay links; None while no key is set, and customers pay by transfer then."""
        key = self.settings.pay_key
        if key is None or not key.get_secret_value():
            return None
        return Mollie(key=key.get_secret_value(), clock=self.clock, api=self.settings.pay_api or API)

    def work(self, terms: Terms | None = None, *, stop: Event | None = None) -> WorkReport:
        """Send what is due and keep the schedule; see ``core.duties.work``."""
        return duties.work(self, terms, stop=stop)

    def start_work(self) -> None:
        """Check the message templates, and work in a process beside this one until ``stop_work``; see ``core.beside``."""
        templates.shipped()
        self.background.start(self.settings)

    def stop_work(self) -> None:
        """End that process in good order, and stop serving the mailbox where this one does."""
        self.background.stop()
        self.mailbox.stop()

    def train(self, *, by: str, as_of: date | None = None, progress: Callable[[float, str], None] | None = None) -> Run:
        """Train the payment model; see ``core.learning.train``."""
        return learning.train(self, by=by, as_of=as_of, progress=progress)

    def forecast(self, as_of: date) -> Forecast:
        """Return the cash forecast of the 13 weeks after ``as_of``, promises and plans of today included."""
        return learning.cash_forecast(self, as_of)

    def model(self) -> Model | None:
        """Return the payment model that serves, None when none was trained yet."""
        return load(self.desk, self.settings.models_folder)


@by_itself
def wire(settings: Settings | None = None, *, clock: Clock = utc_now) -> Application:
    """Return the application of ``settings`` (default: the environment's); makes the home folder when it is absent."""
    settings = settings or Settings()
    held = Held(settings.home)
    if settings.smtp_url:
        mail.relay_of(settings)  # a relay that cannot be used is said at the start, not at the first mail
    desk = open_desk(settings.desk_location, clock=clock, master=master_at(settings.master_key, settings.home))
    try:
        migrate(desk)
    except OperationalError as error:
        raise DeskDownError(desk, error) from error
    store = BookStore(settings.book_folder, clock=clock)
    try:
        upgrade(store)
    except BookBusyError:
        log.warning("the book is being written: it is looked at again at the next start")
    app = Application(
        settings=settings,
        store=store,
        desk=desk,
        mailbox=Mailbox(settings.mailbox_folder, clock=clock),
        clock=clock,
        held=held,
    )
    importing.keep_places(app)
    return app
