"""What an entry of the work list is worth: the money it is expected to bring in that would not come by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from core.book.kept import kept
from core.desk.channel_terms import terms
from core.money import precision
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.desk.engine import Desk

LOOK_AHEAD: Final = timedelta(days=30)
NOBODY_KNOWS: Final = 1.0
"""The share not expected by itself where no model and no habit says anything: then the amount alone orders."""
EURO: Final = "EUR"


def expected(
    past_due: pd.Series[float], unpaid_share: pd.Series[float], effect_share: pd.Series[float]
) -> pd.Series[float]:
    """Return what each entry is expected to bring in.

    ``past_due x unpaid_share x effect_share``: of what is open and past due, the part that is not expected by itself within 30
    days, times the share of such money that one contact by the entry's channel brings in.

    Parameters
    ----------
    past_due : Series
        Open and past due, in units of the house's currency, 0 or more.
    unpaid_share : Series
        Share from 0 to 1 that is not expected within 30 days without the act; of a natural person that of their segment, never
        their own; 1 where nothing is known.
    effect_share : Series
        Share from 0 to 1, from the terms of channels: an assumption until a test of one's own has measured it.

    Returns
    -------
    Series
        Units of the house's currency.

    Notes
    -----
    It orders work; it is no forecast. Two acts for one customer both get all of it, so the values do not add up to what will come in.
    """
    return past_due * unpaid_share * effect_share


def effects(desk: Desk, on: date) -> dict[str, float]:
    """Return by channel the share that one contact brings in of what would not have come, as it stands on a day."""
    known = terms(desk)
    return {str(each): known.effect(each, on).effect_share for each in ChannelName}


def house_factors(book: Book, as_of: date, house: str) -> Mapping[str, float]:
    """Return units of the house's currency per minor unit of every currency that has a rate; one without has none."""
    rates = {EURO: 1.0} | {
        str(row["currency"]): float(row["rate"])
        for row in kept(book, "euro rates", as_of, lambda: book.rows("euro_rates", as_of=as_of), room=4)
    }
    of_house = rates.get(house)
    if of_house is None:
        return {house: 10.0 ** -precision(house)}
    return {name: rate / of_house / 10 ** precision(name) for name, rate in rates.items()}


def in_house(minor: pd.Series[int], currency: pd.Series[str], factors: Mapping[str, float]) -> pd.Series[float]:
    """Return minor units of several currencies in units of the house's; what has no rate counts as nothing."""
    return minor * currency.map(factors).fillna(0.0).astype(np.float64)
