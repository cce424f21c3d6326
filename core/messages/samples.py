"""Made-up customers that between them take every branch of every message: they try the templates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.messages.context import Item, MessageContext, demo_sender
from core.messages.facts import Agency, Claim, Dispute, Instalment, Plan, Promise, Reversal
from core.messages.needs import OWNERS
from core.vocabulary import ChannelName, CustomerType, Label, MessageName

# A field of the context, by the name that templates know it under.
_FACTS = {"reversal" if name == "reversed" else name: name for name in OWNERS}
_CLAIMING = frozenset({MessageName.LEGAL_NOTICE_NL, MessageName.LEGAL_NOTICE_BE, MessageName.AGENCY_COVER})
_AS_OF = date(2026, 10, 31)


def samples() -> tuple[MessageContext, ...]:
    """Return two contexts: one item of a person, three items in two currencies of a firm; both with every fact."""
    person = MessageContext(
        customer_id="1001",
        customer_name="Anna de Vries",
        customer_type=CustomerType.CONSUMER,
        items=(_item(1),),
        sender=replace(demo_sender("NL01"), enterprise_number="0123.456.749", product="bloemen en planten"),
        as_of=_AS_OF,
        country="NL",
        is_good_payer=True,
        deadline_on=date(2026, 11, 14),
        claim=Claim(principal_minor=12_500, currency="EUR", costs_minor=4_000, interest_percent=Decimal("10.5")),
        promise=Promise(amount_minor=12_500, currency="EUR", on=date(2026, 11, 6)),
        plan=_plan(),
        instalment=_plan().instalments[1],
        dispute=Dispute(amount_minor=12_500, currency="EUR", cause="quality"),
        reversal=Reversal(amount_minor=12_500, currency="EUR", on=date(2026, 10, 28)),
        agency=Agency(name="Incasso Voorbeeld", phone="010 123 45 67", address="Postbus 100, 3000 AC Rotterdam"),
        pay_url="https://voorbeeld.example/pay/eyJhIjoxfQ",
        page_url="https://voorbeeld.example/me/eyJhIjoxfQ",
    )
    firm = replace(
        person,
        customer_id="2001",
        customer_name="Bakkerij Het Zonnetje B.V.",
        customer_type=CustomerType.BUSINESS,
        items=(_item(1), replace(_item(2), paid_minor=12_500), _item(3, "USD")),
        sender=demo_sender("BE01"),
        person="mevrouw de Wit",
        reference="RF18539007547034",
        country="BE",
        channel=ChannelName.LETTER,
        label=Label.NEGATIVE,
        is_good_payer=False,
        deadline_on=None,
        claim=None,
        pay_url="",
        page_url="",
    )
    return person, firm


def for_message(message: MessageName, context: MessageContext) -> MessageContext:
    """Return ``context`` as a message of this kind has it: without the facts that belong to other messages."""
    strange: dict[str, Any] = {fact: None for fact, name in _FACTS.items() if message not in OWNERS[name]}
    claim = context.claim if message in _CLAIMING else None
    return replace(context, claim=claim, **strange)


def awkward() -> dict[str, MessageContext]:
    """Return the customers that break a careless template, by what is awkward about each."""
    person, firm = samples()
    many = tuple(replace(_item(1), number=f"2026/{place:05d}") for place in range(400))
    return {
        "a person": person,
        "a firm": firm,
        "nothing known": replace(
            person,
            customer_name="",
            country="",
            is_good_payer=False,
            deadline_on=None,
            claim=None,
            pay_url="",
            page_url="",
            sender=replace(person.sender, iban="", address="", enterprise_number="", product=""),
        ),
        "a name of 200 characters": replace(person, customer_name="x" * 200),
        "an emoji for a name": replace(person, customer_name="🙂"),
        "a right-to-left name": replace(person, customer_name="מרים \u202eאברהם"),
        "a name that tries to be more": replace(
            person, customer_name='<script>alert("x")</script> {{ 7*7 }} #eval("1") *b* [l](u)\r\nBcc: all@x.example'
        ),
        "400 invoices": replace(firm, items=many),
        "one cent": replace(person, items=(replace(_item(1), balance_minor=1),)),
        "a million": replace(person, items=(replace(_item(1), balance_minor=100_000_000),)),
        "a credit beside an invoice": replace(
            firm, items=(_item(1), replace(_item(2), amount_minor=-2_500, balance_minor=-2_500))
        ),
        "an invoice number with slashes": replace(person, items=(replace(_item(1), number="A/B\\C#1_[2]"),)),
        "a public body": replace(firm, customer_type=CustomerType.PUBLIC, label=Label.POSITIVE),
    }


def _item(part: int, currency: str = "EUR") -> Item:
    return Item(
        number=f"2026-000{part}",
        issued_on=date(2026, 9, part),
        due_on=date(2026, 10, part),
        amount_minor=12_500 * part,
        balance_minor=12_500,
        currency=currency,
    )


def _plan() -> Plan:
    return Plan(
        instalments=tuple(
            Instalment(number=number, due_on=date(2026, 10 + number, 15), amount_minor=6_250, currency="EUR")
            for number in (1, 2)
        )
    )
