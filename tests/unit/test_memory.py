"""Memory is given back after it grew, once, and not before."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from core import memory


def test_it_trims_once_after_growing(monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter([100, 150, 400, 200, 210, 90, 180, 370, 120])  # at the start, then at every look and after every trim
    looked, trimmed, stop = Event(), [], Event()

    def resident() -> int:
        try:
            return next(told)
        except StopIteration:
            looked.set()
            return 120

    monkeypatch.setattr(memory, "resident_bytes", resident)
    thread = Thread(target=memory.watch, args=(stop, lambda: trimmed.append(1)), kwargs={"every": 0.001, "grown": 250})
    thread.start()
    assert looked.wait(60)
    stop.set()
    thread.join(60)
    assert trimmed == [1, 1]  # at 400 over 100, and at 370 over 90; 180 over 90 is not enough


@pytest.mark.skipif(memory.trimmer() is None, reason="the C library here gives nothing back on request")
def test_what_is_free_is_given_back() -> None:
    trim = memory.trimmer()
    assert trim is not None
    assert memory.resident_bytes() > 0
    trim()


def test_it_ends_when_told() -> None:
    memory.start().set()
