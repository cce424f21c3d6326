"""It is our turn: we owe the customer something first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.strategy.reason import Reason, hold_evidence
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Minor


def _takes(items: Candidates, _: Left) -> Minor:
    return items.holds(HoldKind.WAITING_ON_US).taken_minor(items)


REASON = Reason(
    code="waiting_on_us",
    place=60,
    label="Waiting on us",
    explanation="We owe this customer an answer, a correction or a delivery first. What it is not about is still asked for.",
    takes=_takes,
    evidence=hold_evidence(HoldKind.WAITING_ON_US),
)
