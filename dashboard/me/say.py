"""What the customer's page says: fixed sentences in each language, with amounts, days and hours written as people there do."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.messages.format import LOCALES, joined, long_date, money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

WORDS: Final = Path(__file__).parent / "words"
FALLBACK: Final = "en"
NAMES: Final = {"nl": "Nederlands", "fr": "Français", "de": "Deutsch", "en": "English"}


@dataclass(frozen=True)
class Say:
    """One language of the page, as in ``nl`` or ``nl_BE``."""

    language: str

    @cached_property
    def words(self) -> dict[str, str]:
        """Return every sentence by name."""
        return sentences(self.language)

    def __call__(self, name: str, **values: object) -> str:
        """Return a sentence with its values filled in; a value says nothing but itself."""
        return self.words[name].format(**values)

    def money(self, minor: int, currency: str) -> str:
        """Return an amount."""
        return money(minor, currency, self.language)

    def monies(self, sums: Mapping[str, int]) -> str:
        """Return the amounts of several currencies as one enumeration."""
        return joined([self.money(minor, currency) for currency, minor in sums.items()], self.language)

    def day(self, day: date) -> str:
        """Return a day in full."""
        return long_date(day, self.language)

    def listed(self, parts: Iterable[str]) -> str:
        """Return ``parts`` as one enumeration."""
        return joined(list(parts), self.language)


@cache
def say(language: str) -> Say:
    """Return ``language`` as the page speaks it, English for one it does not."""
    known = next(
        (each for each in (language, language[:2]) if each in LOCALES and (WORDS / f"{each[:2]}.toml").is_file()),
        FALLBACK,
    )
    return Say(known)


@cache
def sentences(language: str) -> dict[str, str]:
    """Return every sentence in ``language``: those of the language, with what its country says otherwise."""
    files = [WORDS / f"{name}.toml" for name in dict.fromkeys((language[:2], language))]
    found: dict[str, str] = {}
    for file in files:
        if file.is_file():
            found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found
