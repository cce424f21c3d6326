"""A mark of hardship or vulnerability: the customer is treated softly, by a person."""

from __future__ import annotations

from core.strategy.reason import Reason, held, hold_evidence
from core.vocabulary import HoldKind

KINDS = (HoldKind.HARDSHIP, HoldKind.VULNERABLE)

REASON = Reason(
    code="hardship",
    place=50,
    label="Hardship",
    explanation="The customer cannot pay now, or is marked as vulnerable: a person takes care, softly.",
    takes=held(*KINDS),
    evidence=hold_evidence(*KINDS),
)
