"""Amounts and dates: the cached formatters against Babel itself."""

from __future__ import annotations

import random
from datetime import date

import pytest
from babel.numbers import format_currency

from core.messages.format import LOCALES, joined, long_date, money, short_date
from core.money import to_decimal


@pytest.mark.parametrize("language", sorted(LOCALES))
@pytest.mark.parametrize("currency", ["EUR", "USD", "GBP", "CHF", "JPY", "TND"])
def test_amounts_are_written_as_babel_writes_them(language: str, currency: str) -> None:
    draw = random.Random(7)  # noqa: S311 (a draw of amounts)
    amounts = [0, 1, -1, 99, 100, -100, 99_999, 100_000, 100_000_000, -1_234_567_890]
    amounts += [draw.randint(-(10 ** draw.randint(1, 12)), 10 ** draw.randint(1, 12)) for _ in range(300)]
    for minor in amounts:
        assert money(minor, currency, language) == format_currency(
            to_decimal(minor, currency), currency, locale=LOCALES[language]
        )


def test_dates_are_in_full_in_sentences_and_short_in_tables() -> None:
    day = date(2026, 11, 22)
    assert long_date(day, "nl") == "22 november 2026"
    assert short_date(day, "nl") == "22 nov 2026"
    assert long_date(day, "en") == "22 November 2026"
    assert long_date(date(2026, 11, 1), "fr") == "1er novembre 2026"
    assert short_date(date(2026, 11, 1), "fr_BE").startswith("1er nov")
    assert long_date(date(2026, 11, 11), "fr") == "11 novembre 2026"


def test_totals_are_one_enumeration() -> None:
    assert joined(["€ 1,00"], "nl") == "€ 1,00"
    assert joined(["€ 1,00", "US$ 2,00"], "nl") == "€ 1,00 en US$ 2,00"
    assert joined(["a", "b", "c"], "en") == "a, b and c"
