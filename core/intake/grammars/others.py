"""Customers, disputes and exchange rates."""

from __future__ import annotations

from core.intake.grammars.base import Agreement, Given, Grammar, Reason
from core.intake.grammars.money import currency_reasons, decimal_reasons
from core.intake.grammars.persons import without_persons


def _customer_derived(given: Given) -> dict[str, str]:
    currency = f"upper({given.text('credit_limit_currency')})"
    derived = {"entity": given.value("entity"), "credit_limit_currency": f"coalesce({currency}, 'EUR')"}
    return derived | without_persons(given, customer_type=given.value("customer_type"))


def _dispute_derived(given: Given) -> dict[str, str]:
    return {"currency": f"upper({given.text('currency')})", "entity": given.value("entity")}


def _dispute_reasons(given: Given) -> list[Reason]:
    reasons = currency_reasons() + decimal_reasons("amount")
    reasons.append(Reason(condition="amount <= 0", told="'The disputed amount is not above zero.'"))
    if given.has("closed_on"):
        reasons.append(Reason(condition="closed_on < opened_on", told="'The dispute is closed before it is opened.'"))
    return reasons


def _rate_derived(given: Given) -> dict[str, str]:
    # A source that quotes units for one euro is turned round: the book keeps euros for one unit.
    inverse = f"CASE WHEN {given.value('units_per_euro')} > 0 THEN 1 / {given.value('units_per_euro')} ELSE 0 END"
    rate = f"coalesce({given.value('rate')}, {inverse})" if given.has("units_per_euro") else given.value("rate")
    return {"currency": f"upper({given.text('currency')})", "rate": rate}


def _rate_reasons(_: Given) -> list[Reason]:
    return [*currency_reasons(), Reason(condition="NOT rate > 0", told="'The rate is not above zero.'")]


CUSTOMERS = Grammar(
    derived=_customer_derived,
    reasons=lambda _: [],
    tables=("stage_customer", "stage_contact"),
)

DISPUTES = Grammar(
    derived=_dispute_derived,
    reasons=_dispute_reasons,
    amounts=("amount",),
    tables=("stage_dispute",),
    agreements=(
        Agreement(
            label="dispute",
            key=("entity", "customer_id", "number", "fiscal_year", "reference"),
            same=("opened_on", "closed_on", "amount", "currency", "cause"),
            matters="another amount, day or cause",
        ),
    ),
)

RATES = Grammar(
    derived=_rate_derived,
    reasons=_rate_reasons,
    tables=("stage_rate",),
    agreements=(Agreement(label="rate", key=("currency", "rate_on"), same=("rate",), matters="another value"),),
)
