"""Why a message is held, as the reader says it: the ledger keeps one English line, of sentences that the catalogues know."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from babel.messages.pofile import read_po

from core.language import DOMAIN, FOLDER, SOURCE_LANGUAGE
from core.vocabulary import HoldKind
from dashboard.texts import HOLDS, later

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.i18n import Words

    Source = str | tuple[str, str]  # a sentence, or its forms for one and for many

PATTERNS: Final = (
    later("the message was of step {before}; by now it is step {after}"),
    later("{number} is no longer open"),
    later("Approved more than {n} days ago: plan and approve it anew"),
    later("money of {day} on the bank statement may be theirs; nobody has looked yet"),
    later("in print run {run}"),
    later("The stored message is not the one that was approved: preview and approve it again"),
)
"""Sentences of the ledger itself; those of the reasons are in the catalogue already."""
LEAST: Final = 10
"""Letters that a pattern has of its own: with fewer, words of people would pass for it."""
_NAME: Final = re.compile(r"\{(\w+)(?:![rs])?(?::[^}]*)?\}")
_MONEY: Final = re.compile(r"(-?)([^\d\s-]+)([\d,]+)\.(\d+)")
_DAYS: Final = ("%d %B %Y", "%d %b %Y", "%Y-%m-%d")
_COUNTED: Final = re.compile(r"([\d,]+) (\w+)")


def held_why(text: str | None, words: Words) -> str:
    """Return ``text`` in the reader's language, as far as it is ours: what a person wrote stays as it was written."""
    if not text:
        return ""
    head, colon, rest = text.partition(": ")
    if colon and head in set(HoldKind):
        return f"{words(HOLDS[HoldKind(head)])}: {held_why(rest, words)}"
    if words.language == SOURCE_LANGUAGE:
        return text
    return _said(text, words)


@lru_cache(maxsize=5_000)
def _said(text: str, words: Words) -> str:
    whole = words(text)
    if whole != text:
        return whole
    counted = _COUNTED.fullmatch(text)
    forms = None if counted is None else _counted(words.language).get(counted[2])
    if counted is not None and forms is not None:
        return words.count(*forms, int(counted[1].replace(",", "")))
    label, colon, rest = text.partition(": ")
    if colon and words(label) != label:
        return f"{words(label)}: {_said(rest, words)}"
    for pattern, source in _patterns(words.language):
        found = pattern.fullmatch(text)
        if found is not None:
            return _filled(source, found.groupdict(), words)
    for between in ("; ", ". ", ": "):
        first, cut, others = text.partition(between)
        if cut and _said(others, words) != others:
            return f"{_said(first, words)}{between}{_said(others, words)}"
    first, semicolon, others = text.partition("; ")
    return f"{_said(first, words)}; {others}" if semicolon else text


def _filled(source: Source, found: dict[str, str], words: Words) -> str:
    given = {name: _value(value, words) for name, value in found.items() if name != "n"}
    if isinstance(source, str):
        return _NAME.sub(r"{\1}", words(source)).format(**given, **({"n": found["n"]} if "n" in found else {}))
    return words.count(*source, int(found.get("n", "1").replace(",", "")), **given)


def _value(text: str, words: Words) -> str:
    """Return what stood in a sentence: a day, an amount and a number of things in the reader's way, any other as it is."""
    day = _day(text)
    if day is not None:
        return words.day(day)
    money = _MONEY.fullmatch(text)
    if money is not None:
        minus, sign, whole, cents = money.groups()
        amount = words.number(float(f"{minus}{whole}.{cents}".replace(",", "")), len(cents))
        return f"{sign} {amount}"
    return _said(text, words)


def _day(text: str) -> date | None:
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


@cache
def _catalogue(language: str) -> tuple[str | Sequence[str], ...]:
    with (FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return tuple(each.id for each in read_po(file, locale=language) if each.id)


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], Source], ...]:
    """Return what finds each sentence with names in it, the one with the most letters of its own first."""
    known: dict[str, Source] = {each: each for each in PATTERNS}
    for each in _catalogue(language):
        forms = (each,) if isinstance(each, str) else tuple(each)
        known |= {form: each if isinstance(each, str) else (each[0], each[1]) for form in forms if _NAME.search(form)}
    own = {each: sum(sign.isalpha() for sign in _NAME.sub("", each)) for each in known}
    ordered = sorted((each for each in known if own[each] >= LEAST), key=lambda each: (-own[each], each))
    return tuple((_pattern(each), known[each]) for each in ordered)


def _pattern(source: str) -> re.Pattern[str]:
    parts, seen = [], set[str]()
    for at, part in enumerate(_NAME.split(source)):
        if at % 2 == 0:
            parts.append(re.escape(part))
        else:
            one = r"[\d,]+" if part == "n" else ".+?"
            parts.append(f"(?P={part})" if part in seen else f"(?P<{part}>{one})")
            seen.add(part)
    return re.compile("".join(parts), re.DOTALL)


@cache
def _counted(language: str) -> dict[str, tuple[str, str]]:
    """Return both forms of what is counted, by the word for one and for many."""
    pairs = [each for each in _catalogue(language) if not isinstance(each, str)]
    plain = [(one, many) for one, many in pairs if re.fullmatch(r"\{n\} \w+", one) and re.fullmatch(r"\{n\} \w+", many)]
    return {form.removeprefix("{n} "): pair for pair in plain for form in pair}
