"""Files of others about our customers: scores of credit bureaus, and limits and terms of credit insurers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.intake.expressions import chosen
from core.intake.grammars.base import Agreement, Given, Grammar, Reason
from core.intake.grammars.money import currency_reasons, decimal_reasons
from core.intake.grammars.persons import without_persons

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_DAYS: Final = 3650
NOTIFY_FROM: Final = {
    "due": ("due date", "due_date", "due on", "vervaldatum", "vervaldag", "fälligkeit", "échéance"),
    "issued": ("invoice date", "invoice_date", "issue date", "factuurdatum", "rechnungsdatum", "date de facture"),
    "extension": ("extension", "end of extension", "mep", "maximum extension period", "uitstel", "verlengingstermijn"),
}
_PLAIN: Final = "upper(regexp_replace({0}, '[^A-Za-z0-9]', '', 'g'))"


def whose(given: Given) -> str:
    """Return the expression of what names the customer of a row: our own number, else theirs, the register's or the VAT's."""
    entity, customer = given.value("entity"), given.value("customer_id")
    ours = f"'ours ' || coalesce({entity}, '') || '/' || {customer}"
    known = _numbers(given)
    # Two registers may give the same number: whose it is, its country says.
    of_register = f"register ' || coalesce({given.value('country')}, '') || '"
    others = [
        f"'{kind} ' || nullif({_PLAIN.format(known.get(name, given.value(name)))}, '')"
        for kind, name in (("theirs", "their_number"), (of_register, "registration_number"), ("vat", "vat_number"))
    ]
    return f"coalesce({ours}, {', '.join(others)})"


def _numbers(given: Given) -> dict[str, str]:
    # A bureau and an insurer never say whose number it is: nobody's type is known here.
    return without_persons(given, customer_type="CAST(NULL AS VARCHAR)")


def day_reasons(given: Given, names: Sequence[str]) -> list[Reason]:
    """Return why a row with an impossible number of days in one of ``names`` cannot be taken."""
    return [
        Reason(
            condition=f"{name} NOT BETWEEN 0 AND {MOST_DAYS}",
            told=f"'The number of days ' || {name} || ' lies outside 0 to {MOST_DAYS}.'",
        )
        for name in names
        if given.has(name)
    ]


def _told_by(given: Given) -> dict[str, str]:
    own = {"subject": whose(given), "source": given.value("source"), "entity": given.value("entity")}
    return own | _numbers(given)


def _currency(given: Given, amount: str) -> str:
    # Without an amount the currency of a row says nothing, and may be empty.
    return f"coalesce(upper({given.text('currency')}), CASE WHEN {given.value(amount)} IS NULL THEN 'EUR' END)"


def _nobody() -> Reason:
    told = "'Nothing tells whose row this is: a customer, registration or VAT number, or a number of the source.'"
    return Reason(condition="subject IS NULL", told=told)


def _below_zero(given: Given, name: str, label: str) -> list[Reason]:
    reason = Reason(condition=f"{name} < 0", told=f"'The {label} ' || {name} || ' is below zero.'")
    return [*decimal_reasons(name), reason] if given.has(name) else []


def _credit_derived(given: Given) -> dict[str, str]:
    return {**_told_by(given), "said_on": given.value("scored_on"), "currency": _currency(given, "credit_limit")}


def _credit_reasons(given: Given) -> list[Reason]:
    reasons = [_nobody(), *currency_reasons(), *_below_zero(given, "credit_limit", "credit limit")]
    if given.has("score") and given.has("score_worst") and given.has("score_best"):
        ends = "least(score_worst, score_best) AND greatest(score_worst, score_best)"
        told = "'The score ' || score || ' lies outside its scale of ' || score_worst || ' to ' || score_best || '.'"
        reasons.append(Reason(condition=f"score NOT BETWEEN {ends}", told=told))
    says = [name for name in ("score", "rating", "credit_limit", "status") if given.has(name)]
    empty = f"coalesce({', '.join(f'CAST({name} AS VARCHAR)' for name in says) or 'NULL'}) IS NULL"
    reasons.append(Reason(condition=empty, told="'The row has no score, rating, limit or status.'"))
    return reasons


def _insurance_derived(given: Given) -> dict[str, str]:
    cover = given.value("cover_percent")
    words = chosen(given.text("notify_from"), NOTIFY_FROM) if given.has("notify_from") else "CAST(NULL AS VARCHAR)"
    return {
        **_told_by(given),
        "subject": f"coalesce({whose(given)}, 'policy')",
        "said_on": f"coalesce({given.value('decided_on')}, {given.value('valid_from')})",
        "currency": _currency(given, "buyer_limit"),
        # Nobody insures one percent or less: 0.9 is 90 %.
        "cover_percent": f"CASE WHEN {cover} <= 1 THEN {cover} * 100 ELSE {cover} END",
        "notify_from": words,
    }


def _insurance_reasons(given: Given) -> list[Reason]:
    days = ("terms_days", "extension_days", "notify_days", "waiting_days")
    reasons = [*currency_reasons(), *_below_zero(given, "buyer_limit", "insured limit"), *day_reasons(given, days)]
    if given.has("cover_percent"):
        told = "'The insured percentage ' || cover_percent || ' lies outside 0 to 100.'"
        reasons.append(Reason(condition="cover_percent NOT BETWEEN 0 AND 100", told=told))
    if given.has("valid_from") and given.has("valid_until"):
        reasons.append(Reason(condition="valid_until < valid_from", told="'The cover ends before it begins.'"))
    nothing = "subject = 'policy' AND policy IS NULL" if given.has("policy") else "subject = 'policy'"
    reasons.append(Reason(condition=nothing, told="'Nothing tells which policy or customer this row is about.'"))
    return reasons


CREDIT: Final = Grammar(
    derived=_credit_derived,
    reasons=_credit_reasons,
    amounts=("credit_limit",),
    named_by="company_name",
    agreements=(
        Agreement(
            label="company",
            key=("source", "subject", "scored_on"),
            same=("score", "rating", "credit_limit", "currency", "status", "legal_form", "days_beyond_terms"),
            matters="another score, rating, limit or status",
        ),
    ),
    past=("scored_on",),
)

INSURANCE: Final = Grammar(
    derived=_insurance_derived,
    reasons=_insurance_reasons,
    amounts=("buyer_limit",),
    named_by="company_name",
    agreements=(
        Agreement(
            label="cover",
            key=("source", "policy", "subject", "valid_from"),
            same=(
                "buyer_limit",
                "currency",
                "cover_percent",
                "valid_until",
                "terms_days",
                "extension_days",
                "notify_days",
            ),
            matters="another limit, percentage or term",
        ),
    ),
    past=("decided_on",),
)
