"""The assistant's answer: a fixed sentence in the customer's language, with the customer's own items, and where to go next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from core.customer_page.asking import Topic, understood
from core.customer_page.plans import LEAST_PARTS, most_parts
from core.law.costs import collection_costs
from core.law.errors import (
    BeforeTableError,
    ForeignCurrencyError,
    NegativeAmountError,
    NoEntryError,
    UnknownCountryError,
)
from core.messages.references import written
from core.messages.words import sender_words
from core.strategy.law_choices import choices_of
from dashboard.me.overview import acts_for, reference_of

if TYPE_CHECKING:
    from dashboard.me.guest import Guest

NEXT: Final = {
    Topic.WHY: ("dispute", "copy"),
    Topic.WHEN: ("promise",),
    Topic.PAID: ("paid",),
    Topic.CANNOT_PAY: ("cannot_pay", "plan"),
    Topic.PARTS: ("plan",),
    Topic.LATER: ("promise",),
    Topic.DISPUTE: ("dispute",),
    Topic.COPY: ("copy",),
    Topic.REACH: ("reach", "contact"),
    Topic.COSTS: ("question",),
}
MOST_LISTED: Final = 5


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the page answers: a sentence, and pages to go on to, each as its name."""

    said: str
    parts: tuple[str, ...] = ()
    near: tuple[Topic, ...] = ()


def answered(guest: Guest, question: str) -> Answer:
    """Return the answer to ``question``; one that is not clear is said to be so, with what it may be about."""
    found = understood(question, guest.say.language)
    if found.topic is None:
        return Answer(said=guest.say("unsure" if found.near else "unknown"), near=found.near)
    return about(guest, found.topic)


def about(guest: Guest, topic: Topic) -> Answer:
    """Return what the page knows of one topic for this customer."""
    can = acts_for(guest)
    parts = tuple(name for name in NEXT.get(topic, ()) if name in can)
    return Answer(said=_said(guest, topic), parts=parts)


def _said(guest: Guest, topic: Topic) -> str:
    account = guest.visit.account
    if topic in {Topic.OWED, Topic.WHY, Topic.WHEN, Topic.HOW_TO_PAY} and not account.to_pay:
        return guest.say("answer_owed_none")
    owed = {Topic.OWED: _owed, Topic.WHY: _why, Topic.WHEN: _when, Topic.HOW_TO_PAY: _how_to_pay}
    if topic in owed:
        return owed[topic](guest)
    others = {Topic.PARTS: _in_parts, Topic.LATER: _later, Topic.COSTS: _costs, Topic.PERSON: _person}
    if topic in others:
        return others[topic](guest)
    return guest.say(f"answer_{topic}", day=guest.say.day(account.known_on))


def _owed(guest: Guest) -> str:
    account, speak = guest.visit.account, guest.say
    oldest = min(account.owed, key=lambda item: item.due_on)
    return speak(
        "answer_owed" if len(account.owed) > 1 else "answer_owed_one",
        amount=speak.monies(account.to_pay),
        n=len(account.owed),
        number=oldest.number,
        day=speak.day(oldest.issued_on),
    )


def _why(guest: Guest) -> str:
    speak = guest.say
    named = [f"{item.number} ({speak.money(item.balance_minor, item.currency)})" for item in guest.visit.account.owed]
    rest = [f"+ {len(named) - MOST_LISTED}"] if len(named) > MOST_LISTED else []
    return speak("answer_why", list=speak.listed([*named[:MOST_LISTED], *rest]))


def _when(guest: Guest) -> str:
    first = min(guest.visit.account.owed, key=lambda item: item.due_on)
    name = "answer_when_late" if first.due_on < guest.visit.today else "answer_when"
    return guest.say(name, number=first.number, day=guest.say.day(first.due_on))


def _how_to_pay(guest: Guest) -> str:
    sender, speak = sender_words(guest.sender), guest.say
    currency, minor = next(iter(guest.visit.account.to_pay.items()))
    if not sender.iban:
        return _person(guest)
    return speak(
        "answer_how_to_pay",
        amount=speak.money(minor, currency),
        iban=sender.iban,
        reference=written(reference_of(guest, currency)),
    )


def _in_parts(guest: Guest) -> str:
    limits, speak = guest.visit.limits, guest.say
    currency, minor = next(iter(guest.visit.account.to_pay.items()), ("EUR", 0))
    most = most_parts(minor, limits)
    if most < LEAST_PARTS:
        return speak("answer_parts_none")
    return speak("answer_parts", n=most, least=speak.money(limits.plan_least_minor, currency))


def _later(guest: Guest) -> str:
    last = guest.visit.today + timedelta(days=guest.visit.limits.promise_days)
    return guest.say("answer_later", day=guest.say.day(last))


def _person(guest: Guest) -> str:
    sender = sender_words(guest.sender)
    return guest.say("answer_person", person=sender.person, phone=sender.phone, email=sender.reply_to)


def _costs(guest: Guest) -> str:
    """Return what the law allows at most where this house asks costs at all; no more is said than the tables do."""
    account, choices = guest.visit.account, choices_of(guest.visit.desk)
    currency, minor = next(iter(account.to_pay.items()), ("EUR", 0))
    if not choices.asks_costs or not minor:
        return guest.say("answer_costs_none")
    try:
        most = collection_costs(
            minor,
            currency=currency,
            country=account.customer.country,
            customer_type=account.customer.customer_type,
            on=guest.visit.today,
            choices=choices,
        )
    except (NoEntryError, UnknownCountryError, BeforeTableError, ForeignCurrencyError, NegativeAmountError):
        return guest.say("answer_costs_none")
    if not most.total_minor:
        return guest.say("answer_costs_none")
    return guest.say("answer_costs_most", amount=guest.say.money(most.total_minor, currency))
