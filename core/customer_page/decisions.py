"""What becomes of a request: taken back by the customer while it can be, or decided by a person, who is never overtaken."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from core.acting import permitted
from core.actions import Action
from core.campaigns import agreements
from core.campaigns.agreements import About
from core.customer_page.reach import put_back
from core.customer_page.refusals import RefusedError, Why
from core.customer_page.visit import BY
from core.desk import customer_requests, customers, holds
from core.desk.case_errors import CaseMovedError, NothingToUndoError
from core.desk.cases import Instalment, ItemName
from core.desk.customer_requests import AlreadyDecidedError, RequestKind, RequestState
from core.desk.customers import OverrideField
from core.errors import SaldoError
from core.strategy import overrides

if TYPE_CHECKING:
    from core.book.book import Book
    from core.customer_page.visit import Visit
    from core.desk.customer_page_tables import CustomerRequest
    from core.desk.engine import Desk

TAKEN_BACK = "taken back by the customer"


def can_undo(desk: Desk, request: CustomerRequest) -> bool:
    """Return whether the customer can still take a request back."""
    is_standing = request.state in {RequestState.OPEN, RequestState.DONE}
    return is_standing and request.undo_until is not None and desk.now() <= request.undo_until


@permitted(Action.AGREE)
def undo(visit: Visit, reference: str) -> CustomerRequest:
    """Take a request of this customer back, and what it made on the desk; raise ``RefusedError`` when it is too late."""
    desk = visit.desk
    found = customer_requests.by_reference(desk, **visit.who, reference=reference)
    if found is None or not can_undo(desk, found):
        raise RefusedError(Why.UNDO_OVER)
    body = found.body
    try:
        for name in ("case", "stop"):
            if name in body:
                case_id, event_id = body[name]
                agreements.undo(desk, visit.book, event_id, case_id, by=BY)
    except NothingToUndoError:  # a colleague did something about it since: only they can
        raise RefusedError(Why.UNDO_OVER) from None
    for hold_id in body.get("holds", ()):
        holds.end(desk, hold_id, by=BY, why=TAKEN_BACK)
    put_back(visit, body)
    customer_requests.taken_back(desk, found.id, by=BY)
    return customer_requests.one(desk, found.id) or found


@permitted(Action.HANDLE)
def decide(desk: Desk, book: Book, request_id: int, *, is_granted: bool, by: str, why: str) -> None:
    """Decide an open request; granting makes what was asked, refusing lets reminders go on.

    A plan or a promise that waited is agreed as it was asked; a contact change goes to the fields that people here may change, and
    stays a note for the rest; for all else granting means that somebody took care of it. Raises ``AlreadyDecidedError`` when it is no
    longer open, and what the agreement raises when it cannot be made any more: the request waits again then.
    """
    found = customer_requests.one(desk, request_id)
    if found is None or found.state != RequestState.OPEN:
        raise AlreadyDecidedError
    customer_requests.decided(desk, request_id, is_granted=is_granted, by=by, why=why)
    if not is_granted:
        _let_go(desk, found, by=by, why=why or "not agreed")
        return
    try:
        _grant(desk, book, found, by=by, why=why)
    except SaldoError:
        customer_requests.reopened(desk, request_id)
        raise
    if found.kind in {RequestKind.PLAN, RequestKind.PROMISE}:
        _let_go(desk, found, by=by, why="agreed")


def _grant(desk: Desk, book: Book, found: CustomerRequest, *, by: str, why: str) -> None:
    body = found.body
    if found.kind == RequestKind.PLAN and "case" not in body:
        parts = tuple(Instalment(due_on=date.fromisoformat(day), amount_minor=minor) for day, minor in body["parts"])
        agreements.plan(
            desk,
            book,
            _about(found),
            parts=parts,
            total_minor=sum(part.amount_minor for part in parts),
            interest_minor=int(body.get("interest_minor", 0)),
            by=by,
            why=why or "asked for on the own page",
        )
    elif found.kind == RequestKind.PROMISE and "case" not in body:
        agreements.promise(
            desk,
            book,
            _about(found),
            amount_minor=int(body["amount_minor"]),
            promised_on=date.fromisoformat(body["on"]),
            by=by,
            why=why or "asked for on the own page",
        )
    elif found.kind == RequestKind.CONTACT:
        _change_contact(desk, book, found, by=by, why=why)


def _change_contact(desk: Desk, book: Book, found: CustomerRequest, *, by: str, why: str) -> None:
    said: dict[str, str] = dict(found.body["said"])
    fields = {"email": OverrideField.EMAIL, "person": OverrideField.PERSON}
    for name, field in fields.items():
        if name in said:
            overrides.change(
                desk,
                book,
                entity=found.entity,
                customer_id=found.customer_id,
                field=field,
                value=said.pop(name),
                by=by,
                why=why or "asked for on the own page",
            )
    if said:
        told = ", ".join(f"{name}: {value}" for name, value in said.items())
        customers.remark(
            desk,
            entity=found.entity,
            customer_id=found.customer_id,
            body=f"Asked for on the own page, to be changed in the source system: {told}",
            by=by,
        )


def _let_go(desk: Desk, found: CustomerRequest, *, by: str, why: str) -> None:
    """End what kept reminders back while the request waited."""
    body: dict[str, Any] = found.body
    if "stop" in body:
        try:
            agreements.close(desk, int(body["stop"][0]), by=by, why=why)
        except CaseMovedError:
            return  # somebody ended it already
    if found.kind == RequestKind.PAID:
        for hold_id in body.get("holds", ()):
            holds.end(desk, hold_id, by=by, why=why)


def _about(found: CustomerRequest) -> About:
    names = tuple(
        ItemName(document_type=kind, number=number, fiscal_year=int(year), part_no=int(part))
        for kind, number, year, part in found.body["items"]
    )
    return About(entity=found.entity, customer_id=found.customer_id, items=names, currency=str(found.body["currency"]))
