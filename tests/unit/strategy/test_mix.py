"""The mix as people write it: kept and read again, and refused with the reason when it cannot be followed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.desk.channel_terms import SHIPPED as TERMS
from core.desk.channel_terms import Term, Terms
from core.strategy.mix import Cell, Mix, MixRefusedError, Place, Rung, check, from_body, to_body
from core.vocabulary import ChannelName

EMAIL, LETTER, PHONE, WHATSAPP = ChannelName.EMAIL, ChannelName.LETTER, ChannelName.PHONE, ChannelName.WHATSAPP
ON = date(2026, 10, 31)
PLACE = Place("reliable", "business", 2)
GOOD = Mix(
    usual={Rung("consumer", 3): (LETTER, EMAIL)},
    cells={PLACE: Cell(shares={EMAIL: 0.8, LETTER: 0.2}, is_test=True)},
)


def test_a_mix_comes_back_as_it_was_kept() -> None:
    assert from_body(to_body(GOOD)) == GOOD
    assert check(GOOD, TERMS, ON) is GOOD


def test_equal_mixes_give_equal_text_whatever_the_order_they_were_made_in() -> None:
    other = Mix().with_cell(PLACE, Cell(shares={LETTER: 0.2, EMAIL: 0.8, PHONE: 0.0}, is_test=True))
    assert to_body(other.with_usual(Rung("consumer", 3), (LETTER, EMAIL))) == to_body(GOOD)


def test_the_largest_share_stands_first() -> None:
    assert Cell(shares={EMAIL: 0.2, LETTER: 0.5, PHONE: 0.3}).channels == (LETTER, PHONE, EMAIL)


def test_what_is_taken_away_leaves_the_rest() -> None:
    assert GOOD.with_cell(PLACE, None).cells == {}
    assert GOOD.with_usual(Rung("consumer", 3), ()).usual == {}


def test_shares_that_do_not_add_to_one_are_refused_with_what_they_add_to() -> None:
    mix = Mix(cells={PLACE: Cell(shares={EMAIL: 0.7, LETTER: 0.2})})
    with pytest.raises(
        MixRefusedError, match=r"Step 2 of business, reliable: the shares add to 90\.0%: make them 100% together"
    ):
        check(mix, TERMS, ON)


def test_a_share_below_nothing_is_refused_even_when_the_sum_is_right() -> None:
    with pytest.raises(MixRefusedError, match="Step 2 of business, reliable: a share is below 0% or above 100%"):
        check(Mix(cells={PLACE: Cell(shares={EMAIL: 1.2, LETTER: -0.2})}), TERMS, ON)


def test_a_channel_that_is_switched_off_is_refused() -> None:
    with pytest.raises(MixRefusedError, match="Step 2 of business, reliable goes by WhatsApp, which is switched off"):
        check(Mix(cells={PLACE: Cell(shares={WHATSAPP: 1.0})}), TERMS, ON)


def test_a_channel_without_capacity_is_refused() -> None:
    nobody = Terms(terms={PHONE: [Term(cost_minor=650, daily_capacity=0, why="on leave")]})
    with pytest.raises(MixRefusedError, match="Step 2 of business, reliable goes by phone call, which has no capacity"):
        check(Mix(cells={PLACE: Cell(shares={EMAIL: 0.5, PHONE: 0.5})}), nobody, ON)
    with pytest.raises(MixRefusedError, match="Step 1 of business goes by phone call, which has no capacity"):
        check(Mix(usual={Rung("business", 1): (PHONE, EMAIL)}), nobody, ON)


def test_a_fall_back_may_be_closed_for_it_is_only_tried() -> None:
    assert check(Mix(usual={Rung("business", 1): (EMAIL, WHATSAPP)}), TERMS, ON)


def test_a_channel_named_twice_is_refused() -> None:
    with pytest.raises(MixRefusedError, match="Step 1 of business names a channel twice"):
        check(Mix(usual={Rung("business", 1): (EMAIL, EMAIL)}), TERMS, ON)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"usual": [], "cells": [{"segment": "a", "ladder": "b", "step": 1, "shares": {"pigeon": 1.0}}]},
        {"usual": [{"ladder": "b", "step": "first", "channels": ["email"]}], "cells": []},
        {"usual": [], "cells": [{"segment": "a", "ladder": "b", "step": 1, "shares": "email"}]},
        {"usual": [], "cells": [{"segment": "a", "ladder": "b", "step": 1, "shares": {"email": 0.4}}]},
    ],
)
def test_a_body_edited_by_hand_into_nonsense_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(MixRefusedError):
        from_body(body)
