"""Answers about everybody: found once, shown while messages move and found anew behind the screen, never kept over another desk or day."""

from __future__ import annotations

import time
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
from dashboard.moving import Shelf
from tests.launched import launched, recipients

if TYPE_CHECKING:
    from collections.abc import Callable


def counted() -> Callable[[], int]:
    calls = iter(range(1, 100))
    return lambda: next(calls)


def until(is_so: Callable[[], bool]) -> None:
    limit = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < limit
        time.sleep(0.005)


def test_an_answer_is_found_once_while_nothing_moves() -> None:
    shelf, find = Shelf(room=2), counted()
    assert [shelf.found("q", "none", find).answer for _ in range(3)] == [1, 1, 1]
    assert shelf.found("other", "none", find).answer == 2
    assert shelf.found("third", "none", find).answer == 3
    assert shelf.found("q", "none", find).answer == 4, "there is room for two"


def test_while_messages_move_the_last_answer_is_shown_and_one_thread_finds_the_next() -> None:
    shelf, begun, go = Shelf(room=1), [], Event()
    shelf.found("q", "5 queued", lambda: "before")

    def find() -> str:
        begun.append(current().name)
        assert go.wait(10)
        return "after"

    with acting(Actor(name="Els", roles=frozenset({Role.MANAGER}))):
        assert {shelf.found("q", f"{left} queued", find).answer for left in (4, 3, 2)} == {"before"}
    until(lambda: bool(begun))
    go.set()
    until(lambda: shelf.found("q", "4 queued", find).answer == "after")
    assert begun == ["Els"], "it is found once, for who asked"


def test_what_took_long_is_not_asked_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, find = Shelf(room=1), counted()
    clock = iter([0.0, 30.0, 31.0, 329.0])
    monkeypatch.setattr("dashboard.moving.time.monotonic", lambda: next(clock))
    assert shelf.found("q", "a", find).answer == 1  # it took 30 seconds
    assert [shelf.found("q", "b", find).answer for _ in range(2)] == [1, 1]


def test_a_failure_leaves_the_answer_before_and_is_tried_again() -> None:
    shelf, tried = Shelf(room=1), []

    def fail() -> str:
        tried.append(1)
        raise ValueError

    shelf.found("q", "a", lambda: "before")
    until(lambda: shelf.found("q", "b", fail).answer == "before" and len(tried) > 1)


def test_two_that_ask_the_same_first_wait_for_one_answer() -> None:
    shelf, go, found = Shelf(room=1), Event(), []
    find = counted()

    def slow() -> int:
        assert go.wait(10)
        return find()

    askers = [Thread(target=lambda: found.append(shelf.found("q", "a", slow).answer)) for _ in range(3)]
    for asker in askers:
        asker.start()
    go.set()
    for asker in askers:
        asker.join(10)
    assert found == [1, 1, 1]


@pytest.mark.usefixtures("home")
def test_messages_in_another_state_are_another_standing() -> None:
    desk = reads.application().desk
    before = moving.messages_stand_at()
    launched(desk, recipients(3))
    assert moving.messages_stand_at() == before, "messages are looked at once a minute"
    moving._messages.clear()
    queued = moving.messages_stand_at()
    with desk.session() as session:
        session.execute(update(Message).values(state=MessageState.SENT))
    moving._messages.clear()
    assert len({before, queued, moving.messages_stand_at()}) == 3


@pytest.mark.usefixtures("home")
def test_another_day_is_another_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    before = moving.desk_stands_at()
    monkeypatch.setattr(reads, "today", lambda: date(2026, 11, 1))
    assert moving.desk_stands_at()[:-1] == before[:-1]
    assert moving.desk_stands_at() != before
