"""Colours of everything Saldo hands out: those of its light screens, on white."""

from __future__ import annotations

from typing import Final

NAVY: Final = "0F1B33"
BLUE: Final = "1A52E3"
INK: Final = "101828"
GREY: Final = "5B6472"
LINE: Final = "E3E6EC"
PALE: Final = "F6F7FA"
GREEN: Final = "0B7A55"
RED: Final = "C4320A"
LONGER: Final = "EF9A7F"
SHORTER: Final = "7FC8A9"
"""Steps of a bridge, light enough for dark letters on them."""
AGES: Final = ("C9D2E0", "6FA8C9", "E9B949", "EC8547", "D14D57", "8A1C43")
"""From not due to oldest."""
LINES: Final = (BLUE, "8A1C43", "EC8547", "6FA8C9")
"""Courses beside each other, the leading one first."""


def age(place: int) -> str:
    """Return the colour of the bucket at ``place``, from 0 for not due; beyond the ramp all are as the oldest."""
    return AGES[min(place, len(AGES) - 1)]
