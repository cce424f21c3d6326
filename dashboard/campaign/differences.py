"""What a held message says against what the book says now, item by item, in the reader's own words and money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.money import to_minor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.i18n import Words


def in_words(difference: Sequence[Mapping[str, Any]] | None, words: Words) -> list[str]:
    """Return one sentence per item that differs, before and after; none where nothing differs in amounts or days."""
    return [_one(part, words) for part in difference or []]


def _one(part: Mapping[str, Any], words: Words) -> str:
    _ = words
    number = part["number"]
    if part.get("part_no", 1) > 1:
        number = _("{number}, part {part}", number=number, part=part["part_no"])
    now = _money(part["balance_now"], part["currency"], words)
    if part["balance"] is None:
        return _("{number}: not in the message; {after} is open by now", number=number, after=now)
    before = _money(part["balance"], part["currency"], words)
    told = []
    if part["balance"] != part["balance_now"]:
        if to_minor(Decimal(part["balance_now"]), part["currency"]) == 0:
            return _("{number}: the message asks {before}; nothing is to be asked by now", number=number, before=before)
        told.append(_("the message asks {before}, by now it is {after}", before=before, after=now))
    if part["due_now"] is not None and part["due_on"] != part["due_now"]:
        told.append(
            _("due {before}, by now {after}", before=_day(part["due_on"], words), after=_day(part["due_now"], words))
        )
    return f"{number}: {'; '.join(told) or before}"


def _money(text: str, currency: str, words: Words) -> str:
    return words.money(to_minor(Decimal(text), currency), currency)


def _day(text: str, words: Words) -> str:
    return words.day(date.fromisoformat(text))
