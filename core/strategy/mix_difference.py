"""The difference between two channel mixes, in words people can put above a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.strategy.mix_words import CHANNELS, ENGLISH, place_in_words, rung_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.language import Words
    from core.strategy.mix import Cell, Mix
    from core.vocabulary import ChannelName


def difference(before: Mix, after: Mix, words: Words = ENGLISH, *, names: Mapping[str, str] | None = None) -> list[str]:
    """Return one sentence per change from ``before`` to ``after``; empty when they do the same.

    ``names`` gives what segments and ladders are called on the screen.
    """
    return [*_usual(before, after, words, names or {}), *_cells(before, after, words, names or {})]


def channels_in_words(channels: tuple[ChannelName, ...], words: Words = ENGLISH) -> str:
    """Return a channel and its fall-backs, as in ``letter, else e-mail``."""
    return words(", else ").join(words(CHANNELS[each]) for each in channels)


def shares_in_words(cell: Cell, words: Words = ENGLISH) -> str:
    """Return shares as in ``80% e-mail, 20% letter (a test)``, the largest first."""
    said = ", ".join(f"{words.share(cell.shares[each], 0)} {words(CHANNELS[each])}" for each in cell.channels)
    return words("{shares} (a test)", shares=said) if cell.is_test else said


def _usual(before: Mix, after: Mix, words: Words, names: Mapping[str, str]) -> Iterator[str]:
    for rung in sorted({*before.usual, *after.usual}):
        old, new = before.usual.get(rung), after.usual.get(rung)
        if old == new:
            continue
        where = rung_in_words(*rung, words, names)
        if new is None:
            yield words("{step} goes by the channels of the ladder again.", step=where)
        elif old is None:
            yield words("{step} goes by {channels}.", step=where, channels=channels_in_words(new, words))
        else:
            yield words(
                "{step} goes by {channels} instead of {before}.",
                step=where,
                channels=channels_in_words(new, words),
                before=channels_in_words(old, words),
            )


def _cells(before: Mix, after: Mix, words: Words, names: Mapping[str, str]) -> Iterator[str]:
    for place in sorted({*before.cells, *after.cells}):
        old, new = before.cells.get(place), after.cells.get(place)
        if old is not None and new is not None and _same(old, new):
            continue
        where = place_in_words(*place, words=words, names=names)
        if new is None:
            yield words("{place} has no shares of its own any more.", place=where)
        elif old is None:
            yield words("{place}: {shares}.", place=where, shares=shares_in_words(new, words))
        else:
            yield words(
                "{place}: {shares} instead of {before}.",
                place=where,
                shares=shares_in_words(new, words),
                before=shares_in_words(old, words),
            )


def _same(old: Cell, new: Cell) -> bool:
    said = [{each: cell.shares[each] for each in cell.channels} for cell in (old, new)]
    return said[0] == said[1] and old.is_test == new.is_test
