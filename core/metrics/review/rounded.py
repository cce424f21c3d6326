"""Rounding that adds up: parts shown with few decimals whose shown sum is the shown whole."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

Key = TypeVar("Key")


def rounded(parts: Mapping[Key, Fraction], *, decimals: int = 1) -> dict[Key, float]:
    """Return ``parts`` rounded to ``decimals`` so that they add up to their own rounded sum.

    Each is rounded down, and the largest remainders are rounded up until the sum is right (the method of the largest
    remainder); no part is off by more than one in its last decimal.
    """
    scale = 10**decimals
    whole = round(sum(parts.values(), Fraction(0)) * scale)
    low = {key: floor(part * scale) for key, part in parts.items()}
    order = sorted(parts, key=lambda key: parts[key] * scale - low[key], reverse=True)
    for key in order[: whole - sum(low.values())]:
        low[key] += 1
    return {key: low[key] / scale for key in parts}
