"""Payment files: a row is a payment, or the part of one that was set against an invoice."""

from __future__ import annotations

from core.intake.grammars.base import Agreement, Given, Grammar, Reason
from core.intake.grammars.money import currency_reasons, decimal_reasons


def _derived(given: Given) -> dict[str, str]:
    value = given.value
    sign = "-" if given.mapping.flip_signs else ""
    stamp = f"try_cast({given.text('received_on')} AS TIMESTAMP)"
    timed = f"CASE WHEN length({given.text('received_on')}) > 10 THEN {stamp} END"
    derived = {
        "received_on": f"coalesce({value('received_on')}, CAST({value('received_at')} AS DATE))",
        "received_at": f"coalesce({value('received_at')}, {value('received_on')} + {value('received_time')}, {timed})",
        "amount": f"{sign}{value('amount')}",
        "currency": f"upper({given.text('currency')})",
        "entity": value("entity"),
    }
    if given.has("document_type"):
        derived["document_type"] = (
            f"CASE WHEN lower({given.text('document_type')}) IN ('credit_note', 'credit note') THEN 'credit_note' "
            f"WHEN {given.text('document_type')} IS NOT NULL THEN 'invoice' END"
        )
    if given.has("applied_amount"):
        derived["applied_amount"] = f"{sign}{value('applied_amount')}"
    return derived


def _reasons(given: Given) -> list[Reason]:
    amounts = ["amount", *(["applied_amount"] if given.has("applied_amount") else [])]
    reasons = currency_reasons() + decimal_reasons(*amounts)
    reasons.append(Reason(condition="amount = 0", told="'The amount is zero.'"))
    if given.has("applied_amount"):
        reasons.append(
            Reason(
                condition="abs(applied_amount) > abs(amount)",
                told="'The applied amount ' || applied_amount || ' is larger than the payment ' || amount || '.'",
            ),
        )
    if given.has("credit_number"):
        reasons.append(
            Reason(
                condition="credit_number IS NOT NULL AND number IS NULL",
                told="'A credit note is set against an invoice: its number is missing.'",
            ),
        )
    return reasons


PAYMENTS = Grammar(
    derived=_derived,
    reasons=_reasons,
    amounts=("amount",),
    tables=("stage_payment", "stage_credit_application"),
    named_by="customer_id",
    agreements=(
        Agreement(
            label="payment",
            key=("entity", "payment_id"),
            same=("customer_id", "received_on", "amount", "currency"),
            matters="another amount, day, currency or customer",
            counts_once=False,
            where="payment_id IS NOT NULL AND credit_number IS NULL",
        ),
        Agreement(
            label="payment",
            key=("entity", "payment_id", "number", "document_type", "fiscal_year", "part_no", "credit_number"),
            same=("customer_id", "received_on", "amount", "currency", "applied_amount"),
            matters="another amount",
            where="payment_id IS NOT NULL",
        ),
    ),
)
