"""Collection costs: what the law of a country lets a creditor ask of a late customer, on top of the claim."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from core.law.choices import SAFE, Choices
from core.law.errors import ForeignCurrencyError, NegativeAmountError, NoEntryError
from core.law.tables import EVERYBODY, Entry, Kind, Mark, countries, entry, entry_or_none, table
from core.money import precision, to_decimal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Costs in minor units; ``vat_minor`` comes on top and is 0 where the creditor can reclaim it. ``entries`` are the ground."""

    amount_minor: int
    vat_minor: int
    currency: str
    entries: tuple[Entry, ...]

    @property
    def total_minor(self) -> int:
        """Costs with the VAT on them."""
        return self.amount_minor + self.vat_minor


@dataclass(frozen=True, kw_only=True)
class EarlierTerm:
    """An instalment that is still unpaid, and the costs that were charged for it when it was."""

    due_on: date
    principal_minor: int
    charged_minor: int = 0


def collection_costs(
    principal_minor: int,
    *,
    currency: str,
    country: str,
    customer_type: str,
    on: date,
    is_vat_kept: bool | None = None,
    is_recurring: bool = False,
    earlier: Sequence[EarlierTerm] = (),
    choices: Choices = SAFE,
) -> Costs:
    """Return the costs that may be asked for a claim of ``principal_minor`` on ``on``, once everything before was done.

    Whether a legal message must have gone first is another question: see ``core.law.steps``.

    Parameters
    ----------
    principal_minor
        What is unpaid of the claim itself, without interest; 0 or more.
    currency, country, customer_type
        Of the claim and of the customer.
    on
        The day on which costs are asked: it chooses the entry of the table.
    is_vat_kept
        Whether the creditor cannot reclaim VAT; by default as in ``choices``. Only then does VAT come on top.
    is_recurring
        Whether the claim is one of a row of instalments (NL consumers: the cumulation rule). Costs of such a claim are 0 unless
        ``choices.cumulates``: the rule is a reading that a person has to take responsibility for.
    earlier
        The other unpaid instalments of the last months and what was charged for each.
    choices
        What no table can know.

    Returns
    -------
    Costs
        0 where the creditor lacks what the law requires (a clause, the notice on the invoice, a checked entry).

    Raises
    ------
    NegativeAmountError, UnknownCountryError, BeforeTableError, ForeignCurrencyError
        For a claim below 0, a country or day without a table, a currency that the table has no amounts in.
    NoEntryError
        Where the law of the country gives nothing of this type of customer.

    """
    if principal_minor < 0:
        raise NegativeAmountError(principal_minor)
    ground = costs_ground(country, customer_type, on)
    if currency != ground.value["currency"]:
        raise ForeignCurrencyError(currency, country, ground.value["currency"])
    if _is_barred(ground, choices) or principal_minor == 0:
        return Costs(amount_minor=0, vat_minor=0, currency=currency, entries=(ground,))
    if is_recurring and _cumulates(country, customer_type, on):
        amount = _cumulated(principal_minor, ground, on, earlier) if choices.cumulates else 0
    else:
        amount = most_costs(principal_minor, ground)
    keeps_vat = choices.keeps_vat if is_vat_kept is None else is_vat_kept
    vat = entry_or_none(country, EVERYBODY, Kind.VAT_RATE, on) if keeps_vat else None
    vat_minor = 0 if vat is None else _rounded(Decimal(amount) * vat.value / HUNDRED)
    return Costs(
        amount_minor=amount,
        vat_minor=vat_minor,
        currency=currency,
        entries=(ground,) if vat is None else (ground, vat),
    )


def charged_before(
    letters: Sequence[tuple[date, int]], *, currency: str, country: str, customer_type: str, choices: Choices = SAFE
) -> tuple[EarlierTerm, ...]:
    """Return what was charged by each of ``letters`` (day and principal, in order of time) about instalments, each by the rule then."""
    terms: list[EarlierTerm] = []
    for on, principal_minor in letters:
        found = collection_costs(
            principal_minor,
            currency=currency,
            country=country,
            customer_type=customer_type,
            on=on,
            is_recurring=True,
            earlier=tuple(terms),
            choices=choices,
        )
        terms.append(EarlierTerm(due_on=on, principal_minor=principal_minor, charged_minor=found.amount_minor))
    return tuple(terms)


def reminder_fee(country: str, customer_type: str, on: date, *, free_ones: int, choices: Choices = SAFE) -> int:
    """Return the most that a reminder itself may cost, without postage, in minor units; 0 where the law names no such fee.

    ``free_ones`` are the free reminders that went before, each with its term passed.
    """
    fee = entry_or_none(country, customer_type, Kind.REMINDER_FEE, on) if country in countries() else None
    free = entry_or_none(country, customer_type, Kind.FREE_REMINDERS, on) if country in countries() else None
    if fee is None or free is None:
        return 0
    needed = free.value["regular_deliveries" if choices.has_regular_deliveries else "usual"]
    if free_ones < needed:
        return 0
    return _rounded(Decimal(fee.value["amount"]).scaleb(precision(fee.value["currency"])))


def costs_ground(country: str, customer_type: str, on: date) -> Entry:
    """Return the entry that costs are computed from; raise :class:`NoEntryError` where there is none."""
    for kind in (Kind.COST_SCALE, Kind.COST_STEPS):
        if country not in countries() or _has(country, customer_type, kind):
            return entry(country, customer_type, kind, on)
    raise NoEntryError(country, customer_type, "collection costs", on)


def most_costs(principal_minor: int, ground: Entry) -> int:
    """Return the costs that ``ground`` gives for a claim, in minor units of its own currency."""
    said, currency = ground.value, ground.value["currency"]
    principal = to_decimal(principal_minor, currency)
    amount = _by_parts(principal, said) if ground.kind is Kind.COST_SCALE else _by_steps(principal, said)
    if "maximum" in said:
        amount = min(amount, Decimal(said["maximum"]))
    return _rounded(amount.scaleb(precision(currency)))


def _by_parts(principal: Decimal, said: dict[str, Any]) -> Decimal:
    """Return the sum over the parts of the claim, each with its own percentage, and never less than the minimum."""
    amount, left = Decimal(0), principal
    for part in said["parts"]:
        size = min(left, Decimal(part.get("size", left)))
        amount += size * part["percent"] / HUNDRED
        left -= size
    return max(amount, Decimal(said["minimum"]))


def _by_steps(principal: Decimal, said: dict[str, Any]) -> Decimal:
    """Return the amount of the step that the claim falls in, with its percentage of what is above a bound."""
    step = next(each for each in said["steps"] if "up_to" not in each or principal <= each["up_to"])
    over = principal - step.get("above", 0)
    amount: Decimal = step["amount"] + over * step.get("percent", 0) / HUNDRED
    return amount


def _cumulated(principal_minor: int, ground: Entry, on: date, earlier: Sequence[EarlierTerm]) -> int:
    """Return the costs of all unpaid instalments of the window together, less what was charged for them already."""
    window = entry(ground.country, ground.customer_type, Kind.CUMULATION_MONTHS, on)
    first = months_before(on, int(window.value))
    counted = [each for each in earlier if first <= each.due_on <= on]
    together = principal_minor + sum(each.principal_minor for each in counted)
    return max(0, most_costs(together, ground) - sum(each.charged_minor for each in counted))


def months_before(day: date, months: int) -> date:
    """Return the same day ``months`` earlier, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 0, -1):
        try:
            return day.replace(year=year, month=month + 1, day=last)
        except ValueError:
            continue
    raise AssertionError  # every month has a first day


def _cumulates(country: str, customer_type: str, on: date) -> bool:
    return entry_or_none(country, customer_type, Kind.CUMULATION_MONTHS, on) is not None


def _is_barred(ground: Entry, choices: Choices) -> bool:
    """Return whether the creditor lacks what the entry requires before it may be claimed."""
    return (
        (ground.value.get("needs_clause", False) and not choices.has_damages_clause)
        or (ground.value.get("must_stand_on_invoice", False) and not choices.invoices_name_costs)
        or (ground.mark is Mark.GENERAL and not choices.uses_unchecked)
    )


def _has(country: str, customer_type: str, kind: Kind) -> bool:
    return bool(table(country, customer_type, kind))


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
