"""Somebody reported a payment that is not in the ledger yet: that amount is not asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.strategy.reason import Reason, hold_evidence
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Minor


def _takes(items: Candidates, _: Left) -> Minor:
    return items.holds(HoldKind.REPORTED_PAYMENT).taken_minor(items)


REASON = Reason(
    code="reported_paid",
    place=110,
    label="Reported paid",
    explanation="A payment was reported and is not in the ledger yet. What it does not cover is still asked for.",
    takes=_takes,
    evidence=hold_evidence(HoldKind.REPORTED_PAYMENT),
)
