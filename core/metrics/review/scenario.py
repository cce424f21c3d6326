"""A scenario: what it would bring, in days of DSO and in cash, if some customers paid so many days sooner."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from core.metrics.days_of_sales import NO_SALES
from core.metrics.review import finding as told
from core.metrics.review.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.metrics.review.ends import End
    from core.metrics.review.finding import Slot

FORMULA: Final = "cash = days sooner x sales of the group / days in the period, at most its open balance; days of DSO = cash x days in the period / all sales"
SOONER: Final = "If {who} paid {sooner} days sooner, DSO would be {days} days lower, at {level}, and {cash} more would be in the bank."
LATER: Final = "If {who} paid {later} days later, DSO would be {days} days higher, at {level}, and {cash} less would be in the bank."
NOTHING: Final = "Nobody pays sooner yet: move a slider."
EVERYBODY: Final = "everybody"
PATTERNS: Final = (SOONER, LATER, NOTHING, EVERYBODY, NO_SALES)


@dataclass(frozen=True, kw_only=True)
class Payer:
    """Whose payment is moved: sales of the period and open balance, minor units."""

    sales_minor: int
    open_minor: int


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Outcome: DSO before and after, and the cash that comes in by payer; minor units, negative when later."""

    before_days: Fraction
    after_days: Fraction
    cash_by_payer: Mapping[str, int]

    @property
    def cash_minor(self) -> int:
        """Cash that comes in, all payers together."""
        return sum(self.cash_by_payer.values())

    @property
    def days(self) -> Fraction:
        """Days by which DSO falls; negative when it rises."""
        return self.before_days - self.after_days


def everybody() -> Slot:
    """Return the word for all payers together, for a sentence."""
    return told.word(EVERYBODY)


def payers(end: End) -> dict[str, Payer]:
    """Return every group of one end of a bridge as a payer."""
    return {
        name: Payer(sales_minor=end.sold.get(name, 0), open_minor=end.balance_minor(name))
        for name in sorted({*end.sold, *end.opened})
    }


def if_sooner(end: End, sooner_days: Mapping[str, int], *, of: Mapping[str, Payer] | None = None) -> Scenario | None:
    """Return what happens when each payer named pays so many days sooner; ``None`` without sales in the period.

    Each day sooner takes a day of the payer's sales out of the balance: cash = days x its sales / days in the period,
    rounded down to a minor unit and at most what it has open. Negative days are later payment, without a limit. Sales of a
    payer at or below zero move nothing.

    Parameters
    ----------
    end
        The day the scenario is about; DSO is its open balance of invoices over its sales.
    sooner_days
        Days by name of the payer.
    of
        The payers; the groups of ``end`` when not given. A payer that is not a group (one customer) must be part of
        ``end``.

    """
    if end.sales_minor <= 0:
        return None
    known = payers(end) if of is None else of
    cash = {name: _cash(known[name], days, end.days) for name, days in sooner_days.items() if days and name in known}
    open_minor = sum(end.balance_minor(name) for name in end.opened)
    rate = Fraction(end.days, end.sales_minor)
    return Scenario(
        before_days=open_minor * rate, after_days=(open_minor - sum(cash.values())) * rate, cash_by_payer=cash
    )


def _cash(payer: Payer, sooner_days: int, period_days: int) -> int:
    cash = sooner_days * max(payer.sales_minor, 0) // period_days
    # Who has a balance below zero has nothing to pay sooner.
    return min(cash, max(payer.open_minor, 0)) if sooner_days > 0 else cash


def scenario_finding(found: Scenario | None, *, who: Slot, sooner_days: int, currency: str) -> Finding:
    """Return the scenario of one payer in a sentence."""
    if found is None:
        return Finding(pattern=NO_SALES)
    if not sooner_days:
        return Finding(pattern=NOTHING)
    slots = {
        "who": who,
        "sooner" if sooner_days > 0 else "later": told.count(abs(sooner_days)),
        "days": told.days(abs(float(found.days))),
        "level": told.days(float(found.after_days)),
        "cash": told.money(abs(found.cash_minor), currency),
    }
    return Finding(pattern=SOONER if sooner_days > 0 else LATER, slots=slots)
