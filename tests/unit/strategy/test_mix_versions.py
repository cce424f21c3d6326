"""Versions of the mix: saved with author and reason, told as a difference, rolled back, and never over somebody else's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from core.desk import policies
from core.desk.channel_terms import SHIPPED as TERMS
from core.desk.channel_terms import Term, Terms
from core.desk.policies import PolicyMovedError
from core.language import Words
from core.strategy import mix_versions
from core.strategy.mix import SHIPPED, Cell, Mix, MixRefusedError, Place, Rung
from core.strategy.mix_difference import channels_in_words, difference, shares_in_words
from core.vocabulary import ChannelName
from tests.desks import clock, desk, desk_url

if TYPE_CHECKING:
    from core.desk.engine import Desk

__all__ = ["clock", "desk", "desk_url"]

ON = date(2026, 10, 31)
EMAIL, SMS, LETTER = ChannelName.EMAIL, ChannelName.SMS, ChannelName.LETTER
PLACE = Place("reliable", "business", 2)
GENTLE = Mix(usual={Rung("business", 3): (LETTER, EMAIL)})
MIXED = Mix(usual=GENTLE.usual, cells={PLACE: Cell(shares={EMAIL: 0.8, LETTER: 0.2}, is_test=True)})


def test_until_one_is_saved_every_step_goes_by_its_ladder(desk: Desk) -> None:
    found = mix_versions.active(desk)
    assert (found.id, found.number, found.mix, found.is_active) == (None, 0, SHIPPED, True)
    assert mix_versions.history(desk) == [found]


def test_a_version_has_its_author_and_reason_and_an_older_one_comes_back(desk: Desk) -> None:
    first = mix_versions.save(desk, GENTLE, TERMS, on=ON, by="anna", comment="letters work", based_on=0)
    second = mix_versions.save(desk, MIXED, TERMS, on=ON, by="bert", comment="try it", based_on=first.id)
    assert mix_versions.active(desk) == second
    assert second.mix == MIXED
    assert first.id is not None
    mix_versions.activate(desk, first.id, TERMS, on=ON, by="carla", why="too dear", based_on=second.id)
    assert [(each.number, each.created_by, each.comment, each.is_active) for each in mix_versions.history(desk)] == [
        (2, "bert", "try it", False),
        (1, "anna", "letters work", True),
        (0, None, "Every step by the channels of its ladder", False),
    ]


def test_the_second_of_two_people_is_told_and_nothing_is_lost(desk: Desk) -> None:
    mix_versions.save(desk, GENTLE, TERMS, on=ON, by="anna", comment="letters work", based_on=0)
    with pytest.raises(PolicyMovedError, match="version 1 by anna"):
        mix_versions.save(desk, MIXED, TERMS, on=ON, by="bert", comment="try it", based_on=0)
    assert mix_versions.active(desk).mix == GENTLE


def test_a_mix_that_cannot_be_followed_is_not_saved(desk: Desk) -> None:
    with pytest.raises(MixRefusedError):
        mix_versions.save(
            desk, Mix(cells={PLACE: Cell(shares={EMAIL: 0.5})}), TERMS, on=ON, by="anna", comment="half of it"
        )
    assert mix_versions.active(desk).number == 0


def test_a_mix_is_not_brought_back_by_channels_that_were_closed_since(desk: Desk) -> None:
    first = mix_versions.save(desk, GENTLE, TERMS, on=ON, by="anna", comment="letters work")
    mix_versions.save(desk, SHIPPED, TERMS, on=ON, by="anna", comment="back to e-mail")
    no_post = Terms(terms={LETTER: [Term(cost_minor=165, is_on=False, why="the printer is gone")]})
    assert first.id is not None
    with pytest.raises(MixRefusedError, match="letter, which is switched off"):
        mix_versions.activate(desk, first.id, no_post, on=ON, by="bert", why="back")


def test_a_version_edited_by_hand_into_nonsense_says_so(desk: Desk) -> None:
    policies.save(desk, mix_versions.KIND, {"cells": "everything by pigeon"}, by="somebody", comment="by hand")
    with pytest.raises(MixRefusedError, match="This channel mix cannot be read"):
        mix_versions.active(desk)


def test_the_difference_is_told_in_words() -> None:
    names = {"business": "Business", "reliable": "Reliable"}
    assert difference(SHIPPED, MIXED, names=names) == [
        "Step 3 of Business goes by letter, else e-mail.",
        "Step 2 of Business, Reliable: 80% e-mail, 20% letter (a test).",
    ]
    other = Mix(usual={Rung("business", 3): (SMS,)}, cells={PLACE: Cell(shares={EMAIL: 0.5, LETTER: 0.5})})
    assert difference(MIXED, other, names=names) == [
        "Step 3 of Business goes by SMS instead of letter, else e-mail.",
        "Step 2 of Business, Reliable: 50% e-mail, 50% letter instead of 80% e-mail, 20% letter (a test).",
    ]
    assert difference(MIXED, SHIPPED, names=names) == [
        "Step 3 of Business goes by the channels of the ladder again.",
        "Step 2 of Business, Reliable has no shares of its own any more.",
    ]


def test_mixes_that_do_the_same_have_no_difference() -> None:
    same = Mix(cells={PLACE: Cell(shares={LETTER: 0.2, EMAIL: 0.8, SMS: 0.0}, is_test=True)}, usual=GENTLE.usual)
    assert difference(MIXED, same) == []


def test_words_of_other_languages() -> None:
    dutch = Words(language="nl")
    assert channels_in_words((LETTER, EMAIL), dutch) == "brief, anders e-mail"
    assert shares_in_words(Cell(shares={EMAIL: 1.0}), dutch) == "100% e-mail"


def test_a_mix_may_begin_on_a_day_to_come_and_who_did_not_see_that_is_told(desk: Desk) -> None:
    seen = mix_versions.turn(desk)
    begins = policies.today(desk) + timedelta(days=7)
    mix_versions.save(desk, GENTLE, TERMS, on=ON, by="anna", comment="from next week", seen=seen, from_on=begins)
    assert mix_versions.active(desk).number == 0
    assert [(each.number, each.begins_on) for each in policies.planned(desk, mix_versions.KIND)] == [(1, begins)]
    with pytest.raises(PolicyMovedError):
        mix_versions.save(desk, MIXED, TERMS, on=ON, by="bert", comment="now", based_on=0, seen=seen)
