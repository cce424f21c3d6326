"""What a customer can do about money on the page: promise, pay in parts, contest, say that it is paid or cannot be."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from core.campaigns import agreements
from core.campaigns.agreements import About
from core.campaigns.freshness import hold_customer
from core.customer_page import plans, uploads
from core.customer_page.refusals import RefusedError, Why
from core.customer_page.visit import BY, YEAR, Effect, earlier, request
from core.desk import holds
from core.desk.case_frames import cases_of
from core.desk.customer_requests import RequestKind
from core.language import later
from core.strategy.law_choices import choices_of
from core.vocabulary import CaseState, DisputeCause, HoldKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from core.customer_page.account import PageItem
    from core.customer_page.plans import Proposal, Wanted
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


def promise(
    visit: Visit, form: str, *, places: Sequence[int], currency: str | None, on: date | None
) -> CustomerRequest:
    """Promise to pay by a day; with too many broken promises a person has to agree. Raises ``RefusedError``."""
    items, currency = visit.chosen(places, currency)
    limits, today = visit.limits, visit.today
    if on is None:
        raise RefusedError(Why.NO_DAY)
    if on < today:
        raise RefusedError(Why.PAST_DAY, day=today)
    if on > today + timedelta(days=limits.promise_days):
        raise RefusedError(Why.DAY_TOO_FAR, day=today + timedelta(days=limits.promise_days))
    _refuse_second(visit)
    minor = still(visit, items)
    asked = _asked(items, currency, minor) | {"on": on.isoformat()}

    def act(request_id: int) -> Effect:
        if broken(visit) > limits.promise_broken:
            return _paused(
                visit, request_id, items, currency, why=later("asked to pay on a day; earlier promises were broken")
            )
        done = agreements.promise(
            visit.desk,
            visit.book,
            visit.about(items, currency),
            amount_minor=minor,
            promised_on=max(on, visit.book.latest_on),
            by=BY,
            why=later("promised on the own page"),
        )
        return Effect(body=_of_case(done))

    return request(visit, form, RequestKind.PROMISE, asked, act)


def proposed(visit: Visit, wanted: Wanted, currency: str | None) -> Proposal:
    """Return the plan that the customer would get, to the cent; nothing is agreed. Raises ``RefusedError``."""
    items, currency = visit.chosen((), currency)
    plan = plans.proposal(still(visit, items), currency, wanted, visit.limits, visit.today)
    customer = visit.account.customer
    return plans.with_interest(
        plan,
        country=customer.country,
        customer_type=customer.customer_type,
        today=visit.today,
        limits=visit.limits,
        choices=choices_of(visit.desk),
    )


def plan(visit: Visit, form: str, *, wanted: Wanted, currency: str | None) -> CustomerRequest:
    """Ask for a plan: in force at once inside the limits, else it waits for a person, and reminders wait with it."""
    items, currency = visit.chosen((), currency)
    _refuse_second(visit)
    meant = proposed(visit, wanted, currency)
    asked = _asked(items, currency, meant.total_minor) | {
        "parts": [[part.due_on.isoformat(), part.amount_minor] for part in meant.parts],
        "interest_minor": meant.interest_minor,
    }

    def act(request_id: int) -> Effect:
        limits = visit.limits
        is_within = limits.is_plan_accepted and still(visit, items) <= limits.plan_most_minor and not broken(visit)
        if not is_within:
            return _paused(visit, request_id, items, currency, why=later("asked for a plan; it waits for an answer"))
        done = agreements.plan(
            visit.desk,
            visit.book,
            visit.about(items, currency),
            parts=meant.parts,
            total_minor=meant.total_minor,
            interest_minor=meant.interest_minor,
            by=BY,
            why=later("agreed on the own page"),
        )
        return Effect(body=_of_case(done))

    return request(visit, form, RequestKind.PLAN, asked, act)


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
    asked = _asked(items, currency, _whole(items)) | {"cause": cause, "text": clean(text), "files": len(checked)}

    def act(request_id: int) -> Effect:
        uploads.keep(visit.desk, visit.home, request_id, checked)
        done = _contest(visit, items, DisputeCause(cause), clean(text) or cause.replace("_", " "))
        return Effect(body=_of_case(done), waits=bool(checked))

    return request(visit, form, RequestKind.DISPUTE, asked, act)


def copy(visit: Visit, form: str, *, places: Sequence[int]) -> CustomerRequest:
    """Ask for copies of invoices: until they are sent, they are not asked for."""
    if not places:
        raise RefusedError(Why.NO_ITEMS)
    items, currency = visit.chosen(places)
    asked = _asked(items, currency, _whole(items))

    def act(_request_id: int) -> Effect:
        done = _contest(visit, items, DisputeCause.COPY_REQUESTED, "asked for a copy on the own page")
        return Effect(body=_of_case(done), waits=True)

    return request(visit, form, RequestKind.COPY, asked, act)


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
    asked = _asked(items, currency, _whole(items)) | {"on": on.isoformat(), "files": len(checked)}
    is_believed = earlier(visit, RequestKind.PAID, PAID_TWICE_DAYS) < PAID_MOST

    def act(request_id: int) -> Effect:
        uploads.keep(visit.desk, visit.home, request_id, checked)
        if not is_believed:
            return Effect(body={"holds": []}, waits=True)
        placed = [_reported(visit, item, on, request_id) for item in items]
        hold_customer(
            visit.desk,
            **visit.who,
            why=f"{HoldKind.REPORTED_PAYMENT}: paid, as the customer says",
            numbers=_numbers(items),
        )
        return Effect(body={"holds": placed}, waits=bool(checked))

    return request(visit, form, RequestKind.PAID, asked, act)


def cannot_pay(visit: Visit, form: str, *, is_vulnerable: bool, text: str) -> CustomerRequest:
    """Say that paying is not possible now: reminders pause, softly and for a while, and a person calls."""
    kind = HoldKind.VULNERABLE if is_vulnerable else HoldKind.HARDSHIP
    asked: dict[str, Any] = {"hold": kind, "text": clean(text)}
    is_first = earlier(visit, RequestKind.CANNOT_PAY, PAUSE_DAYS) < PAUSE_MOST

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
    """Return what somebody wrote as it can be kept: printable, with its line breaks, and not without end."""
    lines = ("".join(letter for letter in line if letter.isprintable()).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)[:LONGEST_TEXT]


def _contest(visit: Visit, items: Sequence[PageItem], cause: DisputeCause, why: str) -> Done:
    who = visit.who
    return agreements.dispute(
        visit.desk,
        visit.book,
        About(**who, items=tuple(item.name for item in items), currency=items[0].currency),
        cause=cause,
        amount_minor=None,
        owner=visit.person,
        deadline_on=max(visit.today, visit.book.latest_on) + timedelta(days=visit.limits.answer_days),
        by=BY,
        why=why,
    )


def _reported(visit: Visit, item: PageItem, on: date, request_id: int) -> int:
    name, customer = item.name, visit.account.customer
    return holds.place(
        visit.desk,
        HoldKind.REPORTED_PAYMENT,
        entity=customer.entity,
        customer_id=customer.customer_id,
        by=BY,
        why=f"paid on {on.isoformat()}, as the customer says on the own page",
        document_type=name.document_type,
        number=name.number,
        fiscal_year=name.fiscal_year,
        part_no=name.part_no,
        until_on=visit.today + timedelta(days=visit.limits.paid_days),
        amount_minor=item.balance_minor,
        currency=item.currency,
        source_reference=f"request {request_id}",
    )


def _paused(visit: Visit, request_id: int, items: Sequence[PageItem], currency: str, *, why: str) -> Effect:
    """Let reminders wait while a person thinks about what was asked, once in a while; a person has to answer either way."""
    day = max(visit.today, visit.book.latest_on) + timedelta(days=visit.limits.answer_days)
    if earlier(visit, RequestKind.PLAN, 60) + earlier(visit, RequestKind.PROMISE, 60) > PAID_MOST:
        return Effect(body={}, waits=True)
    about = visit.about(items, currency)
    done = agreements.stop(visit.desk, visit.book, about, until_on=day, by=BY, why=f"{why} (request {request_id})")
    return Effect(body={"stop": [done.case_id, done.event_id]}, waits=True)


def _refuse_second(visit: Visit) -> None:
    if visit.account.agreements:
        raise RefusedError(Why.AGREED_ALREADY)


def broken(visit: Visit) -> int:
    """Return how many promises and plans of the last year were broken."""
    rows = cases_of(visit.desk, **visit.who)
    since = visit.desk.now() - YEAR
    is_broken = rows["kind"].isin([HoldKind.PROMISE, HoldKind.PLAN]) & (rows["state"] == CaseState.BROKEN)
    return int((is_broken & (rows["created_at"] >= since)).sum())


def still(visit: Visit, items: Sequence[PageItem]) -> int:
    """Return what is still to pay of ``items``: less what is under way, and never more than the customer owes in all."""
    minor = sum(item.balance_minor - item.under_way_minor for item in items)
    left = min(minor, visit.account.to_pay.get(items[0].currency, 0))
    if left <= 0:
        raise RefusedError(Why.NOTHING_OPEN)
    return left


def _whole(items: Sequence[PageItem]) -> int:
    return sum(item.balance_minor for item in items)


def _numbers(items: Sequence[PageItem]) -> list[str]:
    return [item.number for item in items]


def _asked(items: Sequence[PageItem], currency: str, minor: int) -> dict[str, Any]:
    return {
        "items": [
            [item.name.document_type, item.name.number, item.name.fiscal_year, item.name.part_no] for item in items
        ],
        "currency": currency,
        "amount_minor": minor,
    }


def _of_case(done: Done) -> dict[str, Any]:
    return {"case": [done.case_id, done.event_id]}
