"""What would be open with the sales, the mix and the open shares of either end: the corners of a bridge, in whole numbers."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.metrics.review.ends import ByWindow, End, State

FINE: Final = 10**9
"""Parts of a minor unit in which a mixed corner is rounded; the corners of one end alone are not rounded at all."""

Choice = tuple[bool, bool, bool]
"""Whether the sales, the mix and the open share are those of the end; else of the start."""

CHOICES: Final[tuple[Choice, ...]] = tuple((a, b, c) for a, b, c in product((False, True), repeat=3))


def corners(ends: tuple[End, End], states: Iterable[State]) -> dict[str, dict[Choice, int]]:
    """Return group -> choice -> what would be open in ``states``, in ``FINE`` parts of a minor unit.

    Per window of issue k: invoices of all groups, times the group's share of them, times the share of the group's
    invoices that is still open; each of the three from the end the choice says. Where a share does not exist at one end,
    because nothing was invoiced there, that of the other end stands for it: a group or month that appears or disappears
    changes sales and mix, not terms, disputes or lateness. With all three from one end it is what was open there.
    """
    totals = tuple(_totals(end.invoiced) for end in ends)
    held = list(states)
    groups = sorted({name for end in ends for name in (*end.invoiced, *end.opened)})
    found: dict[str, dict[Choice, int]] = {}
    for name in groups:
        opened = tuple(_open(end, name, held) for end in ends)
        invoiced = tuple(end.invoiced.get(name, {}) for end in ends)
        sums = dict.fromkeys(CHOICES, 0)
        for place in {*opened[0], *opened[1]}:
            window = _Window(
                totals=(totals[0].get(place, 0), totals[1].get(place, 0)),
                invoiced=(invoiced[0].get(place, 0), invoiced[1].get(place, 0)),
                opened=(opened[0].get(place, 0), opened[1].get(place, 0)),
            )
            for choice in CHOICES:
                sums[choice] += window.at(choice)
        found[name] = sums
    return found


class _Window:
    """One group's invoices of one window at both ends."""

    def __init__(self, *, totals: tuple[int, int], invoiced: tuple[int, int], opened: tuple[int, int]) -> None:
        self._totals, self._invoiced, self._opened = totals, invoiced, opened

    def at(self, choice: Choice) -> int:
        """Return what would be open, in ``FINE`` parts of a minor unit."""
        sales, mix, share = choice
        if sales == mix == share:
            return self._opened[share] * FINE
        mix_end = mix if self._totals[mix] > 0 else not mix
        share_end = share if self._invoiced[share] > 0 else not share
        if self._totals[mix_end] <= 0 or self._invoiced[share_end] <= 0:
            return 0
        above = self._totals[sales] * self._invoiced[mix_end] * self._opened[share_end] * FINE
        return above // (self._totals[mix_end] * self._invoiced[share_end])


def _totals(invoiced: Mapping[str, ByWindow]) -> ByWindow:
    found: ByWindow = {}
    for by_window in invoiced.values():
        for place, minor in by_window.items():
            found[place] = found.get(place, 0) + minor
    return found


def _open(end: End, name: str, states: Iterable[State]) -> ByWindow:
    found: ByWindow = {}
    for state in states:
        for place, minor in end.opened.get(name, {}).get(state, {}).items():
            found[place] = found.get(place, 0) + minor
    return found
