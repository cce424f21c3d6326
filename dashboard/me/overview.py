"""The first page behind a customer's link: what is open, how to pay it, what was agreed, and what can be done."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from core.customer_page.account import MOST_SHOWN
from core.customer_page.plans import LEAST_PARTS, most_parts
from core.desk import customer_requests
from core.messages.qr import code_of
from core.messages.references import with_signs, written
from core.messages.transfer import transfer_of
from core.messages.words import sender_words
from core.payments.terms import payment_terms
from core.vocabulary import HoldKind
from dashboard.me import told
from dashboard.me.shell import drawn, others

if TYPE_CHECKING:
    from starlette.responses import HTMLResponse

    from core.customer_page.account import PageAccount, PageItem
    from dashboard.me.guest import Guest
    from dashboard.me.say import Say


def overview(guest: Guest, *, said: str = "", refused: str = "", status: int = 200) -> HTMLResponse:
    """Return the page; ``said`` names the request to confirm at the top, ``refused`` is why something did not go."""
    account, speak = guest.visit.account, guest.say
    sums = account.to_pay
    notice, undo = _notice(guest, said)
    shown = account.items[:MOST_SHOWN]
    left = len(account.items) - len(shown)
    return drawn(
        "overview.html",
        speak,
        guest.sender,
        status=status,
        who=account.customer.name,
        valid=speak("valid", day=speak.day(guest.until_on)),
        others=others(guest.place, speak),
        to=guest.place.to,
        notice=notice,
        undo=undo,
        refused=refused,
        sums=[_sum(minor, currency, speak) for currency, minor in sums.items()],
        way=[speak("under_way_said", amount=speak.money(minor, each)) for each, minor in account.under_way.items()],
        agreements=_agreements(account, speak),
        paused="" if account.paused_until is None else speak("paused", day=speak.day(account.paused_until)),
        known_on=speak("known_on", day=speak.day(account.known_on)),
        has_provider=guest.has_provider,
        pay_form=guest.form("pay"),
        transfers=transfers(guest),
        items=[_item(item, guest) for item in shown],
        more=speak("more_items", n=left) if left else "",
        acts=acts_for(guest),
        told=_told(guest),
    )


def acts_for(guest: Guest) -> list[str]:
    """Return what the customer can do now, by the name of its page."""
    account, limits = guest.visit.account, guest.visit.limits
    can_split = any(most_parts(minor, limits) >= LEAST_PARTS for minor in account.to_pay.values())
    owes = ["promise", *(["plan"] if can_split else []), "dispute", "copy", "paid", "cannot_pay"]
    if account.agreements:
        owes = [name for name in owes if name not in {"promise", "plan"}]
    return [*(owes if account.owed else []), "question", "reach", "contact"]


def transfers(guest: Guest) -> list[dict[str, str]]:
    """Return how to pay by transfer: one for each currency, with a code to scan where banks know it."""
    sender = sender_words(guest.sender)
    if not sender.iban:
        return []
    found = []
    for currency, minor in guest.visit.account.to_pay.items():
        reference = reference_of(guest, currency)
        transfer = transfer_of(guest.sender.name, guest.sender.iban, minor, reference) if currency == "EUR" else None
        found.append(
            {
                "amount": guest.say.money(minor, currency),
                "iban": sender.iban,
                "name": sender.name,
                "reference": written(reference),
                "picture": "" if transfer is None else _picture(code_of(transfer).png()),
            }
        )
    return found


def reference_of(guest: Guest, currency: str) -> str:
    """Return what to put beside a payment of all that is open in a currency."""
    account = guest.visit.account
    owed = [item for item in account.owed if item.currency == currency]
    if len(owed) == 1 and owed[0].reference:
        return owed[0].reference
    numbers = list(dict.fromkeys(item.number for item in owed))
    customer = account.customer
    made = payment_terms(guest.visit.desk, customer.entity).reference_for(numbers, customer.customer_id)
    reference = made or (numbers[0] if len(numbers) == 1 else customer.customer_id)
    return with_signs(reference) if made and guest.sender.iban[:2].upper() == "BE" else reference


def _picture(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode()}"


def _sum(minor: int, currency: str, speak: Say) -> dict[str, str]:
    amount = speak.money(minor, currency)
    return {"amount": amount, "currency": currency, "button": speak("pay_online_amount", amount=amount)}


def _item(item: PageItem, guest: Guest) -> dict[str, Any]:
    speak, parts = guest.say, guest.part_counts
    number = item.number
    if parts.get((item.name.document_type, item.number, item.name.fiscal_year), 1) > 1:
        number = f"{number} ({speak('part', n=item.name.part_no)})"
    return {
        "number": number,
        "amount": speak.money(item.balance_minor, item.currency),
        "of_day": speak("of_day", day=speak.day(item.issued_on)),
        "pay_by": speak("pay_by", day=speak.day(item.due_on)),
        "is_credit": item.is_credit,
        "is_late": not (item.is_contested or guest.visit.account.agreements)
        and item.due_on < guest.visit.today
        and item.under_way_minor < item.balance_minor,
        "under_way": speak("under_way", amount=speak.money(item.under_way_minor, item.currency))
        if item.under_way_minor
        else "",
        "is_contested": item.is_contested,
    }


def _agreements(account: PageAccount, speak: Say) -> list[dict[str, Any]]:
    found = []
    for each in account.agreements:
        amount = speak.money(each.amount_minor, each.currency)
        is_plan = each.kind == HoldKind.PLAN
        found.append(
            {
                "said": speak("agreed_plan", amount=amount, n=len(each.parts))
                if is_plan
                else speak("agreed_promise", amount=amount, day=speak.day(each.until_on)),
                "parts": [
                    {"day": speak.day(part.due_on), "amount": speak.money(part.amount_minor, each.currency)}
                    for part in each.parts
                ],
            }
        )
    return found


def _notice(guest: Guest, said: str) -> tuple[str, dict[str, str] | None]:
    """Return the confirmation of the act that ``said`` names, and the way to take it back."""
    if not said:
        return "", None
    found = customer_requests.by_reference(guest.visit.desk, **guest.visit.who, reference=said)
    if found is None or found.kind not in told.SHOWN:
        return "", None
    undo = told.undo_of(guest, found)
    return told.outcome(guest, found), undo


def _told(guest: Guest) -> list[dict[str, Any]]:
    speak, found = guest.say, []
    for request in guest.requests:
        day = request.made_at.astimezone(guest.zone).date()
        said = request.body.get("text", "") if request.kind == "question" else ""
        found.append(
            {
                "title": speak(request.kind),
                "state": told.state(request, speak),
                "day": speak("on_day", day=speak.day(day)),
                "said": said,
                "undo": told.undo_of(guest, request),
            }
        )
    return found
