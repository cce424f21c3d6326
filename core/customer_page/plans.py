"""The plan builder: equal parts that add up to the cent, inside the limits that were set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from core.campaigns.parts import Every, even_parts
from core.customer_page.refusals import RefusedError, Why
from core.law.errors import BeforeTableError, NoEntryError, UnknownCountryError
from core.law.interest import interest
from core.law.tables import Mark
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from core.desk.cases import Instalment
    from core.law.choices import Choices
    from core.payments.page_links import PageLimits

LEAST_PARTS: Final = 2


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a customer asks for: so many parts, so far apart, the first on a day."""

    parts: int
    every: Every
    first_on: date | None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A plan that keeps to the limits; ``interest_minor`` is in the last part, on top of what is open."""

    parts: tuple[Instalment, ...]
    currency: str
    interest_minor: int = 0

    @property
    def total_minor(self) -> int:
        """What all parts come to."""
        return sum(part.amount_minor for part in self.parts)

    @property
    def open_minor(self) -> int:
        """What of it is owed without the plan, too."""
        return self.total_minor - self.interest_minor


def most_parts(open_minor: int, limits: PageLimits) -> int:
    """Return in how many parts ``open_minor`` can be paid; below 2 it cannot."""
    return min(limits.plan_parts, open_minor // limits.plan_least_minor)


def proposal(open_minor: int, currency: str, wanted: Wanted, limits: PageLimits, today: date) -> Proposal:
    """Return the plan that ``wanted`` asks for, of equal parts with the rest of a few cents in the last one.

    Raises ``RefusedError`` for what the limits do not allow, with the limit in its values.
    """
    if limits.plan_parts < LEAST_PARTS:
        raise RefusedError(Why.NO_PLANS)
    if open_minor <= 0:
        raise RefusedError(Why.NOTHING_OPEN)
    if wanted.first_on is None:
        raise RefusedError(Why.NO_DAY)
    if wanted.first_on < today:
        raise RefusedError(Why.PAST_DAY, day=today)
    if wanted.first_on > today + timedelta(days=limits.plan_first_days):
        raise RefusedError(Why.FIRST_TOO_FAR, day=today + timedelta(days=limits.plan_first_days))
    if wanted.parts < LEAST_PARTS or open_minor // wanted.parts < limits.plan_least_minor:
        raise RefusedError(
            Why.PARTS_TOO_SMALL, least=(limits.plan_least_minor, currency), most=most_parts(open_minor, limits)
        )
    if wanted.parts > limits.plan_parts:
        raise RefusedError(Why.TOO_MANY_PARTS, most=most_parts(open_minor, limits))
    parts = even_parts(open_minor, wanted.parts, first_on=wanted.first_on, every=wanted.every)
    last_on = today + timedelta(days=limits.plan_days)
    if parts[-1].due_on > last_on:
        raise RefusedError(Why.LAST_TOO_FAR, day=last_on)
    return Proposal(parts=parts, currency=currency)


def with_interest(
    plan: Proposal, *, country: str, customer_type: str, today: date, limits: PageLimits, choices: Choices
) -> Proposal:
    """Return ``plan`` with the legal interest from today until each part is due, in its last part.

    None of a private person, and none where the house asks no interest, the limits ask none of plans, or the tables of the country
    give no rate that somebody checked.
    """
    if not (limits.has_plan_interest and choices.asks_interest) or customer_type == CustomerType.CONSUMER:
        return plan
    try:
        found = [
            interest(
                part.amount_minor,
                currency=plan.currency,
                country=country,
                customer_type=customer_type,
                from_on=today,
                to_on=part.due_on,
                choices=choices,
            )
            for part in plan.parts
        ]
    except (NoEntryError, BeforeTableError, UnknownCountryError):
        return plan
    if not choices.uses_unchecked and any(entry.mark is Mark.GENERAL for each in found for entry in each.entries):
        return plan
    added = sum(each.amount_minor for each in found)
    last = replace(plan.parts[-1], amount_minor=plan.parts[-1].amount_minor + added)
    return replace(plan, parts=(*plan.parts[:-1], last), interest_minor=added)
