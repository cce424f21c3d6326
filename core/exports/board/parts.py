"""What the chapters of the paper share: heads, pieces of bars, cells of tables, and colours of letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from core.exports import look
from core.exports.chapters import tell
from core.exports.labels import group_label, in_words
from core.exports.text import plain
from core.metrics.metric import Unit
from core.metrics.registry import METRICS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.exports.chapters import Chapter
    from core.exports.pack import AgedGroup, AgedTable, Pack
    from core.exports.words import Words

    Told = dict[str, Any]

WHITE: Final = "FFFFFF"
DARK: Final = (look.AGES[4], look.AGES[5], look.NAVY)
"""Colours that take white letters."""
LONG: Final = 400
LONGEST: Final = 1300
LONG_NAME: Final = 32
"""Letters of a customer's name that fit on one line of a table."""
SHORT_NAME: Final = 25
"""Letters of a group's name that fit beside a bar."""


def head(pack: Pack, chapter: Chapter, words: Words) -> Told:
    """Return title, finding and definition of a chapter."""
    each = tell(pack, chapter, words)
    return {"title": each.title, "finding": plain(each.finding, LONG), "definition": plain(each.definition, LONGEST)}


def piece(value: float, colour: str, text: str) -> Told:
    """Return one piece of a bar: its length, its colour, and the text on it in letters that can be read there."""
    return {"value": value, "colour": f"#{colour}", "text": text, "ink": f"#{WHITE if colour in DARK else look.INK}"}


def spoken(rows: Sequence[Told]) -> str:
    """Return a chart in words, for readers who hear it."""
    return "; ".join(f"{row['label']}: {row['total']}" for row in rows)


def row_label(pack: Pack, table: AgedTable, row: AgedGroup, words: Words) -> str:
    """Return what a row of an aging is called; the row of all smaller groups is called others."""
    return plain(group_label(pack, table.group, row.name, words), SHORT_NAME) if row.name else words("Others")


def whole(pack: Pack, minor: float, words: Words) -> str:
    """Return an amount in whole units without its sign of currency, for tables that say it above."""
    return words.number(pack.units(minor))


def figure(pack: Pack, slug: str, value: float | None, words: Words) -> str:
    """Return a figure as a table has it: amounts whole, days with one decimal and without the word."""
    unit = METRICS[slug].unit
    if value is not None and unit is Unit.AMOUNT:
        return whole(pack, value, words)
    if value is not None and unit is Unit.DAYS:
        return words.number(value, 1)
    return in_words(value, unit, pack.currency, words)
