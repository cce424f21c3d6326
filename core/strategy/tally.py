"""Both tables of reasons, items and customers, with amounts per currency; they add up to the portfolio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.money import to_text
from core.strategy.audience import IN
from core.strategy.reasons import REASONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from core.strategy.audience import Audience


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Items, customers, and amounts in minor units, for every currency of the portfolio."""

    items: int
    customers: int
    amounts_minor: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """The portfolio divided: in, and out by reason in the order of REASONS; only reasons that occur.

    Items and amounts are counted per item; a part of an item that is in but not asked for is under its reason, as an amount
    without an item. Customers are counted once: in, or under their first reason.
    """

    included: Tally
    out: Mapping[str, Tally]
    portfolio: Tally

    @property
    def is_complete(self) -> bool:
        """Whether in and out add up to the portfolio in items, customers and every currency."""
        parts = [self.included, *self.out.values()]
        amounts = {each: sum(part.amounts_minor[each] for part in parts) for each in self.portfolio.amounts_minor}
        return (
            sum(part.items for part in parts) == self.portfolio.items
            and sum(part.customers for part in parts) == self.portfolio.customers
            and amounts == dict(self.portfolio.amounts_minor)
        )


def reconcile(audience: Audience) -> Reconciliation:
    """Return the portfolio divided into in and out."""
    candidates, ranks = audience.candidates, audience.ranks
    codes, currencies = pd.factorize(candidates.frame["currency"], sort=True)
    size = len(REASONS)
    # Rank IN is -1: it becomes the first row of every table.
    items = np.bincount(ranks - IN, minlength=size + 1)
    _, deciding = audience.deciding
    customers = np.bincount(ranks[deciding] - IN, minlength=size + 1)
    amounts = np.zeros((size + 1, len(currencies)), dtype=np.int64)
    minor = np.where(ranks == IN, audience.asked_minor, candidates.balance_minor)
    np.add.at(amounts, (ranks - IN, codes), minor)
    rows = audience.set_aside["row"].to_numpy(dtype=np.int64)
    place_of = {reason.code: place for place, reason in enumerate(REASONS)}
    places = audience.set_aside["reason"].map(place_of).to_numpy(dtype=np.int64)
    np.add.at(amounts, (places - IN, codes[rows]), audience.set_aside["minor"].to_numpy(dtype=np.int64))

    def tally(row: int) -> Tally:
        return Tally(
            items=int(items[row]), customers=int(customers[row]), amounts_minor=_by_currency(amounts[row], currencies)
        )

    out = {reason.code: tally(place + 1) for place, reason in enumerate(REASONS)}
    return Reconciliation(
        included=tally(0),
        out={code: each for code, each in out.items() if each.items or any(each.amounts_minor.values())},
        portfolio=Tally(
            items=len(candidates),
            customers=len(deciding),
            amounts_minor=_by_currency(_summed(candidates.balance_minor, codes, len(currencies)), currencies),
        ),
    )


def plan_summary(audience: Audience) -> dict[str, object]:
    """Return ``{"in": {...}, "out": {reason: {...}}, "portfolio": {...}}`` with items, customers and decimal amounts."""
    divided = reconcile(audience)
    return {
        "in": _told(divided.included),
        "out": {code: _told(each) for code, each in divided.out.items()},
        "portfolio": _told(divided.portfolio),
    }


def _told(tally: Tally) -> dict[str, object]:
    amounts = {currency: to_text(minor, currency) for currency, minor in tally.amounts_minor.items()}
    return {"items": tally.items, "customers": tally.customers, "amounts": amounts}


def _by_currency(minor: NDArray[np.int64], currencies: pd.Index[str]) -> dict[str, int]:
    return dict(zip(currencies.tolist(), minor.tolist(), strict=True))


def _summed(minor: NDArray[np.int64], codes: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, codes, minor)
    return sums
