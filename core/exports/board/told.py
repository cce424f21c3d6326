"""A pack as the board paper has it: every word and number ready to print, every length still a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from core.exports.board.courses import balances, bridge, trend
from core.exports.board.groups import ages, aging, customers, segments
from core.exports.board.parts import LONG
from core.exports.chapters import Chapter, chapters
from core.exports.labels import change, in_words, since, subject
from core.exports.text import plain
from core.metrics.metric import Direction
from core.metrics.registry import METRICS

if TYPE_CHECKING:
    from core.exports.pack import Card, Pack
    from core.exports.words import Words

    Told = dict[str, Any]

MEANINGS: Final = 14
"""Definitions that fit on the last page."""


def told(pack: Pack, words: Words) -> Told:
    """Return everything that the paper prints, as JSON takes it."""
    _ = words
    known = {each.chapter: each for each in chapters(pack, _)}
    return {
        "language": _.language,
        "title": _("Accounts receivable"),
        "subject": plain(subject(pack, _)),
        "words": {
            "findings": _("In short"),
            "by-age": _("Open balance by age"),
            "course": _("Course of the DSO"),
            "origin": _(
                "From book {version} as of {day}, made {moment}.",
                version=pack.book_version,
                day=_.day(pack.as_of),
                moment=_.moment(pack.made_at),
            ),
        },
        "cards": [_card(card, pack, _) for card in pack.cards],
        "findings": [{"title": plain(each.title), "finding": plain(each.finding, LONG)} for each in known.values()],
        "summary": {"aging": ages(pack, _)},
        "aging": aging(pack, _),
        "trend": trend(pack, _) if Chapter.TREND in known else None,
        "balances": balances(pack, _) if Chapter.BALANCES in known else None,
        "bridge": bridge(pack, _),
        "segments": segments(pack, _) if Chapter.SEGMENTS in known else None,
        "customers": customers(pack, _) if Chapter.CUSTOMERS in known else None,
        "meanings": _meanings(pack, _),
    }


def _card(card: Card, pack: Pack, words: Words) -> Told:
    moved = change(card.value.value, card.before, card.metric.unit, words)
    if moved is None or card.metric.direction is Direction.NEUTRAL:
        tone = "flat"
    else:
        tone = "good" if moved.startswith("−") == (card.metric.direction is Direction.LOWER) else "bad"
    beside = since(pack, moved, words)
    return {
        "label": words(card.metric.label),
        "value": in_words(card.value.value, card.metric.unit, pack.currency, words),
        "change": beside if card.before is not None else "",
        "tone": tone,
    }


def _meanings(pack: Pack, words: Words) -> Told:
    """Return the definitions of the figures that the paper shows, the leading ones first."""
    _ = words
    shown = dict.fromkeys([*(card.metric.slug for card in pack.cards), *pack.courses])
    return {
        "title": _("What every figure means"),
        "finding": _("Amounts are in {currency}; in tables in whole units.", currency=pack.currency),
        "figures": [
            {
                "label": _(METRICS[slug].label),
                "definition": _(METRICS[slug].definition),
                "formula": f"{_('Formula')}: {_(METRICS[slug].formula)}",
                "warning": f"{_('Mind')}: {_(METRICS[slug].warning)}" if METRICS[slug].warning else "",
            }
            for slug in list(shown)[:MEANINGS]
        ],
        "all": _("All figures"),
        "values": [
            [_(metric.label), in_words(pack.value(slug).value, metric.unit, pack.currency, _)]
            for slug, metric in METRICS.items()
        ],
    }
