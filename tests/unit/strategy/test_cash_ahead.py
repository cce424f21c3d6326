"""Expected cash of the days ahead: the forecast, what another mix is thought to change, and how sure either is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.behaviour.prediction.predict import outlook
from core.desk.channel_terms import Effect, Term, Terms
from core.strategy.cash_ahead import PositionCash, cash_ahead, euro_factors, position_cash
from core.strategy.contacts_ahead import Ahead, ahead
from core.strategy.contacts_coming import coming
from core.strategy.mix import Mix, Rung
from core.strategy.strategy import STANDARD
from core.vocabulary import ChannelName
from tests.reminders import Team, strategy_of

if TYPE_CHECKING:
    from tests.ledger import Ledger

ON = date(2026, 3, 2)
EMAIL, LETTER = ChannelName.EMAIL, ChannelName.LETTER
TWO = """
    A is business NL nl post "Dam 1; 1012 AB Amsterdam; NL"
    A A1 issued 2026-02-01 due 2026-02-20 100.00 EUR
    B is business NL nl post "Dam 2; 1012 AB Amsterdam; NL"
    B B1 issued 2026-02-01 due 2026-02-20 300.00 EUR
"""
LETTERS = Mix(usual={Rung(STANDARD, 1): (LETTER,)})


def effects(letter: float, half: float = 0.05, *, is_measured: bool = False) -> Terms:
    found = Effect(
        effect_share=letter, low_share=letter - half, high_share=letter + half, is_measured=is_measured, why="test"
    )
    none = Effect(effect_share=0.0, low_share=0.0, high_share=0.0, why="test")
    return Terms(effects={LETTER: [found], ChannelName.SMS: [none], EMAIL: [none]})


def team_of(ledger: Ledger) -> Team:
    strategy = strategy_of(3)
    ladder = strategy.ladder(STANDARD)
    posted = replace(ladder, steps=(replace(ladder.steps[0], channels=(LETTER,)),))
    return Team(ledger(TWO), strategy=replace(strategy, ladders={STANDARD: posted}))


def gone(team: Team, terms: Terms) -> tuple[Ahead, Ahead]:
    """The letters of the days ahead, and the same contacts when nothing goes."""
    given = coming(team.plan(ON.isoformat()), team.strategy)
    letters = ahead(given, LETTERS, team.strategy, terms)
    return letters, replace(letters, effect_eur=np.zeros_like(letters.effect_eur))


def base(expected: tuple[float, float] = (40.0, 60.0), variance: tuple[float, float] = (0.0, 0.0)) -> PositionCash:
    return PositionCash(
        until=ON + timedelta(days=30),
        expected_eur=np.array(expected),
        variance=np.array(variance),
        by_model_share=None,
    )


def test_the_mix_in_force_is_the_forecast_and_nothing_else(ledger: Ledger) -> None:
    letters, _ = gone(team_of(ledger), effects(0.1))
    for found in (cash_ahead(letters, base()), cash_ahead(letters, base(), beside=letters)):
        assert (found.forecast_minor, found.gain_minor, found.expected_minor) == (100_00, 0, 100_00)
        assert found.measured_share is None
        assert found.assumed_share == 0.0


def test_what_contacts_bring_more_is_their_effect_on_what_would_not_come(ledger: Ledger) -> None:
    # 400 euros without a prediction, a letter each on the first day, of which a tenth is thought to come of it.
    letters, nothing = gone(team_of(ledger), effects(0.1))
    found = cash_ahead(letters, base(), beside=nothing)
    assert (found.gain_minor, found.gain_low_minor, found.gain_high_minor) == (40_00, 20_00, 60_00)
    assert (found.expected_minor, found.low_minor, found.high_minor) == (140_00, 120_00, 160_00)
    assert (found.assumed_minor, found.measured_minor, found.measured_share) == (40_00, 0, 0.0)
    assert found.assumed_share == pytest.approx(40 / 140)


def test_fewer_contacts_bring_less(ledger: Ledger) -> None:
    letters, nothing = gone(team_of(ledger), effects(0.1))
    found = cash_ahead(nothing, base(), beside=letters)
    assert (found.gain_minor, found.expected_minor, found.assumed_minor) == (-40_00, 60_00, 40_00)


def test_an_effect_that_a_test_measured_is_no_assumption(ledger: Ledger) -> None:
    letters, nothing = gone(team_of(ledger), effects(0.1, is_measured=True))
    found = cash_ahead(letters, base(), beside=nothing)
    assert (found.measured_minor, found.assumed_minor, found.measured_share) == (40_00, 0, 1.0)


def test_the_forecast_and_the_effects_are_unsure_apart_from_one_another(ledger: Ledger) -> None:
    # The forecast's standard deviation is 5 euros, that of the effect 20 / 1.2816; together 1.2816 * sqrt(25 + 243.5).
    letters, nothing = gone(team_of(ledger), effects(0.1))
    found = cash_ahead(letters, base(variance=(9.0, 16.0)), beside=nothing)
    assert found.high_minor - found.expected_minor == pytest.approx(21_00, abs=1)


def test_segments_add_up_to_the_whole(ledger: Ledger) -> None:
    letters, nothing = gone(team_of(ledger), effects(0.1))
    given = {"codes": np.array([0, 1]), "segments": ("first", "second")}
    team = team_of(ledger)
    split = ahead(letters.grouped.coming, LETTERS, team.strategy, letters.terms, **given)  # type: ignore[arg-type]
    none = replace(split, effect_eur=np.zeros_like(split.effect_eur))
    found = cash_ahead(split, base(), beside=none, **given)  # type: ignore[arg-type]
    assert found.by_segment[["segment", "forecast_minor", "gain_minor", "expected_minor"]].to_numpy().tolist() == [
        ["first", 40_00, 10_00, 50_00],
        ["second", 60_00, 30_00, 90_00],
    ]
    assert found.expected_minor == 140_00
    assert nothing.contacts == letters.contacts


def test_a_contact_of_the_last_days_can_move_less(ledger: Ledger) -> None:
    # Due on 27 March, the step comes on the 30th, two of the thirty days are left: two fourteenths of the effect.
    team = team_of(ledger)
    late = Team(ledger(TWO.replace("due 2026-02-20", "due 2026-03-27")), strategy=team.strategy)
    letters, nothing = gone(late, effects(0.1))
    assert cash_ahead(letters, base(), beside=nothing).gain_minor == pytest.approx(4_000 * 2 / 14, abs=1)


def test_what_waits_beyond_the_days_brings_nothing_in_them(ledger: Ledger) -> None:
    team = team_of(ledger)
    one_day = [
        Term(cost_minor=1, daily_capacity=1, why="now"),
        Term(cost_minor=1, daily_capacity=0, valid_from=date(2026, 3, 3), why="the machine is broken"),
    ]
    given = coming(team.plan(ON.isoformat()), team.strategy)
    open_until = replace(effects(0.1), terms={LETTER: one_day})
    letters = ahead(given, LETTERS, team.strategy, open_until)
    nothing = replace(letters, effect_eur=np.zeros_like(letters.effect_eur))
    # Two letters wanted, one goes before nobody posts any more: half of the 40 euros.
    assert cash_ahead(letters, base(), beside=nothing).gain_minor == 20_00


def test_the_forecast_by_customer_adds_up_to_the_outlook(ledger: Ledger) -> None:
    team = team_of(ledger)
    planned = team.plan(ON.isoformat())
    features = planned.candidates.assignment.features
    told = outlook(team.book, None, ON)
    until = ON + timedelta(days=30)
    found = position_cash(told, features, until, euro_factors(team.book, ON, features.currencies), spread={"EUR": 2.0})
    chance = told.paid_by(until)
    by_hand = dict(
        zip(told.frame["customer_id"].tolist(), (told.frame["balance_minor"] / 100 * chance).tolist(), strict=True)
    )
    assert dict(zip(features.frame["customer_id"], found.expected_eur.tolist(), strict=True)) == pytest.approx(by_hand)
    spread_out = (np.array([100.0, 300.0]) * 2.0) ** 2 * chance * (1 - chance)
    assert found.variance == pytest.approx(spread_out)


def test_amounts_in_other_currencies_count_at_the_rate_of_the_day(ledger: Ledger) -> None:
    book = ledger("rate USD 2026-01-31 0.92\nA A1 issued 2026-02-01 due 2026-02-20 100.00 USD")
    assert euro_factors(book, ON, ("EUR", "USD", "JPY")) == pytest.approx({"EUR": 0.01, "USD": 0.0092, "JPY": 1.0})


def test_a_prediction_weighs_contacts_by_what_is_still_unpaid(ledger: Ledger) -> None:
    team = team_of(ledger)
    told = outlook(team.book, None, ON)
    planned = team.plan(ON.isoformat())
    sure = coming(planned, team.strategy)
    weighed = coming(planned, team.strategy, outlook=told)
    chance = told.paid_by(ON)
    left = 1 - told.paid_by(ON + timedelta(days=30))
    assert sure.weight.tolist() == [1.0, 1.0]
    assert weighed.weight == pytest.approx(1 - chance)
    assert weighed.risk_eur == pytest.approx(np.array([100.0, 300.0]) * left)
