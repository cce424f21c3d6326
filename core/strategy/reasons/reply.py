"""The customer answered a message, and nobody has dealt with the answer yet."""

from __future__ import annotations

from core.strategy.reason import Reason, held, hold_evidence
from core.vocabulary import HoldKind

REASON = Reason(
    code="reply",
    place=45,
    label="Answered us",
    explanation="The customer wrote back. Nothing more goes until somebody has dealt with the answer.",
    takes=held(HoldKind.REPLY),
    evidence=hold_evidence(HoldKind.REPLY),
)
