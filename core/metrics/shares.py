"""Shares of the open balance: the arithmetic that three metrics share."""

from __future__ import annotations

from core.metrics.metric import Figure
from core.metrics.undefined import Why

NOTHING_OPEN = Why.NOTHING_OPEN


def share_of_open(part_minor: int, gross_minor: int, *, times: int = 1) -> Figure:
    """Return ``part_minor`` over ``gross_minor``, multiplied by ``times``; ``None`` when nothing is open."""
    parts = {"part_minor": part_minor, "open_minor": gross_minor}
    if gross_minor <= 0:
        return Figure(value=None, why=NOTHING_OPEN, parts=parts)
    return Figure(value=part_minor * times / gross_minor, parts=parts)
