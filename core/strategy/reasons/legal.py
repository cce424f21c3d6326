"""A court case or an insolvency: our own reminders stop."""

from __future__ import annotations

from core.strategy.reason import Reason, held, hold_evidence
from core.vocabulary import HoldKind

REASON = Reason(
    code="legal",
    place=10,
    label="Legal case or insolvency",
    explanation="A court case or a formal proceeding is under way: our own reminders stop.",
    takes=held(HoldKind.LEGAL, HoldKind.INSOLVENCY),
    evidence=hold_evidence(HoldKind.LEGAL, HoldKind.INSOLVENCY),
)
