"""Round marks along an axis."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import Final

MOST_MARKS: Final = 6
STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


def marks(low: float, high: float) -> tuple[float, ...]:
    """Return at most ``MOST_MARKS`` + 1 round marks from at or below ``low`` to at or above ``high``."""
    span = max(high - low, 1e-9)
    magnitude = 10.0 ** floor(log10(span / MOST_MARKS))
    step = next(size * magnitude for size in (*STEPS, 20.0) if span / (size * magnitude) <= MOST_MARKS - 1)
    first, last = floor(low / step), ceil(high / step)
    return tuple(place * step for place in range(first, max(last, first + 1) + 1))
