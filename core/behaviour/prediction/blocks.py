"""Blocks of customers: a few thousand open invoices at a time with the lives of their own customers, and no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from core.behaviour.prediction.lives import Lives

BLOCK: Final = 2_048  # open invoices: with all that is worked out of them they fit the processor's cache
_PLACES: Final = 2**32


@dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """Some customers: where their lives stand in ``known``, and the item keys and places of what is open of them."""

    known: Lives
    places: NDArray[np.int64]
    item_keys: NDArray[np.int64]
    at: NDArray[np.int64]

    def opened(self) -> tuple[Lives, Lives, NDArray[np.int64]]:
        """Return the customers' lives, those of the open invoices, and the places of these; what has no life is left out.

        An invoice with a balance has none when its issue date was estimated and lies after the day.
        """
        lives = self.known.rows(self.places)
        order = np.argsort(lives.item_key, kind="stable")
        sorted_keys = lives.item_key[order]
        found = np.minimum(np.searchsorted(sorted_keys, self.item_keys), max(len(order) - 1, 0))
        is_known = sorted_keys[found] == self.item_keys if len(order) else np.zeros(len(self.item_keys), dtype=bool)
        return lives, lives.rows(order[found[is_known]]), self.at[is_known]


def blocks(known: Lives, balances: pd.DataFrame) -> list[Block]:
    """Return the blocks of ``balances`` (item_key, customer_key), by customer; at least one, which may be empty."""
    customers, item_keys = (balances[name].to_numpy(dtype=np.int64) for name in ("customer_key", "item_key"))
    at, order = _by_number(customers), _by_number(known.customer)
    customers, lives_of = customers[at], known.customer[order]
    begins = np.unique(np.searchsorted(customers, customers[::BLOCK]))
    if not len(begins):
        return [Block(known=known, places=order[:0], item_keys=item_keys, at=at)]
    ends = np.append(begins[1:], len(customers))
    lows = np.searchsorted(lives_of, customers[begins], side="left")
    highs = np.searchsorted(lives_of, customers[ends - 1], side="right")
    return [
        Block(known=known, places=order[low:high], item_keys=item_keys[at[begin:end]], at=at[begin:end])
        for begin, end, low, high in zip(begins, ends, lows, highs, strict=True)
    ]


def _by_number(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of ``numbers`` in ascending order, equal ones as they come: one sort of plain numbers."""
    return np.sort(numbers * _PLACES + np.arange(len(numbers))) % _PLACES
