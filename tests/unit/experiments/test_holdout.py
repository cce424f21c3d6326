"""A holdout: who is left alone, for how long, and what is never left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from core.campaigns import standing
from core.campaigns.launch import launch
from core.campaigns.plan import find_audience
from core.campaigns.standing import Caps
from core.campaigns.standing_run import run_standing
from core.desk import experiments, holds
from core.desk.campaign_tables import Message, PreviewMessage
from core.desk.experiment_tables import Experiment
from core.experiments import kept
from core.experiments.design import DesignRefusedError, Kind, Measure, delay, holdout
from core.experiments.enrol import enrolments
from core.experiments.kept import ExperimentChangedError, ExperimentFixedError, ExperimentOverlapError
from core.strategy.choice import AudienceChoice
from core.strategy.mix import Rung
from core.strategy.strategy_shipped import SHIPPED
from core.vocabulary import HoldKind, MessageState
from tests.unit.experiments.portfolio import (
    AS_OF,
    DESIGN,
    FIRST,
    NAMES,
    START,
    arms_of,
    launched,
    ledger_of,
    planned,
    started,
)

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from core.strategy.audience import Audience
    from tests.desks import TestClock
    from tests.ledger import Ledger


def out_for(found: Audience, reason: str = "held_out") -> set[str]:
    customers = found.customers
    return set(customers.loc[customers["reason"] == reason, "customer_id"])


def alone(names: dict[str, int]) -> set[str]:
    return {name for name, place in names.items() if place == 0}


def test_the_draw_leaves_alone_whom_the_hash_says_and_the_preview_has_the_others(desk: Desk, ledger: Ledger) -> None:
    book = ledger(ledger_of())
    started(desk)
    found = planned(desk, book).audience
    assert out_for(found) == alone(arms_of())
    assert 10 < len(out_for(found)) < 30
    told = found.customers.set_index("customer_id").loc[min(out_for(found))]
    assert told["evidence"] == (
        "in the group that is left alone to compare with (Gentle), free again on 4 December 2026"
    )
    launched(desk, book)
    with desk.reading() as session:
        written = set(session.scalars(select(PreviewMessage.customer_id)))
        sent = set(session.scalars(select(Message.customer_id).where(Message.state == MessageState.QUEUED)))
    assert written == sent == set(NAMES) - alone(arms_of())


def test_the_totals_still_add_up_to_the_portfolio(desk: Desk, ledger: Ledger) -> None:
    book = ledger(ledger_of())
    started(desk)
    totals = planned(desk, book).totals
    assert totals["in"]["customers"] + sum(each["customers"] for each in totals["out"].values()) == 41
    assert totals["out"]["held_out"]["customers"] == len(alone(arms_of()))


def test_a_launch_writes_down_everybody_who_was_drawn(held: Desk) -> None:
    experiment = kept.experiment(held, "Gentle")
    [enrolled] = enrolments(held, experiment.id)
    assert dict(zip(enrolled.members["customer_id"], enrolled.members["arm"], strict=True)) == arms_of()
    assert (enrolled.start_on, len(enrolled.items), experiment.customers) == (START, 40, 40)
    assert set(enrolled.items["asked_minor"]) == {100_00}
    assert set(enrolled.members["channel"]) == {"email"}


def test_who_is_left_alone_stays_so_until_the_window_is_over_and_then_is_free_for_good(
    held: Desk, held_ledger: Ledger, clock: TestClock
) -> None:
    left = alone(arms_of())
    assert set(experiments.held_out(held)["customer_id"]) == left
    clock.forward(days=30)
    gentle = AudienceChoice(rungs=frozenset({("business", 1)}))
    before = find_audience(held, held_ledger("Z  cash  2026-12-03  0.01 EUR"), as_of=date(2026, 12, 3), choice=gentle)
    assert out_for(before) == left
    after = find_audience(held, held_ledger("Z  cash  2026-12-04  0.01 EUR"), as_of=date(2026, 12, 4))
    assert out_for(after) == set()
    assert left <= set(after.customers.loc[after.customers["is_in"], "customer_id"])


def test_a_step_that_the_law_requires_or_a_firm_one_is_never_left_out(held: Desk, held_ledger: Ledger) -> None:
    with pytest.raises(DesignRefusedError, match="consumer_be 1"):
        started(held, holdout("Law", [FIRST, Rung("consumer_be", 1)]))
    with pytest.raises(DesignRefusedError, match="business 3"):
        started(held, holdout("Firm", [Rung("business", 3)]))
    # The last letter falls due while the window still runs: it goes to everybody.
    first = min(alone(arms_of()))
    text = f"{first}  INV-old-{first}  issued 2026-08-01  due 2026-09-01  50.00 EUR  reminded 2 on 2026-10-01"
    found = find_audience(held, held_ledger(text), as_of=AS_OF)
    assert first not in out_for(found)


def test_hardship_large_claims_and_one_customer_at_a_time_are_never_drawn(desk: Desk, ledger: Ledger) -> None:
    book = ledger(ledger_of())
    [first, second, third, *_] = sorted(alone(arms_of()))
    started(desk)
    holds.place(
        desk,
        HoldKind.VULNERABLE,
        entity="NL01",
        customer_id=first,
        by="Els",
        why="ill",
        number=f"INV-{first}",
    )
    book = ledger(f"{second}  INV-big  issued 2026-09-26  due 2026-10-26  950.00 EUR")
    launched(desk, book)
    [enrolled] = enrolments(desk, kept.experiment(desk, "Gentle").id)
    assert {first, second} & set(enrolled.members["customer_id"]) == set()
    alone_now = find_audience(desk, book, as_of=AS_OF, choice=AudienceChoice(only=("NL01", third)))
    assert out_for(alone_now) == {third}  # it stands: the customer's page says so too
    with desk.session() as session:
        session.execute(update(Experiment).values(ended_at=desk.now()))
    assert out_for(find_audience(desk, book, as_of=AS_OF)) == set()


def test_an_end_frees_everybody_at_once_and_a_new_one_may_begin(desk: Desk, ledger: Ledger) -> None:
    book = ledger(ledger_of())
    started(desk)
    with pytest.raises(ExperimentOverlapError, match="Gentle"):
        started(desk, replace(DESIGN, name="Another"))
    kept.end(desk, "Gentle", by="Els", why="enough")
    assert out_for(planned(desk, book).audience) == set()
    started(desk, replace(DESIGN, name="Another"))
    assert kept.experiment(desk, "Gentle").ended_why == "enough"


def test_a_design_can_change_until_a_campaign_was_launched_under_it(desk: Desk, ledger: Ledger) -> None:
    book = ledger(ledger_of())
    started(desk)
    other = replace(DESIGN, measure=Measure.EUROS, window_days=45, smallest_effect=5.0)
    kept.redesign(desk, SHIPPED, "Gentle", other, by="Els", why="euros say more")
    assert kept.experiment(desk, "Gentle").design == other
    launched(desk, book)
    with pytest.raises(ExperimentFixedError, match="fixed"):
        kept.redesign(desk, SHIPPED, "Gentle", DESIGN, by="Els", why="days say more")


def test_a_design_changed_behind_our_back_is_refused(desk: Desk) -> None:
    started(desk)
    body = kept.experiment(desk, "Gentle").design
    with desk.session() as session:
        row = session.scalars(select(Experiment)).one()
        row.design = {**row.design, "measure": "days"}
    assert body.measure is Measure.PAID
    with pytest.raises(ExperimentChangedError, match="fixed"):
        kept.running(desk)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"arms": (replace(DESIGN.arms[0], share=0.2), replace(DESIGN.arms[1], share=0.7))}, "90.0000%"),
        ({"arms": (replace(DESIGN.arms[0], share=0.0), replace(DESIGN.arms[1], share=1.0))}, "above 0%"),
        ({"arms": DESIGN.arms[:1]}, "at least two arms"),
        ({"arms": (DESIGN.arms[1], DESIGN.arms[0])}, "first arm of a holdout"),
        ({"arms": (replace(DESIGN.arms[0], share=0.6), replace(DESIGN.arms[1], share=0.4))}, "More than half"),
        ({"rungs": ()}, "at least one step"),
        ({"cap_minor": None}, "at most"),
        ({"window_days": 0}, "window"),
        ({"name": " "}, "name"),
        ({"measure": Measure.COST}, "Decide by"),
        ({"kind": Kind.TEST}, "treats everybody"),
    ],
)
def test_what_cannot_be_is_refused_in_words(desk: Desk, change: dict[str, object], said: str) -> None:
    with pytest.raises(DesignRefusedError, match=said):
        started(desk, replace(DESIGN, **change))  # type: ignore[arg-type]


def test_a_delay_sends_later_and_an_approval_holds_until_then(desk: Desk, ledger: Ledger) -> None:
    book = ledger(ledger_of())
    design = started(desk, delay("Later", [FIRST], share=0.5))
    launched(desk, book)
    later = alone(arms_of(design))
    with desk.reading() as session:
        planned_at = {row.customer_id: (row.send_at, row.retry_at) for row in session.scalars(select(Message))}
    assert set(planned_at) == set(NAMES)
    assert {name for name, (_, not_before) in planned_at.items() if not_before is not None} == later
    [waits] = {planned_at[name][1] for name in later}
    assert waits is not None
    assert (waits.date() - START).days == 7


def test_a_standing_approval_goes_the_same_road(desk: Desk, ledger: Ledger) -> None:
    book = ledger(ledger_of(NAMES[:8]))
    started(desk)
    caps = Caps(messages=50, total_minor=100_000_00, each_minor=5_000_00)
    standing.give(desk, SHIPPED, "Gentle ones", rungs=(FIRST,), caps=caps, by="Els", why="they may go")
    [ran] = run_standing(desk, book, launch=lambda name: launch(desk, book, name, by="standing"))
    drawn = arms_of(names=NAMES[:8])
    assert ran.messages == sum(drawn.values())
    assert set(experiments.held_out(desk)["customer_id"]) == alone(drawn)
