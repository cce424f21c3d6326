"""Suggested mixes against every mix there is: nothing cheaper brings in as much, nothing brings in more for the money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.desk.channel_terms import Effect, Term, Terms
from core.segments.shipped import SHIPPED as POLICY
from core.strategy.cash_ahead import PositionCash, cash_ahead
from core.strategy.contacts_ahead import Ahead, ahead, shared_out
from core.strategy.contacts_coming import coming
from core.strategy.mix import Cell, Mix, MixRefusedError, Place
from core.strategy.mix_enough import ENOUGH, check_enough, enough, too_small
from core.strategy.mix_reach import CHANNELS, PLACE
from core.strategy.strategy import STANDARD, Strategy
from core.strategy.suggest import suggest
from core.strategy.suggest_threshold import fit, fits
from core.vocabulary import ChannelName
from tests.reminders import Team, strategy_of

if TYPE_CHECKING:
    from tests.ledger import Ledger

ON = date(2026, 3, 2)
SMS, LETTER, PHONE = ChannelName.SMS, ChannelName.LETTER, ChannelName.PHONE
FREE = (SMS, LETTER, PHONE)
STRATEGY = strategy_of(3, 14)


def way(cost_minor: int, capacity: int | None = None) -> list[Term]:
    return [Term(cost_minor=cost_minor, daily_capacity=capacity, why="test")]


def share(effect: float) -> list[Effect]:
    return [Effect(effect_share=effect, low_share=effect / 2, high_share=effect * 1.5, why="test")]


TERMS = Terms(
    terms={each: way(cost) for each, cost in zip(FREE, (10, 150, 600), strict=True)},
    effects={each: share(effect) for each, effect in zip(FREE, (0.07, 0.10, 0.25), strict=True)},
)


def portfolio() -> str:
    """Forty customers in several segments, all within reach of three channels, who owe ever more."""
    rows = []
    for at in range(40):
        who = f"C{at:02d}"
        late = ["2026-02-27", "2026-02-10", "2025-11-01"][at % 3]
        rows.append(
            f"{who} is {'business' if at % 2 else 'public'} NL nl mobile +316123456{at:02d} phone +312012345{at:02d} "
            f'post "Dam {at + 1}; 1012 AB Amsterdam; NL"'
        )
        rows.append(f"{who} I{at} issued 2025-10-01 due {late} {100 + 150 * at}.00 EUR")
    return "\n".join(rows)


def by_sms(strategy: Strategy) -> Strategy:
    ladder = strategy.ladder(STANDARD)
    return replace(
        strategy,
        ladders={STANDARD: replace(ladder, steps=tuple(replace(each, channels=(SMS,)) for each in ladder.steps))},
    )


def now(ledger: Ledger, terms: Terms = TERMS, mix: Mix | None = None) -> tuple[Ahead, PositionCash, Strategy]:
    team = Team(ledger(portfolio()), strategy=by_sms(STRATEGY))
    given = coming(team.plan(ON.isoformat()), team.strategy)
    size = len(given.assignment.features)
    nothing = np.zeros(size)
    base = PositionCash(until=ON + timedelta(days=30), expected_eur=nothing, variance=nothing, by_model_share=None)
    return ahead(given, mix or Mix(), team.strategy, terms), base, team.strategy


def every_mix(present: Ahead) -> list[tuple[float, float]]:
    """Cost and gain in cents of every way to give each place one channel."""
    found: list[tuple[float, float]] = []
    for chosen in product(FREE, repeat=len(present.grouped.places)):
        shares = np.zeros((len(chosen), len(CHANNELS)))
        shares[np.arange(len(chosen)), [PLACE[each] for each in chosen]] = 1.0
        other = shared_out(present.grouped, present.terms, shares)
        found.append((other.cost_minor, gain(other, present)))
    return found


def gain(given: Ahead, present: Ahead) -> float:
    nothing = np.zeros(len(given.grouped.coming.assignment.features))
    base = PositionCash(until=ON, expected_eur=nothing, variance=nothing, by_model_share=None)
    return cash_ahead(given, base, beside=present).gain_minor


def test_no_mix_is_cheaper_with_as_much_and_none_brings_more_for_as_little(ledger: Ledger) -> None:
    present, base, strategy = now(ledger)
    assert 3 <= len(present.grouped.places) <= 8  # few enough to try every one
    letters = np.zeros_like(present.shares)
    letters[:, PLACE[LETTER]] = 1.0
    letters_everywhere = shared_out(present.grouped, present.terms, letters)
    found = suggest(letters_everywhere, Mix(), strategy, base, least=0)
    tried = every_mix(letters_everywhere)
    assert found.cheapest.cash.gain_minor >= -5  # of 2.4 million cents: what the solver rounds
    assert found.cheapest.ahead.cost_minor <= min(cost for cost, gained in tried if gained >= 0)
    assert found.most_cash.ahead.cost_minor <= letters_everywhere.cost_minor + 1
    affordable = [gained for cost, gained in tried if cost <= letters_everywhere.cost_minor]
    assert found.most_cash.cash.gain_minor >= max(affordable) - 5
    assert found.most_cash.cash.gain_minor > 0
    assert found.cheapest.ahead.cost_minor < letters_everywhere.cost_minor


def test_a_suggestion_is_a_mix_that_gives_what_was_told_of_it(ledger: Ledger) -> None:
    present, base, strategy = now(ledger, mix=None)
    found = suggest(present, Mix(), strategy, base)
    again = ahead(present.grouped.coming, found.most_cash.mix, strategy, TERMS)
    assert again.cost_minor == found.most_cash.ahead.cost_minor
    assert again.wanted == pytest.approx(found.most_cash.ahead.wanted)
    assert set(found.most_cash.mix.cells) == set(found.most_cash.changed)


def test_capacity_is_kept(ledger: Ledger) -> None:
    few = Terms(terms={**TERMS.terms, PHONE: way(1, capacity=1)}, effects=TERMS.effects)
    present, base, strategy = now(ledger, few)
    calls = suggest(present, Mix(), strategy, base, least=0).most_cash.ahead.wanted[PLACE[PHONE]].sum()
    open_days = present.grouped.coming.is_open.sum()
    assert calls == pytest.approx(open_days, rel=1e-6)  # calls are cheapest and best: as many as fit, and no more


def test_only_the_channels_that_were_chosen_are_suggested(ledger: Ledger) -> None:
    present, base, strategy = now(ledger)
    found = suggest(present, Mix(), strategy, base, channels={LETTER})
    used = {str(each) for each in found.most_cash.ahead.by_channel["channel"]}
    assert used <= {"sms", "letter"}


def test_a_place_that_is_too_small_is_not_divided_and_the_limits_still_hold(ledger: Ledger) -> None:
    present, base, strategy = now(ledger)
    letters = np.zeros_like(present.shares)
    letters[:, PLACE[LETTER]] = 1.0
    given = shared_out(present.grouped, TERMS, letters)
    exact, found = suggest(given, Mix(), strategy, base, least=0), suggest(given, Mix(), strategy, base)
    assert any(len(cell.channels) > 1 for cell in exact.most_cash.mix.cells.values())
    for each in (found.cheapest, found.most_cash):
        assert all(len(cell.channels) == 1 for cell in each.mix.cells.values())
    assert found.cheapest.cash.gain_minor >= -5
    assert found.most_cash.ahead.cost_minor <= given.cost_minor + 1
    assert found.most_cash.cash.gain_minor <= exact.most_cash.cash.gain_minor


def test_where_nothing_is_better_nothing_changes(ledger: Ledger) -> None:
    present, base, strategy = now(ledger)  # text messages everywhere: nothing costs less
    found = suggest(present, Mix(), strategy, base)
    assert found.cheapest.changed == ()
    assert found.cheapest.mix == Mix()
    assert found.cheapest.cash.measured_share is None


def test_a_suggestion_says_how_unsure_and_how_much_assumed_it_is(ledger: Ledger) -> None:
    present, base, strategy = now(ledger)
    letters = np.zeros_like(present.shares)
    letters[:, PLACE[LETTER]] = 1.0
    found = suggest(shared_out(present.grouped, TERMS, letters), Mix(), strategy, base).most_cash.cash
    assert found.gain_low_minor < found.gain_minor < found.gain_high_minor
    assert found.measured_share == 0.0


def test_a_threshold_is_found_that_fits_the_calls_of_a_day(ledger: Ledger) -> None:
    team = Team(ledger(portfolio()), strategy=by_sms(STRATEGY))
    given = coming(team.plan(ON.isoformat()), team.strategy)
    mix = Mix(cells={Place("in_trouble", STANDARD, number): Cell(shares={PHONE: 1.0}) for number in (1, 2)})
    found = fits(given, POLICY, mix, team.strategy, TERMS, channel=PHONE, per_day=0.4)
    assert found, "no threshold moves anything"
    best = found[0]
    assert best.is_moved
    assert best.best is not None
    assert best.at(best.best) <= 0.4
    # By hand: the same threshold at every value, and the most calls within the limit.
    tried = [
        fit(given, POLICY.with_values(**{best.threshold: value}), mix, team.strategy, TERMS,
            threshold=best.threshold, channel=PHONE, per_day=0.4, values=(value,)).per_day[0]
        for value in best.values
    ]  # fmt: skip
    assert best.per_day.tolist() == pytest.approx(tried)
    assert best.at(best.best) == max(each for each in tried if each <= 0.4)


def test_a_threshold_that_cannot_be_high_enough_says_so(ledger: Ledger) -> None:
    team = Team(ledger(portfolio()), strategy=by_sms(STRATEGY))
    given = coming(team.plan(ON.isoformat()), team.strategy)
    found = fit(
        given, POLICY, Mix(), team.strategy, TERMS, threshold=POLICY.thresholds[0].name, channel=SMS, per_day=0.1
    )
    assert found.best is None
    assert not found.is_moved


def test_shares_need_enough_contacts_or_the_name_of_a_test() -> None:
    place = Place("reliable", STANDARD, 1)
    cell = Cell(shares={SMS: 0.8, LETTER: 0.2})
    assert enough(cell, 5 * ENOUGH).is_enough
    assert not enough(cell, 5 * ENOUGH - 1).is_enough
    assert enough(Cell(shares={SMS: 1.0}), 1).is_enough
    mix = Mix(cells={place: cell})
    assert too_small(mix, {place: 50.0})[place].smallest == pytest.approx(10.0)
    with pytest.raises(MixRefusedError, match="expects 50 contacts in the days ahead, 10 by its smallest share"):
        check_enough(mix, {place: 50.0})
    test = Mix(cells={place: replace(cell, is_test=True)})
    assert check_enough(test, {}) is test
