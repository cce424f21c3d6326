"""Which ways lead to each customer: addresses by kind, what it asked for, and what people noted it agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from core.strategy.keys import customers_named
from core.vocabulary import ChannelName, ContactKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.strategy.candidates import Candidates

CHANNELS: Final = tuple(ChannelName)
PLACE: Final = {each: place for place, each in enumerate(CHANNELS)}
BIT: Final = {each: 1 << place for place, each in enumerate(CHANNELS)}
NONE: Final = -1
# What meets a wish for a kind of address: the gentlest first.
BY_KIND: Final = {
    ContactKind.EMAIL: (ChannelName.EMAIL, ChannelName.REGISTERED_EMAIL),
    ContactKind.MOBILE: (ChannelName.SMS, ChannelName.WHATSAPP, ChannelName.VOICE, ChannelName.PHONE),
    ContactKind.PHONE: (ChannelName.PHONE, ChannelName.VOICE),
    ContactKind.POST: (ChannelName.LETTER, ChannelName.REGISTERED_LETTER),
}
KINDS: Final = tuple(BY_KIND)
WISH: Final = "channel"  # the override with which people note the channel a customer asked for


@dataclass(frozen=True, kw_only=True, eq=False)
class Ways:
    """One entry per position of the features.

    ``bits`` has the bit of every channel with an open address; ``kind_wished`` the place in KINDS the ledger marks as preferred,
    ``channel_wished`` the place in CHANNELS of the channel people noted; NONE for no wish.
    """

    bits: NDArray[np.uint8]
    kind_wished: NDArray[np.int8]
    channel_wished: NDArray[np.int8]


def ways(candidates: Candidates) -> Ways:
    """Return the ways to every customer of ``candidates``, by position."""
    bits = np.zeros(len(candidates.customers), dtype=np.uint8)
    for channel, is_open in candidates.is_reached.items():
        bits |= np.where(is_open, np.uint8(BIT[channel]), np.uint8(0))
    return Ways(bits=bits, kind_wished=_preferred(candidates), channel_wished=_noted(candidates))


def addresses(candidates: Candidates, positions: NDArray[np.int64], channels: NDArray[np.int8]) -> NDArray[np.object_]:
    """Return the address each of ``positions`` is reached at by its place in CHANNELS; None for NONE."""
    found = np.full(len(positions), None, dtype=object)
    for place, channel in enumerate(CHANNELS):
        at = np.flatnonzero(channels == place)
        if len(at):
            found[at] = candidates.reached(channel)["address"].to_numpy(dtype=object)[positions[at]]
    return found


def _preferred(candidates: Candidates) -> NDArray[np.int8]:
    """Return the kind of address that the ledger marks as preferred, per position: the gentlest of several."""
    known = candidates.addresses
    marked = known[(known["is_preferred"].astype(bool) & known["is_allowed"].astype(bool)).to_numpy(dtype=bool)]
    kinds = marked["kind"].map({str(kind): place for place, kind in enumerate(KINDS)}).to_numpy(dtype=np.int8)
    found = np.full(len(candidates.customers), len(KINDS), dtype=np.int8)
    # Addresses may be known of customers that are not, on a day before they became one.
    keys = candidates.assignment.features.keys
    at = np.minimum(np.searchsorted(keys, marked["customer_key"].to_numpy(dtype=np.int64)), max(len(keys) - 1, 0))
    is_known = keys[at] == marked["customer_key"].to_numpy(dtype=np.int64) if len(keys) else np.zeros(0, dtype=bool)
    np.minimum.at(found, at[is_known], kinds[is_known])
    return np.where(found < len(KINDS), found, NONE).astype(np.int8)


def _noted(candidates: Candidates) -> NDArray[np.int8]:
    """Return the channel that people noted as the customer's wish, per position."""
    found = np.full(len(candidates.customers), NONE, dtype=np.int8)
    overrides = candidates.facts.overrides
    said = customers_named(overrides[overrides["field"] == WISH], candidates.assignment.features)
    if said.empty:
        return found
    places = said["value"].map({str(each): place for each, place in PLACE.items()}).fillna(NONE)
    found[said["position"].to_numpy(dtype=np.int64)] = places.to_numpy(dtype=np.int8)
    return found
