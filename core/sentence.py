"""A sentence of the program that can be said in another language later: in English as text, with what it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from string import Formatter
from typing import TYPE_CHECKING, Self

from core.money import to_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, kw_only=True)
class Amount:
    """Money among the values of a sentence."""

    minor: int
    currency: str

    def __str__(self) -> str:
        """Return it as it stands in English sentences."""
        return f"{to_text(self.minor, self.currency)} {self.currency}"


class InEnglish(Formatter):
    """How values stand in the English sentence: a term without its underscores, several things with commas."""

    def format_field(self, value: object, format_spec: str) -> str:
        """Return ``value`` as text."""
        if isinstance(value, StrEnum):
            return value.replace("_", " ")
        if isinstance(value, (list, tuple)):
            return ", ".join(self.format_field(each, "") for each in value)
        return str(super().format_field(value, format_spec))


_ENGLISH = InEnglish()


class Sentence(str):  # noqa: SLOT000 - texts have room for attributes in __dict__, and few of them live at once
    """English text that remembers its ``form``, with ``{names}`` in it, and the ``values`` of these: a screen says it in its language.

    Among the values a Sentence is said in that language too; any other text is somebody's words and stays.
    """

    form: str
    values: Mapping[str, object]
    forms: tuple[str, str] | None
    """The texts for one and for many, when something is counted: ``{n}``."""

    def __new__(cls, form: str, /, **values: object) -> Self:
        """Fill ``form``; without values it is taken as it is, and a sentence stays the one it is."""
        if isinstance(form, cls):
            return form
        made = super().__new__(cls, _ENGLISH.vformat(form, (), values) if values else form)
        made.form, made.values, made.forms = form, values, None
        return made


def counted(one: str, many: str, n: int, /, **values: object) -> Sentence:
    """Return the sentence that fits ``n``."""
    made = Sentence(one if n == 1 else many, n=n, **values)
    made.forms = one, many
    return made


def together(parts: Sequence[str], between: str = " ") -> Sentence:
    """Return several sentences as one."""
    values = {f"part_{at}": Sentence(part) for at, part in enumerate(parts)}
    form = between.join(f"{{{name}}}" for name in values)
    return Sentence(form, **values)
