"""Files taken in, and what follows of it: the bank matched, promises judged, messages held that a new ledger belies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core import followed, online_payments
from core.acting import by_itself, permitted, require_all, require_entities
from core.actions import Action
from core.book.erase_list import erased
from core.campaigns.freshness import hold_outdated
from core.campaigns.staleness import most_banking_days, save_most_banking_days
from core.closing.control import take_balances
from core.credit import keep
from core.desk import audit, mappings, places
from core.intake import importer
from core.intake.demo.build import BY, build_demo
from core.intake.demo.company import write_company
from core.intake.demo.credit import write_credit
from core.intake.demo.generate import AS_OF, demo_files
from core.intake.demo.statements import write_statements
from core.intake.inbox import import_inbox
from core.intake.mapping import Mapping
from core.intake.presets import PRESETS
from core.intake.side import is_side
from core.intake.statements.read import is_statement
from core.matching.rematch import rematch
from core.matching.statements import take_statement
from core.room import room_on
from core.sentence import Sentence
from core.side_files import take_side
from core.strategy import strategy_versions
from core.strategy.judging import judge
from core.strategy.overrides import end_lapsed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from core.intake.control import ControlRow
    from core.intake.inbox import Delivered
    from core.intake.report import ImportReport
    from core.matching.statements import TakenStatement
    from core.vocabulary import ImportMode
    from core.wiring import Application

TAKEN: Final = Sentence(
    "The file was taken in; what follows of it for messages and promises is done with the next one."
)


@permitted(Action.IMPORT)
def import_file(
    app: Application,
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
    """Import ``path`` and let everything follow that depends on it; see ``Application.import_file``."""
    if mapping is None and preset is not None and preset not in PRESETS:
        mapping = Mapping.from_dict(mappings.get(app.desk, preset))

    def balances(rows: list[ControlRow]) -> None:
        take_balances(app.desk, rows, by=by, source=path.name)

    with room_on(app.settings.home):
        report = importer.import_file(
            path,
            store=app.store,
            sources=app.settings.sources_folder,
            by=by,
            preset=preset,
            mapping=mapping,
            sheet=sheet,
            mode=mode,
            list_on=list_on,
            entity=entity,
            confirmed=is_confirmed,
            progress=progress,
            clock=app.clock,
            control=balances,
            side=lambda sheet: take_side(app.desk, sheet, by=by, confirmed=is_confirmed, gone=erased(app.store.folder)),
            allowed=require_entities,
        )
    with room_on(app.settings.home, TAKEN):
        audit.keep(
            app.desk,
            file=report.file_name,
            sha256=report.file_sha256,
            kind=report.kind,
            mode=report.mode,
            companies=report.entities,
            accepted=report.accepted,
            quarantined=report.quarantined,
            totals=report.totals,
            version=report.version,
            is_unchanged=report.unchanged,
        )
        _follow(app, report)
    return report


@by_itself
def _follow(app: Application, report: ImportReport) -> None:
    """Let everything follow of a file, for every customer: who brought it may see a part of them only."""
    if is_side(report.kind):
        followed.after_side(app.desk, app.store, report.kind)
        if app.store.current() is not None:
            keep_standing(app)
    elif not report.unchanged:
        end_lapsed(app.desk, app.book())
        follow_book(app)


@permitted(Action.IMPORT)
def import_statement(app: Application, path: Path, *, by: str, entity: str | None = None) -> TakenStatement:
    """Take the bank statement ``path`` in; see ``Application.import_statement``."""
    with room_on(app.settings.home):
        taken = take_statement(app.desk, path, by=by, entity=entity)
    audit.keep(app.desk, file=taken.file_name, accounts=taken.accounts, added=taken.added, known=taken.known)
    is_moved = entity is not None  # the account may have been thought another entity's until now
    if (is_moved or not taken.is_repeated) and app.store.current() is not None:
        follow_book(app)
    return taken


@permitted(Action.IMPORT)
def import_all(app: Application, *, by: str) -> list[Delivered]:
    """Import every file that waits in the watched folder; see ``core.intake.inbox``."""
    require_all()  # what waits there may be anybody's

    def take(path: Path) -> ImportReport | TakenStatement:
        return import_statement(app, path, by=by) if is_statement(path) else import_file(app, path, by=by)

    return import_inbox(app.settings.inbox_folder, take=take, clock=app.clock)


@permitted(Action.IMPORT)
def make_demo(
    app: Application, progress: Callable[[float, str], None] | None = None, *, customers: int
) -> list[ImportReport]:
    """Fill the home folder with the demo portfolio, its statements and what others say of its customers."""
    require_all()
    reports = build_demo(app.settings, app.store, customers=customers, progress=progress)
    if most_banking_days(app.desk) is not None:  # the demo's days stand still
        save_most_banking_days(app.desk, None, by=BY)
    files = demo_files(app.settings.home / "demo", AS_OF)
    for entity, path in write_statements(files).files.items():
        take_statement(app.desk, path, by=BY, entity=entity)
    told, credit = write_company(files), write_credit(files)
    for path in (told.orders, told.complaints, *credit.to_import):
        import_file(app, path, by=BY)
    follow_book(app)
    return reports


@permitted(Action.IMPORT)
@by_itself
def follow_book(app: Application) -> int:
    """Match the bank's lines and judge promises and plans by the current book, then hold unsent messages; return how many."""
    book = app.book()
    keep_places(app)
    rematch(app.desk, book)
    followed.after_book(app.desk, book)
    grace_days = strategy_versions.strategy_of(app.desk).contact.promise_grace_days
    judge(app.desk, book, book.latest_on, grace_days=grace_days)
    online_payments.follow_book(app.desk, book)
    keep_standing(app)
    return hold_outdated(app.desk, book)


@by_itself
def keep_places(app: Application) -> None:
    """Keep on the desk where the customers of the current ledger belong, unless that was done; see ``core.desk.places``."""
    version = app.store.current()
    if version is not None and places.kept_of(app.desk) != version:
        places.keep(app.desk, version, app.book().frame("customer_places"))


@permitted(Action.IMPORT)
@by_itself
def keep_standing(app: Application) -> int:
    """Keep how customers stand by what bureaus and insurers say now; see ``core.credit.keep``."""
    book = app.book()
    return keep.keep_standing(app.desk, book, as_of=book.latest_on, today=app.clock().date())
