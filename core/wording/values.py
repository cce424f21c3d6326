"""Made-up values for what a line keeps: they show the model what a mark stands for, and belong to nobody."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import jinja2

from core.messages.limits import Limited
from core.messages.samples import for_message, samples
from core.messages.words import words
from core.vocabulary import MessageName

if TYPE_CHECKING:
    from core.wording.lines import Line


def sample_values(message: str, language: str, line: Line) -> dict[str, str]:
    """Return an example for each value of ``line`` by its mark; nothing for a condition."""
    values = _values(message, language)
    return {
        str(at): said
        for at, kept in enumerate(line.kept, start=1)
        if kept.startswith("{{") and (said := _said(kept, values))
    }


@cache
def _values(message: str, language: str) -> dict[str, Any]:
    made_up = samples()[0]
    return words(for_message(MessageName(message), made_up), language)


def _said(expression: str, values: dict[str, Any]) -> str:
    try:
        return Limited().from_string(expression).render(values).strip()
    except (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return ""  # a word of the house style or a loop's own: the line says enough without an example
