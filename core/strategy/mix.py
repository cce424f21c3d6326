"""The channel mix: which way each step of a ladder goes, simply by one channel, or by shares where a segment can bear it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from core.errors import SaldoError
from core.sentence import Sentence, together
from core.strategy.mix_shares import WHOLE, adds_up
from core.strategy.mix_words import CHANNELS, ENGLISH, place_in_words, rung_in_words
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.desk.channel_terms import Term, Terms
    from core.language import Words


class MixRefusedError(SaldoError):
    """A mix that cannot be followed."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(together(problems))
        self.problems = problems


class Rung(NamedTuple):
    """A step of a ladder."""

    ladder: str
    step: int


class Place(NamedTuple):
    """A step of a ladder, for one segment."""

    segment: str
    ladder: str
    step: int

    @property
    def rung(self) -> Rung:
        """The step, whatever the segment."""
        return Rung(self.ladder, self.step)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Shares of channels for one place; ``is_test`` wants to learn from them, however few customers there are."""

    shares: Mapping[ChannelName, float]
    is_test: bool = False

    @property
    def channels(self) -> tuple[ChannelName, ...]:
        """The channels with a share, the largest first."""
        used = [each for each in ChannelName if self.shares.get(each, 0.0) > 0]
        return tuple(sorted(used, key=lambda each: -self.shares[each]))


@dataclass(frozen=True, kw_only=True)
class Mix:
    """The simple form and the shares over it.

    ``usual`` gives for a step its channel and the fall-backs after it; a step it does not name goes by the channels of
    the ladder itself. ``cells`` gives shares for a segment and step, which win over both.
    """

    usual: Mapping[Rung, tuple[ChannelName, ...]] = field(default_factory=dict)
    cells: Mapping[Place, Cell] = field(default_factory=dict)

    def with_usual(self, rung: Rung, channels: tuple[ChannelName, ...]) -> Mix:
        """Return the same mix with ``rung`` going by ``channels``; by the ladder's own when there are none."""
        kept = {each: said for each, said in self.usual.items() if each != rung}
        return replace(self, usual={**kept, rung: channels} if channels else kept)

    def with_cell(self, place: Place, cell: Cell | None) -> Mix:
        """Return the same mix with ``cell`` at ``place``; without shares there when it is None."""
        kept = {each: said for each, said in self.cells.items() if each != place}
        return replace(self, cells=kept if cell is None else {**kept, place: cell})


SHIPPED: Final = Mix()


def check(mix: Mix, terms: Terms, on: date, words: Words = ENGLISH, *, names: Mapping[str, str] | None = None) -> Mix:
    """Return ``mix``; raise ``MixRefusedError`` when shares do not add to 1 or go to a channel that takes nothing.

    Sentences are in the language of ``words``; ``names`` gives what segments and ladders are called on the screen.
    """
    called, problems = names or {}, []
    for place, cell in mix.cells.items():
        where = place_in_words(*place, words=words, names=called)
        problems += [] if adds_up(cell.shares) else [_sum_problem(where, cell, words)]
        problems += [_shut_problem(each, where, terms.term(each, on), words) for each in cell.channels]
    for rung, channels in mix.usual.items():
        where = rung_in_words(*rung, words, called)
        if len(set(channels)) < len(channels):
            problems.append(words("{place} names a channel twice: name each once.", place=where))
        problems += [_shut_problem(each, where, terms.term(each, on), words) for each in channels[:1]]
    told = [each for each in problems if each]
    if told:
        raise MixRefusedError(told)
    return mix


def to_body(mix: Mix) -> dict[str, Any]:
    """Return ``mix`` as plain JSON values, in an order of its own, so that equal mixes give equal text."""
    return {
        "usual": [
            {"ladder": rung.ladder, "step": rung.step, "channels": [str(each) for each in channels]}
            for rung, channels in sorted(mix.usual.items())
        ],
        "cells": [
            {
                **place._asdict(),
                "shares": {str(each): cell.shares[each] for each in ChannelName if cell.shares.get(each, 0.0) > 0},
                "is_test": cell.is_test,
            }
            for place, cell in sorted(mix.cells.items())
        ],
    }


def from_body(body: Mapping[str, Any]) -> Mix:
    """Return the mix that ``to_body`` wrote; raise ``MixRefusedError`` when it cannot be read."""
    try:
        usual = {
            Rung(str(each["ladder"]), int(each["step"])): tuple(ChannelName(name) for name in each["channels"])
            for each in body["usual"]
        }
        cells = {
            Place(str(each["segment"]), str(each["ladder"]), int(each["step"])): Cell(
                shares={ChannelName(name): float(share) for name, share in each["shares"].items()},
                is_test=bool(each.get("is_test", False)),
            )
            for each in body["cells"]
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MixRefusedError(
            [Sentence("This channel mix cannot be read ({error}). Correct it, or save it again.", error=str(error))]
        ) from error
    mix = Mix(usual=usual, cells=cells)
    unsound = [
        _sum_problem(place_in_words(*place, words=ENGLISH, names={}), cell, ENGLISH)
        for place, cell in cells.items()
        if not adds_up(cell.shares)
    ]
    if unsound:
        raise MixRefusedError(unsound)
    return mix


def _sum_problem(where: str, cell: Cell, words: Words) -> str:
    total = sum(cell.shares.values())
    if any(not 0 <= share <= WHOLE for share in cell.shares.values()):
        return words("{place}: a share is below 0% or above 100%: give every channel 0% to 100%.", place=where)
    return words("{place}: the shares add to {total}: make them 100% together.", place=where, total=words.share(total))


def _shut_problem(channel: ChannelName, where: str, term: Term, words: Words) -> str:
    name = words(CHANNELS[channel])
    if not term.is_on:
        return words(
            "{place} goes by {channel}, which is switched off: switch it on first, or choose another channel.",
            place=where,
            channel=name,
        )
    if term.daily_capacity == 0:
        return words(
            "{place} goes by {channel}, which has no capacity: give it capacity first, or choose another channel.",
            place=where,
            channel=name,
        )
    return ""
