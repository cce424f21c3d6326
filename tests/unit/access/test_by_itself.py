"""What runs by itself acts as the program, also in a house where people sign in: the work beside the screens, and the way there."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import pytest

from core import beside, duties
from core.acting import LOCAL, NobodyActsError, acting, ask, by_itself, current
from core.campaigns import worker
from core.wiring import wire

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _signed_in_only() -> Iterator[None]:
    ask(lambda _: None, is_signed_in_only=True)
    yield
    ask(None, is_signed_in_only=False)


def test_a_thread_that_nobody_began_is_nobodys() -> None:
    problems: list[BaseException] = []

    def work() -> None:
        try:
            current()
        except NobodyActsError as problem:
            problems.append(problem)

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert len(problems) == 1


def test_it_is_the_program_whoever_calls_it_and_nobody_after() -> None:
    with acting(LOCAL):
        assert by_itself(lambda: current().name)() == "Saldo"
        assert current() is LOCAL
    with pytest.raises(NobodyActsError):
        current()


@pytest.mark.parametrize(
    "begins",
    [wire, beside.keep_working, worker.run, duties.work, duties.help_out, worker.Work._send, worker.Work._keep_leases],
)
def test_where_the_program_begins_it_says_so(begins: object) -> None:
    assert hasattr(begins, "__wrapped__")
    assert by_itself(lambda: None).__code__ in _layers(begins)


def _layers(function: object) -> list[object]:
    found = []
    while hasattr(function, "__wrapped__"):
        found.append(getattr(function, "__code__", None))
        function = function.__wrapped__
    return found
