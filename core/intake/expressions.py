"""From the text of a cell to a value: SQL expressions, the cheap way first and the tolerant way for what is left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from core.intake.fields import Field, FieldType
from core.intake.sql import literal
from core.money import known_currencies, precision

if TYPE_CHECKING:
    from collections.abc import Sequence

USUAL_DECIMALS: Final = 2
_USUAL: Final = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD")
_NO_CURRENCIES: Final = frozenset({"XXX", "XTS"})

_FULL_LENGTH: Final = len("2026-01-31")

# Two digits first: strptime would take 26 for the year 26, but not 2026 for a year of two digits.
_TRIPLES: Final = {
    "dmy": ("%d-%m-%y", "%d/%m/%y", "%d.%m.%y", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"),
    "mdy": ("%m/%d/%y", "%m-%d-%y", "%m.%d.%y", "%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y"),
}
_COMPACT: Final = ("%Y%m%d", "%Y%m%d.0", "%Y-%m-%d", "%Y/%m/%d")
WORDS_OF_TYPES: Final = {
    "customer_type": {
        "business": ("business", "company", "b2b", "b", "zakelijk", "bedrijf", "firma", "entreprise", "organisation"),
        "consumer": (
            "consumer",
            "private",
            "b2c",
            "c",
            "person",
            "particulier",
            "consument",
            "privat",
            "particulier(e)",
        ),
        "public": ("public", "government", "overheid", "gemeente", "öffentlich", "secteur public", "g", "p"),
    },
    "label": {
        "positive": ("positive", "positief", "positiv", "positif", "+", "good"),
        "neutral": ("neutral", "neutraal", "neutre", "0"),
        "negative": ("negative", "negatief", "negativ", "négatif", "-", "bad"),
    },
    "preferred": {
        "email": ("email", "e-mail", "mail"),
        "phone": ("phone", "telephone", "telefoon", "telefon"),
        "mobile": ("mobile", "sms", "whatsapp", "mobiel", "gsm"),
        "post": ("post", "letter", "brief", "courrier"),
    },
}


@dataclass(frozen=True, kw_only=True)
class Style:
    """How this file writes amounts and dates.

    ``date_order`` is dmy, mdy or ymd, ``usual_date`` the strptime format of most of its dates where they are not ISO
    dates; ``rounds`` says that amounts are rounded to two decimals.
    """

    has_decimal_comma: bool
    date_order: str
    usual_date: str | None = None
    rounds: bool = False


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Two ways to a value: ``plain`` for the text as most rows write it, ``tolerant`` for rows where that gives NULL."""

    plain: str
    tolerant: str | None = None


def ways(field: Field, text: str, style: Style) -> Ways:
    """Return the SQL expressions for the value of ``field``, whose cell is the SQL expression ``text``."""
    match field.type:
        case FieldType.AMOUNT:
            return amount(text, style)
        case FieldType.DATE:
            return day(text, style)
        case FieldType.TIMESTAMP:
            return Ways(
                plain=f"try_cast({text} AS TIMESTAMP)", tolerant=f"try_strptime({text}, {_stamp_formats(style)})"
            )
        case _:
            return Ways(plain=_simple(field, text, style))


def _simple(field: Field, text: str, style: Style) -> str:
    number = f"replace({text}, ',', '.')" if style.has_decimal_comma else text
    by_type = {
        FieldType.TIME: f"try_cast({text} AS TIME)",
        FieldType.WHOLE: f"try_cast(try_cast({text} AS DOUBLE) AS INTEGER)",
        FieldType.NUMBER: f"try_cast({number} AS DOUBLE)",
        FieldType.PERCENT: f"try_cast(trim(replace({number}, '%', '')) AS DOUBLE)",
        FieldType.FLAG: f"flag_of({text})",
        FieldType.EMAIL: f"email_of({text})",
    }
    return by_type.get(field.type) or word(field.name, text)


def amount(text: str, style: Style) -> Ways:
    """Return the ways to an amount as DECIMAL(18, 4)."""
    if style.has_decimal_comma:
        without_point = f"CASE WHEN NOT contains({text}, '.') THEN replace({text}, ',', '.') END"
        return Ways(plain=f"try_cast({without_point} AS DECIMAL(18, 4))", tolerant=f"amount_of({text}, TRUE)")
    plain = f"try_cast({text} AS DECIMAL(18, 4))"
    if style.rounds:
        # In one step: rounding to four decimals first would push .00499996 up.
        plain = f"CAST(try_cast({text} AS DECIMAL(18, {USUAL_DECIMALS})) AS DECIMAL(18, 4))"
    return Ways(plain=plain, tolerant=f"amount_of({text}, FALSE)")


def day(text: str, style: Style) -> Ways:
    """Return the ways to a date: as most are written, then ISO, the file's own order, and dates with the month's name."""
    triples = _TRIPLES.get(style.date_order, ())
    timed = tuple(f"{each} %H:%M{seconds}" for each in (*triples[3:], "%Y%m%d") for seconds in ("", ":%S"))
    stamps = [f"CAST(try_strptime({text}, {_list(formats)}) AS DATE)" for formats in ((*triples, *_COMPACT), timed)]
    # Shorter texts could have a year of two digits, which a cast would take as it stands.
    iso = f"CASE WHEN length({text}) >= {_FULL_LENGTH} THEN try_cast({text} AS DATE) END"
    plain = iso
    if style.usual_date is not None:
        parsed = f"CAST(try_strptime({text}, {literal(style.usual_date)}) AS DATE)"
        plain = f"CASE WHEN length({text}) = {_FULL_LENGTH} THEN {parsed} END"
    return Ways(plain=plain, tolerant=f"coalesce({iso}, {', '.join(stamps)}, CAST(named_day({text}) AS DATE))")


def date_formats(order: str) -> str:
    """Return the formats of dates with numbers only in one order, as the inside of an SQL list."""
    return _list(_TRIPLES[order])[1:-1]


def _stamp_formats(style: Style) -> str:
    triples = (*_TRIPLES.get(style.date_order, ())[3:], "%Y%m%d")
    return _list([f"{each} %H:%M{seconds}" for each in triples for seconds in (":%S", "")])


def word(name: str, text: str) -> str:
    """Return the expression of a word of our vocabulary, or the text itself where any text will do."""
    known = WORDS_OF_TYPES.get(name)
    if name in {"currency", "credit_limit_currency", "country"}:
        return f"upper({text})"
    if name == "language":
        return f"lower(left({text}, 2))"
    return chosen(text, known) if known else text


def chosen(text: str, words: dict[str, tuple[str, ...]]) -> str:
    """Return the CASE that turns the words of many languages into ours; NULL for any other."""
    cases = " ".join(
        f"WHEN {_is_one_of(f'lower({text})', spellings)} THEN {literal(ours)}" for ours, spellings in words.items()
    )
    stands_as_ours = " OR ".join(f"{text} = {literal(ours)}" for ours in words)
    return f"CASE WHEN {stands_as_ours} THEN {text} {cases} END"


@cache
def decimals(currency: str) -> str:
    """Return the expression for the number of decimals of the currency in the expression ``currency``."""
    by_decimals: dict[int, list[str]] = {}
    for code in sorted(known_currencies()):
        by_decimals.setdefault(precision(code), []).append(code)
    cases = " ".join(
        f"WHEN {_is_one_of(currency, codes)} THEN {number}"
        for number, codes in by_decimals.items()
        if number != USUAL_DECIMALS
    )
    return f"CASE WHEN {is_usual(currency)} THEN {USUAL_DECIMALS} {cases} ELSE {USUAL_DECIMALS} END"


def is_usual(currency: str) -> str:
    """Return the expression that says whether ``currency`` is one of those met every day, all with two decimals."""
    return "(" + " OR ".join(f"{currency} = {literal(code)}" for code in _USUAL) + ")"


@cache
def is_currency(currency: str) -> str:
    """Return the expression that says whether ``currency`` is a currency people pay in."""
    codes = sorted(known_currencies() - _NO_CURRENCIES)
    return f"CASE WHEN {is_usual(currency)} THEN TRUE ELSE {_is_one_of(currency, codes)} END"


def factor(currency: str) -> str:
    """Return the expression for the minor units in one unit of ``currency``."""
    return f"CASE {decimals(currency)} WHEN 2 THEN 100 WHEN 0 THEN 1 WHEN 3 THEN 1000 ELSE 10000 END"


def minor(amount_: str, currency: str) -> str:
    """Return the expression of an amount in whole minor units of its currency."""
    usual = f"CAST({amount_} * 100 AS BIGINT)"
    return f"CASE WHEN {is_usual(currency)} THEN {usual} ELSE CAST({amount_} * ({factor(currency)}) AS BIGINT) END"


def has_too_many_decimals(amount_: str, currency: str) -> str:
    """Return the expression that says whether an amount has more decimals than its currency."""
    other = f"({amount_} * ({factor(currency)})) % 1 <> 0"
    return f"CASE WHEN {is_usual(currency)} THEN {amount_} <> round({amount_}, {USUAL_DECIMALS}) ELSE {other} END"


def _list(texts: Sequence[str]) -> str:
    return "[" + ", ".join(literal(text) for text in texts) + "]"


def _is_one_of(text: str, words: Sequence[str]) -> str:
    """Return the membership test; not IN, of which DuckDB makes a join for every row, also behind a CASE."""
    return f"regexp_full_match({text}, {literal('|'.join(map(re.escape, words)))})"
