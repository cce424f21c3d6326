"""Measured responses in the channel mix: weighed by their certainty, dated, counted once, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.desk.channel_terms import SHIPPED_EFFECTS, terms
from core.experiments.design import delay
from core.experiments.example import example
from core.experiments.feedback import NothingMeasuredError, NothingTakenError, responses, take_back, take_over
from core.experiments.found import Finding
from core.experiments.results import adjusted
from core.experiments.terms import Terms, save_terms
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from core.desk.engine import Desk

ON = date(2026, 11, 3)
EMAIL = ChannelName.EMAIL


def test_the_estimate_lies_between_both_nearer_to_the_surer(desk: Desk) -> None:
    found = example()
    told = {each.channel: each for each in responses(desk, found, on=ON)}
    assert set(told) == {EMAIL, ChannelName.LETTER}
    email, letter = told[EMAIL], told[ChannelName.LETTER]
    assert email.contacts + letter.contacts == len(found.customers)
    assert email.weight > letter.weight  # four times as many customers
    low, high = sorted((email.measured, email.assumed.effect_share))
    assert low <= email.share <= high
    assert email.high - email.low < min(email.measured_high - email.measured_low, 0.10)


def test_by_hand(desk: Desk) -> None:
    """Prior 8 % (3 to 13): sd 0.05 / 1.2816 = 0.0390. With measurement m of variance v the weight is 0.0390^2 / (0.0390^2 + v)."""
    email = next(each for each in responses(desk, example(), on=ON) if each.channel is EMAIL)
    measured = ((email.measured_high - email.measured_low) / 2 / 1.2815515655) ** 2
    prior = (0.05 / 1.2815515655) ** 2
    assert email.weight == pytest.approx(prior / (prior + measured))
    assert email.share == pytest.approx(email.weight * email.measured + (1 - email.weight) * 0.08)


def test_what_is_taken_over_counts_in_the_mix_once_and_goes_back(desk: Desk) -> None:
    found = example()
    first = take_over(desk, found, EMAIL, on=ON, by="Els")
    effect = terms(desk).effect(EMAIL, ON)
    assert effect.evidence is not None
    assert effect.is_measured
    assert effect.measured_weight == pytest.approx(first.weight)
    assert effect.evidence["contacts"] == first.contacts
    assert "Made-up example" in effect.why
    again = take_over(desk, found, EMAIL, on=ON, by="Els")
    assert again.share == pytest.approx(first.share)  # its own measurement is no assumption
    assert terms(desk).effect(EMAIL, date(2026, 11, 2)).evidence is None  # the day before
    take_back(desk, EMAIL, on=ON, by="Els", why="a second look")
    assert terms(desk).effect(EMAIL, ON).effect_share == SHIPPED_EFFECTS[EMAIL].effect_share
    assert len(terms(desk).effects[EMAIL]) == 3
    with pytest.raises(NothingTakenError):
        take_back(desk, EMAIL, on=ON, by="Els", why="twice")


def test_nothing_measured_is_nothing_taken_and_a_lighter_assumption_gives_way(desk: Desk) -> None:
    with pytest.raises(NothingMeasuredError, match="phone"):
        take_over(desk, example(), ChannelName.PHONE, on=ON, by="Els")
    usual = responses(desk, example(), on=ON)[0].weight
    save_terms(desk, Terms(assumed_weight=0.25), by="Els")
    assert responses(desk, example(), on=ON)[0].weight > usual


def test_a_delay_that_ends_within_the_window_measures_waiting_and_no_contact(desk: Desk) -> None:
    """On the seventh day the others are reminded, and some of them pay at once."""
    found = example()
    rungs = found.design.rungs
    for window_days, channels in ((6, 2), (7, 0)):
        design = delay("Later", rungs, days=7, window_days=window_days)
        told = responses(desk, replace(found, kept=replace(found.kept, design=design)), on=ON)
        assert len(told) == channels


def test_the_made_up_example_says_that_it_is_and_what_is_in_it() -> None:
    found = example()
    assert found.kept.name == "Made-up example"
    assert found.main[0].finding is Finding.MORE
    assert found.main[0].low < 0.07 < found.main[0].high
    assert found.is_planned_size


def test_euros_are_set_right_for_what_was_asked() -> None:
    """One group was asked for twice as much, and pays half of it as the other does: no effect is left."""
    asked = np.array([100.0, 200.0, 300.0, 200.0, 400.0, 600.0])
    values, cell = asked / 2, np.array([0, 0, 0, 1, 1, 1])
    told = adjusted(values, asked, cell)
    assert told.mean() == pytest.approx(values.mean())
    assert told[:3].mean() == pytest.approx(told[3:].mean())
    assert (adjusted(values, np.full(6, 50.0), cell) == values).all()
