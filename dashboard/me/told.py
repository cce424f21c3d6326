"""What became of a customer's acts, said on the page: what happens now, and what can still be taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from core.customer_page.decisions import can_undo
from core.desk.customer_requests import RequestKind, RequestState

if TYPE_CHECKING:
    from core.desk.customer_page_tables import CustomerRequest
    from dashboard.me.guest import Guest
    from dashboard.me.say import Say

SHOWN: Final = frozenset(RequestKind) - {RequestKind.PAID_TWICE, RequestKind.PAID_BACK}
MOST_SHOWN: Final = 8


def outcome(guest: Guest, request: CustomerRequest) -> str:
    """Return what happens now that ``request`` was made, with days as they are where the customer lives."""
    visit, speak = guest.visit, guest.say
    if request.state == RequestState.TAKEN_BACK:
        return speak("undone")
    body, days = request.body, visit.limits.answer_days
    kind, is_done = RequestKind(request.kind), _is_done(request)
    until = body.get("until") or body.get("on")
    values: dict[str, Any] = {"days": days, "n": len(body.get("parts", ()))}
    if "amount_minor" in body:
        values["amount"] = speak.money(int(body["amount_minor"]), str(body["currency"]))
    if kind in {RequestKind.DISPUTE, RequestKind.PAID}:
        offset = days if kind is RequestKind.DISPUTE else visit.limits.paid_days
        values["day"] = speak.day(request.made_at.astimezone(guest.zone).date() + timedelta(days=offset))
    elif until:
        values["day"] = speak.day(date.fromisoformat(until))
    return speak(f"{'done' if is_done else 'waits'}_{kind}", **values)


def undo_of(guest: Guest, request: CustomerRequest) -> dict[str, str] | None:
    """Return the form that takes ``request`` back, None when that is over."""
    if not can_undo(guest.visit.desk, request) or request.undo_until is None:
        return None
    hour = f"{request.undo_until.astimezone(guest.zone):%H:%M}"
    return {
        "form": guest.form("undo"),
        "reference": request.reference,
        "until": guest.say("undo_until", time=hour),
    }


def state(request: CustomerRequest, speak: Say) -> str:
    """Return how a request stands, in a word."""
    return speak(f"state_{request.state}")


def _is_done(request: CustomerRequest) -> bool:
    """Return whether it is in force already, or a person has to come first."""
    body = request.body
    return {
        RequestKind.PROMISE: "case" in body or request.state == RequestState.GRANTED,
        RequestKind.PLAN: "case" in body or request.state == RequestState.GRANTED,
        RequestKind.DISPUTE: True,
        RequestKind.COPY: True,
        RequestKind.REACH: True,
        RequestKind.PAID: bool(body.get("holds")),
        RequestKind.CANNOT_PAY: bool(body.get("holds")),
    }.get(RequestKind(request.kind), False)
