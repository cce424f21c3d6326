"""Shares of channels that add up to one, and what the others become when one of them is moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.vocabulary import ChannelName

WHOLE: Final = 1.0
EXACT: Final = 1e-6  # what adding decimals may lose
PARTS: Final = 100  # sliders move in whole percents


def adds_up(shares: Mapping[ChannelName, float]) -> bool:
    """Return whether ``shares`` are each 0 to 1 and add to 1."""
    inside = all(-EXACT <= share <= WHOLE + EXACT for share in shares.values())
    return inside and abs(sum(shares.values()) - WHOLE) <= EXACT


def moved(shares: Mapping[ChannelName, float], channel: ChannelName, share: float) -> dict[ChannelName, float]:
    """Return ``shares`` with ``channel`` at ``share`` and the others making room, or filling it, in proportion.

    All come out in whole percents that add to exactly 1. Where the others have nothing, the first of them takes what is
    left over; a channel alone stays at 1.
    """
    others = [each for each in shares if each != channel]
    if not others:
        return {channel: WHOLE}
    taken = min(max(round(share * PARTS), 0), PARTS)
    held = {each: max(shares[each], 0.0) for each in others}
    total = sum(held.values())
    weights = {each: held[each] / total for each in others} if total > EXACT else {others[0]: WHOLE}
    parts = apportioned({each: weights.get(each, 0.0) for each in others}, PARTS - taken)
    return {each: (taken if each == channel else parts[each]) / PARTS for each in shares}


def apportioned(weights: Mapping[ChannelName, float], parts: int) -> dict[ChannelName, int]:
    """Return ``parts`` divided by ``weights`` (which add to 1) into whole numbers that add up: largest remainder first."""
    exact = {each: weight * parts for each, weight in weights.items()}
    whole = {each: int(amount + EXACT) for each, amount in exact.items()}
    left = parts - sum(whole.values())
    for each in sorted(exact, key=lambda name: whole[name] - exact[name])[:left]:
        whole[each] += 1
    return whole
