"""The term that a message gives by law: when it begins, its last day, and when the next step may come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from core.law.choices import SAFE, Choices
from core.law.days import add_delivery_days, add_working_days
from core.law.steps import HARSH_MESSAGES, REMINDERS, notice_entry

if TYPE_CHECKING:
    from core.law.tables import Entry

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Term:
    """A customer's time to pay after a message.

    ``first_on`` and ``last_on`` are its first and last day, both his; ``costs_from_on`` is the first day on which the law allows costs;
    ``next_step_on`` is that day with our own margin, before which no next step goes.
    """

    received_on: date
    first_on: date
    last_on: date
    costs_from_on: date
    next_step_on: date
    entry: Entry

    @property
    def source(self) -> str:
        """What the term rests on."""
        return self.entry.source


def payment_term(
    country: str,
    customer_type: str,
    message: str | None,
    sent_on: date,
    *,
    is_post: bool,
    choices: Choices = SAFE,
) -> Term | None:
    """Return the time that ``message``, sent on ``sent_on``, gives the customer by law; None where the law gives none.

    ``message`` None is a reminder of the source system, of which nothing is known but its day: take it for a letter. Dutch consumers
    have a term after the 14-day letter; Belgian ones after any first reminder.
    """
    known = notice_entry(country, customer_type, sent_on)
    if known is None or not _starts(known, message):
        return None
    return _term((country, customer_type), sent_on, choices, is_post=is_post)


def _starts(known: Entry, message: str | None) -> bool:
    """Return whether ``message`` starts the term: the legal one, or any reminder where the law speaks of the first one."""
    if message == known.value["message"]:
        return True
    is_reminder = message is None or message in REMINDERS | HARSH_MESSAGES
    return bool(known.value.get("first_reminder", False)) and is_reminder


@lru_cache(maxsize=20_000)
def _term(whose: tuple[str, str], sent_on: date, choices: Choices, *, is_post: bool) -> Term:
    country, customer_type = whose
    known = notice_entry(country, customer_type, sent_on)
    if known is None:
        raise AssertionError  # payment_term found it a moment ago
    way: dict[str, Any] = known.value["post" if is_post else "electronic"]
    received = _counted(sent_on, way, country, choices)
    first = received + timedelta(days=way["after"])
    last = first + timedelta(days=known.value["days"] - 1)
    return Term(
        received_on=received,
        first_on=first,
        last_on=last,
        costs_from_on=last + DAY,
        next_step_on=last + DAY + timedelta(days=choices.margin_days),
        entry=known,
    )


def _counted(sent_on: date, way: dict[str, Any], country: str, choices: Choices) -> date:
    number = way["number"]
    if way["counts"] == "delivery_days":
        return add_delivery_days(sent_on, max(number, choices.postal_days), country)
    if way["counts"] == "working_days":
        return add_working_days(sent_on, number, country, counts_saturdays=choices.counts_saturdays)
    return sent_on + timedelta(days=number)
