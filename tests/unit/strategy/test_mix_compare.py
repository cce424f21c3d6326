"""Two strategies side by side: the figures of each, the change, and by name who is treated differently."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from core.behaviour.prediction.predict import outlook
from core.desk.channel_terms import SHIPPED as TERMS
from core.segments.features import features
from core.segments.shipped import SHIPPED as POLICY
from core.strategy.facts import DeskFacts
from core.strategy.mix import SHIPPED, Mix, Rung
from core.strategy.mix_compare import SideBySide, side_by_side
from core.strategy.replay.proposal import Proposal
from core.strategy.strategy import STANDARD
from core.vocabulary import ChannelName
from tests.reminders import strategy_of

if TYPE_CHECKING:
    from tests.ledger import Ledger

ON = date(2026, 3, 20)
SMS = ChannelName.SMS
TEXT = """
    A is consumer NL nl mobile +31612345678
    A A1 issued 2026-02-01 due 2026-03-10 100.00 EUR
    B is consumer NL nl b@example.org mobile +31612345679
    B B1 issued 2026-02-01 due 2026-03-10 100.00 EUR
    C is consumer NL nl c@example.org
    C C1 issued 2026-02-01 due 2026-03-01 100.00 EUR
    D is consumer NL nl d@example.org
    D D1 issued 2026-02-01 due 2026-06-10 100.00 EUR
"""
NOW = Proposal(policy=POLICY, strategy=strategy_of(3, 14), mix=SHIPPED, terms=TERMS, told={})


def beside(ledger: Ledger, other: Proposal) -> SideBySide:
    book, facts = ledger(TEXT), DeskFacts()
    return side_by_side(book, facts, features(book, ON), outlook(book, None, ON), (NOW, other), as_of=ON)


def told(found: SideBySide) -> dict[str, tuple[float, float]]:
    figures = found.figures
    both = zip(figures["first"].tolist(), figures["second"].tolist(), strict=True)
    return dict(zip(figures["figure"].tolist(), both, strict=True))


def test_a_strategy_beside_itself_differs_in_nothing(ledger: Ledger) -> None:
    found = beside(ledger, NOW)
    assert found.different.empty
    assert (found.figures["change"] == 0).all()


def test_another_channel_is_told_by_name_and_in_figures(ledger: Ledger) -> None:
    # A has no e-mail address and comes in; B prefers e-mail and keeps it; C has no mobile number.
    mix = Mix(usual={Rung(STANDARD, 1): (SMS, ChannelName.EMAIL)})
    found = beside(ledger, replace(NOW, mix=mix))
    assert found.different[["customer_id", "reason_first", "channel_second"]].to_numpy().tolist() == [
        ["A", "unreachable", "sms"]
    ]
    figures = told(found)
    assert figures["customers_in"] == (2.0, 3.0)
    assert figures["cost_today_minor"] == (2.0, 11.0)
    assert figures["contacts"][1] > figures["contacts"][0]
    assert figures["gain_minor"][0] == 0


def test_another_ladder_is_told_by_name(ledger: Ledger) -> None:
    # Nobody was reminded yet, so everybody begins at the first step: with it at 12 days, B at 10 days is out.
    later = beside(ledger, replace(NOW, strategy=strategy_of(12, 30)))
    assert later.different[["customer_id", "step_first", "reason_second"]].to_numpy().tolist() == [["B", 1, "not_due"]]


def test_another_segment_alone_is_no_other_treatment(ledger: Ledger) -> None:
    policy = replace(POLICY, rules=())
    found = beside(ledger, replace(NOW, policy=policy))
    assert found.different.empty
    assert set(found.second.customers["segment"]) == {POLICY.otherwise}
    # What the first side would do is counted by the segments of the second, so its gain is nothing.
    assert told(found)["gain_minor"] == (0.0, 0.0)
