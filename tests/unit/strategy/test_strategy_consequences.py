"""What a proposal makes of the days ahead, worked by hand on small ledgers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.behaviour.prediction.predict import outlook
from core.desk.channel_terms import Terms
from core.law.steps import LEGAL_MESSAGES
from core.segments.assign import assign
from core.segments.features import features
from core.segments.policy import Condition, Op, Policy, Rule, Segment, Threshold
from core.segments.whatif import compare_with
from core.strategy.audience import audience
from core.strategy.cash_ahead import euro_factors, position_cash
from core.strategy.consequences import Consequences, Ground, consequences, ground
from core.strategy.contact_policy import ContactPolicy
from core.strategy.contacts_ahead import ahead
from core.strategy.contacts_coming import coming
from core.strategy.ladder import Ladder, Step
from core.strategy.mix import SHIPPED as MIX
from core.strategy.mix import Cell, Mix, Place
from core.strategy.strategy import LadderRule, Strategy
from core.vocabulary import ChannelName, MessageName
from tests.reminders import Team

if TYPE_CHECKING:
    from tests.ledger import Ledger

ON = date(2026, 10, 30)  # a Friday
GENTLE, FIRM = "gentle", "firm"
POLICY = Policy(
    thresholds=(Threshold(name="big", label="Big from", value=1_000, minimum=0, maximum=10_000, step=50, unit="EUR"),),
    segments=(
        Segment(name="big", label="Big", description=""),
        Segment(name="small", label="Small", description=""),
    ),
    rules=(
        Rule(
            segment="big",
            label="Big",
            conditions=(Condition(field="past_due_eur", op=Op.AT_LEAST, threshold="big"),),
        ),
    ),
    otherwise="small",
)
LEDGER = """
    A is business NL nl a@example.org phone +31201234567
    B is business NL nl b@example.org phone +31201234568
    C is consumer NL nl c@example.org phone +31201234569
    A INV1 issued 2026-09-01 due 2026-10-01 2000.00 EUR
    B INV2 issued 2026-09-01 due 2026-10-01 500.00 EUR
    C INV3 issued 2026-09-01 due 2026-10-01 300.00 EUR
"""


def step(number: int, days: int, message: MessageName) -> Step:
    channels = (ChannelName.EMAIL, ChannelName.LETTER, ChannelName.PHONE)
    return Step(number=number, days_past_due=days, message=message, label=str(message), channels=channels)


def strategy_for(*rules: LadderRule) -> Strategy:
    gentle = Ladder(label="Gentle", steps=(step(1, 3, MessageName.FRIENDLY_REMINDER),))
    firm = Ladder(
        label="Firm",
        steps=(step(1, 3, MessageName.FRIENDLY_REMINDER), step(2, 40, MessageName.LEGAL_NOTICE_NL)),
    )
    return Strategy(
        ladders={GENTLE: gentle, FIRM: firm},
        rules=rules,
        otherwise=GENTLE,
        contact=ContactPolicy(minimum_days_between=7, minimum_amount_minor={}, promise_grace_days=0),
    )


def ground_of(ledger: Ledger, strategy: Strategy, mix: Mix = MIX, text: str = LEDGER) -> Ground:
    book = ledger(text, list_on=ON)
    known = features(book, ON)
    assigned = assign(known, POLICY)
    everybody = audience(book, Team(book=book).facts(), as_of=ON, strategy=strategy, assignment=assigned)
    predicted = outlook(book, None, ON, segments=assigned.segments_frame())
    euros = euro_factors(book, ON, known.currencies)
    cash = position_cash(predicted, known, ON + timedelta(days=30), euros)
    return ground(everybody, cash, mix, strategy, Terms(), outlook=None)


def told(on: Ground, **values: float) -> Consequences:
    seen = compare_with(on.audience.candidates.assignment, POLICY.with_values(**values))
    return consequences(on, seen)


def test_customers_money_and_cash_move_along_and_nothing_is_lost(ledger: Ledger) -> None:
    found = told(ground_of(ledger, strategy_for()), big=400)
    frame = found.segments.set_index("segment")
    assert frame["customers_was"].tolist() == [1, 2]
    assert frame["customers_then"].tolist() == [2, 1]
    assert frame["past_due_eur_then"].tolist() == [2500.0, 300.0]
    for name in ("customers", "balance_eur", "past_due_eur", "cash_minor"):
        assert frame[f"{name}_was"].sum() == pytest.approx(frame[f"{name}_then"].sum(), abs=1)
    assert found.cash_then.expected_minor == found.cash_was.expected_minor
    assert (frame["cash_low_minor_then"] <= frame["cash_minor_then"]).all()
    assert (frame["cash_minor_then"] <= frame["cash_high_minor_then"]).all()


def test_a_mix_by_segment_moves_messages_and_their_cost_from_one_channel_to_another(ledger: Ledger) -> None:
    place = Place(segment="big", ladder=GENTLE, step=1)
    # Without an e-mail address: in these ledgers it would be what the customer prefers.
    lettered = re.sub(r"[abc]@example.org", 'post "Dam 1; 1012 AB Amsterdam; NL"', LEDGER)
    called = MIX.with_cell(place, Cell(shares={ChannelName.PHONE: 1.0}))
    found = told(ground_of(ledger, strategy_for(), called, text=lettered), big=400)
    channels = found.channels.set_index("channel")
    assert channels["contacts_was"].to_dict() == {"letter": 2.0, "phone": 1.0}
    assert channels["contacts_then"].to_dict() == {"letter": 1.0, "phone": 2.0}
    terms = found.then.terms
    a_call, a_letter = terms.cost_minor(ChannelName.PHONE, ON), terms.cost_minor(ChannelName.LETTER, ON)
    assert found.then.cost_minor - found.was.cost_minor == pytest.approx(a_call - a_letter, abs=1)
    by_day = found.by_day[found.by_day["channel"] == "phone"]
    assert (by_day["contacts_was"].sum(), by_day["contacts_then"].sum()) == (1.0, 2.0)
    assert (channels["a_day_then"] <= channels["most_then"]).all()


def test_who_changes_ladder_with_its_segment_climbs_anew_and_legal_steps_are_gained(ledger: Ledger) -> None:
    strategy = strategy_for(LadderRule(ladder=FIRM, label="Big", segments=("big",)))
    on = ground_of(ledger, strategy)
    found = told(on, big=400)
    assert MessageName.LEGAL_NOTICE_NL in LEGAL_MESSAGES
    assert found.climbers == 1
    legal = found.legal_steps.set_index("message").loc[str(MessageName.LEGAL_NOTICE_NL)]
    assert legal["steps_was"] == pytest.approx(1.0)
    assert legal["steps_then"] == pytest.approx(2.0)
    # The same as when everybody climbs under the proposal from the start.
    proposed = replace(on.audience.candidates, assignment=found.seen.after)
    slow = ahead(
        coming(replace(on.audience, candidates=proposed), strategy),
        on.mix,
        strategy,
        on.terms,
        codes=found.seen.becomes,
        segments=found.seen.segments,
    )
    assert np.allclose(found.then.wanted, slow.wanted)
    nobody = told(on)
    assert (nobody.climbers, nobody.then.contacts) == (0, nobody.was.contacts)


def test_dso_is_undefined_without_sales_and_narrows_with_certain_cash(ledger: Ledger) -> None:
    on = ground_of(ledger, strategy_for())
    now, then = told(on, big=400).sales_days
    # 2,800 open over sales of 2,800 in a year: as many days as the year has.
    assert now.whole is not None
    assert now.whole[0] == pytest.approx(365.0)
    assert now.whole[2] <= now.whole[1] <= now.whole[3]
    assert then.now.tolist() == pytest.approx([365.0, 365.0])
    empty = told(on, big=10_000).sales_days[1]
    assert np.isnan(empty.now[0])
    assert empty.now[1] == pytest.approx(365.0)
