"""What a customer can agree to on the page by itself: to pay by a day, or in parts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.campaigns import agreements
from core.customer_page import plans
from core.customer_page.refusals import RefusedError, Why
from core.customer_page.visit import BY, Effect, asked_of, earlier, of_case, request
from core.desk.case_frames import cases_of
from core.desk.customer_requests import RequestKind
from core.language import later
from core.strategy.law_choices import choices_of
from core.vocabulary import CaseState, HoldKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from core.customer_page.account import PageItem
    from core.customer_page.plans import Proposal, Wanted
    from core.customer_page.visit import Visit
    from core.desk.customer_page_tables import CustomerRequest

YEAR: Final = timedelta(days=365)
ASKED_DAYS: Final = 60
ASKED_MOST: Final = 2
"""Who asks more often in sixty days waits for a person as before, but no longer keeps reminders back with it."""


@permitted(Action.AGREE)
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
    minor = _still(visit, items)
    asked = asked_of(items, currency, minor) | {"on": on.isoformat()}

    def act(request_id: int) -> Effect:
        if _broken(visit) > limits.promise_broken:
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
        return Effect(body=of_case(done))

    return request(visit, form, RequestKind.PROMISE, asked, act)


@permitted(Action.AGREE)
def proposed(visit: Visit, wanted: Wanted, currency: str | None) -> Proposal:
    """Return the plan that the customer would get, to the cent; nothing is agreed. Raises ``RefusedError``."""
    items, currency = visit.chosen((), currency)
    plan = plans.proposal(_still(visit, items), currency, wanted, visit.limits, visit.today)
    customer = visit.account.customer
    return plans.with_interest(
        plan,
        country=customer.country,
        customer_type=customer.customer_type,
        today=visit.today,
        limits=visit.limits,
        choices=choices_of(visit.desk),
    )


@permitted(Action.AGREE)
def plan(visit: Visit, form: str, *, wanted: Wanted, currency: str | None) -> CustomerRequest:
    """Ask for a plan: in force at once inside the limits, else it waits for a person, and reminders wait with it."""
    items, currency = visit.chosen((), currency)
    _refuse_second(visit)
    meant = proposed(visit, wanted, currency)
    asked = asked_of(items, currency, meant.total_minor) | {
        "parts": [[part.due_on.isoformat(), part.amount_minor] for part in meant.parts],
        "interest_minor": meant.interest_minor,
    }

    def act(request_id: int) -> Effect:
        if not holds_at_once(visit, meant):
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
        return Effect(body=of_case(done))

    return request(visit, form, RequestKind.PLAN, asked, act)


def holds_at_once(visit: Visit, meant: Proposal) -> bool:
    """Return whether a plan is in force as soon as it is asked for; else a person has to agree."""
    limits = visit.limits
    return limits.is_plan_accepted and meant.open_minor <= limits.plan_most_minor and not _broken(visit)


def _paused(visit: Visit, request_id: int, items: Sequence[PageItem], currency: str, *, why: str) -> Effect:
    """Let reminders wait while a person thinks about what was asked, once in a while; a person has to answer either way."""
    day = max(visit.today, visit.book.latest_on) + timedelta(days=visit.limits.answer_days)
    if earlier(visit, ASKED_DAYS, RequestKind.PLAN, RequestKind.PROMISE) > ASKED_MOST:
        return Effect(body={}, waits=True)
    about = visit.about(items, currency)
    done = agreements.stop(visit.desk, visit.book, about, until_on=day, by=BY, why=f"{why} (request {request_id})")
    return Effect(body={"stop": [done.case_id, done.event_id]}, waits=True)


def _refuse_second(visit: Visit) -> None:
    if visit.account.agreements:
        raise RefusedError(Why.AGREED_ALREADY)


def _broken(visit: Visit) -> int:
    """Return how many promises and plans of the last year were broken."""
    rows = cases_of(visit.desk, **visit.who)
    since = visit.desk.now() - YEAR
    is_broken = rows["kind"].isin([HoldKind.PROMISE, HoldKind.PLAN]) & (rows["state"] == CaseState.BROKEN)
    return int((is_broken & (rows["created_at"] >= since)).sum())


def _still(visit: Visit, items: Sequence[PageItem]) -> int:
    """Return what is still to pay of ``items``: less what is under way, and never more than the customer owes in all."""
    minor = sum(item.balance_minor - item.under_way_minor for item in items)
    left = min(minor, visit.account.to_pay.get(items[0].currency, 0))
    if left <= 0:
        raise RefusedError(Why.NOTHING_OPEN)
    return left
