"""It is our turn: we owe the customer something first."""

from __future__ import annotations

from core.strategy.reason import Reason, held, hold_evidence
from core.vocabulary import HoldKind

REASON = Reason(
    code="waiting_on_us",
    place=60,
    label="Waiting on us",
    explanation="We owe this customer an answer, a correction or a delivery first.",
    takes=held(HoldKind.WAITING_ON_US),
    evidence=hold_evidence(HoldKind.WAITING_ON_US),
)
