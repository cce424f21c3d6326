"""Amounts spread over items: a pool per group goes to the group's items, first come first served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def before_in_group(groups: NDArray[np.int64], minor: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each row the sum of ``minor`` over the earlier rows of its group; the order of the rows counts."""
    order = np.argsort(groups, kind="stable")
    running = np.cumsum(minor[order]) - minor[order]
    ordered = groups[order]
    is_first = np.ones(len(ordered), dtype=bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    starts = np.maximum.accumulate(np.where(is_first, np.arange(len(ordered)), 0))
    before = np.empty_like(running)
    before[order] = running - running[starts]
    return before


def spread(pool: NDArray[np.int64], groups: NDArray[np.int64], room: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how much of the pool of its group each row gets: up to its ``room``, earlier rows first.

    ``pool`` repeats the group's amount on each of its rows. All arrays have one entry per row, in minor units.
    """
    got: NDArray[np.int64] = np.clip(pool - before_in_group(groups, room), 0, room)
    return got
