"""The pages on which a customer says or asks something: each draws its form with what was filled in, and why it was refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from core.campaigns.parts import Every
from core.customer_page import acts, agreeing, reach
from core.customer_page.acts import CAUSES, PAID_BACK_DAYS
from core.customer_page.plans import LEAST_PARTS, Wanted, most_parts
from core.customer_page.reach import CHANNELS
from core.customer_page.refusals import RefusedError, Why
from core.desk.customers import OverrideField
from core.law.help import help_for
from core.messages.words import dialled
from core.payments.copies import has_copy
from core.payments.terms import payment_terms
from core.vocabulary import CustomerType
from dashboard.me.asked import about, answered
from dashboard.me.say import NAMES
from dashboard.me.shell import drawn, others

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.responses import HTMLResponse

    from core.customer_page.asking import Topic
    from core.customer_page.uploads import Upload
    from core.desk.customer_page_tables import CustomerRequest
    from dashboard.me.guest import Guest

PARTS: Final = ("promise", "plan", "dispute", "copy", "paid", "cannot_pay", "reach", "contact", "question")
FIELDS: Final = (
    "currency", "parts", "every", "first_on", "on", "cause", "text", "hard", "language", "channel",
    "email", "phone", "person", "address",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a form brought: single values, the marks of chosen items, and files."""

    values: dict[str, str] = field(default_factory=dict)
    marks: tuple[str, ...] = ()
    files: tuple[Upload, ...] = ()

    def get(self, name: str) -> str:
        """Return one value, '' when it was not given."""
        return self.values.get(name, "").strip()

    def day(self, name: str) -> date | None:
        """Return a day, None when none was given; raise ``RefusedError`` for text that is no day."""
        text = self.get(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise RefusedError(Why.NO_DAY) from None

    def wanted(self) -> Wanted:
        """Return the plan asked for; raise ``RefusedError`` for what makes none."""
        every, parts = self.get("every"), self.get("parts")
        if every not in set(Every) or not parts.isdecimal() or len(parts) > 9:  # noqa: PLR2004 - no plan has a billion parts
            raise RefusedError(Why.NO_CHOICE)
        return Wanted(parts=int(parts), every=Every(every), first_on=self.day("first_on"))


def done(guest: Guest, part: str, given: Given, form: str) -> CustomerRequest:
    """Let the customer do what a form asks; raise ``RefusedError`` with what to do instead."""
    visit = guest.visit
    currency = given.get("currency") or None
    places = visit.account.places(given.marks)
    if part == "promise":
        return agreeing.promise(visit, form, places=places, currency=currency, on=given.day("on"))
    if part == "plan":
        return agreeing.plan(visit, form, wanted=given.wanted(), currency=currency)
    if part == "dispute":
        return acts.dispute(
            visit, form, places=places, cause=given.get("cause"), text=given.get("text"), files=given.files
        )
    if part == "paid":
        return acts.paid(visit, form, places=places, currency=currency, on=given.day("on"), files=given.files)
    if part == "copy":
        return acts.copy(visit, form, places=places)
    return _done_about_people(guest, part, given, form)


def _done_about_people(guest: Guest, part: str, given: Given, form: str) -> CustomerRequest:
    visit = guest.visit
    if part == "cannot_pay":
        is_vulnerable = given.get("hard") == "other"
        return acts.cannot_pay(visit, form, is_vulnerable=is_vulnerable, text=given.get("text"))
    if part == "reach":
        return reach.reach(visit, form, language=given.get("language"), channel=given.get("channel"))
    if part == "contact":
        return reach.contact(visit, form, said={name: given.get(name) for name in reach.FIELDS})
    return reach.question(visit, form, text=given.get("text"))


def page(
    guest: Guest,
    part: str,
    given: Given | None = None,
    *,
    refused: RefusedError | None = None,
    topic: Topic | None = None,
) -> HTMLResponse:
    """Return the page of ``part`` with what was filled in."""
    filled = given or Given()
    speak = guest.say
    lying = _lying(guest) if part == "copy" else frozenset()
    shown = _plan(guest, filled) if part == "plan" and filled.get("parts") and refused is None else {}
    refusal = shown.pop("refused", refused)
    values: dict[str, Any] = {name: filled.get(name) for name in FIELDS}
    return drawn(
        "form.html",
        speak,
        guest.sender,
        status=200 if refusal is None else 422,
        part=part,
        who=guest.visit.account.customer.name,
        valid=speak("valid", day=speak.day(guest.until_on)),
        others=others(guest.place, speak),
        to=guest.place.to,
        path=guest.place.path,
        l=guest.place.picked,
        form=guest.form(part),
        refused="" if refusal is None else sentence(guest, refusal),
        given=values,
        places=set(filled.marks),
        currencies=[(each, speak.money(minor, each)) for each, minor in guest.visit.account.to_pay.items()],
        options=_options(guest, lying),
        downloads=_downloads(guest, lying),
        **_of_part(guest, part),
        **{"proposal": None, **shown},
        **_question(guest, filled, topic),
    )


def sentence(guest: Guest, refused: RefusedError) -> str:
    """Return why something does not go, kindly, with days and amounts as people write them."""
    speak, values = guest.say, dict(refused.values)
    name = f"why_{refused.why}"
    for key, value in values.items():
        if isinstance(value, date):
            values[key] = speak.day(value)
        elif isinstance(value, tuple):
            values[key] = speak.money(*value)
    if refused.why is Why.PARTS_TOO_SMALL and int(str(values["most"])) < LEAST_PARTS:
        name = "why_parts_too_small_none"
    return speak(name, **values)


def _lying(guest: Guest) -> frozenset[str]:
    """Return the marks of the items whose copy lies in the folder."""
    account = guest.visit.account
    terms = payment_terms(guest.visit.desk, account.customer.entity)
    return frozenset(item.mark for item in account.owed if has_copy(terms, item.number))


def _options(guest: Guest, lying: Collection[str]) -> list[tuple[str, str]]:
    """Return the items to choose from, by mark; for copies only those that cannot be downloaded."""
    speak = guest.say
    return [
        (
            item.mark,
            f"{item.number} · {speak.money(item.balance_minor, item.currency)} · {speak('of_day', day=speak.day(item.issued_on))}",
        )
        for item in guest.visit.account.owed
        if item.mark not in lying
    ]


def _of_part(guest: Guest, part: str) -> dict[str, Any]:
    speak, limits, today = guest.say, guest.visit.limits, guest.visit.today
    account = guest.visit.account
    low, high = today, today + timedelta(days=limits.promise_days)
    if part == "plan":
        high = today + timedelta(days=limits.plan_first_days)
    if part == "paid":
        low, high = today - timedelta(days=PAID_BACK_DAYS), today
    currency, minor = next(iter(account.to_pay.items()), ("EUR", 0))
    most = max((most_parts(each, limits) for each in account.to_pay.values()), default=0)
    now = reach.chosen(guest.visit) if part == "reach" else {}
    is_consumer = account.customer.customer_type == CustomerType.CONSUMER
    return {
        "low": low.isoformat(),
        "high": high.isoformat(),
        "until": speak("day_until", day=speak.day(high)),
        "least": speak("parts_least", least=speak.money(limits.plan_least_minor, currency)) if minor else "",
        "parts": [(str(number), str(number)) for number in range(LEAST_PARTS, most + 1)],
        "everys": [(str(each), speak(f"every_{each}")) for each in Every],
        "causes": [(str(each), speak(f"cause_{each}")) for each in CAUSES],
        "languages": _with_now(list(NAMES.items()), speak.language[:2]),
        "channels": [("", speak("no_change")), *((str(each), speak(f"channel_{each}")) for each in CHANNELS)],
        "chosen_channel": now.get(OverrideField.CHANNEL, ""),
        "help": _help(account.customer.country) if part == "cannot_pay" and is_consumer else [],
    }


def _with_now(options: list[tuple[str, str]], now: str) -> list[tuple[str, str]]:
    """Return the languages with the present one first."""
    return sorted(options, key=lambda each: each[0] != now)


def _downloads(guest: Guest, lying: Collection[str]) -> list[tuple[str, str]]:
    return [
        (item.number, guest.place.to(f"copy/{item.mark}")) for item in guest.visit.account.owed if item.mark in lying
    ]


def _help(country: str) -> list[dict[str, str]]:
    return [
        {
            "name": each.name,
            "phone": each.phone,
            "phone_link": dialled(each.phone),
            "url": each.url.removeprefix("https://").rstrip("/"),
            "link": each.url if not each.url or "://" in each.url else f"https://{each.url}",
        }
        for each in help_for(country)
        if each.is_free
    ]


def _plan(guest: Guest, given: Given) -> dict[str, Any]:
    """Return the plan that is asked for, to look at before it is agreed, or why there is none."""
    speak, limits = guest.say, guest.visit.limits
    try:
        wanted = given.wanted()
        found = agreeing.proposed(guest.visit, wanted, given.get("currency") or None)
    except RefusedError as error:
        return {"refused": error}
    interest = speak("plan_interest", amount=speak.money(found.interest_minor, found.currency))
    return {
        "proposal": {
            "parts": [
                {"day": speak.day(part.due_on), "amount": speak.money(part.amount_minor, found.currency)}
                for part in found.parts
            ],
            "total": speak.money(found.total_minor, found.currency),
            "interest": interest if found.interest_minor else "",
            "is_at_once": agreeing.holds_at_once(guest.visit, found),
            "person": speak("plan_person", days=limits.answer_days),
            "fields": [
                (name, given.get(name)) for name in ("parts", "every", "first_on", "currency") if given.get(name)
            ],
        }
    }


def _question(guest: Guest, given: Given, topic: Topic | None) -> dict[str, Any]:
    text = given.get("text")
    if topic is None and not (text and given.get("answer")):
        return {"asked": "", "answer": "", "links": []}
    found = about(guest, topic) if topic is not None else answered(guest, text)
    links = [(guest.place.to(part), guest.say(part)) for part in found.parts if part != "question"]
    links += [(guest.place.to("question", t=str(near)), guest.say(f"topic_{near}")) for near in found.near]
    asked = text if topic is None else guest.say(f"topic_{topic}")
    return {"asked": asked, "answer": found.said, "links": links}
