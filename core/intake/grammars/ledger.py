"""Ledgers and open-item lists: a row is an invoice, a credit note, one instalment of them, or an unmatched payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.intake.expressions import chosen
from core.intake.grammars.base import Agreement, Given, Grammar, Reason
from core.intake.grammars.money import currency_reasons, decimal_reasons
from core.vocabulary import DocumentType

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS: Mapping[str, tuple[str, ...]] = {
    "invoice": ("invoice", "factuur", "rechnung", "facture", "rv", "dr", "sales invoice", "inv"),
    "credit_note": (
        "credit_note", "credit note", "credit memo", "creditnota", "credit-nota", "gutschrift", "note de crédit", "avoir", "dg", "cn", "credit",
    ),
    "payment": ("payment", "betaling", "zahlung", "paiement", "dz", "payment entry", "receipt", "ontvangst"),
}  # fmt: skip


def _derived(given: Given) -> dict[str, str]:
    mapping, value = given.mapping, given.value
    sign = "-" if mapping.flip_signs else ""
    absolute = "CASE WHEN document_word = 'credit_note' THEN -abs({0}) ELSE {0} END"
    signed = f"{sign}({absolute if mapping.credit_notes_are_positive else '{0}'})"
    amount = value("amount")
    if given.has("open_amount"):
        # A report may give a credit note or a payment no amount of its own, only what is open of it.
        amount = f"coalesce(nullif({amount}, 0), {value('open_amount')}, {amount})"
    total = signed.format(amount)
    derived = {
        "entity": value("entity"),
        "customer_id": f"coalesce({value('customer_id')}, {value('customer_name')}, {value('email')})",
        "issued_on": _issued_on(given),
        "due_on": _due_on(given, total),
        "amount": total,
        "currency": value("currency"),
        "document_type": f"CASE WHEN document_word = 'payment' AND {total} < 0 THEN 'payment' WHEN {total} < 0 THEN "
        f"'{DocumentType.CREDIT_NOTE}' ELSE '{DocumentType.INVOICE}' END",
    }
    if mapping.may_lack_number:
        derived["number"] = f"coalesce({value('number')}, 'no number, ' || {value('issued_on')} || ', ' || {total})"
    if given.has("open_amount"):
        derived["open_amount"] = signed.format(value("open_amount"))
    elif given.has("paid_amount"):
        derived["open_amount"] = f"{total} - {signed.format(value('paid_amount'))}"
    if given.has("settled_amount"):
        derived["settled_amount"] = signed.format(value("settled_amount"))
    if given.has("is_blocked"):
        blocked = f"CASE WHEN {value('is_blocked')} THEN 'blocked in the source system' END"
        derived["block_reason"] = f"coalesce({value('block_reason')}, {blocked})"
    return derived


def _document_word(given: Given) -> str:
    if not given.has("document_type"):
        return "CAST('invoice' AS VARCHAR)"
    words = {ours: list(spellings) for ours, spellings in _WORDS.items()}
    for theirs, ours in given.mapping.words.items():
        words.setdefault(ours, []).append(theirs.lower())
    words.pop("skip", None)
    return chosen(given.text("document_type"), {ours: tuple(spellings) for ours, spellings in words.items()})


def _issued_on(given: Given) -> str:
    """Return the invoice date as given, else so many days before it is due, but not after it was paid."""
    days = given.mapping.issued_before_days
    if days is None:
        return given.value("issued_on")
    estimated = f"least({given.value('due_on')} - {days}, {given.value('settled_on')})"
    return f"coalesce({given.value('issued_on')}, {estimated})"


def _due_on(given: Given, total: str) -> str:
    """Return the due date as given, else so many days after the invoice; a credit without one is due at once."""
    issued, days = _issued_on(given), given.mapping.due_after_days
    later = f"{given.value('issued_on')} + {days}" if days is not None else "CAST(NULL AS DATE)"
    return f"coalesce({given.value('due_on')}, {later}, CASE WHEN {total} < 0 THEN {issued} END)"


def _reasons(given: Given) -> list[Reason]:
    amounts = [name for name in ("amount", "open_amount", "settled_amount") if name == "amount" or given.has(name)]
    reasons = currency_reasons()
    if not given.mapping.round_amounts:
        reasons += decimal_reasons(*amounts)
    if given.has("instalments"):
        reasons += _instalment_reasons(given)
    reasons.append(
        Reason(
            condition="due_on < issued_on AND document_type <> 'payment'",
            told="'The due date ' || due_on || ' lies before the invoice date ' || issued_on || '.'",
            doubt="due_on < issued_on",
        ),
    )
    if given.has("open_amount") or given.has("paid_amount"):
        reasons.append(
            Reason(
                condition="open_amount NOT BETWEEN least(amount, 0) AND greatest(amount, 0)",
                told="'The open amount ' || open_amount || ' does not fit the amount ' || amount || '.'",
            ),
        )
    return reasons


def _instalment_reasons(given: Given) -> list[Reason]:
    parts = f"string_split_regex({given.value('instalments')}, '[ |;]+')"
    shape = r"[0-9]{4}-[0-9]{2}-[0-9]{2}:[0-9]+(\.[0-9]+)?"
    is_part = f"regexp_full_match(part, '{shape}') AND try_cast(left(part, 10) AS DATE) IS NOT NULL"
    amount = "try_cast(split_part(part, ':', 2) AS DECIMAL(18, 4))"
    shown = "left(instalments, 60)"
    return [
        Reason(
            condition=f"instalments IS NOT NULL AND NOT list_bool_and(list_transform({parts}, lambda part: {is_part}))",
            told=f"'The instalments \"' || {shown} || '\" are not written like 2026-03-01:50.00 2026-04-01:50.00.'",
            doubt="instalments IS NOT NULL",
        ),
        Reason(
            condition=f"instalments IS NOT NULL AND list_sum(list_transform({parts}, lambda part: {amount})) <> amount",
            told="'The instalments do not add up to the amount ' || amount || '.'",
            doubt="instalments IS NOT NULL",
        ),
    ]


LEDGER = Grammar(
    derived=_derived,
    reasons=_reasons,
    words=lambda given: {"document_word": _document_word(given)},
    amounts=("amount", "open_amount"),
    tables=("stage_invoice", "stage_instalment", "stage_open_payment", "stage_ledger_customer", "stage_ledger_contact"),
    agreements=(
        Agreement(
            label="invoice",
            key=(
                "entity",
                "customer_id",
                "document_type",
                "number",
                "coalesce(fiscal_year, year(issued_on))",
                "part_no",
            ),
            same=("issued_on", "due_on", "amount", "open_amount", "currency", "settled_on", "settled_amount"),
            matters="other amounts or dates",
        ),
    ),
)
