"""Money and dates in a language, read from Babel once per locale and then formatted without it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

from core.money import precision, to_decimal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

LOCALES = {"nl": "nl_NL", "nl_BE": "nl_BE", "fr": "fr_FR", "fr_BE": "fr_BE", "de": "de_DE", "en": "en_GB"}

_SAMPLE_MINOR = 123_456_789


@dataclass(frozen=True, kw_only=True)
class _Money:
    """How one currency is written in one locale: what stands around the digits, and the marks between them."""

    before: str
    after: str
    before_negative: str
    after_negative: str
    group: str
    mark: str
    decimals: int

    def text(self, minor: int) -> str:
        """Return ``minor`` units as people read them; integers only, so nothing is rounded."""
        whole, rest = divmod(abs(minor), 10**self.decimals)
        digits = f"{whole:,}".replace(",", self.group)
        if self.decimals:
            digits = f"{digits}{self.mark}{rest:0{self.decimals}d}"
        if minor < 0:
            return f"{self.before_negative}{digits}{self.after_negative}"
        return f"{self.before}{digits}{self.after}"


@cache
def _money(language: str, currency: str) -> _Money:
    """Return the pattern of ``currency``, taken from what Babel makes of one positive and one negative amount."""
    locale = Locale.parse(LOCALES[language])
    symbols = locale.number_symbols["latn"]
    positive, negative = (
        format_currency(to_decimal(minor, currency), currency, locale=locale)
        for minor in (_SAMPLE_MINOR, -_SAMPLE_MINOR)
    )
    before, after = _around(positive)
    before_negative, after_negative = _around(negative)
    return _Money(
        before=before,
        after=after,
        before_negative=before_negative,
        after_negative=after_negative,
        group=symbols["group"],
        mark=symbols["decimal"],
        decimals=precision(currency),
    )


def _around(sample: str) -> tuple[str, str]:
    """Return what stands before the first and after the last digit of ``sample``."""
    places = [place for place, letter in enumerate(sample) if letter.isdigit()]
    return sample[: places[0]], sample[places[-1] + 1 :]


def money(minor: int, currency: str, language: str) -> str:
    """Return an amount as Babel writes it in ``language``, as in ``€ 1.234,50`` (with a no-break space)."""
    return _money(language, currency).text(minor)


@lru_cache(maxsize=20_000)
def long_date(day: date, language: str) -> str:
    """Return ``day`` in full, as in ``22 november 2026``: for sentences."""
    return _by_custom(format_date(day, "long", locale=LOCALES[language]), language)


@lru_cache(maxsize=20_000)
def short_date(day: date, language: str) -> str:
    """Return ``day`` with a short month, as in ``22 nov 2026``: for tables."""
    return _by_custom(format_date(day, "medium", locale=LOCALES[language]), language)


def _by_custom(written: str, language: str) -> str:
    """Return a date as people write it where Babel does not: the first of a month is ``1er`` in French."""
    return f"1er{written[1:]}" if language.startswith("fr") and written.startswith("1 ") else written


def joined(parts: Sequence[str], language: str) -> str:
    """Return ``parts`` as one enumeration of the language: ``a, b en c``."""
    return parts[0] if len(parts) == 1 else format_list(parts, locale=LOCALES[language])


def percentage(percent: Decimal, language: str) -> str:
    """Return ``percent`` as in ``10,5 %`` (with a no-break space), in English as in ``10.5%``."""
    space = "" if language == "en" else "\u00a0"
    return f"{format_decimal(percent, locale=LOCALES[language])}{space}%"
