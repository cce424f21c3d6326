"""Days of sales outstanding by segment: as they are, and as they would be some days ahead if sales go on as they did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.segments.features import Features
    from core.strategy.cash_ahead import CashAhead

YEAR: Final = 365
CENTS: Final = 100


@dataclass(frozen=True, kw_only=True, eq=False)
class SalesDays:
    """DSO by segment, and ``whole`` of everybody (now, ahead, low, high); NaN and None where nothing was sold in a year.

    ``ahead`` with its 80 % interval is when the expected cash has come in and sales went on as in the last year.
    """

    now: NDArray[np.float64]
    ahead: NDArray[np.float64]
    ahead_low: NDArray[np.float64]
    ahead_high: NDArray[np.float64]
    whole: tuple[float, float, float, float] | None


def sales_days(features: Features, codes: NDArray[np.int64], size: int, cash: CashAhead, days: int) -> SalesDays:
    """Return the DSO of the segments ``codes`` of the customers of ``features``, now and after ``days`` with ``cash``.

    Parameters
    ----------
    features : Features
        The customers; balances and a year's sales in euros are theirs.
    codes : array
        Of each customer a segment from 0 to ``size``.
    cash : CashAhead
        What is expected within ``days``, with ``by_segment`` in the order of the codes.

    Notes
    -----
    Balance times 365 over the sales of 365 days; the balance is net of credits and of cash not matched. High cash makes a low DSO.
    Cash comes only of what is open today, so that ``ahead`` leaves out what new sales pay within the days.
    """
    balance = _summed(features, "balance_eur", codes, size)
    sales = _summed(features, "sales_12m_eur", codes, size)
    told = cash.by_segment
    expected, low, high = (told[f"{name}_minor"].to_numpy() / CENTS for name in ("expected", "low", "high"))
    whole_cash = (cash.expected_minor / CENTS, cash.low_minor / CENTS, cash.high_minor / CENTS)
    return SalesDays(
        now=_days(balance, sales),
        ahead=_days(balance - expected + sales * days / YEAR, sales),
        ahead_low=_days(balance - high + sales * days / YEAR, sales),
        ahead_high=_days(balance - low + sales * days / YEAR, sales),
        whole=_whole(float(balance.sum()), float(sales.sum()), whole_cash, days),
    )


def _whole(
    balance: float, sales: float, cash: tuple[float, float, float], days: int
) -> tuple[float, float, float, float] | None:
    if sales <= 0:
        return None
    later = balance + sales * days / YEAR
    expected, low, high = cash
    now, ahead, least, most = (each * YEAR / sales for each in (balance, later - expected, later - high, later - low))
    return now, ahead, least, most


def _days(balance: NDArray[np.float64], sales: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.full(len(sales), np.nan)
    np.divide(balance * YEAR, sales, out=found, where=sales > 0)
    return found


def _summed(features: Features, field: str, codes: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    return np.bincount(codes, weights=features.numbers[field], minlength=size).astype(np.float64)
