"""Where the header of a table stands: below titles and blank lines, on one row or two, or nowhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from core.intake.mapping import normalised
from core.intake.presets import PRESETS
from core.intake.shapes import is_amount, is_date, is_plain_word
from core.intake.synonyms import SYNONYMS

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEARCHED: Final = 40


@dataclass(frozen=True, kw_only=True)
class Header:
    """The header found: ``row`` from 0 (-1 when there is none), over ``height`` rows, with a name for every column."""

    row: int
    height: int
    columns: tuple[str, ...]
    evidence: str


@cache
def known_headers() -> frozenset[str]:
    """Return every normalised header that a preset or the list of synonyms knows."""
    words = {normalised(header) for headers in SYNONYMS.values() for header in headers}
    for preset in PRESETS.values():
        words |= {normalised(header) for headers in preset.mapping.columns.values() for header in headers}
        words |= {normalised(header) for headers in preset.signature for header in headers}
    return frozenset(words - {""})


def find_header(rows: Sequence[Sequence[str]]) -> Header:
    """Return the header of the table in ``rows`` (its first records, as text)."""
    width = _width(rows)
    best, best_score, height = -1, 0, 1
    for place in range(min(len(rows), _SEARCHED)):
        one = _score(rows[place])
        is_above = place + 1 < len(rows) and len(_filled(rows[place])) > 1 and _is_words_only(rows[place + 1])
        two = _score(_joined(rows, place)) if is_above else 0
        if max(one, two) > best_score:
            best, best_score, height = place, max(one, two), 2 if two >= one > 0 else 1
    enough = min(2, max(1, width // 2))
    if best_score >= enough:
        names = rows[best] if height == 1 else _joined(rows, best)
        told = f"row {best + 1} holds {best_score} column names that Saldo knows"
        return Header(row=best, height=height, columns=_named(names, width), evidence=told)
    for place, row in enumerate(rows[:_SEARCHED]):
        if sum(1 for cell in row if cell.strip()) >= max(2, width - 1) and _is_words_only(row):
            told = f"row {place + 1} is the first full row without numbers or dates"
            return Header(row=place, height=1, columns=_named(row, width), evidence=told)
    return Header(row=-1, height=0, columns=_named([], width), evidence="no row looks like a header")


def _width(rows: Sequence[Sequence[str]]) -> int:
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    return widths.most_common(1)[0][0] if widths else 0


def _score(row: Sequence[str]) -> int:
    return len({normalised(cell) for cell in row} & known_headers())


def _joined(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    upper, lower = rows[place], rows[place + 1]
    return [
        " ".join(part for part in (upper[at] if at < len(upper) else "", lower[at] if at < len(lower) else "") if part)
        for at in range(max(len(upper), len(lower)))
    ]


def _filled(row: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in row if cell.strip()]


def _is_words_only(row: Sequence[str]) -> bool:
    filled = _filled(row)
    return len(filled) > 1 and all(is_plain_word(cell) for cell in filled)


def _named(names: Sequence[str], width: int) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    columns = []
    for place in range(max(width, len(names))):
        name = names[place].strip().removeprefix("﻿") if place < len(names) else ""
        name = name or f"column {place + 1}"
        seen[name] += 1
        columns.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(columns)


def samples(rows: Sequence[Sequence[str]], width: int) -> tuple[list[str], list[str]]:
    """Return the cells of the columns that mostly hold amounts, and of those that mostly hold dates."""
    amounts: list[str] = []
    dates: list[str] = []
    for place in range(width):
        cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        if not cells:
            continue
        dated = sum(map(is_date, cells))
        if dated * 2 >= len(cells):
            dates += cells
        elif sum(map(is_amount, cells)) * 2 >= len(cells):
            amounts += cells
    return amounts, dates
