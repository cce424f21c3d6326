"""Scores of a prediction against what came: error in days, ranking of the late, calibration, and euros found in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from sklearn.metrics import roc_auc_score

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

CLOSE_DAYS: Final = 3
DECILES: Final = 10
FIRST_SHARE: Final = 0.2
HOUSE_LATE: Final = 1  # place of "more than 5 days late" in LATE_DAYS: what Brier score and calibration are told of


@dataclass(frozen=True, kw_only=True, eq=False)
class Told:
    """What was predicted of n invoices; ``late`` has a column per LATE_DAYS, ``low`` and ``high`` bound 80 %."""

    point: Numbers
    late: Numbers
    low: Numbers | None
    high: Numbers | None


def scores(told: Told, came: NDArray[np.int64], late_days: tuple[int, ...]) -> dict[str, float | None]:
    """Return every score of ``told`` against the days late that ``came``; None where a score is undefined.

    Parameters
    ----------
    told : Told
        Predictions of n invoices.
    came : array of n
        Days late, signed.
    late_days : tuple of int
        What the columns of ``told.late`` speak of.

    Returns
    -------
    dict
        ``mae`` in days; ``within_3_days`` and ``coverage`` as shares 0-1; ``auc_late_*`` 0-1, where 0.5 is no ranking at
        all (Hanley & McNeil 1982), None when all or none were late; ``brier`` (Brier 1950) and ``ece`` of "more than 5
        days late", 0 is best. Do not compare scores of different rows: the same rows only.
    """
    if not len(came):
        names = ("mae", "within_3_days", *(f"auc_late_{days}" for days in late_days), "brier", "ece", "coverage")
        return dict.fromkeys(names)
    error = np.abs(told.point - came)
    is_late = came > late_days[HOUSE_LATE]
    chance = told.late[:, HOUSE_LATE]
    covered = (
        None if told.low is None or told.high is None else float(((came >= told.low) & (came <= told.high)).mean())
    )
    return {
        "mae": float(error.mean()),
        "within_3_days": float((error <= CLOSE_DAYS).mean()),
        **{f"auc_late_{days}": auc(told.late[:, at], came > days) for at, days in enumerate(late_days)},
        "brier": float(((chance - is_late) ** 2).mean()),
        "ece": float(sum(row["gap"] * row["rows"] for row in calibration(chance, is_late)) / len(came)),
        "coverage": covered,
    }


def auc(chance: Numbers, is_late: NDArray[np.bool_]) -> float | None:
    """Return the probability that a late invoice was given a higher chance than one in time; None without both kinds."""
    if is_late.all() or not is_late.any():
        return None
    return float(roc_auc_score(is_late, chance))


def calibration(chance: Numbers, is_late: NDArray[np.bool_]) -> list[dict[str, float]]:
    """Return ten groups of equal count in the order of ``chance``: what was said and what came, shares 0-1.

    Expected calibration error (Naeini et al. 2015) is the mean gap weighted by rows. Fewer than ten rows make fewer groups.
    """
    order = np.argsort(chance, kind="stable")
    groups = [rows for rows in np.array_split(order, DECILES) if len(rows)]
    return [
        {
            "rows": len(rows),
            "said": float(chance[rows].mean()),
            "came": float(is_late[rows].mean()),
            "gap": abs(float(chance[rows].mean()) - float(is_late[rows].mean())),
        }
        for rows in groups
    ]


def captured(order_by: Numbers, amount: Numbers, is_late: NDArray[np.bool_]) -> float | None:
    """Return the share of the late amount that stands in the first fifth of the invoices, highest ``order_by`` first."""
    late_amount = float(amount[is_late].sum())
    if not late_amount:
        return None
    worked = np.argsort(-order_by, kind="stable")[: int(np.ceil(len(amount) * FIRST_SHARE))]
    return float(amount[worked][is_late[worked]].sum()) / late_amount


def rounded(told: dict[str, Any]) -> dict[str, Any]:
    """Return scores with six decimals: what differs beyond is the machine, not the model."""
    return {key: round(value, 6) if isinstance(value, float) else value for key, value in told.items()}
