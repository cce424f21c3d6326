"""An agreed payment plan is running."""

from __future__ import annotations

from core.strategy.reason import Reason, held, hold_evidence
from core.vocabulary import HoldKind

REASON = Reason(
    code="plan",
    place=80,
    label="Payment plan",
    explanation="An agreed plan in parts is running.",
    takes=held(HoldKind.PLAN),
    evidence=hold_evidence(HoldKind.PLAN),
)
