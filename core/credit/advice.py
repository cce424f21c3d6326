"""Advice on credit limits, and advice only: who has more room, who to watch, and why; nothing here changes a limit."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

LATER_DAYS: Final = 7  # paying so much later than before counts as getting worse
NEAR_SHARE: Final = 0.9


class Watch(StrEnum):
    """Why a customer is to be watched; the order is that of weight."""

    TROUBLE = "trouble"  # the register or a bureau says it is ending
    OVER_OWN = "over_own"
    OVER_INSURED = "over_insured"
    FALLEN = "fallen"
    WEAK = "weak"  # the worst band, and past due
    SLOWER = "slower"
    NEAR_OWN = "near_own"


# What a bureau says may never decide about a natural person by itself; for them these say nothing.
OF_SCORES: Final = frozenset({Watch.TROUBLE, Watch.FALLEN, Watch.WEAK})


def watched(told: pd.DataFrame, days_later: pd.Series[Any]) -> pd.DataFrame:
    """Return the customers to watch, the largest uncovered exposure first: the rows of ``exposures`` and ``reasons``, a tuple.

    ``days_later`` is by customer key how much later a customer pays than before (the segments' feature of that name). Natural
    persons are watched for what they do here, never for what a bureau says.
    """
    later = told["customer_key"].map(days_later).to_numpy(dtype="float64", na_value=np.nan)
    owes = told["exposure_cents"].to_numpy() > 0
    is_natural = (told["natural_why"] != "").to_numpy(dtype=bool)
    band = told["band"].to_numpy(dtype=object)
    limit = told["insured_limit_cents"].to_numpy(dtype="float64", na_value=np.nan)
    use = told["own_use_share"].to_numpy(dtype="float64", na_value=np.nan)
    past_due = told["past_due_cents"].to_numpy() > 0
    marks: dict[Watch, NDArray[np.bool_]] = {
        Watch.TROUBLE: told["is_in_trouble"].to_numpy(dtype=bool),
        Watch.OVER_OWN: use > 1,
        Watch.OVER_INSURED: told["open_cents"].to_numpy() > limit,
        Watch.FALLEN: told["has_fallen"].to_numpy(dtype=bool),
        Watch.WEAK: (band == "E") & past_due,
        Watch.SLOWER: (later >= LATER_DAYS) & past_due,
        Watch.NEAR_OWN: (use > NEAR_SHARE) & (use <= 1),
    }
    marks = {why: mark & owes & ~(is_natural & (why in OF_SCORES)) for why, mark in marks.items()}
    reasons = [tuple(str(why) for why, mark in marks.items() if mark[row]) for row in range(len(told))]
    found = told.assign(reasons=pd.Series(reasons, index=told.index, dtype=object), days_later=later)
    kept = found[[bool(each) for each in reasons]]
    return kept.sort_values("uninsured_cents", ascending=False, kind="stable").reset_index(drop=True)


def with_room(told: pd.DataFrame, days_later: pd.Series[Any]) -> pd.DataFrame:
    """Return the companies that could be allowed more than they use, the most room first, with ``room_cents`` and ``why``.

    A company of the two best bands that owes nothing past due and does not pay later than before. Room is what is left of
    the smallest of the limits that are told: our own, the bureau's, the insurer's. Natural persons are left out: advice on
    a person's limit would rest on a score.
    """
    later = told["customer_key"].map(days_later).to_numpy(dtype="float64", na_value=0.0)
    limits = told[["own_limit_cents", "advised_limit_cents", "insured_limit_cents"]]
    smallest = limits.min(axis=1)
    which = limits.fillna(np.inf).to_numpy().argmin(axis=1)
    names = np.array(["own", "advised", "insured"])
    room = smallest - told["exposure_cents"]
    good = (
        told["band"].isin(("A", "B"))
        & (told["natural_why"] == "")
        & (told["past_due_cents"] <= 0)
        & ~told["is_in_trouble"]
        & ~told["has_fallen"]
        & (later < LATER_DAYS)
        & (room > 0)
        & (told["exposure_cents"] > 0)
    )
    found = told.assign(room_cents=room, why=names[which], days_later=later)[good]
    return found.sort_values("room_cents", ascending=False, kind="stable").reset_index(drop=True)
