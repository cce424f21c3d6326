"""What the ladder editor calls messages, tones, channels and people, and the way back from a label to its value."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from core.messages.needs import STEPS
from core.strategy.mix_words import CHANNELS
from core.strategy.strategy_words import ESCALATIONS, TONES, TYPES
from dashboard.texts import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.vocabulary import MessageName
    from dashboard.i18n import Words

Value = TypeVar("Value", bound=StrEnum)

STEP_MESSAGES: Mapping[MessageName, str] = {name: label for name, label in MESSAGES.items() if name in STEPS}
__all__ = ["CHANNELS", "ESCALATIONS", "STEP_MESSAGES", "TONES", "TYPES", "labels", "value_of", "values_of"]


def labels(known: Mapping[Value, str], words: Words) -> dict[str, Value]:
    """Return every value by what the reader calls it."""
    return {words(label): value for value, label in known.items()}


def value_of(known: Mapping[Value, str], label: object, words: Words, *, otherwise: Value) -> Value:
    """Return the value that the reader calls ``label``, ``otherwise`` for an empty cell."""
    return labels(known, words).get(str(label), otherwise)


def values_of(known: Mapping[Value, str], said: object, words: Words) -> tuple[Value, ...]:
    """Return the values that the reader calls by the labels of a cell."""
    by_label = labels(known, words)
    cells: Iterable[object] = said if isinstance(said, list | tuple) else []
    return tuple(by_label[str(each)] for each in cells if str(each) in by_label)
