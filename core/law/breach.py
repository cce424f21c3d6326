"""A breach: what a message would do against the law, in words, with the rule and its source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from core.language import later
from core.money import to_minor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.language import Words

_UNWRITTEN: Final = later("This message cannot be written, and nobody gets it: {problem}")


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One thing that may not be; ``text`` is the sentence before its ``values`` are filled in, as catalogues know it."""

    rule: str
    text: str
    source: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.text.format(**self.values) if self.values else self.text

    def said(self, words: Words) -> str:
        """Return the sentence in the language of ``words``, its days and amounts as people write them."""
        return words(self.text, **{name: _value(value, words) for name, value in self.values.items()})

    def to_dict(self) -> dict[str, Any]:
        """Return the breach as plain values, for the desk."""
        return {
            "rule": self.rule,
            "sentence": self.sentence,
            "source": self.source,
            "text": self.text,
            "values": dict(self.values),
        }


def _value(value: str, words: Words) -> str:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return words.day(date.fromisoformat(value))
    amount = re.fullmatch(r"(-?\d+(?:\.\d+)?) ([A-Z]{3})", value)
    if amount is not None:
        return words.money(to_minor(Decimal(amount[1]), amount[2]), amount[2])
    return words(value)


def breach_of(kept: Mapping[str, Any]) -> Breach:
    """Return the breach that :meth:`Breach.to_dict` wrote; one that was kept without its parts is said as it stands."""
    values = kept.get("values") or {}
    return Breach(
        rule=str(kept["rule"]),
        text=str(kept.get("text") if values else kept["sentence"]),
        source=str(kept["source"]),
        values={str(name): str(value) for name, value in values.items()},
    )


def unwritten(problem: str) -> Breach:
    """Return the breach of a message that cannot be written at all: it stands where the others do, and keeps it from going."""
    return Breach(rule="unwritten", text=_UNWRITTEN, source="Saldo", values={"problem": problem})
