"""A segment that goes, or loses its last customer, while a campaign that is not approved yet names it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.campaigns.plan import plan
from core.errors import UnknownNameError
from core.language import Words
from core.segments import edit, versions
from core.segments.assign import assign
from core.segments.features import features
from core.segments.policy import Condition, Op, Rule, Segment
from core.segments.referred import references, warnings
from core.segments.shipped import SHIPPED
from core.segments.whatif import compare_with
from core.strategy.choice import AudienceChoice
from tests.desks import clock, desk, desk_url

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.ledger import Ledger

__all__ = ["clock", "desk", "desk_url"]
ON = date(2026, 10, 31)
ONE_KEY = "A INV1 issued 2026-08-01 due 2026-08-31 30000.00 EUR\nA is business NL nl a@example.org"


def test_a_campaign_is_told_that_its_segment_loses_its_last_customer_and_is_then_empty(
    desk: Desk, ledger: Ledger
) -> None:
    book = ledger(ONE_KEY, list_on=ON)
    choice = AudienceChoice(segments=frozenset({"key_account"}))
    assert plan(desk, book, "Key", as_of=ON, by="Els", choice=choice).totals["in"]["customers"] == 1
    plan(desk, book, "All", as_of=ON, by="Els")
    named = references(desk)
    assert [(each.campaign, each.segments) for each in named] == [("Key", ("key_account",))]

    raised = SHIPPED.with_values(key_account_past_due=100_000)
    seen = compare_with(assign(features(book, ON), SHIPPED), raised)
    assert warnings(seen, named, Words()) == [
        "Campaign “Key” is for “Key accounts”, which loses its last customer: found anew, the campaign is empty."
    ]
    versions.save(desk, raised, by="Els", comment="Fewer calls")
    assert plan(desk, book, "Key", as_of=ON, by="Els", choice=choice).totals["in"]["customers"] == 0


def test_a_campaign_is_told_that_its_segment_goes_and_says_so_when_it_looks_for_it(desk: Desk, ledger: Ledger) -> None:
    book = ledger(ONE_KEY, list_on=ON)
    sea = edit.with_segment(SHIPPED, Segment(name="sea", label="Seaside", description=""))
    rule = Rule(segment="sea", label="Dutch", conditions=(Condition(field="country", op=Op.IS, value="NL"),))
    versions.save(desk, edit.with_rule(sea, rule, 0), by="Els", comment="By the sea")
    choice = AudienceChoice(segments=frozenset({"sea"}))
    plan(desk, book, "Beach", as_of=ON, by="Els", choice=choice)

    seen = compare_with(assign(features(book, ON), versions.active(desk).policy), SHIPPED)
    assert warnings(seen, references(desk), Words()) == [
        "Campaign “Beach” is for “Seaside”, which this proposal drops: choose its customers anew before its preview."
    ]
    unmoved = compare_with(seen.before, seen.before.policy)
    assert warnings(unmoved, references(desk), Words()) == []
    versions.activate(desk, None, by="Els", why="No sea here")
    with pytest.raises(UnknownNameError, match="There is no segment called 'sea'"):
        plan(desk, book, "Beach", as_of=ON, by="Els", choice=choice)
