"""Amounts, percentages and dates as they stand in a text, whatever the language writes them like."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale

from core.money import known_currencies, precision

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = r"(?:\d{1,3}(?:[.,'’\u0020\u00a0\u202f]\d{3})+(?:[.,]\d{1,3})?|\d+(?:[.,]\d+)?)(?!\d)"
_SIGNS = {"€": "EUR", "£": "GBP", "$": "USD", "euro": "EUR", "euros": "EUR", "pounds": "GBP", "pond": "GBP"}
_UNIT = r"€|£|\$|\b[A-Z]{3}\b|\b[Ee]uros?\b|\bpounds\b|\bpond\b"
_NUMBERS = re.compile(_NUMBER)
_BEFORE, _AFTER = re.compile(rf"(?:{_UNIT})$"), re.compile(_UNIT)
_BESIDE = 8  # letters in which a unit stands, with its space
_SPACES = " \u00a0\u202f"
_PERCENT = re.compile(rf"(?P<number>{_NUMBER})\s?(?:%|procent\b|per\s?cent\b|pour\s?cent\b|prozent\b)", re.IGNORECASE)
_ORDINAL = r"(?:er|\.|st|nd|rd|th)?"
_WRITTEN_DATE = re.compile(rf"\b(?P<day>\d{{1,2}}){_ORDINAL}\s(?P<month>[^\W\d_]{{3,12}})\.?\s(?P<year>\d{{4}})\b")
_AMERICAN_DATE = re.compile(rf"\b(?P<month>[^\W\d_]{{3,12}})\.?\s(?P<day>\d{{1,2}}){_ORDINAL},?\s(?P<year>\d{{4}})\b")
_DAY_AND_MONTH = re.compile(rf"\b(?P<day>\d{{1,2}}){_ORDINAL}\s(?P<month>[^\W\d_]{{3,12}})\b(?!\.?\s\d{{4}})")
_NUMERIC_DATE = re.compile(r"\b(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})\b")
_ISO_DATE = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")
_LANGUAGES = ("nl", "en", "fr", "de")


def amounts(text: str) -> Iterator[tuple[str, int]]:
    """Yield every amount of money in ``text`` as currency and minor units: a number with a unit before or behind it."""
    for found in _NUMBERS.finditer(text):
        start, end = found.span()
        units = (
            _BEFORE.search(text[max(0, start - _BESIDE) : start].rstrip(_SPACES)),
            _AFTER.match(text[end : end + _BESIDE].lstrip(_SPACES)),
        )
        named = [_SIGNS.get(unit[0].lower(), unit[0]) for unit in units if unit is not None]
        currency = next((each for each in named if each in known_currencies()), None)
        if currency is not None:
            yield currency, _minor(found[0], currency)


def percentages(text: str) -> Iterator[Decimal]:
    """Yield every percentage in ``text``."""
    for found in _PERCENT.finditer(text):
        yield _decimal(found["number"], most_decimals=3)


def dates(text: str) -> Iterator[tuple[int, date]]:
    """Yield every date in ``text`` with the place where it begins; days come before months, as on the Continent."""
    for written in (_WRITTEN_DATE, _AMERICAN_DATE):
        for found in written.finditer(text):
            month = _months().get(found["month"].lower())
            if month is not None:
                yield from _day(found, month)
    for pattern in (_NUMERIC_DATE, _ISO_DATE):
        for found in pattern.finditer(text):
            yield from _day(found, int(found["month"]))


def days_to_come(text: str, on: date) -> Iterator[tuple[int, date]]:
    """Yield every day that ``text`` names without its year, as the first such day from ``on``, with the place where it begins."""
    for found in _DAY_AND_MONTH.finditer(text):
        month = _months().get(found["month"].lower())
        if month is not None:
            coming = [day for year in (on.year, on.year + 1) for _, day in _day(found, month, year) if day >= on]
            yield from ((found.start(), day) for day in coming[:1])


def _day(found: re.Match[str], month: int, year: int | None = None) -> Iterator[tuple[int, date]]:
    try:
        yield found.start(), date(int(found["year"]) if year is None else year, month, int(found["day"]))
    except ValueError:
        return  # 31 February, or a number that only looks like a date


def _minor(number: str, currency: str) -> int:
    return int(_decimal(number, most_decimals=precision(currency)).scaleb(precision(currency)).to_integral_value())


def _decimal(number: str, *, most_decimals: int) -> Decimal:
    """Return a number of which the last point or comma is a decimal mark when no more than ``most_decimals`` digits follow."""
    whole, mark, rest = _parted(number)
    if mark and len(rest) > most_decimals:
        whole, rest = whole + rest, ""
    return Decimal(f"{re.sub(r'[^0-9]', '', whole) or '0'}.{rest or '0'}")


def _parted(number: str) -> tuple[str, str, str]:
    place = max(number.rfind("."), number.rfind(","))
    return (number, "", "") if place < 0 else (number[:place], number[place], number[place + 1 :])


@cache
def _months() -> dict[str, int]:
    """Return the names of the months in every language of the messages, long and short, in small letters."""
    names: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                months = Locale.parse(language).months[context][width]
                names.update({str(name).lower().rstrip("."): number for number, name in months.items()})
    return {**names, "sept": 9}
