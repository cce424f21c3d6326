"""What a legal message must say and may not say, as core/law/entries/wording.toml has it, and what of it a text breaks."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from core.language import later
from core.law.breach import Breach
from core.law.errors import LawFileError
from core.law.tables import FOLDER, WORDING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

ANY: Final = "any"
POST, ELECTRONIC = "post", "electronic"
_APOSTROPHES = re.compile("[‘’ʼ`´]")
_FOUND_LETTERS: Final = 60


@dataclass(frozen=True, kw_only=True)
class Cues:
    """The words by which a sentence about costs, about interest, or with a last day is known in one language."""

    costs: re.Pattern[str]
    interest: re.Pattern[str]
    deadline: re.Pattern[str]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: a pattern per language that the text of ``message`` needs, or may not have."""

    name: str
    message: str
    text: str
    source: str
    checked_on: date
    way: str  # post, electronic or any
    is_needed: bool
    patterns: dict[str, re.Pattern[str]]

    def breach(self, text: str, language: str) -> Breach | None:
        """Return the breach of this rule by ``text``, None where it holds; a language without a pattern cannot be judged."""
        pattern = self.patterns.get(language) or self.patterns.get(ANY)
        if pattern is None:
            return Breach(
                rule=self.name,
                text=later(
                    "The legal check does not read {language} for this message: write it in Dutch, English, French or German."
                ),
                values={"language": language},
                source=self.source,
            )
        found = pattern.search(text)
        if (found is None) != self.is_needed:
            return None
        values = {} if found is None else {"found": found[0][:_FOUND_LETTERS]}
        return Breach(rule=self.name, text=self.text, source=self.source, values=values)


def broken(message: str, text: str, language: str, *, is_post: bool) -> Iterator[Breach]:
    """Yield every rule of wording that ``text`` (as of ``straight``) breaks; ``language`` as in nl or nl_BE."""
    way, spoken = POST if is_post else ELECTRONIC, language[:2]
    for rule in rules():
        if rule.message == message and rule.way in {ANY, way}:
            found = rule.breach(text, spoken)
            if found is not None:
                yield found


def cues(language: str) -> Cues | None:
    """Return the cues of a language, None for one that is not known."""
    return _read()[1].get(language[:2])


def rules() -> tuple[Rule, ...]:
    """Return every rule, in the order of the file."""
    return _read()[0]


def straight(text: str) -> str:
    """Return ``text`` with one kind of apostrophe and of space, each paragraph on one line, as the patterns are written for."""
    plain = _APOSTROPHES.sub("'", text.replace("\u00a0", " ").replace("\u202f", " "))
    return re.sub(r"[ \t]*\n(?!\s*\n)[ \t]*", " ", plain)


@cache
def _read() -> tuple[tuple[Rule, ...], dict[str, Cues]]:
    try:
        said = tomllib.loads((FOLDER / WORDING).read_text(encoding="utf-8"))
        known = {
            name: Cues(**{cue: _pattern(text) for cue, text in one.items()}) for name, one in said["languages"].items()
        }
        return tuple(_rule(one) for one in said["rule"]), known
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise LawFileError(WORDING, str(error)) from error


def _rule(one: dict[str, Any]) -> Rule:
    is_needed = "needs" in one
    return Rule(
        name=one["name"],
        message=one["message"],
        text=one["text"],
        source=one["source"],
        checked_on=one["checked_on"],
        way=one.get("way", ANY),
        is_needed=is_needed,
        patterns={language: _pattern(text) for language, text in one["needs" if is_needed else "forbids"].items()},
    )


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
