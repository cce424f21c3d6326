"""The words that templates may use: a message's context as finished text in its language."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from core.messages.clean import spoken
from core.messages.format import joined, long_date, money, short_date
from core.messages.greeting import greeting
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from core.messages.context import Item, MessageContext, Sender


class ItemWords(NamedTuple):
    """One row of the table of items."""

    number: str
    issued_on: str
    due_on: str
    amount: str
    balance: str


class SenderWords(NamedTuple):
    """The company that writes, and the person to ask."""

    name: str
    person: str
    phone: str
    phone_link: str  # digits and + only
    reply_to: str
    address: str
    iban: str  # in groups of four


# Records of nothing but text, which the sandbox need not ask about.
RECORDS: dict[type, frozenset[str]] = {record: frozenset(record._fields) for record in (ItemWords, SenderWords)}

# What a template may name, with what it means; the template check and the template studio read this.
VOCABULARY = {
    "language": "the language of the message, as in nl",
    "greeting": "the first words, without the comma",
    "customer_name": "the name of the customer",
    "customer_id": "the number of the customer",
    "is_consumer": "true when the customer is a private person",
    "count": "how many items there are",
    "items": "the items: number, issued_on, due_on, amount and balance of each",
    "total": "what is still to pay: one total per currency, as one enumeration",
    "totals": "the totals one by one",
    "reference": "what to put beside the payment",
    "known_on": "the day up to which payments are known, in full",
    "sender": "name, person, phone, phone_link, reply_to, address and iban of the sender",
}
# A body without these is no message: nobody could act on it.
REQUIRED = frozenset({"greeting", "total", "items", "reference", "known_on", "sender"})


def words(context: MessageContext, language: str) -> dict[str, object]:
    """Return the value of every name in :data:`VOCABULARY`; everything from outside is on one line and printable."""
    totals = [money(minor, currency, language) for currency, minor in context.totals.items()]
    return {
        "language": language,
        "greeting": greeting(context.addressee, language),
        "customer_name": spoken(context.customer_name),
        "customer_id": spoken(context.customer_id),
        "is_consumer": context.customer_type is CustomerType.CONSUMER,
        "count": len(context.items),
        "items": [_item_words(item, language) for item in context.items],
        "total": joined(totals, language),
        "totals": totals,
        "reference": spoken(context.payment_reference),
        "known_on": long_date(context.as_of, language),
        "sender": _sender_words(context.sender),
    }


def _item_words(item: Item, language: str) -> ItemWords:
    return ItemWords(
        spoken(item.number),
        short_date(item.issued_on, language),
        short_date(item.due_on, language),
        money(item.amount_minor, item.currency, language),
        money(item.balance_minor, item.currency, language),
    )


@lru_cache(maxsize=256)
def _sender_words(sender: Sender) -> SenderWords:
    iban = sender.iban.replace(" ", "")
    return SenderWords(
        name=spoken(sender.name),
        person=spoken(sender.person),
        phone=spoken(sender.phone),
        phone_link=re.sub(r"[^0-9+]", "", sender.phone),
        reply_to=spoken(sender.reply_to),
        address=spoken(sender.address),
        iban=" ".join(iban[start : start + 4] for start in range(0, len(iban), 4)),
    )
