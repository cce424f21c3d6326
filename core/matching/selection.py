"""Which of a customer's open items an amount pays: an exact choice when there is only one, else the oldest first."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.matching.ledger import Ledger

MOST_TOGETHER: Final = 3
"""Items that are looked for together; more of them add up to any amount by chance."""
MOST_ITEMS: Final = 24
"""Items among which a sum is looked for; among more, chance finds one."""


def exact_choice(ledger: Ledger, keys: Sequence[int], amount_minor: int) -> tuple[int, ...] | None:
    """Return the one set of items of ``keys`` whose balances add up to ``amount_minor``; None when none does, or several do.

    All of them together come first: people pay what is on the statement.
    """
    if keys and sum(map(ledger.left_minor, keys)) == amount_minor:
        return tuple(keys)
    if len(keys) > MOST_ITEMS:
        single = [key for key in keys if ledger.left_minor(key) == amount_minor]
        return (single[0],) if len(single) == 1 else None
    for size in range(1, min(MOST_TOGETHER, len(keys)) + 1):
        found = [chosen for chosen in combinations(keys, size) if sum(map(ledger.left_minor, chosen)) == amount_minor]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def twins(ledger: Ledger, keys: Sequence[int], amount_minor: int) -> tuple[int, ...]:
    """Return the items of exactly ``amount_minor``: rent and other subscriptions are the same every month."""
    return tuple(key for key in keys if ledger.left_minor(key) == amount_minor)
