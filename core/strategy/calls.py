"""Who gets a call instead of the message of a step: positive customers by their account manager, large claims by the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.ladder import NO_STEP, Escalation
from core.vocabulary import Label

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.strategy.candidates import Candidates


def who_calls(items: Candidates, steps: NDArray[np.int64], asked_euros: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return per customer the escalation by which it is called at its message's step (``steps``), None where it is not."""
    called = np.full(len(steps), None, dtype=object)
    if not steps.any():
        return called
    customers = items.customers
    has_manager = customers["account_manager"].notna().to_numpy(dtype=bool)
    is_positive = (customers["label"] == Label.POSITIVE).to_numpy(dtype=bool) & has_manager
    is_large = asked_euros >= items.strategy.large_claim_minor / 100
    for escalation, applies in ((Escalation.PHONE_LARGE, is_large), (Escalation.ACCOUNT_MANAGER, is_positive)):
        called[applies & at_steps_with(items, steps, escalation)] = str(escalation)
    return called


def at_steps_with(items: Candidates, steps: NDArray[np.int64], escalation: Escalation) -> NDArray[np.bool_]:
    """Return which customers' ``steps`` have ``escalation`` on their ladder."""
    found = np.zeros(len(steps), dtype=bool)
    for code, ladder in enumerate(items.ladders.all):
        numbers = [each.number for each in ladder.steps if escalation in each.escalations]
        if numbers:
            found |= (items.ladder_codes == code) & np.isin(steps, numbers)
    at_step: NDArray[np.bool_] = found & (steps != NO_STEP)
    return at_step
