"""A reason to leave an item out: what it is called, what it takes of which items, and its evidence in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from core.language import Words
from core.strategy.candidates import Candidates

if TYPE_CHECKING:
    from core.strategy.held import Holds
    from core.vocabulary import HoldKind

ENGLISH: Final = Words()

Mask = NDArray[np.bool_]
Minor = NDArray[np.int64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Left:
    """What the reasons before left over: items nobody took yet, and how much of each is still to be asked for."""

    is_undecided: Mask
    asked_minor: Minor


Takes = Callable[[Candidates, Left], Minor]
Evidence = Callable[[Candidates, Rows, Words], Sequence[str]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Reason:
    """One reason; ``place`` gives its turn among the others.

    ``takes`` returns minor units per item: an item of which everything is taken is out for this reason, an item of which
    a part is taken stays in for the rest. ``evidence`` returns one sentence for each of the given rows, in the language of the
    words it is handed.
    """

    code: str
    place: int
    label: str
    explanation: str
    takes: Takes
    evidence: Evidence


def whole(matches: Callable[[Candidates, Left], Mask]) -> Takes:
    """Return the ``takes`` of a reason that leaves items out entirely or not at all."""

    def takes(items: Candidates, left: Left) -> Minor:
        return np.where(matches(items, left), left.asked_minor, 0)

    return takes


def held(*kinds: HoldKind) -> Takes:
    """Return the ``takes`` of a reason that is a hold of one of ``kinds`` on the desk."""
    return whole(lambda items, _: items.holds(*kinds).is_held)


def hold_evidence(*kinds: HoldKind, otherwise: Evidence | None = None) -> Evidence:
    """Return the evidence of such a reason: what was noted with the hold, and until when it stands.

    Rows without such a hold carry the reason for what the book says: ``otherwise`` puts that in words.
    """

    def evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
        found = items.holds(*kinds)
        if otherwise is None:
            return [_hold_sentence(found, row, words) for row in rows.tolist()]
        is_held = found.is_held[rows]
        in_book = iter(otherwise(items, rows[~is_held], words))
        return [
            _hold_sentence(found, row, words) if held_here else next(in_book)
            for row, held_here in zip(rows.tolist(), is_held.tolist(), strict=True)
        ]

    return evidence


def _hold_sentence(found: Holds, row: int, words: Words) -> str:
    said, until_on = found.note(row)
    note = words(said)  # sentences of the customer's page are in the catalogues; what a person wrote stays as it is
    return note if until_on is None else words("{note} (until {day})", note=note, day=words.day(until_on))


def days(number: int, words: Words) -> str:
    """Return a number of days in words."""
    return words.count("{n} day", "{n} days", number)
