"""Bins: where customers are among the values of a slider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def bins(numbers: NDArray[np.float64], marks: Sequence[float]) -> NDArray[np.int16]:
    """Return the bin of each of ``numbers`` among ``marks``, as ``Groups`` explains it."""
    at = np.array(marks, dtype=np.float64)
    below = np.searchsorted(at, numbers)
    is_exact = numbers == at[np.minimum(below, len(at) - 1)]
    found: NDArray[np.int16] = (2 * below + is_exact).astype(np.int16)
    found[np.isnan(numbers)] = 2 * len(at) + 1
    return found
