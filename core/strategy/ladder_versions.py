"""Versions of the ladder on the desk; until one is saved, the shipped ladder is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.desk import policies
from core.strategy.ladder import SHIPPED, Ladder, check, from_body, to_body

if TYPE_CHECKING:
    from core.desk.engine import Desk

KIND = "ladder"


def active(desk: Desk) -> Ladder:
    """Return the ladder in force."""
    stored = policies.active(desk, KIND)
    return SHIPPED if stored is None else from_body(stored.body)


def save(desk: Desk, ladder: Ladder, *, by: str, comment: str, based_on: int | None = None) -> policies.PolicyVersion:
    """Save ``ladder`` as the next version and make it active; ``LadderRefusedError`` and ``PolicyMovedError`` as there."""
    return policies.save(desk, KIND, to_body(check(ladder)), by=by, comment=comment, based_on=based_on)
