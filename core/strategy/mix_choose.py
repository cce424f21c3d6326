"""The channel of each contact: what the mix draws, unless the step calls for a call, the customer wishes or the law wants another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from core.language import later
from core.strategy.addresses import KIND_OF
from core.strategy.mix_law import BARS
from core.strategy.mix_reach import BIT, BY_KIND, CHANNELS, KINDS, NONE, PLACE
from core.vocabulary import ChannelName, ContactKind, CustomerType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from core.desk.channel_terms import Terms
    from core.strategy.mix import Mix, Place
    from core.strategy.strategy import Strategy

    Codes = NDArray[np.int8]
    Bits = NDArray[np.uint8]

TYPES: Final = tuple(CustomerType)
_NO_ADDRESS: Final = {
    ContactKind.EMAIL: later("No e-mail address that may be used: by the next channel of this step."),
    ContactKind.MOBILE: later("No mobile number that may be used: by the next channel of this step."),
    ContactKind.PHONE: later("No telephone number that may be used: by the next channel of this step."),
    ContactKind.POST: later("No postal address that may be used: by the next channel of this step."),
}
USUAL, DRAWN, CALLED, WISHED, NOTED, OFF, NOBODY, ADDRESS = range(8)
LAW: Final = ADDRESS + len(KINDS)
WHY: Final = (
    later("The usual channel of this step."),
    later("Drawn by the shares of this segment and step."),
    later("This step asks for a call: the claim is large, or the relation is worth one."),
    later("The customer prefers to be reached this way."),
    later("The customer asked for this channel."),
    later("The channel is switched off: by the next channel of this step."),
    later("No channel of this step leads to this customer."),
    *(_NO_ADDRESS[kind] for kind in KINDS),
    *(bar.sentence for bar in BARS),
    later("A test compares channels, and this one was drawn for this customer."),
)
TESTED: Final = len(WHY) - 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Paths:
    """What the mix says for each of ``places`` (rows), as tables over CHANNELS (columns).

    ``until`` adds up the shares; ``order`` has the channels to try after the one drawn, NONE at the end. ``barred`` has, by place,
    customer type and bar, the channels closed; ``is_lifted`` tells which bars a customer's own wish opens. ``on`` has the
    channels that are used.
    """

    places: tuple[Place, ...]
    until: NDArray[np.float64]
    order: Codes
    is_drawn: NDArray[np.bool_]
    barred: Bits
    on: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """Contacts to find a channel for, one entry each.

    ``place`` in Paths.places and ``draw`` from 0 up to 1; of the customer its ``type`` in TYPES, the ``bits`` of the channels with
    an address and the wishes as in ``mix_reach.Ways``; and whether the step asks for a call.
    """

    place: NDArray[np.int64]
    draw: NDArray[np.float64]
    type: Codes
    bits: Bits
    kind_wished: Codes
    channel_wished: Codes
    is_called: NDArray[np.bool_]

    def __len__(self) -> int:
        """Return the number of contacts."""
        return len(self.place)


@dataclass(frozen=True, kw_only=True, eq=False)
class Chosen:
    """What the mix said (``drawn``) and what it is to be (``channel``), as places in CHANNELS; ``why`` is a place in WHY."""

    drawn: Codes
    channel: Codes
    why: Codes


def paths(places: Sequence[Place], mix: Mix, strategy: Strategy, terms: Terms, on: date) -> Paths:
    """Return what ``mix`` says for ``places``, by the terms of a day."""
    until, order = np.zeros((len(places), len(CHANNELS))), np.full((len(places), len(CHANNELS)), NONE, dtype=np.int8)
    barred = np.zeros((len(places), len(TYPES), len(BARS)), dtype=np.uint8)
    for row, place in enumerate(places):
        step = strategy.ladder(place.ladder).step(place.step)
        usual = mix.usual.get(place.rung, step.channels)
        cell = mix.cells.get(place)
        shares = {usual[0]: 1.0} if cell is None else cell.shares
        until[row] = np.cumsum([shares.get(each, 0.0) for each in CHANNELS])
        until[row, until[row] >= until[row, -1]] = 1.0  # what adding decimals lost must draw nobody into nothing
        tried = dict.fromkeys((*usual, *(() if cell is None else cell.channels)))
        order[row, : len(tried)] = [PLACE[each] for each in tried]
        for kind, name in enumerate(TYPES):
            barred[row, kind] = [
                sum(BIT[each] for each in bar.channels) if bar.concerns(str(step.message), str(name), on) else 0
                for bar in BARS
            ]
    return Paths(
        places=tuple(places),
        until=until,
        order=order,
        is_drawn=np.array([place in mix.cells for place in places], dtype=bool),
        barred=barred,
        on=sum(BIT[each] for each in CHANNELS if terms.is_on(each, on)),
    )


def choose(
    given: Paths, asked: Asked, *, drawn: Codes | None = None, free: Bits | None = None, tested: Codes | None = None
) -> Chosen:
    """Return the channel of each contact; ``drawn`` supposes what the mix says instead of drawing it.

    ``free`` is ``free_channels`` of the same contacts, where that is at hand. ``tested`` has the channel that a test drew for each,
    NONE for who is in no such test: it goes before what the mix says, and after everything else.
    """
    if drawn is None:
        drawn = np.minimum((asked.draw[:, None] >= given.until[asked.place]).sum(axis=1), len(CHANNELS) - 1).astype(
            np.int8
        )
    is_tested = np.zeros(len(asked), dtype=bool) if tested is None else tested != NONE
    if tested is not None:
        drawn = np.where(is_tested, tested, drawn).astype(np.int8)
    free = free_channels(given, asked) if free is None else free
    channel = np.where(_has(free, drawn), drawn, NONE).astype(np.int8)
    why = np.where(is_tested, TESTED, np.where(given.is_drawn[asked.place], DRAWN, USUAL)).astype(np.int8)
    _wishes(asked, free, channel, why)
    calls = asked.is_called & ((free & np.uint8(BIT[ChannelName.PHONE])) > 0)
    why[calls & (channel != PLACE[ChannelName.PHONE])] = CALLED
    channel[calls] = PLACE[ChannelName.PHONE]
    left = np.flatnonzero(channel == NONE)
    if len(left):
        channel[left] = _next(given.order[asked.place[left]], free[left])
        why[left] = np.where(channel[left] == NONE, NOBODY, _barrier(given, asked, drawn, left))
    return Chosen(drawn=drawn, channel=channel, why=why)


def free_channels(given: Paths, asked: Asked) -> Bits:
    """Return the channels that lead to each contact: with an address, in use, and not closed by law or a provider's terms."""
    closed = np.zeros(len(asked), dtype=np.uint8)
    for number in range(len(BARS)):
        closed |= _barred(given, asked, number)
    found: Bits = asked.bits & np.uint8(given.on) & ~closed
    return found


def _barred(given: Paths, asked: Asked, number: int) -> Bits:
    """Return the channels that one bar closes to each contact: not to those who agreed, where that opens them."""
    bits = given.barred[asked.place, asked.type, number]
    if not BARS[number].is_lifted_by_consent:
        return np.asarray(bits, dtype=np.uint8)
    wished = np.maximum(asked.channel_wished, 0).astype(np.uint8)
    agreed = np.where(asked.channel_wished >= 0, np.uint8(1) << wished, np.uint8(0))
    found: Bits = bits & ~agreed
    return found


def _has(bits: Bits, channel: Codes) -> NDArray[np.bool_]:
    is_set: NDArray[np.bool_] = ((bits >> np.maximum(channel, 0).astype(np.uint8)) & 1).astype(bool) & (channel >= 0)
    return is_set


def _wishes(asked: Asked, free: Bits, channel: Codes, why: Codes) -> None:
    """Let what customers asked for win over the mix, in place: the noted channel, else one of the preferred kind."""
    for kind, channels in enumerate(BY_KIND.values()):
        wants = (asked.kind_wished == kind) & (asked.channel_wished == NONE)
        rows = np.flatnonzero(wants & ~np.isin(channel, [PLACE[each] for each in channels]))
        for each in reversed(channels):
            met = rows[_has(free[rows], np.full(len(rows), PLACE[each], dtype=np.int8))]
            channel[met], why[met] = PLACE[each], WISHED
    noted = np.flatnonzero((asked.channel_wished >= 0) & (asked.channel_wished != channel))
    met = noted[_has(free[noted], asked.channel_wished[noted])]
    channel[met], why[met] = asked.channel_wished[met], NOTED


def _next(order: Codes, free: Bits) -> Codes:
    """Return the first channel of each row of ``order`` that is free; NONE where none is."""
    found = np.full(len(order), NONE, dtype=np.int8)
    for column in reversed(order.T):
        found = np.where(_has(free, column), column, found)
    return found


def _barrier(given: Paths, asked: Asked, drawn: Codes, rows: NDArray[np.int64]) -> Codes:
    """Return why the channel that was drawn is closed to each of ``rows``: the law first, then the switch, then the address."""
    wanted = drawn[rows]
    said = np.array([ADDRESS + KINDS.index(KIND_OF[each][0]) for each in CHANNELS], dtype=np.int8)[wanted]
    said[~_has(np.full(len(rows), given.on, dtype=np.uint8), wanted)] = OFF
    for number in reversed(range(len(BARS))):
        said[_has(_barred(given, asked, number)[rows], wanted)] = LAW + number
    return said
