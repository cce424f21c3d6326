"""What law and providers' terms say about ways of reaching somebody, as dated entries with their source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from core.language import later
from core.law.steps import LEGAL_MESSAGES
from core.vocabulary import SHORT, SPOKEN, ChannelName, CustomerType


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Channels that are closed from a day on: for some messages, some types of customer (empty: all), unless agreed to.

    ``sentence`` says it to the reader of a preview; ``is_lifted_by_consent`` where the customer's own wish opens them.
    """

    channels: frozenset[ChannelName]
    messages: frozenset[str] = frozenset()
    customer_types: frozenset[CustomerType] = frozenset()
    is_lifted_by_consent: bool = False
    sentence: str
    valid_from: date
    source: str
    checked_on: date

    def concerns(self, message: str, customer_type: str, on: date) -> bool:
        """Return whether the bar stands for a message to such a customer on a day."""
        return (
            self.valid_from <= on
            and (not self.messages or message in self.messages)
            and (not self.customer_types or customer_type in self.customer_types)
        )


BARS: Final = (
    Bar(
        channels=SHORT | SPOKEN,
        messages=LEGAL_MESSAGES,
        sentence=later(
            "The law wants this notice in writing that can be kept and proved: by the next channel of this step."
        ),
        valid_from=date(2012, 7, 1),
        source="NL art. 6:96(6) BW; BE Book XIX, art. XIX.2 Code of Economic Law (durable medium, proof of sending)",
        checked_on=date(2026, 11, 22),
    ),
    Bar(
        channels=frozenset({ChannelName.WHATSAPP}),
        is_lifted_by_consent=True,
        sentence=later("WhatsApp only where the customer agreed to it: by the next channel of this step."),
        valid_from=date(2020, 1, 1),
        source="WhatsApp Business messaging policy: number and opt-in of the person",
        checked_on=date(2026, 11, 22),
    ),
    Bar(
        channels=frozenset({ChannelName.VOICE}),
        customer_types=frozenset({CustomerType.CONSUMER}),
        is_lifted_by_consent=True,
        sentence=later("A spoken message only where the customer agreed to it: by the next channel of this step."),
        valid_from=date(2009, 10, 1),
        source="Directive 2002/58/EC art. 13(1) (automated calling machines), read strictly: to be checked by a lawyer",
        checked_on=date(2026, 11, 22),
    ),
    Bar(
        channels=frozenset({ChannelName.REGISTERED_EMAIL}),
        customer_types=frozenset({CustomerType.CONSUMER}),
        is_lifted_by_consent=True,
        sentence=later("Registered e-mail only where the customer agreed to it: by the next channel of this step."),
        valid_from=date(2016, 9, 28),
        source="BE law of 21 July 2016 (eIDAS art. 43-44), natural persons: to be checked by a lawyer",
        checked_on=date(2026, 11, 22),
    ),
)
