"""A plan keeps its audience, adds up, and can be made anew until it is approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.campaigns import reading
from core.campaigns.approve import approve
from core.campaigns.errors import CampaignMovedError, CampaignStateError, EmptyAudienceError
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.errors import UnknownNameError
from core.strategy.choice import AudienceChoice
from tests.unit.campaigns.portfolio import AS_OF, LEDGER, NAME, previewed

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(4)


def test_everybody_is_in_or_out_for_one_reason_and_it_adds_up(desk: Desk, ledger: Ledger) -> None:
    totals = plan(desk, ledger(LEDGER), NAME, as_of=AS_OF, by="Els").totals
    assert totals["in"] == {"items": 4, "customers": 3, "amounts": {"EUR": "220.00", "USD": "80.00"}}
    assert {code: tally["customers"] for code, tally in totals["out"].items()} == {
        "dispute": 1,
        "unreachable": 1,
        "not_due": 1,
        "credit": 0,
    }
    assert totals["portfolio"] == {"items": 8, "customers": 6, "amounts": {"EUR": "428.00", "USD": "80.00"}}
    assert reading.totals(desk, NAME) == totals


def test_the_audience_is_kept_as_it_was_found(desk: Desk, ledger: Ledger) -> None:
    plan(desk, ledger(LEDGER), NAME, as_of=AS_OF, by="Els")
    kept = reading.audience_customers(desk, NAME).set_index("customer_id")
    assert kept.loc["A", "step"] == 2
    assert kept.loc["D", "reason"] == "unreachable"
    assert not kept.loc["F", "is_in"]


def test_planning_again_drops_the_preview_and_follows_the_choice(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    previewed(desk, book)
    choice = AudienceChoice(countries=frozenset({"BE"}))
    assert plan(desk, book, NAME, as_of=AS_OF, by="Els", choice=choice).totals["in"]["customers"] == 1
    assert reading.campaign(desk, NAME).state == "draft"
    assert reading.previewed(desk, NAME)[0] == 0


def test_a_preview_of_an_audience_that_was_replaced_meanwhile_is_not_kept(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    plan(desk, book, NAME, as_of=AS_OF, by="Els")
    only_belgium = AudienceChoice(countries=frozenset({"BE"}))

    def somebody_plans(_share: float, _told: str) -> None:
        plan(desk, book, NAME, as_of=AS_OF, by="Jan", choice=only_belgium)

    with pytest.raises(CampaignMovedError):
        write_preview(desk, NAME, by="Els", progress=somebody_plans)
    assert write_preview(desk, NAME, by="Els") == 1


def test_what_was_approved_is_not_planned_again(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    previewed(desk, book)
    approve(desk, NAME, by="Jan")
    with pytest.raises(CampaignStateError, match="is approved: it cannot be planned again now"):
        plan(desk, book, NAME, as_of=AS_OF, by="Els")


def test_a_campaign_for_nobody_says_so_before_anything_is_written(desk: Desk, ledger: Ledger) -> None:
    plan(desk, ledger("A INV1 issued 2026-10-01 due 2026-12-01 10.00 EUR"), NAME, as_of=AS_OF, by="Els")
    with pytest.raises(EmptyAudienceError, match="has nobody in it"):
        write_preview(desk, NAME, by="Els")


def test_an_unknown_segment_or_campaign_is_named(desk: Desk, ledger: Ledger) -> None:
    choice = AudienceChoice(segments=frozenset({"vip"}))
    with pytest.raises(UnknownNameError, match="no segment called 'vip'"):
        plan(desk, ledger(LEDGER), NAME, as_of=AS_OF, by="Els", choice=choice)
    with pytest.raises(UnknownNameError, match="no campaign called 'october'"):
        reading.campaign(desk, NAME)


def test_every_act_is_an_event_with_who_and_when(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    told = [(event.act, event.acted_by, event.to_state) for event in reading.events(desk, NAME)]
    assert told == [("planned", "Els", None), ("previewed", "Els", "previewed")]
