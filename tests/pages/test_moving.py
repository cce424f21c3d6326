"""Answers about everybody: found once, shown while messages move and found anew behind the screen, never kept over another desk or day."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from core.acting import Actor, acting, current
from core.actions import Role
from core.desk.campaign_tables import Message
from core.vocabulary import MessageState
from dashboard import moving, reads
from dashboard.moving import QUICK_SECONDS, Shelf, Stands
from tests.launched import launched, recipients

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def counted() -> Callable[[], int]:
    calls = iter(range(1, 100))
    return lambda: next(calls)


def sent(messages: str, *, desk: int = 1) -> Stands:
    return Stands(desk=(desk,), sent=messages)


def until(is_so: Callable[[], bool]) -> None:
    limit = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < limit
        time.sleep(0.005)


def test_an_answer_is_found_once_while_nothing_moves() -> None:
    shelf, find = Shelf(room=2), counted()
    assert [shelf.found("q", sent("none"), find).answer for _ in range(3)] == [1, 1, 1]
    assert shelf.found("other", sent("none"), find).answer == 2
    assert shelf.found("third", sent("none"), find).answer == 3
    assert shelf.found("q", sent("none"), find).answer == 4, "there is room for two"


def test_while_messages_move_the_last_answer_is_shown_and_one_thread_finds_the_next() -> None:
    shelf, begun, go = Shelf(room=1), [], Event()
    shelf.found("q", sent("5 queued"), lambda: "before")

    def find() -> str:
        begun.append(current().name)
        assert go.wait(10)
        return "after"

    with acting(Actor(name="Els", roles=frozenset({Role.MANAGER}))):
        assert {shelf.found("q", sent(f"{left} queued"), find).answer for left in (4, 3, 2)} == {"before"}
    until(lambda: bool(begun))
    go.set()
    until(lambda: shelf.found("q", sent("4 queued"), find).answer == "after")
    assert begun == ["Els"], "it is found once, for who asked"


def test_what_took_long_is_not_asked_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, find = Shelf(room=1), counted()
    clock = iter([0.0, 30.0, 31.0, 329.0])
    monkeypatch.setattr("dashboard.moving.time.monotonic", lambda: next(clock))
    assert shelf.found("q", sent("a"), find).answer == 1  # it took 30 seconds
    assert [shelf.found("q", sent("b"), find).answer for _ in range(2)] == [1, 1]


@pytest.mark.parametrize(
    ("seconds", "answers", "old"),
    [(QUICK_SECONDS / 2, [1, 2], [False, False]), (QUICK_SECONDS * 2, [1, 1], [False, True])],
)
def test_after_an_act_on_the_desk_what_is_quick_is_waited_for_and_what_is_slow_says_how_old_it_is(
    monkeypatch: pytest.MonkeyPatch, seconds: float, answers: list[int], old: list[bool]
) -> None:
    shelf, find = Shelf(room=1), counted()
    clock = iter([0.0, seconds, seconds, 3 * seconds, 3 * seconds])
    monkeypatch.setattr("dashboard.moving.time.monotonic", lambda: next(clock))
    found = [shelf.found("q", sent("none", desk=desk), find) for desk in (1, 2)]
    assert [each.answer for each in found] == answers
    assert [each.is_old for each in found] == old


def test_what_is_old_is_found_anew_behind_the_screen() -> None:
    shelf, find = Shelf(room=1), counted()
    shelf.found("q", sent("none"), find)
    shelf._kept["q"] = replace(shelf._kept["q"], seconds=QUICK_SECONDS, rested=-10 * QUICK_SECONDS)
    assert shelf.found("q", sent("none", desk=2), find).is_old
    until(lambda: not shelf.found("q", sent("none", desk=2), find).is_old)
    assert shelf.found("q", sent("none", desk=2), find).answer == 2


def test_a_failure_leaves_the_answer_before_and_is_tried_again() -> None:
    shelf, tried = Shelf(room=1), []

    def fail() -> str:
        tried.append(1)
        raise ValueError

    shelf.found("q", sent("a"), lambda: "before")
    until(lambda: shelf.found("q", sent("b"), fail).answer == "before" and len(tried) > 1)


def test_two_that_ask_the_same_first_wait_for_one_answer() -> None:
    shelf, go, found = Shelf(room=1), Event(), []
    find = counted()

    def slow() -> int:
        assert go.wait(10)
        return find()

    askers = [Thread(target=lambda: found.append(shelf.found("q", sent("a"), slow).answer)) for _ in range(3)]
    for asker in askers:
        asker.start()
    go.set()
    for asker in askers:
        asker.join(10)
    assert found == [1, 1, 1]


@pytest.mark.usefixtures("home")
def test_messages_in_another_state_are_another_standing() -> None:
    desk = reads.application().desk
    before = moving.stand_now().sent
    launched(desk, recipients(3))
    assert moving.stand_now().sent == before, "messages are looked at once a minute"
    moving._messages.clear()
    queued = moving.stand_now().sent
    with desk.session() as session:
        session.execute(update(Message).values(state=MessageState.SENT))
    moving._messages.clear()
    assert len({before, queued, moving.stand_now().sent}) == 3


def test_another_day_is_another_question(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find = counted()
    assert [moving.moving("test", (home,), find, room=3).answer for _ in range(2)] == [1, 1]
    monkeypatch.setattr(reads, "today", lambda: date(2026, 11, 1))
    assert moving.moving("test", (home,), find, room=3).answer == 2
