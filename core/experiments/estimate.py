"""An estimate: a difference between two arms with its interval and the number of customers behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy.stats import norm

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ALPHA = 0.05


@dataclass(frozen=True, kw_only=True, eq=False)
class Estimate:
    """A difference (an arm less the first) with its limits; arrays where many were asked at once. NaN: undefined.

    ``arm`` and ``first`` are the two levels it lies between, each standardised to the same mix of strata.
    """

    difference: Floats
    low: Floats
    high: Floats
    arm: Floats
    first: Floats

    @property
    def is_effect(self) -> NDArray[np.bool_]:
        """Whether the interval leaves no difference out."""
        found: NDArray[np.bool_] = (self.low > 0) | (self.high < 0)
        return found


def quantile(alpha: float) -> float:
    """Return the two-sided normal quantile of ``alpha``: 1.96 for 0.05."""
    return float(norm.ppf(1 - alpha / 2))
