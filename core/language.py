"""Words and numbers in a reader's language: gettext catalogues, and Babel for money, shares and dates."""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import (
    format_compact_currency,
    format_currency,
    format_decimal,
    format_percent,
    get_decimal_symbol,
    get_group_symbol,
)

from core.clock import LOCAL
from core.money import to_decimal
from core.settings import ROOT

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

# Most of what is translated stands on screens, so the catalogues lie there; they are files, not code.
FOLDER = ROOT / "dashboard" / "locale"
DOMAIN = "saldo"
SOURCE_LANGUAGE = "en"
LANGUAGES = {"en": "English", "nl": "Nederlands"}
# English as written on the Continent: day before month, and the currency's own symbol.
LOCALES = {"en": "en_GB", "nl": "nl_NL"}
COMPACT_LOCALES = {"en": "en_US", "nl": "nl_NL"}
COMPACT_FROM = 100_000
WHOLE = {"en": "¤#,##0", "nl": "¤ #,##0;¤ -#,##0"}


def later(text: str) -> str:
    """Return ``text`` as it is: it marks a sentence for the catalogues that is translated where it is said."""
    return text


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the translations of ``language``, compiled in memory; English is what the code says."""
    source = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not source.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True, kw_only=True)
class Words:
    """Everything a screen, a file or a command says in one language; calling it translates one sentence."""

    language: str = SOURCE_LANGUAGE
    _catalogue: gettext.NullTranslations = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Bind the catalogue once."""
        object.__setattr__(self, "_catalogue", catalogue(self.language))

    def __call__(self, text: str, /, **values: object) -> str:
        """Return ``text`` translated, with ``{names}`` filled from ``values``."""
        said = self._catalogue.gettext(text) if text else ""
        return said.format(**values) if values else said

    def count(self, singular: str, plural: str, number: int, /, **values: object) -> str:
        """Return the form that fits ``number``; ``{n}`` in it becomes the number as written in this language."""
        return self._catalogue.ngettext(singular, plural, number).format(n=self.number(number), **values)

    @property
    def locale(self) -> str:
        """Babel's name of the language's number and date habits."""
        return LOCALES[self.language]

    @property
    def separators(self) -> str:
        """Decimal and thousands mark, as Plotly wants them."""
        return get_decimal_symbol(self.locale) + get_group_symbol(self.locale)

    def number(self, value: float, decimals: int = 0) -> str:
        """Return ``value`` with ``decimals`` decimals."""
        return _number(value, decimals, self.locale)

    def share(self, value: float, decimals: int = 1) -> str:
        """Return a share of 0-1 as a percentage."""
        return _share(value, decimals, self.locale)

    def money(self, minor: int, currency: str) -> str:
        """Return ``minor`` units in full, to the cent."""
        return _money(int(minor), currency, self.locale)

    def round_money(self, minor: int, currency: str) -> str:
        """Return ``minor`` units rounded to whole units, or compact from a hundred thousand on, for cards and charts."""
        return _round_money(int(minor), currency, self.language)

    def day(self, day: date) -> str:
        """Return a date as people write it, as in ``31 October 2026``."""
        return _day(day, self.locale)

    def short_day(self, day: date) -> str:
        """Return a date in few characters, as in ``31 Oct 2026``."""
        return _short_day(day, self.locale)

    def day_of_month(self, day: date) -> str:
        """Return a date without its year, as in ``30 Sep``."""
        return str(format_date(day, "d MMM", locale=self.locale))

    def month(self, day: date) -> str:
        """Return month and year, as in ``Oct 2026``."""
        return str(format_skeleton("yMMM", day, locale=self.locale))

    def country(self, code: str) -> str:
        """Return the name of an ISO 3166 country, the code itself when there is none."""
        return str(Locale.parse(self.locale).territories.get(code, code))

    def moment(self, moment: datetime) -> str:
        """Return local day and time, as in ``31 Oct 2026, 14:05``."""
        # By way of the seconds: a pandas moment knows no astimezone without a zone.
        local = datetime.fromtimestamp(moment.timestamp(), tz=LOCAL) if moment.tzinfo else moment
        return str(format_datetime(local, "d MMM y, HH:mm", locale=self.locale))


# Formatting costs tens of microseconds a value; tables repeat values.
@lru_cache(maxsize=20_000)
def _number(value: float, decimals: int, locale: str) -> str:
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    return format_decimal(value, format=pattern, locale=locale)


@lru_cache(maxsize=5_000)
def _share(value: float, decimals: int, locale: str) -> str:
    return format_percent(value, format="#,##0." + "0" * decimals + "%" if decimals else "#,##0%", locale=locale)


@lru_cache(maxsize=50_000)
def _money(minor: int, currency: str, locale: str) -> str:
    return format_currency(to_decimal(minor, currency), currency, locale=locale)


@lru_cache(maxsize=20_000)
def _round_money(minor: int, currency: str, language: str) -> str:
    amount = to_decimal(minor, currency)
    if abs(amount) < COMPACT_FROM:
        return format_currency(
            round(amount),
            currency,
            WHOLE[language],
            locale=LOCALES[language],
            currency_digits=False,
        )
    return format_compact_currency(amount, currency, locale=COMPACT_LOCALES[language], fraction_digits=_digits(amount))


def _digits(amount: Decimal) -> int:
    """Three figures say enough on a card: 81.5M, 9.42M, 812K."""
    return (2, 1, 0)[(len(str(abs(int(amount)))) - 1) % 3]


@lru_cache(maxsize=5_000)
def _day(day: date, locale: str) -> str:
    return str(format_date(day, "d MMMM y", locale=locale))


@lru_cache(maxsize=5_000)
def _short_day(day: date, locale: str) -> str:
    return str(format_date(day, "d MMM y", locale=locale))
