"""The one step of a customer's message, when items of several ages meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.climbing import NOTHING_DONE
from core.strategy.ladder import NO_STEP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.strategy.candidates import Candidates


def highest_steps(items: Candidates, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for every customer (by position) the highest step among its ``chosen`` rows, NO_STEP where none is chosen."""
    steps = np.full(len(items.customers), NOTHING_DONE)
    np.maximum.at(steps, items.position[chosen], items.step_due[chosen])
    return np.where(steps == NOTHING_DONE, NO_STEP, steps)
