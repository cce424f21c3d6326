"""Rows about a month of an entity: its sales, and the balance of its control account in the general ledger."""

from __future__ import annotations

from typing import Final

from core.intake.expressions import day
from core.intake.grammars.base import Agreement, Given, Grammar, Reason
from core.intake.grammars.money import currency_reasons, decimal_reasons

INCLUSIVE: Final = "incl( |[.]|$).*|inclusive|including.*|inclusief.*|gross|bruto|brutto|ttc|inkl( |[.]|$).*"
EXCLUSIVE: Final = "excl( |[.]|$).*|exclusive|excluding.*|exclusief.*|net|netto|ht|exkl( |[.]|$).*"
_MONTHS: Final = "['%Y-%m', '%Y/%m', '%m-%Y', '%m/%Y', '%Y%m', '%B %Y', '%b %Y']"
_YEARS: Final = "BETWEEN DATE '1990-01-01' AND DATE '2099-12-31'"


def _of_month(given: Given) -> dict[str, str]:
    text = given.text("month")
    dated = day(text, given.style)
    known = f"coalesce(try_strptime({text}, {_MONTHS}), {dated.plain}, {dated.tolerant})"
    return {
        "currency": f"upper({given.text('currency')})",
        "entity": given.value("entity"),
        "month": f"CAST(date_trunc('month', {known}) AS DATE)",
    }


def _sales_derived(given: Given) -> dict[str, str]:
    said = f"lower({given.text('vat_basis')})"
    basis = (
        f"CASE WHEN regexp_full_match({said}, '{INCLUSIVE}') THEN 'incl' "
        f"WHEN regexp_full_match({said}, '{EXCLUSIVE}') THEN 'excl' ELSE {said} END"
    )
    return {**_of_month(given), "vat_basis": basis}


def _month_reasons(_: Given) -> list[Reason]:
    told = "'The month ' || month || ' lies outside 1990 to 2099.'"
    return [Reason(condition=f"month NOT {_YEARS}", told=told), *currency_reasons()]


def _sales_reasons(given: Given) -> list[Reason]:
    basis = "'The VAT basis \"' || left(vat_basis, 20) || '\" is not incl or excl.'"
    reasons = [
        *_month_reasons(given),
        *decimal_reasons("amount"),
        Reason(condition="amount < 0", told="'The sales ' || amount || ' of this month are below zero.'"),
        Reason(condition="vat_basis NOT IN ('incl', 'excl')", told=basis),
    ]
    if given.has("vat_percent"):
        told = "'The VAT percentage ' || vat_percent || ' lies outside 0 to 100.'"
        reasons.append(Reason(condition="NOT vat_percent BETWEEN 0 AND 100", told=told))
    return reasons


SALES: Final = Grammar(
    derived=_sales_derived,
    reasons=_sales_reasons,
    amounts=("amount",),
    named_by="entity",
    tables=("stage_sales",),
    agreements=(
        Agreement(
            label="month",
            key=("entity", "month", "currency"),
            same=("amount", "vat_basis", "vat_percent"),
            matters="other sales or another VAT basis",
        ),
    ),
)

CONTROL: Final = Grammar(
    derived=_of_month,
    reasons=lambda given: [*_month_reasons(given), *decimal_reasons("balance")],
    amounts=("balance",),
    named_by="entity",
    agreements=(
        Agreement(label="month", key=("entity", "month", "currency"), same=("balance",), matters="another balance"),
    ),
)
