"""What a customer can say about money on the page: it is contested, wants a copy, is paid, or cannot be paid now."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from core.acting import permitted
from core.actions import Action
from core.campaigns import agreements
from core.campaigns.agreements import About
from core.campaigns.freshness import hold_customer
from core.customer_page import uploads
from core.customer_page.refusals import RefusedError, Why
from core.customer_page.visit import BY, Effect, asked_of, earlier, of_case, request
from core.desk import holds
from core.desk.customer_requests import RequestKind
from core.language import later
from core.sensitive.numbers import national_numbers
from core.vocabulary import DisputeCause, HoldKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from core.customer_page.account import PageItem
    from core.customer_page.uploads import Upload
    from core.customer_page.visit import Visit
    from core.desk.cases import Done
    from core.desk.customer_page_tables import CustomerRequest

CAUSES: Final = (
    DisputeCause.NOT_DELIVERED,
    DisputeCause.QUALITY,
    DisputeCause.QUANTITY,
    DisputeCause.PRICE,
    DisputeCause.INVOICE_INCORRECT,
    DisputeCause.CREDIT_NOTE_DUE,
    DisputeCause.WRONG_ADDRESS,
    DisputeCause.ORDER_NUMBER_MISSING,
    DisputeCause.NOT_ORDERED,
    DisputeCause.ANSWER_DUE,
    DisputeCause.OTHER,
)
"""Causes that a customer can name; the others are for people here."""
LONGEST_TEXT: Final = 2_000
PAID_TWICE_DAYS: Final = 60
PAID_MOST: Final = 2
"""Who said twice in sixty days that all was paid is believed by a person the third time."""
PAID_BACK_DAYS: Final = 90
PAUSE_DAYS: Final = 180
PAUSE_MOST: Final = 2


@permitted(Action.AGREE)
def dispute(
    visit: Visit, form: str, *, places: Sequence[int], cause: str, text: str, files: Sequence[Upload] = ()
) -> CustomerRequest:
    """Say what is wrong with invoices, with files beside it: what they ask is not asked for until somebody answered."""
    if cause not in CAUSES:
        raise RefusedError(Why.NO_CHOICE)
    if not places:
        raise RefusedError(Why.NO_ITEMS)
    items, currency = visit.chosen(places)
    checked = uploads.checked(files)
    asked = asked_of(items, currency, _whole(items)) | {"cause": cause, "text": clean(text), "files": len(checked)}

    def act(request_id: int) -> Effect:
        uploads.keep(visit.desk, visit.home, request_id, checked)
        done = _contest(visit, items, DisputeCause(cause), clean(text) or cause.replace("_", " "))
        return Effect(body=of_case(done), waits=bool(checked))

    return request(visit, form, RequestKind.DISPUTE, asked, act)


@permitted(Action.AGREE)
def copy(visit: Visit, form: str, *, places: Sequence[int]) -> CustomerRequest:
    """Ask for copies of invoices: until they are sent, they are not asked for."""
    if not places:
        raise RefusedError(Why.NO_ITEMS)
    items, currency = visit.chosen(places)
    asked = asked_of(items, currency, _whole(items))

    def act(_request_id: int) -> Effect:
        done = _contest(visit, items, DisputeCause.COPY_REQUESTED, "asked for a copy on the own page")
        return Effect(body=of_case(done), waits=True)

    return request(visit, form, RequestKind.COPY, asked, act)


@permitted(Action.AGREE)
def paid(
    visit: Visit,
    form: str,
    *,
    places: Sequence[int],
    currency: str | None,
    on: date | None,
    files: Sequence[Upload] = (),
) -> CustomerRequest:
    """Say that something was paid on a day: reminders of it wait until the money must be here, but not again and again."""
    items, currency = visit.chosen(places, currency)
    if on is None:
        raise RefusedError(Why.NO_DAY)
    if on > visit.today:
        raise RefusedError(Why.PAID_LATER)
    if on < visit.today - timedelta(days=PAID_BACK_DAYS):
        raise RefusedError(Why.PAID_TOO_LONG_AGO, days=PAID_BACK_DAYS)
    checked = uploads.checked(files)
    asked = asked_of(items, currency, _whole(items)) | {"on": on.isoformat(), "files": len(checked)}
    is_believed = earlier(visit, PAID_TWICE_DAYS, RequestKind.PAID) < PAID_MOST

    def act(request_id: int) -> Effect:
        uploads.keep(visit.desk, visit.home, request_id, checked)
        if not is_believed:
            return Effect(body={"holds": []}, waits=True)
        placed = [_reported(visit, item, on, request_id) for item in items]
        hold_customer(
            visit.desk,
            **visit.who,
            why=f"{HoldKind.REPORTED_PAYMENT}: paid, as the customer says",
            numbers=[item.number for item in items],
        )
        return Effect(body={"holds": placed}, waits=bool(checked))

    return request(visit, form, RequestKind.PAID, asked, act)


@permitted(Action.AGREE)
def cannot_pay(visit: Visit, form: str, *, is_vulnerable: bool, text: str) -> CustomerRequest:
    """Say that paying is not possible now: reminders pause, softly and for a while, and a person calls."""
    kind = HoldKind.VULNERABLE if is_vulnerable else HoldKind.HARDSHIP
    asked: dict[str, Any] = {"hold": kind, "text": clean(text)}
    is_first = earlier(visit, PAUSE_DAYS, RequestKind.CANNOT_PAY) < PAUSE_MOST

    def act(request_id: int) -> Effect:
        if not is_first:
            return Effect(body={"holds": []}, waits=True)
        until = visit.today + timedelta(days=visit.limits.pause_days)
        customer = visit.account.customer
        placed = holds.place(
            visit.desk,
            kind,
            entity=customer.entity,
            customer_id=customer.customer_id,
            by=BY,
            why=later("cannot pay now, as the customer says on the own page"),
            until_on=until,
            source_reference=f"request {request_id}",
        )
        hold_customer(visit.desk, **visit.who, why=f"{kind}: the customer cannot pay now")
        return Effect(body={"holds": [placed], "until": until.isoformat()}, waits=True)

    return request(visit, form, RequestKind.CANNOT_PAY, asked, act)


def clean(text: str) -> str:
    """Return what somebody wrote as it can be kept: printable, with its line breaks, and not without end.

    ``RefusedError`` for a number that a state gives a person.
    """
    if national_numbers(text):
        raise RefusedError(Why.NATIONAL_NUMBER)
    lines = ("".join(letter for letter in line if letter.isprintable()).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)[:LONGEST_TEXT]


def _contest(visit: Visit, items: Sequence[PageItem], cause: DisputeCause, why: str) -> Done:
    return agreements.dispute(
        visit.desk,
        visit.book,
        About(**visit.who, items=tuple(item.name for item in items), currency=items[0].currency),
        cause=cause,
        amount_minor=None,
        owner=visit.person,
        deadline_on=max(visit.today, visit.book.latest_on) + timedelta(days=visit.limits.answer_days),
        by=BY,
        why=why,
    )


def _reported(visit: Visit, item: PageItem, on: date, request_id: int) -> int:
    customer = visit.account.customer
    return holds.place(
        visit.desk,
        HoldKind.REPORTED_PAYMENT,
        entity=customer.entity,
        customer_id=customer.customer_id,
        **asdict(item.name),
        by=BY,
        why=f"paid on {on.isoformat()}, as the customer says on the own page",
        until_on=visit.today + timedelta(days=visit.limits.paid_days),
        amount_minor=item.balance_minor,
        currency=item.currency,
        source_reference=f"request {request_id}",
    )


def _whole(items: Sequence[PageItem]) -> int:
    return sum(item.balance_minor for item in items)
