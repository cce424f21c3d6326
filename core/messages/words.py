"""The words that templates may use: a message's context as finished text in its language."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from core.law.help import help_for
from core.messages.clean import spoken
from core.messages.format import joined, long_date, money, percentage, short_date
from core.messages.greeting import greeting
from core.messages.records import (
    RECORDS,
    AgencyWords,
    DisputeWords,
    HelpWords,
    InstalmentWords,
    ItemWords,
    PlanWords,
    PromiseWords,
    ReversalWords,
    SenderWords,
)
from core.messages.references import written
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.messages.context import Item, MessageContext, Sender
    from core.messages.facts import Agency, Dispute, Instalment, Plan, Promise, Reversal

__all__ = ["RECORDS", "REQUIRED", "VOCABULARY", "SenderWords", "words"]

# What a template may name, with what it means; the template check and the template studio read this.
VOCABULARY = {
    "language": "the language of the message, as in nl or nl_BE",
    "channel": "how it is sent: email, sms, whatsapp, letter, registered_letter, registered_email, phone or voice",
    "country": "the country of the customer, as in NL; '' when it is not known",
    "customer_type": "consumer, business or public",
    "label": "how the relation stands: positive, neutral or negative",
    "is_good_payer": "true only where the ledger proves that the customer always pays",
    "greeting": "the first words, without the comma",
    "customer_name": "the name of the customer",
    "customer_id": "the number of the customer",
    "is_consumer": "true when the customer is a private person",
    "count": "how many items there are",
    "items": "the items: number, description, issued_on, due_on, amount, paid ('' if nothing), balance, is_credit, is_beside"
    " (of an earlier step: listed, not what the message is about) and invoice_url of each",
    "total": "what is still to pay: one total per currency, as one enumeration",
    "totals": "the totals one by one",
    "paid": "what was paid already on these items, as one enumeration; '' if nothing",
    "asked": "the one amount to pay now: of the instalment or promise, else the total; '' when there are several currencies",
    "reference": "what to put beside the payment, as people write it",
    "known_on": "the day up to which payments are known, in full",
    "sent_on": "the day of the message, in full",
    "deadline": "the day to pay by, in full; '' where the message names no day",
    "principal": "what is owed without costs and interest; '' where the message names none",
    "costs": "the collection costs on top, without VAT; '' if none",
    "costs_incl_vat": "the same costs with VAT, for a creditor who cannot deduct it; '' where no VAT is added",
    "interest": "the interest on top; '' if none",
    "interest_rate": "the interest of a year, as in 10,5 %; '' if none",
    "are_costs_due": "true when costs and interest are part of the total already, false when they are only announced",
    "total_with_costs": "principal, costs (with their VAT) and interest together; '' if there are none",
    "pay_url": "the address of the customer's own pay page; '' if none",
    "page_url": "the address of the customer's own page: what is open, and how to reach the customer; '' if none",
    "pay_method": "how the customer usually pays, as in iDEAL; '' when it is not known",
    "qr": "true when there is a payment code: the picture in a mail is cid:qr, a letter places it by itself",
    "copies": "the file names of the invoice copies that go along",
    "invoice_url": "where the copy of the only item can be fetched; '' if none or for several items",
    "help": "who helps people with debts for nothing, for consumers: name, phone, phone_link, url and link of each",
    "promise": "the promise: amount and on; None if none",
    "plan": "the payment plan: total, count and instalments (number, due_on, amount); None if none",
    "instalment": "one part of a plan: number, due_on and amount; None if none",
    "dispute": "what is contested: amount and cause; None if none",
    "reversed": "the direct debit that went back: amount and on; None if none",
    "agency": "who takes the file over: name, phone and phone_link; None if none",
    "sender": "name, person, phone, phone_link, reply_to, address, iban, enterprise_number and product of the sender",
}
# A body without these is no message: nobody could act on it.
REQUIRED = frozenset({"greeting", "total", "items", "reference", "known_on", "sender"})


def words(context: MessageContext, language: str) -> dict[str, object]:
    """Return the value of every name in :data:`VOCABULARY`; everything from outside is on one line and printable."""
    totals = [money(minor, currency, language) for currency, minor in context.totals.items()]
    items = [_item_words(item, language) for item in context.items]
    return {
        "language": language,
        "channel": str(context.channel),
        "country": context.country,
        "customer_type": str(context.customer_type),
        "label": str(context.label),
        "is_good_payer": context.is_good_payer,
        "greeting": greeting(context.addressee, language),
        "customer_name": spoken(context.customer_name),
        "customer_id": spoken(context.customer_id),
        "is_consumer": context.customer_type is CustomerType.CONSUMER,
        "count": len(items),
        "items": items,
        "total": joined(totals, language),
        "totals": totals,
        "paid": _enumerated(context.paid, language),
        "asked": "" if context.asked is None else money(*context.asked, language),
        "reference": spoken(written(context.payment_reference) if context.reference else context.payment_reference),
        "known_on": long_date(context.as_of, language),
        "sent_on": long_date(context.sent_on or context.as_of, language),
        "deadline": "" if context.deadline_on is None else long_date(context.deadline_on, language),
        **_claim_words(context, language),
        "pay_url": context.pay_url,
        "page_url": context.page_url,
        "pay_method": spoken(context.pay_method),
        "qr": context.transfer is not None,
        "copies": [spoken(copy.file_name) for copy in context.copies],
        "invoice_url": items[0].invoice_url if len(items) == 1 else "",
        "help": _help_words(context.country) if context.customer_type is CustomerType.CONSUMER else [],
        **_fact_words(context, language),
        "sender": sender_words(context.sender),
    }


def _item_words(item: Item, language: str) -> ItemWords:
    return ItemWords(
        spoken(item.number),
        short_date(item.issued_on, language),
        short_date(item.due_on, language),
        money(item.amount_minor, item.currency, language),
        money(item.paid_minor, item.currency, language) if item.paid_minor else "",
        money(item.balance_minor, item.currency, language),
        item.balance_minor < 0,
        item.invoice_url,
        spoken(item.description),
        item.is_beside,
    )


def _enumerated(amounts: Mapping[str, int], language: str) -> str:
    said = [money(minor, currency, language) for currency, minor in amounts.items()]
    return joined(said, language) if said else ""


_NO_CLAIM: dict[str, object] = {
    **dict.fromkeys(("principal", "costs", "costs_incl_vat", "interest", "interest_rate", "total_with_costs"), ""),
    "are_costs_due": False,
}


def _claim_words(context: MessageContext, language: str) -> dict[str, object]:
    claim = context.claim
    if claim is None:
        return _NO_CLAIM
    rate = claim.interest_percent

    def said(minor: int) -> str:
        return money(minor, claim.currency, language) if minor else ""

    return {
        "principal": said(claim.principal_minor),
        "costs": said(claim.costs_minor),
        "costs_incl_vat": said(claim.costs_minor + claim.vat_minor) if claim.vat_minor else "",
        "interest": said(claim.interest_minor),
        "interest_rate": "" if rate is None else percentage(rate, language),
        "are_costs_due": claim.is_due,
        "total_with_costs": said(claim.total_minor),
    }


def _fact_words(context: MessageContext, language: str) -> dict[str, object]:
    return {
        "promise": context.promise and _promise_words(context.promise, language),
        "plan": context.plan and _plan_words(context.plan, language),
        "instalment": context.instalment and _instalment_words(context.instalment, language),
        "dispute": context.dispute and _dispute_words(context.dispute, language),
        "reversed": context.reversal and _reversal_words(context.reversal, language),
        "agency": context.agency and _agency_words(context.agency),
    }


def _promise_words(promise: Promise, language: str) -> PromiseWords:
    return PromiseWords(money(promise.amount_minor, promise.currency, language), long_date(promise.on, language))


def _instalment_words(part: Instalment, language: str) -> InstalmentWords:
    return InstalmentWords(
        part.number, long_date(part.due_on, language), money(part.amount_minor, part.currency, language)
    )


def _plan_words(plan: Plan, language: str) -> PlanWords:
    parts = [_instalment_words(part, language) for part in plan.instalments]
    return PlanWords(money(plan.total_minor, plan.currency, language), len(parts), parts)


def _dispute_words(dispute: Dispute, language: str) -> DisputeWords:
    return DisputeWords(money(dispute.amount_minor, dispute.currency, language), spoken(dispute.cause))


def _reversal_words(reversal: Reversal, language: str) -> ReversalWords:
    return ReversalWords(money(reversal.amount_minor, reversal.currency, language), long_date(reversal.on, language))


def _agency_words(agency: Agency) -> AgencyWords:
    return AgencyWords(spoken(agency.name), spoken(agency.phone), dialled(agency.phone))


@lru_cache(maxsize=256)
def _help_words(country: str) -> list[HelpWords]:
    """Return who helps people with debts for nothing in ``country``; nobody where no table names one."""
    return [
        HelpWords(
            spoken(each.name),
            spoken(each.phone),
            dialled(each.phone),
            each.url.removeprefix("https://").removeprefix("http://").rstrip("/"),
            each.url if not each.url or "://" in each.url else f"https://{each.url}",
        )
        for each in help_for(country)
        if each.is_free
    ]


def dialled(phone: str) -> str:
    """Return what a telephone dials: digits and a plus."""
    return re.sub(r"[^0-9+]", "", phone)


@lru_cache(maxsize=256)
def sender_words(sender: Sender) -> SenderWords:
    """Return what the message says of who writes."""
    iban = sender.iban.replace(" ", "")
    return SenderWords(
        name=spoken(sender.name),
        person=spoken(sender.person),
        phone=spoken(sender.phone),
        phone_link=dialled(sender.phone),
        reply_to=spoken(sender.reply_to),
        address=spoken(sender.address),
        iban=" ".join(iban[start : start + 4] for start in range(0, len(iban), 4)),
        enterprise_number=spoken(sender.enterprise_number),
        product=spoken(sender.product),
    )
