"""Shapes of cells: which texts are dates, which are amounts, and what a sample of them says about marks and order."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_ISO: Final = re.compile(r"^(19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}([ T]\d.*)?$")
_COMPACT: Final = re.compile(r"^(19|20)\d\d[01]\d[0-3]\d(\.0)?$")
_TRIPLE: Final = re.compile(r"^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})( \d{1,2}:\d\d.*)?$")
_MONTH_NAME: Final = re.compile(r"^\d{1,2}[ .-]{1,2}[A-Za-zéûä]{3,9}\.?[ -]\d{2,4}$|^[A-Za-z]{3,9} \d{1,2}, \d{4}$")
_AMOUNT: Final = re.compile(r"^[(+−-]?\s?[€$£]?\s?\d[\d.,'\s  ]*[-)]?(\s?(CR|DR|Cr|Dr|EUR|USD))?$")
_LAST_DAY_SHOWN: Final = 12


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What the cells of a file show about amounts; marks are None when nothing shows them."""

    decimal_mark: str | None
    thousands_mark: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Dates:
    """What the cells of a file show about dates; ``order`` is None when every date reads both ways."""

    order: str | None
    formats: tuple[str, ...]
    example: str | None
    evidence: tuple[str, ...]


def is_date(text: str) -> bool:
    """Return whether ``text`` is written like a date."""
    return any(shape.match(text) for shape in (_ISO, _COMPACT, _TRIPLE, _MONTH_NAME))


def is_amount(text: str) -> bool:
    """Return whether ``text`` is written like a number or an amount."""
    return bool(_AMOUNT.match(text))


def is_plain_word(text: str) -> bool:
    """Return whether ``text`` is neither a number nor a date, as a header cell is."""
    return bool(text) and not is_amount(text) and not is_date(text)


def amount_marks(texts: Iterable[str]) -> Marks:
    """Return decimal and thousands mark by counting the cells that can be read one way only."""
    votes: Counter[str] = Counter()
    examples: dict[str, str] = {}
    doubtful = ""
    for text in texts:
        if not is_amount(text) or is_date(text):
            continue
        mark = _decimal_mark(text)
        if mark in {".", ","}:
            votes[mark] += 1
            examples.setdefault(mark, text)
        elif mark:
            doubtful = text
    if not votes and doubtful:
        thousands = "." if "." in doubtful else ","
        why = f"amounts such as {doubtful} have a thousands mark: money hardly ever has three decimals"
        return Marks(decimal_mark="," if thousands == "." else ".", thousands_mark=thousands, evidence=(why,))
    if not votes:
        return Marks(decimal_mark=None, thousands_mark=None, evidence=())
    mark = votes.most_common(1)[0][0]
    evidence = [f"amounts are written like {examples[mark]}: decimal {'comma' if mark == ',' else 'point'}"]
    other = "." if mark == "," else ","
    if votes[other]:
        evidence.append(f"{votes[other]} of the cells seen are written the other way, like {examples[other]}")
    return Marks(decimal_mark=mark, thousands_mark=other, evidence=tuple(evidence))


def _decimal_mark(text: str) -> str | None:
    """Return the mark the text shows, ``?`` when it can be read both ways, None without any mark."""
    body = re.sub(r"[^0-9.,]", "", text)
    point, comma = body.rfind("."), body.rfind(",")
    if point >= 0 and comma >= 0:
        return "." if point > comma else ","
    mark = "." if point >= 0 else "," if comma >= 0 else None
    if mark is None:
        return None
    if body.count(mark) > 1:
        return "," if mark == "." else "."
    whole, _, rest = body.partition(mark)
    return "?" if len(rest) == len("000") and whole not in {"", "0"} and len(whole) <= len("000") else mark


def date_shapes(texts: Iterable[str]) -> Dates:
    """Return the formats seen and the order of day and month, decided by days above 12 only."""
    formats: dict[str, str] = {}
    first, second, triple, has_points = "", "", "", False
    for text in texts:
        if _ISO.match(text):
            formats.setdefault("yyyy-mm-dd", text)
        elif _COMPACT.match(text):
            formats.setdefault("yyyymmdd", text)
        elif match := _TRIPLE.match(text):
            one, mark, two, year = match.group(1, 2, 3, 4)
            formats.setdefault(f"?{mark}?{mark}{'yyyy' if len(year) == len('yyyy') else 'yy'}", text)
            triple = triple or text
            first = first or (text if int(one) > _LAST_DAY_SHOWN else "")
            second = second or (text if int(two) > _LAST_DAY_SHOWN else "")
            has_points = has_points or mark == "."
        elif _MONTH_NAME.match(text):
            formats.setdefault("d month yyyy", text)
    if has_points and not first and not second:
        return _ordered(formats, triple, "", triple, why="dates with points have the day first")
    return _ordered(formats, first, second, triple, why=f"{first} can only be day first")


def _ordered(formats: dict[str, str], first: str, second: str, triple: str, *, why: str) -> Dates:
    order, evidence = None, []
    if not triple:
        order = "ymd" if formats else None
    elif first:
        order = "dmy"
        evidence.append(why)
    elif second:
        order = "mdy"
        evidence.append(f"{second} can only be month first")
    if first and second:
        evidence.append(f"but {second} can only be month first: rows like it will be refused")
    letters = {"dmy": ("dd", "mm"), "mdy": ("mm", "dd")}.get(order or "", ("d?", "m?"))
    seen = [re.sub(r"^\?(.)\?", rf"{letters[0]}\1{letters[1]}", shape) for shape in formats]
    if len(formats) > 1:
        evidence.append("several ways of writing a date: " + ", ".join(formats.values()))
    return Dates(order=order, formats=tuple(seen), example=triple or None, evidence=tuple(evidence))
