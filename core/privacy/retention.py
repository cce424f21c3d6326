"""Retention: a report of what is older than its term, fourteen days in which anybody may hold it back, and then its removal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from core.acting import permitted, require_all
from core.actions import Action
from core.clock import local_day
from core.customer_page.uploads import place_of
from core.desk.case_errors import NoReasonError
from core.desk.customer_page_tables import CustomerFile
from core.desk.privacy_tables import RetentionReport
from core.desk.revisions import Topic, changed
from core.desk.typed import typed
from core.errors import SaldoError
from core.privacy.outlived import OF_ITS_OWN_DAY, Outlived, outlived, quiet_customers, remove
from core.privacy.terms import REPORT_DAYS, TERMS, Kept, terms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session

    from core.book.book import Book
    from core.desk.contacts import Customer
    from core.desk.engine import Desk

    Erase = Callable[[Sequence[Customer]], Collection[Customer]]
    Progress = Callable[[float, str], None]

BY: Final = "retention"
OUTLIVED: Final = "older than the years that books are kept"
EVERY_DAYS: Final = 30
MOST_NAMED: Final = 200
"""So many customers a report names; of more it says how many."""


class ReportState(StrEnum):
    """What became of a report."""

    WAITING = "waiting"  # until its day, then it acts
    HELD = "held"  # somebody keeps it from acting
    DONE = "done"
    NOTHING = "nothing"  # nothing was older than its term


class ReportMovedError(SaldoError):
    """A report that was decided on meanwhile, or acted."""

    def __init__(self, report_id: int) -> None:
        super().__init__("Report {report_id} is not waiting any more: look at it again.", report_id=report_id)


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a report says of one kind: how many customers and rows are older than ``days``, and the first of them by name."""

    kept: Kept
    days: int
    before: date
    customers: int
    rows: int
    named: tuple[Customer, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report: ``found`` is what it announced, ``removed`` what went on its day."""

    id: int
    as_of: date
    acts_on: date
    state: ReportState
    found: tuple[Line, ...]
    removed: tuple[Line, ...]
    made_by: str
    made_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    why: str | None
    done_at: datetime | None


def reports(desk: Desk, *, most: int = 24) -> list[Report]:
    """Return the latest reports, the newest first."""
    with desk.reading() as session:
        newest = select(RetentionReport).order_by(RetentionReport.id.desc()).limit(most)
        return [_report(row) for row in session.scalars(newest)]


def look_ahead(desk: Desk, book: Book | None, *, on: date, progress: Progress | None = None) -> list[Line]:
    """Return what is older than its term on ``on``, kind by kind; nothing is kept or removed. ``progress`` hears each kind's label."""
    lines, terms = [], terms_of(desk)
    for place, (kept, days) in enumerate(terms.items()):
        if progress is not None:
            progress(place / len(terms), TERMS[kept].label)
        lines.append(_line(outlived(desk, book, kept, days, on=on)))
    return lines


@permitted(Action.PRIVACY)
def report(desk: Desk, book: Book | None, *, by: str, progress: Progress | None = None) -> Report:
    """Write down what is older than its term today; what is found is removed REPORT_DAYS later, unless somebody holds it back."""
    require_all()
    today = _today(desk)
    found = look_ahead(desk, book, on=today, progress=progress)
    has_any = any(each.rows for each in found)
    row = RetentionReport(
        as_of=today,
        acts_on=today + timedelta(days=REPORT_DAYS),
        state=ReportState.WAITING if has_any else ReportState.NOTHING,
        found=[_told(each) for each in found],
        removed=[],
        made_by=by,
        made_at=desk.now(),
    )
    with desk.session() as session:
        session.add(row)
        session.flush()
        return _report(row)


@permitted(Action.PRIVACY)
def hold_back(desk: Desk, report_id: int, *, by: str, why: str) -> None:
    """Keep a report from acting until somebody lets it go on; ``NoReasonError`` without a reason."""
    _decide(desk, report_id, ReportState.WAITING, ReportState.HELD, by=by, why=why)


@permitted(Action.PRIVACY)
def let_go_on(desk: Desk, report_id: int, *, by: str, why: str) -> None:
    """Let a report that was held back act on its day, or at once when that has passed."""
    _decide(desk, report_id, ReportState.HELD, ReportState.WAITING, by=by, why=why)


@permitted(Action.PRIVACY)
def keep_up(desk: Desk, book: Book | None, *, home: Path, erase: Erase | None, by: str = BY) -> str:
    """Let the report whose day has come act, and make a new one when the last is EVERY_DAYS old; return what was done, in words.

    ``erase`` erases the customers whose books need not be kept any more, and returns whom it did; without it they wait.
    """
    require_all()
    today, known = _today(desk), reports(desk, most=1)
    last = known[0] if known else None
    if last is not None and last.state is ReportState.WAITING and last.acts_on <= today:
        done = act_on(desk, book, last.id, home=home, erase=erase)
        return f"report {done.id} acted: {sum(each.rows for each in done.removed)} rows removed"
    if last is not None and last.state in {ReportState.WAITING, ReportState.HELD}:
        return f"report {last.id} is {last.state} until {last.acts_on.isoformat()}"
    if last is not None and today < last.as_of + timedelta(days=EVERY_DAYS):
        return "nothing to do"
    made = report(desk, book, by=by)
    return f"report {made.id}: {sum(each.rows for each in made.found)} rows are older than their term"


@permitted(Action.PRIVACY)
def act_on(desk: Desk, book: Book | None, report_id: int, *, home: Path, erase: Erase | None) -> Report:
    """Remove what the report announced, by the days it announced; :class:`ReportMovedError` unless it waits and its day has come.

    Whoever has something open, contested or held by now stays out; nothing that the report did not count from is removed.
    """
    require_all()
    today = _today(desk)
    announced = _waiting(desk, report_id, today)
    found = [_still(desk, book, each, today) for each in announced.found]
    with desk.session() as session:
        row = session.get_one(RetentionReport, report_id, populate_existing=True, with_for_update=True)
        if row.state != ReportState.WAITING:
            raise ReportMovedError(report_id)
        files = _files(session)
        removed = [_removed(session, each) for each in found if each.kept is not Kept.CUSTOMER]
        for topic in (Topic.CUSTOMERS, Topic.HOLDS, Topic.REPLIES, Topic.REQUESTS, Topic.SIDE):
            changed(session, topic)
        row.removed, row.state, row.done_at = [_told(each) for each in removed], ReportState.DONE, desk.now()
        session.flush()
        gone = files - _files(session)
    for mark in sorted(
        gone
    ):  # after the commit: a file without a row is found by nobody, a row without a file misleads
        place_of(home, mark).unlink(missing_ok=True)
    _erase_customers(desk, report_id, found, erase)
    return next(each for each in reports(desk) if each.id == report_id)


def _erase_customers(desk: Desk, report_id: int, found: list[Outlived], erase: Erase | None) -> None:
    wanted = next((each for each in found if each.kept is Kept.CUSTOMER), None)
    if wanted is None or erase is None or not wanted.customers:
        return
    erased = tuple(sorted(erase(wanted.customers)))
    line = Line(kept=Kept.CUSTOMER, days=wanted.days, before=wanted.before, customers=len(erased), rows=len(erased))
    with desk.session() as session:
        row = session.get_one(RetentionReport, report_id)
        row.removed = [*row.removed, _told(line)]


def _waiting(desk: Desk, report_id: int, today: date) -> Report:
    with desk.reading() as session:
        row = session.get(RetentionReport, report_id)
        if row is None or row.state != ReportState.WAITING or row.acts_on > today:
            raise ReportMovedError(report_id)
        return _report(row)


def _still(desk: Desk, book: Book | None, line: Line, today: date) -> Outlived:
    """Return what of a line is still to go: counted from the same day as then, of who is still without anything open."""
    if line.kept in OF_ITS_OWN_DAY or book is None:
        customers: tuple[Customer, ...] = ()
    else:
        customers = tuple(quiet_customers(desk, book, line.kept, before=line.before, on=today))
    return Outlived(kept=line.kept, days=line.days, before=line.before, customers=customers, rows=0)


def _removed(session: Session, found: Outlived) -> Line:
    rows = remove(session, found)
    return Line(kept=found.kept, days=found.days, before=found.before, customers=len(found.customers), rows=rows)


def _files(session: Session) -> set[str]:
    return set(session.scalars(select(CustomerFile.sha256).distinct()))


def _decide(desk: Desk, report_id: int, was: ReportState, becomes: ReportState, *, by: str, why: str) -> None:
    require_all()
    if not why.strip():
        raise NoReasonError
    with desk.session() as session:
        row = session.get(RetentionReport, report_id, populate_existing=True, with_for_update=True)
        if row is None or row.state != was:
            raise ReportMovedError(report_id)
        row.state, row.decided_by, row.decided_at, row.why = becomes, by, desk.now(), typed(why.strip())


def _today(desk: Desk) -> date:
    return local_day(desk.now())


def _line(found: Outlived) -> Line:
    return Line(
        kept=found.kept,
        days=found.days,
        before=found.before,
        customers=len(found.customers),
        rows=found.rows,
        named=found.customers[:MOST_NAMED],
    )


def _told(line: Line) -> dict[str, Any]:
    return {
        "kept": line.kept,
        "days": line.days,
        "before": line.before.isoformat(),
        "customers": line.customers,
        "rows": line.rows,
        "named": [list(each) for each in line.named],
    }


def _read(told: Mapping[str, Any]) -> Line:
    return Line(
        kept=Kept(told["kept"]),
        days=int(told["days"]),
        before=date.fromisoformat(told["before"]),
        customers=int(told["customers"]),
        rows=int(told["rows"]),
        named=tuple((str(entity), str(customer_id)) for entity, customer_id in told["named"]),
    )


def _report(row: RetentionReport) -> Report:
    return Report(
        id=row.id,
        as_of=row.as_of,
        acts_on=row.acts_on,
        state=ReportState(row.state),
        found=tuple(_read(each) for each in row.found),
        removed=tuple(_read(each) for each in row.removed),
        made_by=row.made_by,
        made_at=row.made_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        why=row.why,
        done_at=row.done_at,
    )
