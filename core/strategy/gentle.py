"""Which steps speak gently: those that may go by themselves, and that may be left out to learn what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.law.steps import HARSH_MESSAGES, LEGAL_MESSAGES
from core.strategy.ladder import Tone
from core.strategy.mix import Rung

if TYPE_CHECKING:
    from core.strategy.ladder import Step
    from core.strategy.strategy import Strategy

GENTLE_TONES: Final = frozenset({Tone.FRIENDLY, Tone.NEUTRAL})


def is_gentle(step: Step) -> bool:
    """Return whether ``step`` speaks gently; a legal or harsh message does not, whatever tone its step has."""
    return step.tone in GENTLE_TONES and step.message not in LEGAL_MESSAGES | HARSH_MESSAGES


def gentle(strategy: Strategy) -> tuple[Rung, ...]:
    """Return the gentle steps, in the order of the ladders."""
    return tuple(
        Rung(name, step.number) for name, ladder in strategy.ladders.items() for step in ladder.steps if is_gentle(step)
    )
