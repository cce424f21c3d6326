"""Runs on the desk: kept with their totals, stopped by a person, lost with their process, compared two by two."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.desk import replays
from core.desk.replays import RunState, UnknownRunError
from core.strategy.replay.errors import OutsideTheBookError, ReplayCancelledError
from core.strategy.replay.keep import begin_run, carry_out
from core.strategy.replay.totals import only_in_one, paid_share, wrong_share
from tests.reminders import strategy_of
from tests.replays import EVERY_DAY, proposed
from tests.unit.replay.test_replay_days import OPEN

if TYPE_CHECKING:
    from core.strategy.replay.proposal import Proposal
    from tests.replays import Story

pytestmark = pytest.mark.few_on_postgres(1)

FIRST, LAST = date(2026, 3, 3), date(2026, 3, 16)


@pytest.fixture
def told(story: Story) -> Story:
    story.arrives("2026-02-20", OPEN)
    story.arrives(
        "2026-03-31", "A cash 2026-03-02 100.00 EUR for INV1 id P1\nB cash 2026-03-10 80.00 EUR for INV2 id P2"
    )
    return story


def kept(story: Story, proposal: Proposal | None = None, title: str = "") -> int:
    chosen, book = proposal or proposed(), story.books[-1]
    run_id = begin_run(story.desk, book, chosen, FIRST, LAST, by="Els", title=title, conduct=EVERY_DAY)
    carry_out(story.desk, book, chosen, run_id, conduct=EVERY_DAY)
    return run_id


def test_a_run_is_kept_with_what_became_of_it(told: Story) -> None:
    run = replays.run_of(told.desk, kept(told))
    told_of = run.totals
    assert (run.state, run.share, run.created_by) == (RunState.DONE, 1.0, "Els")
    # Both get a first reminder, A had paid and gets a second one as well; B pays within the week.
    assert (told_of["messages"], told_of["customers"], told_of["items"]) == (4, 2, 4)
    assert (told_of["wrong"], told_of["wrong_later"]) == ({"paid": 3}, 3)
    assert (told_of["over"], told_of["paid"], told_of["disputed"]) == (4, 1, 0)
    assert told_of["asked"] == {"EUR": 2 * 10_000 + 2 * 8_000}
    assert wrong_share(dict(told_of)) == 0.75
    assert paid_share(dict(told_of)) == 0.25
    messages = replays.result(told.desk, run.id, "messages")
    assert messages["asked_minor"].tolist() == [10_000, 8_000, 10_000, 8_000]
    assert "name" not in messages, "names are kept in one place only"
    assert replays.result(told.desk, run.id, "days")["messages"].sum() == 4
    assert run.asked["told"]["ladders"] == "of the test"


def test_two_runs_are_compared_by_who_hears_from_them(told: Story) -> None:
    usual, later = kept(told), kept(told, proposed(strategy_of(14)))
    first, second = (replays.result(told.desk, each, "messages") for each in (usual, later))
    assert len(second) == 2
    assert only_in_one(first, second).empty
    alone = only_in_one(first, second[second["customer_id"] == "A"])
    assert alone[["customer_id", "messages", "run"]].to_numpy().tolist() == [["B", 2, 1]]


def test_a_stopped_run_has_no_result_and_says_so(told: Story) -> None:
    chosen, book = proposed(), told.books[-1]
    run_id = begin_run(told.desk, book, chosen, FIRST, LAST, by="Els")

    def stop(share: float, _told: str) -> None:
        if share > 0.3:
            replays.cancel(told.desk, run_id, by="Jan")

    with pytest.raises(ReplayCancelledError):
        carry_out(told.desk, book, chosen, run_id, progress=stop)
    assert replays.run_of(told.desk, run_id).state is RunState.CANCELLED
    with pytest.raises(UnknownRunError):
        replays.result(told.desk, run_id, "days")
    assert not replays.cancel(told.desk, run_id, by="Jan"), "it no longer runs"


def test_a_stop_at_the_very_end_still_counts(told: Story) -> None:
    chosen, book = proposed(), told.books[-1]
    run_id = begin_run(told.desk, book, chosen, FIRST, LAST, by="Els")

    def stop(share: float, _told: str) -> None:
        if share >= 0.95:
            replays.cancel(told.desk, run_id, by="Jan")

    with pytest.raises(ReplayCancelledError):
        carry_out(told.desk, book, chosen, run_id, progress=stop)
    assert replays.run_of(told.desk, run_id).state is RunState.CANCELLED


def test_a_run_whose_process_died_is_failed(told: Story) -> None:
    run_id = begin_run(told.desk, told.books[-1], proposed(), FIRST, LAST, by="Els")
    told.clock.forward(minutes=9)
    assert replays.run_of(told.desk, run_id).state is RunState.RUNNING
    assert not replays.forget(told.desk, run_id), "a run that goes on is not taken away"
    told.clock.forward(minutes=2)
    lost = replays.run_of(told.desk, run_id)
    assert (lost.state, "Start it again" in lost.why) == (RunState.FAILED, True)
    assert replays.forget(told.desk, run_id)
    assert replays.runs(told.desk) == []


def test_a_day_outside_the_book_begins_nothing(told: Story) -> None:
    with pytest.raises(OutsideTheBookError):
        begin_run(told.desk, told.books[-1], proposed(), date(2025, 1, 1), LAST, by="Els")
    assert replays.runs(told.desk) == []
