"""The channel of a contact: the draw, and what comes before it: law, a call, a wish, a switch, an address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from core.desk.channel_terms import SHIPPED as TERMS
from core.desk.channel_terms import Term, Terms
from core.strategy.ladder import Ladder, Step
from core.strategy.mix import Cell, Mix, Place, Rung
from core.strategy.mix_choose import TYPES, WHY, Asked, Paths, choose, paths
from core.strategy.mix_reach import BIT, CHANNELS, KINDS, NONE, PLACE
from core.strategy.strategy import STANDARD, Strategy
from core.vocabulary import ChannelName, ContactKind, CustomerType, MessageName

ON = date(2026, 10, 31)
EMAIL, SMS, WHATSAPP = ChannelName.EMAIL, ChannelName.SMS, ChannelName.WHATSAPP
LETTER, PHONE, VOICE = ChannelName.LETTER, ChannelName.PHONE, ChannelName.VOICE
HERE = Place("reliable", STANDARD, 1)
EVERYTHING_ON = Terms(terms={each: [Term(cost_minor=10, why="test")] for each in ChannelName})
ALL = tuple(ChannelName)


def ladder(*channels: ChannelName, message: MessageName = MessageName.FRIENDLY_REMINDER) -> Strategy:
    step = Step(number=1, days_past_due=3, message=message, label="First", channels=channels or (EMAIL,))
    return Strategy.of(Ladder(label="Standard", steps=(step,)))


def mixed(**shares: float) -> Mix:
    return Mix(cells={HERE: Cell(shares={ChannelName(name): share for name, share in shares.items()})})


def said(strategy: Strategy, mix: Mix | None = None, terms: Terms = EVERYTHING_ON) -> Paths:
    return paths([HERE], mix or Mix(), strategy, terms, ON)


def asked(draw: float = 0.0, reached: tuple[ChannelName, ...] = ALL, **other: Any) -> Asked:
    wished = other.get("wished", NONE)
    return Asked(
        place=np.zeros(1, dtype=np.int64),
        draw=np.array([draw]),
        type=np.array([TYPES.index(other.get("type", CustomerType.BUSINESS))], dtype=np.int8),
        bits=np.array([sum(BIT[each] for each in reached)], dtype=np.uint8),
        kind_wished=np.array([NONE if "kind" not in other else KINDS.index(other["kind"])], dtype=np.int8),
        channel_wished=np.array([wished if wished == NONE else PLACE[wished]], dtype=np.int8),
        is_called=np.array([other.get("is_called", False)]),
    )


def told(given: Paths, contact: Asked) -> tuple[str, str | None, str]:
    """What the mix said, the channel it is to be, and why."""
    found = choose(given, contact)
    channel = None if found.channel[0] == NONE else str(CHANNELS[found.channel[0]])
    return str(CHANNELS[found.drawn[0]]), channel, WHY[found.why[0]]


def test_without_shares_a_step_goes_by_its_first_channel() -> None:
    assert told(said(ladder(LETTER, EMAIL)), asked()) == ("letter", "letter", "The usual channel of this step.")


def test_the_simple_form_of_the_mix_wins_over_the_ladder() -> None:
    mix = Mix(usual={Rung(STANDARD, 1): (SMS, EMAIL)})
    assert told(said(ladder(LETTER), mix), asked()) == ("sms", "sms", "The usual channel of this step.")


@pytest.mark.parametrize(("draw", "channel"), [(0.0, "email"), (0.599, "email"), (0.6, "letter"), (0.999, "letter")])
def test_the_draw_falls_in_a_share(draw: float, channel: str) -> None:
    given = said(ladder(), mixed(email=0.6, letter=0.4))
    assert told(given, asked(draw)) == (channel, channel, "Drawn by the shares of this segment and step.")


def test_thirds_leave_no_draw_without_a_channel() -> None:
    third = 1 / 3
    given = said(ladder(), mixed(email=third, sms=third, letter=third))
    assert told(given, asked(np.nextafter(1.0, 0.0)))[0] == "letter"


@pytest.mark.parametrize(
    ("draws", "reached", "why"),
    [
        (EMAIL, (LETTER, PHONE), "No e-mail address that may be used: by the next channel of this step."),
        (SMS, (LETTER, PHONE), "No mobile number that may be used: by the next channel of this step."),
        (VOICE, (LETTER,), "No telephone number that may be used: by the next channel of this step."),
    ],
)
def test_without_an_address_the_next_channel_is_used_and_the_preview_says_why(
    draws: ChannelName, reached: tuple[ChannelName, ...], why: str
) -> None:
    assert told(said(ladder(draws, LETTER, PHONE)), asked(reached=reached)) == (str(draws), "letter", why)


def test_a_channel_that_is_off_gives_way_too() -> None:
    given = said(ladder(WHATSAPP, SMS), terms=TERMS)
    why = "The channel is switched off: by the next channel of this step."
    assert told(given, asked(wished=WHATSAPP)) == ("whatsapp", "sms", why)


@pytest.mark.parametrize("reached", [(), (PHONE,)])
def test_who_cannot_be_reached_by_a_channel_of_the_step_has_none(reached: tuple[ChannelName, ...]) -> None:
    expected = ("email", None, "No channel of this step leads to this customer.")
    assert told(said(ladder(EMAIL)), asked(reached=reached)) == expected


def test_a_wish_leads_there_all_the_same() -> None:
    assert told(said(ladder(EMAIL)), asked(reached=(PHONE,), kind=ContactKind.PHONE))[1] == "phone"


def test_the_kind_of_contact_that_the_ledger_prefers_wins_over_the_draw() -> None:
    why = "The customer prefers to be reached this way."
    given = said(ladder(EMAIL))
    assert told(given, asked(kind=ContactKind.POST)) == ("email", "letter", why)
    assert told(given, asked(kind=ContactKind.MOBILE)) == ("email", "sms", why)


def test_a_draw_of_the_preferred_kind_stands() -> None:
    given = said(ladder(ChannelName.REGISTERED_LETTER))
    assert told(given, asked(kind=ContactKind.POST))[1:] == ("registered_letter", "The usual channel of this step.")


def test_a_preference_without_an_address_changes_nothing() -> None:
    assert told(said(ladder(EMAIL)), asked(kind=ContactKind.POST, reached=(EMAIL,)))[1] == "email"


def test_what_a_customer_asked_us_for_wins_over_the_preference_of_the_ledger() -> None:
    given = said(ladder(EMAIL))
    expected = ("email", "whatsapp", "The customer asked for this channel.")
    assert told(given, asked(kind=ContactKind.POST, wished=WHATSAPP)) == expected


@pytest.mark.parametrize(
    ("channel", "who"),
    [
        (WHATSAPP, CustomerType.BUSINESS),
        (VOICE, CustomerType.CONSUMER),
        (ChannelName.REGISTERED_EMAIL, CustomerType.CONSUMER),
    ],
)
def test_some_channels_need_the_customers_own_word(channel: ChannelName, who: CustomerType) -> None:
    given = said(ladder(channel, LETTER))
    drawn, by, why = told(given, asked(type=who))
    assert (drawn, by) == (str(channel), "letter")
    assert "only where the customer agreed to it" in why
    assert told(given, asked(type=who, wished=channel))[1] == str(channel)


def test_a_spoken_message_to_a_business_needs_no_word_of_it() -> None:
    assert told(said(ladder(VOICE)), asked(type=CustomerType.BUSINESS))[1] == "voice"


def test_a_legal_notice_goes_in_writing_whatever_mix_call_and_customer_say() -> None:
    given = said(ladder(SMS, EMAIL, message=MessageName("legal_notice_nl")), mixed(phone=1.0))
    consumer = asked(type=CustomerType.CONSUMER, kind=ContactKind.MOBILE, is_called=True)
    drawn, by, why = told(given, consumer)
    assert (drawn, by) == ("phone", "email")
    assert why.startswith("The law wants this notice in writing")


def test_a_step_that_asks_for_a_call_gets_one_before_the_mix_and_the_wish() -> None:
    given = said(ladder(EMAIL))
    drawn, by, why = told(given, asked(is_called=True, kind=ContactKind.POST))
    assert (drawn, by) == ("email", "phone")
    assert why.startswith("This step asks for a call")
    assert told(given, asked(is_called=True, reached=(EMAIL,)))[1] == "email"


def test_supposing_what_the_mix_says_leaves_the_rest_as_it_is() -> None:
    contact = replace(asked(reached=(EMAIL, LETTER)))
    found = choose(said(ladder(EMAIL)), contact, drawn=np.array([PLACE[SMS]], dtype=np.int8))
    assert CHANNELS[found.channel[0]] == EMAIL
