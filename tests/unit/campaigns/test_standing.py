"""Standing approvals: gentle steps go by themselves within caps, once per ledger, and stop at anything unusual."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from core.campaigns import reading, standing, standing_run
from core.campaigns.errors import NothingSaidError
from core.campaigns.launch import launch
from core.campaigns.preview import write_preview
from core.campaigns.staleness import Freshness
from core.campaigns.standing import Caps, Outcome, StandingMovedError, StandingRefusedError
from core.campaigns.standing_run import NOT_GENTLE, STOPPED, run_standing
from core.desk.campaign_tables import Message
from core.desk.standing_tables import StandingRun
from core.errors import UnknownNameError
from core.strategy import strategy_versions
from core.strategy.ladder import Tone
from core.strategy.mix import Rung
from core.strategy.strategy_shipped import SHIPPED
from core.vocabulary import CampaignState, MessageName, MessageState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.book.book import Book
    from core.campaigns.standing import Run
    from core.desk.engine import Desk
    from core.strategy.strategy import Strategy
    from tests.desks import TestClock
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(8)

WIDE = Caps(messages=50, total_minor=100_000_00, each_minor=5_000_00)
LEDGER = """
    A  is business NL nl a@example.org name "Bakker & Zonen"
    A  INV1  issued 2026-09-10  due 2026-10-27  100.00 EUR
    B  is business NL nl b@example.org name "Kapper Jansen"
    B  INV2  issued 2026-09-10  due 2026-10-27  900.00 EUR
    C  is business NL nl c@example.org name "De Wit"
    C  INV3  issued 2026-10-20  due 2026-11-05  70.00 EUR
    Z  INV9  issued 2026-10-01  due 2026-12-31  1.00 EUR
    Z  cash  2026-10-31  0.01 EUR
"""
NEXT = """
    C  cash  2026-11-08  10.00 EUR for INV3
    Z  cash  2026-11-10  0.01 EUR
"""


def given(desk: Desk, *, caps: Caps = WIDE, rungs: tuple[Rung, ...] | None = None) -> int:
    strategy = strategy_versions.strategy_of(desk)
    chosen = standing.gentle(strategy) if rungs is None else rungs
    return standing.give(desk, strategy, "Gentle", rungs=chosen, caps=caps, by="Els", why="they may go")


def run(desk: Desk, book: Book, *, stale: Sequence[Freshness] = ()) -> list[Run]:
    return run_standing(desk, book, launch=lambda name: launch(desk, book, name, by="standing"), stale=stale)


OLD = "The facts are more than 3 banking days old (NL01: ledger as of 31-10-2026)."


def old(entity: str) -> Freshness:
    return Freshness(entity=entity, ledger_on=date(2026, 10, 31), ledger_days=4, bank_on=None, bank_days=None)


def test_only_the_company_whose_facts_are_too_old_is_left_out_with_its_reason(desk: Desk, ledger: Ledger) -> None:
    book = ledger(
        f"{LEDGER}\n    D  is business BE nl d@example.org entity BE01\n    D  INV7  issued 2026-09-10  due 2026-10-27  10.00 EUR  entity BE01"
    )
    approval = given(desk)
    [done] = run(desk, book, stale=[old("NL01")])
    assert (done.outcome, done.messages, done.why) == (Outcome.SENT, 1, f"Companies left out: {OLD}")
    assert queued(desk) == ["D"]
    assert standing.is_going(desk, approval)


def queued(desk: Desk) -> list[str]:
    with desk.reading() as session:
        return sorted(session.scalars(select(Message.customer_id).where(Message.state == MessageState.QUEUED)))


def test_what_is_due_goes_once_per_ledger(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    given(desk)
    [first] = run(desk, book)
    assert (first.outcome, first.messages, first.asked_minor, first.left_out) == (Outcome.SENT, 2, 1_000_00, 0)
    assert queued(desk) == ["A", "B"]
    assert run(desk, book) == []
    assert reading.campaigns(desk)[0].state == CampaignState.RUNNING


def test_days_without_a_run_are_caught_up_and_nothing_goes_twice(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    given(desk)
    run(desk, book)
    later = ledger(NEXT)  # a week of imports was missed; C fell due in it and paid a part
    [second] = run(desk, later)
    assert (second.outcome, second.messages, second.asked_minor) == (Outcome.SENT, 1, 60_00)
    assert queued(desk) == ["A", "B", "C"]


def test_a_large_amount_is_left_to_a_person_and_the_rest_goes(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    given(desk, caps=Caps(messages=50, total_minor=100_000_00, each_minor=500_00))
    [done] = run(desk, book)
    assert (done.outcome, done.messages, done.left_out) == (Outcome.SENT, 1, 1)
    assert queued(desk) == ["A"]
    told = [event for event in reading.events(desk, str(done.campaign)) if event.act == "excluded"]
    assert [event.why for event in told] == ["Left to a person: more than 500.00 EUR"]


def test_more_than_the_cap_pauses_with_its_reason_and_sends_nothing(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    approval = given(desk, caps=Caps(messages=1, total_minor=100_000_00, each_minor=5_000_00))
    [stopped] = run(desk, book)
    assert (stopped.outcome, stopped.why) == (Outcome.PAUSED, "2 messages would go; the cap is 1.")
    assert queued(desk) == []
    [kept] = standing.standing(desk)
    assert (kept.id, kept.paused_why) == (approval, "2 messages would go; the cap is 1.")
    assert run(desk, ledger(NEXT)) == []  # paused: a newer ledger changes nothing


def test_a_resumed_approval_looks_at_the_same_ledger_again(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    approval = given(desk)
    [stopped] = run(desk, book, stale=[old("NL01")])
    assert (stopped.outcome, stopped.why) == (Outcome.PAUSED, OLD)
    standing.resume(desk, approval, by="Els", why="checked by hand")
    [again] = run(desk, book)
    assert (again.outcome, again.messages) == (Outcome.SENT, 2)
    with desk.reading() as session:
        assert len(list(session.scalars(select(StandingRun)))) == 1


def test_nobody_due_is_nothing(desk: Desk, ledger: Ledger) -> None:
    given(desk)
    [nothing] = run(desk, ledger("Z INV9 issued 2026-10-01 due 2026-12-31 1.00 EUR"))
    assert (nothing.outcome, nothing.messages) == (Outcome.NOTHING, 0)


def test_a_run_that_died_pauses_and_says_what_to_look_at(desk: Desk, ledger: Ledger, clock: TestClock) -> None:
    book = ledger(LEDGER)
    given(desk)
    run(desk, book)
    with desk.session() as session:
        [row] = session.scalars(select(StandingRun))
        row.outcome = Outcome.RUNNING
    clock.forward(hours=2)
    assert run(desk, book) == []
    [kept] = standing.standing(desk)
    assert kept.paused_why == "The last run did not end. Look at its campaign before you resume."


def test_only_gentle_steps_may_go_by_themselves(desk: Desk) -> None:
    every = [Rung(name, step.number) for name, ladder in SHIPPED.ladders.items() for step in ladder.steps]
    strict = [each for each in every if each not in standing.gentle(SHIPPED)]
    assert strict
    for each in strict:
        with pytest.raises(StandingRefusedError, match="Only gentle steps go by themselves"):
            given(desk, rungs=(each,))


def test_one_step_of_one_ladder_is_all_that_goes(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    given(desk, rungs=(Rung("business", 2),))
    [nothing] = run(desk, book)  # A and B are due step 1
    assert (nothing.outcome, nothing.messages) == (Outcome.NOTHING, 0)


def test_whoever_is_due_a_firmer_step_too_is_left_to_a_person(desk: Desk, ledger: Ledger) -> None:
    firmer = """
        A  INV4  issued 2026-08-01  due 2026-10-10  200.00 EUR  reminded 1 on 2026-10-14
    """
    book = ledger(LEDGER + firmer)
    given(desk, rungs=(Rung("business", 1),))
    [done] = run(desk, book)
    assert (done.outcome, done.messages) == (Outcome.SENT, 1)
    assert queued(desk) == ["B"]


def test_all_that_is_wrong_is_said_at_once(desk: Desk) -> None:
    nothing = Caps(messages=0, total_minor=1, each_minor=1)
    with pytest.raises(StandingRefusedError) as refused:
        standing.give(desk, SHIPPED, " ", rungs=(), caps=nothing, by="Els", why="")
    assert len(refused.value.problems) == 4


def test_two_people_at_once_the_second_is_told(desk: Desk) -> None:
    approval = given(desk)
    standing.pause(desk, approval, by="Els", why="holiday")
    with pytest.raises(StandingMovedError):
        standing.pause(desk, approval, by="Jan", why="holiday")
    standing.end(desk, approval, by="Els", why="no longer needed")
    with pytest.raises(StandingMovedError):
        standing.resume(desk, approval, by="Jan", why="again")
    assert standing.standing(desk) == []


def test_every_change_needs_its_reason_and_an_approval_that_exists(desk: Desk) -> None:
    approval = given(desk)
    with pytest.raises(NothingSaidError):
        standing.end(desk, approval, by="Els", why=" ")
    with pytest.raises(UnknownNameError):
        standing.end(desk, approval + 1, by="Els", why="gone")


def test_a_step_that_became_firm_does_not_go_by_itself(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    given(desk, rungs=(Rung("business", 1),))
    firm = changed_step(SHIPPED, "business", tone=Tone.FIRM)
    strategy_versions.save(desk, firm, by="Jan", comment="firmer")
    [stopped] = run(desk, book)
    assert (stopped.outcome, stopped.why) == (Outcome.PAUSED, f"{NOT_GENTLE} business 1.")
    assert queued(desk) == []


def test_a_last_letter_is_not_gentle_whatever_its_tone() -> None:
    soft = changed_step(SHIPPED, "business", message=MessageName.LAST_LETTER)
    assert Rung("business", 1) in standing.gentle(SHIPPED)
    assert Rung("business", 1) not in standing.gentle(soft)


def test_an_approval_that_is_ended_while_it_writes_sends_nothing(
    desk: Desk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = ledger(LEDGER)
    approval = given(desk)

    def slowly(*about: Any, **more: Any) -> int:
        standing.end(desk, approval, by="Els", why="not any more")
        return write_preview(*about, **more)

    monkeypatch.setattr(standing_run, "write_preview", slowly)
    [stopped] = run(desk, book)
    assert (stopped.outcome, stopped.why) == (Outcome.PAUSED, STOPPED)
    assert queued(desk) == []


def test_one_that_is_ended_before_it_can_pause_does_not_stop_the_others(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    narrow = Caps(messages=1, total_minor=1, each_minor=5_000_00)
    first, _ = given(desk, caps=narrow), given(desk)
    turn = standing_run._Turn(desk=desk, book=book, approval=standing.standing(desk)[0])
    standing.end(desk, first, by="Els", why="not any more")
    turn.stop(Outcome.PAUSED, "too many")
    assert [each.outcome for each in run(desk, book)] == [Outcome.SENT]


def test_failures_that_a_person_looked_at_do_not_pause_for_ever(desk: Desk, ledger: Ledger) -> None:
    approval = given(desk)
    run(desk, ledger(LEDGER))
    with desk.session() as session:
        session.execute(update(Message).values(state=MessageState.FAILED, settled_at=desk.now()))
    later = ledger(NEXT)
    [stopped] = run(desk, later)
    assert (stopped.outcome, stopped.why) == (Outcome.PAUSED, "Of the run before, 2 of 2 messages failed.")
    standing.resume(desk, approval, by="Els", why="the relay was down")
    [again] = run(desk, later)
    assert (again.outcome, again.messages) == (Outcome.SENT, stopped.messages)


def changed_step(strategy: Strategy, name: str, **values: Any) -> Strategy:
    """The same strategy with other values at the first step after the due date of one ladder."""
    ladder = strategy.ladder(name)
    steps = tuple(replace(each, **values) if each.number == 1 else each for each in ladder.steps)
    return replace(strategy, ladders={**strategy.ladders, name: replace(ladder, steps=steps)})
