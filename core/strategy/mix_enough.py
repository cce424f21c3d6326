"""Whether enough is coming for shares to mean something: below that, one channel is the honest choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.strategy.mix import MixRefusedError
from core.strategy.mix_words import ENGLISH, place_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.language import Words
    from core.strategy.mix import Cell, Mix, Place

# 1.96 * sqrt(0.25 / 100) = 0.098: with so many by each channel, what share of them pays is known to within ten points.
ENOUGH: Final = 100


@dataclass(frozen=True, kw_only=True)
class Enough:
    """How many contacts the smallest share of a place gets in the days ahead, of how many in all."""

    contacts: float
    smallest: float

    @property
    def is_enough(self) -> bool:
        """Whether the smallest share is large enough to be told from the others."""
        return self.smallest >= ENOUGH


def enough(cell: Cell, contacts: float) -> Enough:
    """Return how ``contacts`` divide over the shares of ``cell``; one channel alone is always enough."""
    shares = [share for share in cell.shares.values() if share > 0]
    return Enough(contacts=contacts, smallest=contacts * min(shares) if len(shares) > 1 else float("inf"))


def too_small(mix: Mix, contacts: Mapping[Place, float]) -> dict[Place, Enough]:
    """Return the places of ``mix`` whose shares are too small to say anything and that nobody called a test."""
    found = {place: enough(cell, contacts.get(place, 0.0)) for place, cell in mix.cells.items() if not cell.is_test}
    return {place: each for place, each in found.items() if not each.is_enough}


def check_enough(
    mix: Mix,
    contacts: Mapping[Place, float],
    words: Words = ENGLISH,
    *,
    names: Mapping[str, str] | None = None,
) -> Mix:
    """Return ``mix``; raise ``MixRefusedError`` where shares are too small and no test is wanted; words as in ``mix.check``."""
    small = too_small(mix, contacts)
    if small:
        raise MixRefusedError(
            [
                words(
                    "{place} expects {contacts} contacts in the days ahead, {smallest} by its smallest share; below {least} shares say nothing: choose one channel, or call it a test.",
                    place=place_in_words(*place, words=words, names=names or {}),
                    contacts=words.number(each.contacts),
                    smallest=words.number(each.smallest),
                    least=words.number(ENOUGH),
                )
                for place, each in small.items()
            ]
        )
    return mix
