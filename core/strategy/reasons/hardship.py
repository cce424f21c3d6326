"""A mark of hardship: the customer is treated softly, by a person."""

from __future__ import annotations

from core.strategy.reason import Reason, held, hold_evidence
from core.vocabulary import HoldKind

REASON = Reason(
    code="hardship",
    place=50,
    label="Hardship",
    explanation="The customer cannot pay now and was marked for softer treatment.",
    takes=held(HoldKind.HARDSHIP),
    evidence=hold_evidence(HoldKind.HARDSHIP),
)
