"""The lot: which arm of an experiment a customer is in, from nothing but the two names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.treatment import draws

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray


def arms(
    experiment: str, shares: Sequence[float], entities: Iterable[str], customer_ids: Iterable[str]
) -> NDArray[np.int64]:
    """Return the place of each customer's arm: the same for the same experiment and customer, always and everywhere.

    A hash of experiment, entity and customer id gives a number from 0 up to 1, and the shares, one after the other, divide that
    stretch. Nobody else's presence moves anybody, so who is asked when does not matter, and anyone can check a draw by hand.
    """
    until = np.cumsum(np.asarray(shares, dtype=np.float64))
    until[-1] = 1.0  # what adding decimals lost must draw nobody into nothing
    drawn = draws(f"experiment\x1f{experiment}", entities, customer_ids)
    found: NDArray[np.int64] = np.searchsorted(until, drawn, side="right").astype(np.int64)
    return found


def arm(experiment: str, shares: Sequence[float], entity: str, customer_id: str) -> int:
    """Return the place of one customer's arm."""
    return int(arms(experiment, shares, [entity], [customer_id])[0])
