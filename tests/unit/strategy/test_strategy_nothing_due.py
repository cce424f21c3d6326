"""A ledger in which nobody is due anything: every answer is an empty one, and none breaks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.desk.channel_terms import SHIPPED as TERMS
from core.segments.shipped import SHIPPED as POLICY
from core.segments.whatif import compare_with
from core.strategy.cash_ahead import PositionCash
from core.strategy.consequences import consequences, ground
from core.strategy.contacts_ahead import ahead
from core.strategy.contacts_coming import coming
from core.strategy.mix import SHIPPED
from core.strategy.suggest import suggest
from core.strategy.suggest_threshold import fits
from core.vocabulary import ChannelName
from tests.reminders import Team, strategy_of

if TYPE_CHECKING:
    from tests.ledger import Ledger

ON = "2026-03-02"
WHO = "A is business NL nl a@example.org\n"
FAR = WHO + "A A1 issued 2026-02-01 due 2026-06-01 10.00 EUR"
CASH = WHO + "A cash 2026-03-01 10.00 EUR"
PAID = WHO + "A A1 issued 2026-01-01 due 2026-01-20 10.00 EUR\nA cash 2026-02-01 10.00 EUR for A1"


@pytest.fixture(params=[(FAR, ON), (FAR, "2026-01-02"), (CASH, ON), (PAID, ON)], ids=["far", "before", "cash", "paid"])
def team(request: pytest.FixtureRequest, ledger: Ledger) -> tuple[Team, str]:
    text, on = request.param
    return Team(ledger(text), strategy=strategy_of(3, 14)), on


def nothing_expected(customers: int) -> PositionCash:
    zero = np.zeros(customers)
    return PositionCash(until=date(2026, 4, 1), expected_eur=zero, variance=zero, by_model_share=None)


def test_no_mix_is_suggested_and_no_threshold_fits(team: tuple[Team, str]) -> None:
    who, on = team
    given = coming(who.plan(on), who.strategy)
    present = ahead(given, SHIPPED, who.strategy, TERMS)
    found = suggest(present, SHIPPED, who.strategy, nothing_expected(len(given.assignment.features)))
    assert (found.cheapest.mix, found.most_cash.mix, found.cheapest.changed) == (SHIPPED, SHIPPED, ())
    assert fits(given, POLICY, SHIPPED, who.strategy, TERMS, channel=ChannelName.PHONE, per_day=30) == []


def test_a_proposal_has_no_consequences(team: tuple[Team, str]) -> None:
    who, on = team
    found = who.plan(on)
    on_ground = ground(found, nothing_expected(len(found.candidates.customers)), SHIPPED, who.strategy, TERMS)
    told = consequences(on_ground, compare_with(found.candidates.assignment, POLICY))
    assert (len(told.channels), len(told.by_day), len(told.legal_steps), told.climbers) == (0, 0, 0, 0)
    assert told.segments["contacts_then"].sum() == 0
