"""The two baselines every prediction is shown beside: paid on the due date, and paid as the customer always pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.prediction.axis import BINS, LATE_DAYS
from core.behaviour.prediction.history import weighed
from core.behaviour.prediction.lives import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.behaviour.prediction.backdrop import Backdrop
    from core.behaviour.prediction.history import History, Pairs
    from core.behaviour.prediction.lives import Lives

ALL: Final = NEVER
_ROW: Final = 2**32  # rows and days late in one number: numbers sort ten times as fast as two columns do


@dataclass(frozen=True, kw_only=True, eq=False)
class OwnHabit:
    """What the customer's earlier payments say by themselves, unshrunk; the portfolio's where there are none.

    ``median``, ``low`` and ``high`` (the 10 % and 90 % points) are days late; ``late`` has one column per LATE_DAYS;
    ``chances`` are the shares by bin; ``payments`` is the number of the customer's own.
    """

    median: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    late: NDArray[np.float64]
    chances: NDArray[np.float32]
    payments: NDArray[np.int64]


def own_habit(
    history: History, backdrop: Backdrop, asked: Lives, *, most: int = ALL, pairs: Pairs | None = None
) -> OwnHabit:
    """Return the customers' own habits as known before each of ``asked`` was issued.

    Parameters
    ----------
    history : History
        The payments that may be known; those on or after an invoice's issue date are left out for that invoice.
    backdrop : Backdrop
        The payments of the whole portfolio, for customers without any.
    asked : Lives
        The invoices, n of them.
    most : int
        Only so many of a customer's latest payments (for speed when hundreds of thousands are asked).
    pairs : Pairs, optional
        Those of ``asked`` and ``history`` when they are at hand; ``most`` is then theirs.

    Returns
    -------
    OwnHabit
        Columns of length n, in days late.
    """
    pairs = pairs or history.pairs(asked, most=most)
    late = history.late[pairs.place]
    payments = np.bincount(pairs.row, minlength=len(asked))
    ordered = (np.sort(pairs.row * _ROW + (late + NEVER)) % _ROW - NEVER).astype(np.float64)
    starts = np.cumsum(payments) - payments
    low, median, high = (_points(ordered, starts, payments, share) for share in (0.1, 0.5, 0.9))
    is_late = [np.bincount(pairs.row, weights=late > days, minlength=len(asked)) for days in LATE_DAYS]
    shares = np.column_stack(is_late).astype(np.float64) / np.maximum(payments, 1)[:, None]
    counted = weighed(pairs, history.bin[pairs.place], BINS, None)
    chances = (counted / np.maximum(payments, 1)[:, None]).astype(np.float32)
    new = np.flatnonzero(payments == 0)
    for day in np.unique(asked.issued[new]).tolist():
        rows = new[asked.issued[new] == day]
        whole = backdrop.whole(day)
        low[rows], median[rows], high[rows] = whole.low, whole.median, whole.high
        shares[rows], chances[rows] = whole.late, whole.chances
    return OwnHabit(median=median, low=low, high=high, late=shares, chances=chances, payments=payments)


def _points(
    ordered: NDArray[np.float64], starts: NDArray[np.int64], counts: NDArray[np.int64], share: float
) -> NDArray[np.float64]:
    """Return the point of ``share`` of each run of ordered values, between two of them where it falls between."""
    if not len(ordered):
        return np.zeros(len(counts))
    at = np.maximum(counts - 1, 0) * share
    lower = np.floor(at).astype(np.int64)
    upper = np.minimum(lower + 1, np.maximum(counts - 1, 0))
    last = len(ordered) - 1
    below, above = ordered[np.minimum(starts + lower, last)], ordered[np.minimum(starts + upper, last)]
    point: NDArray[np.float64] = below + (above - below) * (at - lower)
    return point
