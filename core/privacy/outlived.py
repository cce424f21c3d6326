"""What is older than its term: whose facts of each kind, and their removal from the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, exists, func, or_, select, update

from core.desk import audit
from core.desk.audit_tables import AuditValue
from core.desk.call_tables import Call, UnpaidChance
from core.desk.case_tables import Case
from core.desk.contacts import morning
from core.desk.credit_tables import CreditStanding
from core.desk.customer_page_tables import CustomerFile, CustomerRequest
from core.desk.customer_requests import RequestState
from core.desk.erasure_tables import Erasure, LegalHold, Restriction
from core.desk.handover_tables import Handover
from core.desk.reply_tables import Reply, ReplyFile
from core.desk.side_tables import SideFact
from core.desk.soft_marks import SOFT
from core.desk.statements import is_of, parts, rows_changed
from core.desk.tables import Hold, Note
from core.privacy.standing import BEFORE_A_COURT
from core.privacy.terms import Kept, least_days
from core.vocabulary import CaseState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import ColumnElement, Delete, Update
    from sqlalchemy.orm import Session

    from core.book.book import Book
    from core.desk.contacts import Customer
    from core.desk.engine import Desk

OF_ITS_OWN_DAY: Final = frozenset({Kept.MARKS, Kept.AUDIT})
"""What counts from a day of its own, whatever else is open with the customer."""
GONE: Final = ""
"""What stands where words were removed; a row that was emptied before does not count again."""


@dataclass(frozen=True, kw_only=True)
class Outlived:
    """One kind of fact on a day: everything of it that counts from before ``before`` is older than its term."""

    kept: Kept
    days: int
    before: date
    customers: tuple[Customer, ...]
    rows: int


def outlived(desk: Desk, book: Book | None, kept: Kept, days: int, *, on: date) -> Outlived:
    """Return what of ``kept`` is older than ``days`` on ``on``; of customers nothing of whom is open, contested or held."""
    before = on - timedelta(days=days)
    quiet: list[Customer] = []
    if book is not None and kept not in OF_ITS_OWN_DAY:
        quiet = quiet_customers(desk, book, kept, before=before, on=on)
    with desk.reading() as session:
        if kept is Kept.AUDIT:
            rows = audit.count_older(session, morning(before), ~_is_kept(AuditValue, on))
            return Outlived(kept=kept, days=days, before=before, customers=(), rows=rows)
        if kept is Kept.CUSTOMER:
            return Outlived(kept=kept, days=days, before=before, customers=tuple(quiet), rows=len(quiet))
        counted = _counted(session, kept, quiet, before, on)
    customers = tuple(sorted(each for each in counted if each[0]))
    return Outlived(kept=kept, days=days, before=before, customers=customers, rows=sum(counted.values()))


def remove(session: Session, found: Outlived) -> int:
    """Remove what was found, in the caller's transaction, and return how many rows lost their words; not Kept.CUSTOMER."""
    removed, on = 0, found.before + timedelta(days=found.days)
    if found.kept is Kept.AUDIT:
        return audit.erase_older(session, morning(found.before), ~_is_kept(AuditValue, on))
    for statement, where in _statements(found.kept, found.before, on):
        for condition in where(found.customers):
            removed += rows_changed(session, statement.where(condition))
    return removed


def quiet_customers(desk: Desk, book: Book, kept: Kept, *, before: date, on: date) -> list[Customer]:
    """Return who had nothing open since ``before``: no item of the ledger, no case, no handover, no reason to keep them."""
    rows = book.rows("quiet_customers", before=before)
    with desk.reading() as session:
        busy = _busy(session, before, on) | (_erased(session) if kept is Kept.CUSTOMER else set())
    found = []
    for row in rows:
        must_stay = timedelta(days=least_days(kept, str(row["country"])))
        who = (str(row["entity"]), str(row["customer_id"]))
        if who not in busy and (kept is not Kept.CUSTOMER or row["last_on"] < on - must_stay):
            found.append(who)
    return found


def _busy(session: Session, before: date, on: date) -> set[Customer]:
    """Return the customers of whom something stands on the desk, or who wrote since ``before`` and wait for an answer."""
    standing: tuple[tuple[type[Any], ColumnElement[bool]], ...] = (
        (Case, Case.state == CaseState.OPEN),
        (Handover, Handover.closed_at.is_(None)),
        (LegalHold, _stands(LegalHold, on)),
        (Restriction, Restriction.lifted_at.is_(None)),  # kept because they asked for it (GDPR art. 18)
        (Hold, Hold.kind.in_(BEFORE_A_COURT) & _stands(Hold, on)),
        (CustomerRequest, CustomerRequest.state == RequestState.OPEN),
        (Reply, Reply.customer_id.is_not(None) & Reply.handled_at.is_(None) & (Reply.known_at >= morning(before))),
    )
    return {
        (row.entity, row.customer_id)
        for table, condition in standing
        for row in session.execute(select(table.entity, table.customer_id).where(condition).distinct())
    }


def _erased(session: Session) -> set[Customer]:
    """Return who was erased and did not return: there is no name left to remove."""
    done = select(Erasure.entity, Erasure.customer_id).where(Erasure.done_at.is_not(None), Erasure.ended_at.is_(None))
    return {(row.entity, row.customer_id) for row in session.execute(done)}


Where = tuple["Update | Delete", "Callable[[Sequence[Customer]], Iterable[ColumnElement[bool]]]"]


def _statements(kept: Kept, before: date, on: date) -> tuple[Where, ...]:
    """Return what removes ``kept``, and whose; what people said since ``before`` is younger than its term, whoever said it."""
    at = morning(before)
    match kept:
        case Kept.CONTACT:
            return (
                (delete(Note).where(Note.written_at < at), lambda who: _of(Note, who)),
                (
                    update(Call).where(_has_words(Call), Call.called_at < at).values(said=GONE, number=GONE),
                    lambda who: _of(Call, who),
                ),
            )
        case Kept.REPLIES:
            emptied = {"text": GONE, "subject": GONE, "from_name": GONE, "from_address": GONE}
            return (
                (delete(ReplyFile), lambda who: _files_of_replies(who, before)),
                (
                    update(Reply).where(_has_text(), Reply.known_at < at).values(**emptied),
                    lambda who: (*_of(Reply, who), Reply.customer_id.is_(None)),
                ),
            )
        case Kept.REQUESTS:
            return (
                (delete(CustomerFile), lambda who: _files_of_requests(who, before)),
                (delete(CustomerRequest).where(CustomerRequest.made_at < at), lambda who: _of(CustomerRequest, who)),
            )
        case Kept.SCORES:
            return (
                (delete(CreditStanding), lambda who: _of(CreditStanding, who)),
                (delete(UnpaidChance), lambda who: _of(UnpaidChance, who)),
                (delete(SideFact).where(SideFact.kind.in_(_OF_CREDIT)), lambda who: _of(SideFact, who)),
            )
        case Kept.MARKS:
            return (
                (
                    update(Hold).where(_has_reason(), ~_is_kept(Hold, on)).values(why=GONE, ended_why=GONE),
                    lambda _who: (_ended(before),),
                ),
            )
        case Kept.AUDIT | Kept.CUSTOMER:
            return ()


_OF_CREDIT: Final = ("credit", "insurance")


def _counted(session: Session, kept: Kept, quiet: Sequence[Customer], before: date, on: date) -> dict[Customer, int]:
    """Return how many rows of each customer there are to remove; ('', '') for writers whom nobody knows."""
    found: dict[Customer, int] = {}
    for statement, where in _statements(kept, before, on):
        table: Any = statement.entity_description["entity"]
        if table in {ReplyFile, CustomerFile}:
            continue  # their rows go with what they came with
        conditions = statement.whereclause
        for condition in where(quiet):
            wanted = select(table.entity, table.customer_id, func.count()).where(condition)
            if conditions is not None:
                wanted = wanted.where(conditions)
            for entity, customer_id, rows in session.execute(wanted.group_by(table.entity, table.customer_id)):
                who = (entity or "", customer_id or "")
                found[who] = found.get(who, 0) + int(rows)
    return found


def _of(table: Any, customers: Sequence[Customer]) -> Iterable[ColumnElement[bool]]:  # noqa: ANN401 - any mapped class
    """Yield conditions that name ``customers`` a part at a time."""
    for some in parts(customers):
        yield is_of(table.entity, table.customer_id, some)


def _files_of_replies(customers: Sequence[Customer], before: date) -> Iterable[ColumnElement[bool]]:
    for condition in (*_of(Reply, customers), Reply.customer_id.is_(None)):
        yield ReplyFile.reply_id.in_(select(Reply.id).where(condition, Reply.known_at < morning(before)))


def _files_of_requests(customers: Sequence[Customer], before: date) -> Iterable[ColumnElement[bool]]:
    for condition in _of(CustomerRequest, customers):
        asked = select(CustomerRequest.id).where(condition, CustomerRequest.made_at < morning(before))
        yield CustomerFile.request_id.in_(asked)


def _has_words(table: type[Call]) -> ColumnElement[bool]:
    return or_(table.said != GONE, table.number != GONE)


def _has_text() -> ColumnElement[bool]:
    return or_(Reply.text != GONE, Reply.subject != GONE, Reply.from_name != GONE, Reply.from_address != GONE)


def _has_reason() -> ColumnElement[bool]:
    return Hold.why != GONE


def _ended(before: date) -> ColumnElement[bool]:
    """Return which marks of people in need ended before ``before``, by hand or by their day."""
    is_over = or_(Hold.ended_at < morning(before), Hold.ended_at.is_(None) & (Hold.until_on < before))
    return Hold.kind.in_(SOFT) & is_over


def _stands(table: type[Any], on: date) -> ColumnElement[bool]:
    """Return whether a hold of either kind stands on a day."""
    standing: ColumnElement[bool] = table.ended_at.is_(None) & or_(table.until_on.is_(None), table.until_on >= on)
    return standing


def _is_kept(table: type[Any], on: date) -> ColumnElement[bool]:
    """Return whether somebody keeps the facts of whom a row is about: a legal hold, or a restriction that they asked for."""
    same = [(each.entity == table.entity, each.customer_id == table.customer_id) for each in (LegalHold, Restriction)]
    return or_(
        exists().where(*same[0], _stands(LegalHold, on)), exists().where(*same[1], Restriction.lifted_at.is_(None))
    )
