"""Every message that ships keeps to the law: in every language, for the awkward customers, by mail and by letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from core.campaigns.legal import Known, judge, with_law
from core.law.choices import SAFE, Choices
from core.law.claim import Notice
from core.law.steps import HARSH_MESSAGES, LEGAL_MESSAGES
from core.messages.render import render
from core.messages.samples import awkward, for_message
from core.vocabulary import ChannelName, CustomerType, MessageName

if TYPE_CHECKING:
    from core.messages.context import MessageContext

WHO = ("NL01", "1001")
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
LANGUAGES = ("nl", "nl_BE", "fr", "fr_BE", "de", "en")
NOTICES = {"NL": "legal_notice_nl", "BE": "legal_notice_be"}
ASKING = Choices(asks_costs=True, asks_interest=True, has_damages_clause=True, keeps_vat=True, uses_unchecked=True)
# Those in whom amounts, dates and names differ in ways that the check could stumble over.
CUSTOMERS = ("a person", "nothing known", "one cent", "a million", "a credit beside an invoice", "400 invoices")
OWN = {"enterprise_number": "0123.456.749", "product": "bloemen"}


def consumer(context: MessageContext, message: MessageName, country: str, channel: ChannelName) -> MessageContext:
    sender = replace(context.sender, **OWN)
    plain = replace(context, country=country, customer_type=CustomerType.CONSUMER, channel=channel, sender=sender)
    return for_message(message, plain)


def broken(message: MessageName, context: MessageContext, language: str, choices: Choices) -> list[str]:
    """Return the rules that the message breaks, sent to somebody who got the legal notice on 2 November."""
    notice = Notice(message=NOTICES.get(context.country), sent_on=date(2026, 11, 2), is_post=True)
    went = {(*WHO, each.number, each.due_on): notice for each in context.items}
    known = Known(at=AT, choices=choices, notices=went if message in HARSH_MESSAGES else {})
    told = with_law(message, context, WHO, known)
    return [each.sentence for each in judge(message, told, WHO, render(message, language, told), known).breaches]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", sorted(LEGAL_MESSAGES))
@pytest.mark.parametrize("channel", [ChannelName.EMAIL, ChannelName.LETTER])
def test_legal_notices_say_what_the_law_wants(message: str, language: str, channel: ChannelName) -> None:
    name = MessageName(message)
    country = next(country for country, notice in NOTICES.items() if notice == message)
    found = {
        who: told
        for who in CUSTOMERS
        for choices in (SAFE, ASKING)
        if (told := broken(name, consumer(awkward()[who], name, country, channel), language, choices))
    }
    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", ["NL", "BE", "DE", "FR", "GB", "PL"])
def test_other_messages_ask_no_more_than_the_law_gives(language: str, country: str) -> None:
    person = awkward()["a person"]
    found = {
        (str(message), choices.asks_costs): told
        for message in MessageName
        if message not in LEGAL_MESSAGES
        for choices in (SAFE, ASKING)
        if (told := broken(message, consumer(person, message, country, ChannelName.EMAIL), language, choices))
    }
    assert found == {}


@pytest.mark.parametrize("message", sorted(LEGAL_MESSAGES))
@pytest.mark.parametrize("channel", [ChannelName.PHONE, ChannelName.VOICE])
def test_a_legal_notice_is_never_spoken(message: str, channel: ChannelName) -> None:
    name = MessageName(message)
    country = next(country for country, notice in NOTICES.items() if notice == message)
    person = consumer(awkward()["a person"], name, country, channel)
    assert broken(name, person, "nl", SAFE) == [
        "A legal notice must be in writing, on something that the customer can keep: choose mail or a letter."
    ]
