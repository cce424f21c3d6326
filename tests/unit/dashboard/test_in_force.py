"""What the lab and the mix keep is kept for a day: a policy that begins at midnight changes no revision."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from dashboard import reads
from dashboard.lab import reads as lab
from dashboard.mix import reads as mix
from tests.desks import clock, desk

if TYPE_CHECKING:
    import pytest

    from core.desk.engine import Desk
    from tests.desks import TestClock

__all__ = ["clock", "desk"]


def test_the_next_day_asks_anew(desk: Desk, clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "application", lambda: SimpleNamespace(desk=desk))
    for page in (lab, mix):
        monkeypatch.setattr(page, "number", lambda: 7)
    before = lab._in_force(), mix.in_force()
    clock.forward(days=1)
    after = lab._in_force(), mix.in_force()
    assert all(now[1:] == then[1:] and now[0] == then[0] + 1 for then, now in zip(before, after, strict=True))
