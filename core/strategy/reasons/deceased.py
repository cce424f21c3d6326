"""The customer has died."""

from __future__ import annotations

from core.strategy.reason import Reason, held, hold_evidence
from core.vocabulary import HoldKind

REASON = Reason(
    code="deceased",
    place=20,
    label="Deceased",
    explanation="The customer has died; a person writes to the heirs, never a campaign.",
    takes=held(HoldKind.DECEASED),
    evidence=hold_evidence(HoldKind.DECEASED),
)
