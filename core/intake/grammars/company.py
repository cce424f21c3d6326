"""Files from the rest of the company: orders under way, complaints of customers, and what an agency took in."""

from __future__ import annotations

from typing import Final

from core.intake.expressions import chosen
from core.intake.grammars.base import Agreement, Given, Grammar, Reason
from core.intake.grammars.money import currency_reasons, decimal_reasons

ORDER_STATES: Final = {
    "open": ("open", "new", "confirmed", "in process", "backorder", "openstaand", "lopend", "in behandeling", "offen", "ouvert", "en cours"),
    "refused": ("refused", "rejected", "refused by customer", "geweigerd", "afgewezen", "annahme verweigert", "abgelehnt", "refusé", "refuse"),
    "blocked": ("blocked", "on hold", "credit block", "credit hold", "geblokkeerd", "kredietstop", "gesperrt", "liefersperre", "bloqué", "bloque"),
    "delivered": ("delivered", "shipped", "completed", "invoiced", "closed", "geleverd", "verzonden", "afgehandeld", "geliefert", "livré", "livre"),
    "cancelled": ("cancelled", "canceled", "geannuleerd", "vervallen", "storniert", "annulé", "annule"),
}  # fmt: skip
CAUSES: Final = {
    "wrong_address": ("wrong address", "address", "adres", "verkeerd adres", "adres onjuist", "falsche adresse", "adresse", "mauvaise adresse"),
    "order_number_missing": ("order number missing", "missing order number", "no po", "po missing", "no po number", "purchase order missing", "bestelnummer ontbreekt", "ordernummer ontbreekt", "inkoopnummer ontbreekt", "bestellnummer fehlt", "numéro de commande manquant"),
    "not_delivered": ("not delivered", "delivery", "non delivery", "niet geleverd", "levering", "nicht geliefert", "lieferung", "non livré", "livraison"),
    "credit_note_due": ("credit note due", "credit note", "creditnota", "creditnota volgt", "gutschrift", "avoir"),
    "invoice_incorrect": ("invoice incorrect", "wrong invoice", "factuur onjuist", "factuurfout", "rechnung falsch", "facture erronée"),
    "copy_requested": ("copy requested", "copy", "proof of delivery", "pod", "kopie", "factuurkopie", "rechnungskopie", "copie"),
    "answer_due": ("answer due", "waiting on us", "question", "wacht op ons", "vraag", "wartet auf uns", "frage", "en attente de nous", "question ouverte"),
    "quality": ("quality", "damaged", "defect", "kwaliteit", "beschadigd", "qualität", "beschädigt", "qualité", "endommagé"),
    "quantity": ("quantity", "short delivery", "hoeveelheid", "aantal", "menge", "quantité"),
    "price": ("price", "wrong price", "prijs", "verkeerde prijs", "preis", "prix"),
    "not_ordered": ("not ordered", "niet besteld", "nicht bestellt", "non commandé"),
    "says_paid": ("says paid", "paid", "al betaald", "betaald", "bezahlt", "déjà payé"),
    "deduction": ("deduction", "discount taken", "korting", "inhouding", "abzug", "déduction"),
    "other": ("other", "overig", "anders", "sonstiges", "autre"),
}  # fmt: skip
COMPLAINT_STATES: Final = {
    "open": ("open", "new", "in progress", "nieuw", "in behandeling", "offen", "neu", "ouvert", "nouveau"),
    "closed": ("closed", "solved", "resolved", "done", "gesloten", "afgehandeld", "opgelost", "geschlossen", "erledigt", "gelöst", "fermé", "résolu", "clos"),
}  # fmt: skip

AGENCY_STATES: Final = {
    "open": ("open", "running", "lopend", "in behandeling", "laufend", "en cours"),
    "partly_paid": ("partly paid", "part payment", "deelbetaling", "teilzahlung", "paiement partiel"),
    "paid": ("paid", "closed paid", "betaald", "voldaan", "bezahlt", "erledigt", "payé", "solde"),
    "returned": (
        "returned",
        "uncollectable",
        "closed",
        "oninbaar",
        "retour",
        "gesloten",
        "uneinbringlich",
        "irrécouvrable",
    ),
}


def _of_file(given: Given) -> dict[str, str]:
    return {
        "source": given.value("source"),
        "entity": given.value("entity"),
        "currency": f"upper({given.text('currency')})",
    }


def _order_derived(given: Given) -> dict[str, str]:
    state = chosen(given.text("order_state"), ORDER_STATES) if given.has("order_state") else "'open'"
    return {
        **_of_file(given),
        "order_state": f"CASE WHEN {given.text('order_state')} IS NULL THEN 'open' ELSE {state} END",
        # An order list speaks of the day it was made, not of the day the goods were asked for.
        "said_on": "CAST(NULL AS DATE)",
    }


def _order_reasons(given: Given) -> list[Reason]:
    told = f"'The state \"' || left({given.text('order_state')}, 40) || '\" is not open, refused, blocked, delivered or cancelled.'"
    return [
        Reason(condition="order_state IS NULL", told=told if given.has("order_state") else "''"),
        *currency_reasons(),
        *decimal_reasons("amount"),
        Reason(condition="amount < 0", told="'The value of the order is below zero.'"),
        *_backwards(given, "ordered_on", "delivery_on", "The delivery date lies before the order date."),
    ]


def _complaint_derived(given: Given) -> dict[str, str]:
    # An unknown word is a complaint all the same: refusing the row would remind somebody who complains.
    cause = f"coalesce({chosen(given.text('cause'), CAUSES)}, 'other')" if given.has("cause") else "'other'"
    said = chosen(given.text("complaint_state"), COMPLAINT_STATES) if given.has("complaint_state") else "NULL"
    closed = given.value("closed_on")
    place = f"coalesce({given.value('number')}, '') || ' ' || {given.value('opened_on')}"
    return {
        **_of_file(given),
        "cause": cause,
        "complaint_state": f"CASE WHEN {closed} IS NOT NULL THEN 'closed' ELSE coalesce({said}, 'open') END",
        "reference": f"coalesce({given.value('reference')}, {place} || ' ' || {cause})",
        "note": f"concat_ws(': ', CASE WHEN {cause} = 'other' THEN {given.text('cause')} END, {given.value('note')})",
        "said_on": f"greatest({given.value('opened_on')}, coalesce({closed}, {given.value('opened_on')}))",
    }


def _complaint_reasons(given: Given) -> list[Reason]:
    reasons = [
        *currency_reasons(),
        *_backwards(given, "opened_on", "closed_on", "The complaint is closed before it is opened."),
    ]
    if given.has("amount"):
        below = Reason(condition="amount <= 0", told="'The disputed amount is not above zero.'")
        reasons += [*decimal_reasons("amount"), below]
    return reasons


def _backwards(given: Given, first: str, second: str, told: str) -> list[Reason]:
    is_given = given.has(first) and given.has(second)
    return [Reason(condition=f"{second} < {first}", told=f"'{told}'")] if is_given else []


ORDERS: Final = Grammar(
    derived=_order_derived,
    reasons=_order_reasons,
    amounts=("amount",),
    named_by="order_number",
    agreements=(
        Agreement(
            label="order",
            key=("source", "entity", "customer_id", "order_number"),
            same=("order_state", "amount", "currency", "ordered_on", "delivery_on"),
            matters="another state, value or day",
        ),
    ),
    past=("ordered_on",),
)

COMPLAINTS: Final = Grammar(
    derived=_complaint_derived,
    reasons=_complaint_reasons,
    amounts=("amount",),
    named_by="customer_id",
    agreements=(
        Agreement(
            label="complaint",
            key=("source", "entity", "customer_id", "reference", "number"),
            same=("cause", "complaint_state", "owner", "opened_on", "closed_on", "amount", "currency"),
            matters="another cause, owner, day or amount",
        ),
    ),
    past=("opened_on", "closed_on"),
)


def _agency_derived(given: Given) -> dict[str, str]:
    state = chosen(given.text("agency_state"), AGENCY_STATES) if given.has("agency_state") else "'open'"
    return {
        **_of_file(given),
        "agency_state": f"CASE WHEN {given.text('agency_state')} IS NULL THEN 'open' ELSE {state} END",
        # Without a number of their own, day and amount name a booking.
        "booking": f"coalesce({given.value('booking')}, {given.value('paid_on')} || ' ' || {given.value('amount')})",
        "said_on": given.value("paid_on"),
    }


def _agency_reasons(given: Given) -> list[Reason]:
    told = "'The state is not open, partly paid, paid or returned.'"
    nobody = "'The row names neither a handover nor a customer.'"
    reasons = [
        Reason(condition="reference IS NULL AND customer_id IS NULL", told=nobody),
        Reason(condition="agency_state IS NULL", told=told),
        *currency_reasons(),
        *decimal_reasons("amount"),
    ]
    if given.has("fee"):
        reasons.append(Reason(condition="fee < 0", told="'The fee is below zero.'"))
    return reasons


AGENCY: Final = Grammar(
    derived=_agency_derived,
    reasons=_agency_reasons,
    amounts=("amount",),
    named_by="reference",
    agreements=(
        Agreement(
            label="booking",
            key=("source", "reference", "customer_id", "booking"),
            same=("amount", "fee", "currency", "paid_on", "agency_state"),
            matters="another amount, fee, day or state",
        ),
    ),
    past=("paid_on",),
)
