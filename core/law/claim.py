"""The claim of a message: what the law lets it ask beside the invoices, and what it may only announce."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from core.law.choices import SAFE, Choices
from core.law.costs import Costs, EarlierTerm, collection_costs, costs_ground
from core.law.errors import BeforeTableError, NoEntryError, UnknownCountryError
from core.law.interest import default_on, interest, rate
from core.law.steps import HARSH_MESSAGES, LEGAL_MESSAGES, notice_entry
from core.law.tables import Mark, countries
from core.law.term import Term, payment_term

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal


NOTHING: Final = Costs(amount_minor=0, vat_minor=0, currency="", entries=())


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A legal message, or a reminder of the source system (``message`` None), that went before about an item."""

    message: str | None
    sent_on: date
    is_post: bool


@dataclass(frozen=True, kw_only=True)
class ClaimItem:
    """One unpaid item of a message, with the legal message that went before about it."""

    number: str
    issued_on: date
    due_on: date
    balance_minor: int
    currency: str
    notice: Notice | None = None
    is_recurring: bool = False


@dataclass(frozen=True, kw_only=True)
class _Case:
    """Whose claim it is, on which day, and what the creditor chose."""

    country: str
    customer_type: str
    on: date
    choices: Choices
    earlier: tuple[EarlierTerm, ...]


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a message may say of money beside its invoices, in minor units of ``currency``.

    ``costs`` are asked now, or only announced for who does not pay in time: then ``is_due`` is False. ``term`` is the time that this
    message gives by law.
    """

    currency: str
    principal_minor: int
    costs_minor: int = 0
    vat_minor: int = 0
    interest_minor: int = 0
    interest_percent: Decimal | None = None
    is_due: bool = False
    term: Term | None = None
    source: str = ""

    @property
    def costs_total_minor(self) -> int:
        """Costs with the VAT on them."""
        return self.costs_minor + self.vat_minor

    @property
    def total_minor(self) -> int:
        """Everything together."""
        return self.principal_minor + self.costs_total_minor + self.interest_minor


def claim(
    message: str,
    *,
    country: str,
    customer_type: str,
    items: Sequence[ClaimItem],
    sent_on: date,
    is_post: bool,
    earlier: Sequence[EarlierTerm] = (),
    choices: Choices = SAFE,
) -> Claim:
    """Return what ``message``, sent on ``sent_on``, may say of costs and interest; ``earlier`` are instalments that went before.

    A legal message announces costs and asks none. A harsh one asks them where the creditor chose to and the law's term has passed. Any
    other asks nothing. Only items in the currency of the law's own amounts count.
    """
    currency = home_currency(country, customer_type, items, sent_on)
    mine = [each for each in items if each.currency == currency and each.balance_minor > 0]
    principal = sum(each.balance_minor for each in mine)
    term = payment_term(country, customer_type, message, sent_on, is_post=is_post, choices=choices)
    bare = Claim(currency=currency, principal_minor=principal, term=term)
    if country not in countries() or not mine:
        return bare
    case = _Case(
        country=country, customer_type=customer_type, on=sent_on, choices=choices, earlier=_before(mine, earlier)
    )
    if message in LEGAL_MESSAGES:
        return _announced(bare, mine, case) if term is not None else bare
    if message not in HARSH_MESSAGES:
        return bare
    ripe = [each for each in mine if is_ripe(each, country, customer_type, sent_on, choices)]
    return _asked(bare, ripe, case)


def _before(items: Sequence[ClaimItem], earlier: Sequence[EarlierTerm]) -> tuple[EarlierTerm, ...]:
    """Return the instalments that went before the letter about these ``items``: all, when none went yet."""
    went = min((each.notice.sent_on for each in items if each.notice is not None), default=date.max)
    return tuple(each for each in earlier if each.due_on < went)


def home_currency(country: str, customer_type: str, items: Sequence[ClaimItem], on: date) -> str:
    """Return the currency that the country's law names its amounts in, else that of the first item."""
    try:
        return str(costs_ground(country, customer_type, on).value["currency"])
    except (NoEntryError, UnknownCountryError):
        return items[0].currency if items else "EUR"


def is_ripe(item: ClaimItem, country: str, customer_type: str, on: date, choices: Choices = SAFE) -> bool:
    """Return whether the law allows costs of ``item`` on ``on``: no legal message is asked for, or its term has passed."""
    if notice_entry(country, customer_type, on) is None:
        return item.due_on < on
    term = term_of(item, country, customer_type, choices)
    return term is not None and term.costs_from_on <= on


def term_of(item: ClaimItem, country: str, customer_type: str, choices: Choices = SAFE) -> Term | None:
    """Return the term of the legal message that went before about ``item``, None where none did that counts."""
    noticed = item.notice
    known = None if noticed is None else notice_entry(country, customer_type, noticed.sent_on)
    if noticed is None or known is None:
        return None
    is_from_source = noticed.message is None and choices.source_reminders_are_notices
    if noticed.message != known.value["message"] and not is_from_source:
        return None
    message = str(known.value["message"])
    return payment_term(country, customer_type, message, noticed.sent_on, is_post=noticed.is_post, choices=choices)


def _announced(bare: Claim, items: Sequence[ClaimItem], case: _Case) -> Claim:
    costs = _costs(items, case)
    return replace(
        bare,
        costs_minor=costs.amount_minor,
        vat_minor=costs.vat_minor,
        interest_percent=_announced_percent(case),
        source=_source(costs),
    )


def _announced_percent(case: _Case) -> Decimal | None:
    """Return the rate that a legal message announces: none unless the creditor asks interest."""
    if not case.choices.asks_interest:
        return None
    known = rate(case.country, case.customer_type, case.on)
    return known.percent if known.is_checked or case.choices.uses_unchecked else None


def _asked(bare: Claim, items: Sequence[ClaimItem], case: _Case) -> Claim:
    costs = _costs(items, case) if case.choices.asks_costs else NOTHING
    late = sum(_interest_of(each, case) for each in items) if case.choices.asks_interest else 0
    return replace(
        bare,
        costs_minor=costs.amount_minor,
        vat_minor=costs.vat_minor,
        interest_minor=late,
        interest_percent=rate(case.country, case.customer_type, case.on).percent if late else None,
        is_due=bool(late or costs.amount_minor),
        source=_source(costs),
    )


def _source(costs: Costs) -> str:
    return costs.entries[0].source if costs.entries else ""


def _costs(items: Sequence[ClaimItem], case: _Case) -> Costs:
    """Return the costs of the items together, or of each by itself where the law gives them for each invoice."""
    if not items:
        return NOTHING
    try:
        ground = costs_ground(case.country, case.customer_type, case.on)
    except NoEntryError:
        return NOTHING
    is_each = bool(ground.value.get("per_invoice", False))
    sums = [each.balance_minor for each in items] if is_each else [sum(each.balance_minor for each in items)]
    found = [
        collection_costs(
            minor,
            currency=ground.value["currency"],
            country=case.country,
            customer_type=case.customer_type,
            on=case.on,
            is_recurring=any(each.is_recurring for each in items),
            earlier=case.earlier,
            choices=case.choices,
        )
        for minor in sums
    ]
    return Costs(
        amount_minor=sum(each.amount_minor for each in found),
        vat_minor=sum(each.vat_minor for each in found),
        currency=found[0].currency,
        entries=found[0].entries,
    )


def _interest_of(item: ClaimItem, case: _Case) -> int:
    """Return the interest of one item up to the day; of a Belgian consumer only from the end of the free reminder's term."""
    country, customer_type, choices = case.country, case.customer_type, case.choices
    start = default_on(country, customer_type, issued_on=item.issued_on, due_on=item.due_on, choices=choices)
    if start is None:
        return 0
    known = notice_entry(country, customer_type, case.on)
    if known is not None and known.value.get("first_reminder", False):
        term = term_of(item, country, customer_type, choices)
        if term is None or not choices.has_damages_clause:
            return 0
        reminded = item.notice.sent_on + timedelta(days=1) if item.notice is not None else start
        start = max(start, reminded if choices.counts_interest_from_reminder else term.costs_from_on)
    try:
        found = interest(
            item.balance_minor,
            currency=item.currency,
            country=country,
            customer_type=customer_type,
            from_on=min(start, case.on),
            to_on=case.on,
            choices=choices,
        )
    except (NoEntryError, BeforeTableError):  # an item older than the tables: nothing is asked on that ground
        return 0
    is_checked = all(each.mark is not Mark.GENERAL for each in found.entries)
    return found.amount_minor if is_checked or choices.uses_unchecked else 0
