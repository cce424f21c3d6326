"""The lines of a template that can be worded otherwise: what is Jinja, markup or a shared part in them is kept out of reach."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_KEPT: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\[[a-z_]+\]|\*\*", re.DOTALL)
_LETTERS: Final = re.compile(r"[^\W\d_]{3,}")
OPEN, CLOSE = "\u27e6", "\u27e7"
MARK: Final = re.compile(f"{OPEN}([0-9]{{1,3}}){CLOSE}")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of prose: where it stands, what is shown of it, and what its marks stand for."""

    form: str
    number: int
    text: str
    marked: str
    kept: tuple[str, ...]

    def with_words(self, marked: str) -> str:
        """Return the line with other words around what is kept."""
        return MARK.sub(lambda found: self.kept[int(found[1]) - 1], marked)

    def shape(self) -> list[str]:
        """Return its marks in their order."""
        return MARK.findall(self.marked)


def lines_of(form: str, source: str) -> list[Line]:
    """Return the lines of ``source`` that hold words; one that is broken over several lines by Jinja is left alone."""
    found = []
    for number, text in enumerate(source.split("\n")):
        if text.count("{{") != text.count("}}") or text.count("{%") != text.count("%}"):
            return []  # a tag over several lines: nobody can tell what belongs together
        kept: list[str] = []
        marked = _KEPT.sub(lambda each, kept=kept: _mark(each[0], kept), text)  # type: ignore[misc]  # the default binds it
        if _LETTERS.search(MARK.sub("", marked)) and OPEN not in text:
            found.append(Line(form=form, number=number, text=text, marked=marked, kept=tuple(kept)))
    return found


def _mark(text: str, kept: list[str]) -> str:
    kept.append(text)
    return f"{OPEN}{len(kept)}{CLOSE}"


def replaced(source: str, worded: dict[int, str]) -> str:
    """Return ``source`` with other lines in place of those with these numbers."""
    return "\n".join(worded.get(number, text) for number, text in enumerate(source.split("\n")))
