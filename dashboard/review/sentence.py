"""A finding of core as the reader's sentence: the pattern translated, every value written as this language does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.metrics.review.finding import Kind, Slot
from core.metrics.scope import UNASSIGNED
from core.vocabulary import CustomerType
from dashboard import reads
from dashboard.plain import plain
from dashboard.texts import CUSTOMER_TYPES

if TYPE_CHECKING:
    from core.metrics.review.finding import Finding
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def said(finding: Finding, of: Edition, words: Words) -> str:
    """Return ``finding`` in the reader's language, safe to show as Markdown."""
    return words(finding.pattern, **{name: _slot(slot, of, words) for name, slot in finding.slots.items()})


def _slot(slot: Slot, of: Edition, words: Words) -> str:  # noqa: C901, PLR0911  # one kind, one return
    value = slot.value
    match slot.kind:
        case Kind.DAYS:
            return words.number(float(value), 1)  # type: ignore[arg-type]  # a number by its kind
        case Kind.CHANGE:
            return signed(float(value), words)  # type: ignore[arg-type]  # a number by its kind
        case Kind.MONEY:
            return plain(words.round_money(int(value), slot.currency))  # type: ignore[arg-type]  # minor units by its kind
        case Kind.SHARE:
            return words.share(float(value), 0)  # type: ignore[arg-type]  # a share by its kind
        case Kind.COUNT:
            return words.number(int(value))  # type: ignore[arg-type]  # a number by its kind
        case Kind.DAY:
            return words.day(value)  # type: ignore[arg-type]  # a date by its kind
        case Kind.WORD:
            return plain(words(str(value)))
        case Kind.COUNTRY:
            return plain(words.country(str(value)))
        case Kind.TYPE:
            return plain(words(CUSTOMER_TYPES[CustomerType(str(value))]))
        case Kind.SEGMENT:
            return plain(segment_name(str(value), of, words))
        case _:
            return plain(str(value))


def segment_name(name: str, of: Edition, words: Words) -> str:
    """Return the label of a segment in the reader's language."""
    return words("Not assigned") if name == UNASSIGNED else words(reads.segment_labels(of).get(name, name))


def signed(days: float, words: Words) -> str:
    """Return a change in days with its sign, a true minus; nothing to show is 0 without one."""
    shown = words.number(abs(days), 1)
    if not any(digit in "123456789" for digit in shown):
        return shown
    return ("+" if days > 0 else "\u2212") + shown
