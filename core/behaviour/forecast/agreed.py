"""Promises and plan instalments in the forecast: agreed amounts on their own day, at the share that was kept so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from core.behaviour.prediction.predict import Outlook

FEWEST_JUDGED: Final = 10  # promises, before the share that was kept says anything
OPEN_STATE: Final = "open"


@dataclass(frozen=True, kw_only=True, eq=False)
class Agreed:
    """Open promises and instalments of customers with open invoices.

    ``lines`` has segment, entity, currency, paid_on and amount_minor (what is expected of it: at most the open amount,
    times ``kept_share``); ``covered`` is per open invoice the share of its balance that they stand for. ``kept_share`` is
    1 and ``judged`` below FEWEST_JUDGED when too few promises came to their day to say more.
    """

    as_of: date
    lines: pd.DataFrame
    covered: NDArray[np.float64]
    kept_share: float
    judged: int

    def by_week(self, currency: str, as_of: date, weeks: int) -> NDArray[np.float64]:
        """Return the expected amount of each week in ``currency``."""
        here = self.lines[self.lines["currency"] == currency]
        amounts = here["amount_minor"].to_numpy(dtype=np.float64)
        return np.bincount(_week(here, as_of), weights=amounts, minlength=weeks + 1).astype(np.float64)[:weeks]

    def grouped(self, weeks: int) -> pd.DataFrame:
        """Return segment, entity, currency, week (from 1) and expected_minor."""
        keys = ["segment", "entity", "currency", "week"]
        numbered = self.lines.assign(week=_week(self.lines, self.as_of) + 1)
        inside = numbered[numbered["week"] <= weeks].rename(columns={"amount_minor": "expected_minor"})
        return inside.groupby(keys, as_index=False)[["expected_minor"]].sum()


def agreed(given: Outlook, promises: pd.DataFrame | None, instalments: pd.DataFrame | None) -> Agreed:
    """Return what was agreed with the customers of ``given``; frames may be absent or empty."""
    kept_share, judged = _kept(promises)
    lines = pd.concat([_open_lines(promises, "promised_on"), _open_lines(instalments, "due_on")], ignore_index=True)
    frame = given.frame
    names = ["entity", "customer_id", "currency"]
    opened = frame.groupby(names, as_index=False).agg(open_minor=("balance_minor", "sum"), segment=("segment", "first"))
    lines = lines.merge(opened, on=names, how="inner")
    lines = lines[lines["amount_minor"] > 0].sort_values("paid_on", kind="stable")
    before = lines.groupby(names)["amount_minor"].cumsum() - lines["amount_minor"]
    lines["amount_minor"] = np.minimum(lines["amount_minor"], np.maximum(lines["open_minor"] - before, 0)) * kept_share
    told = lines.groupby(names, as_index=False).agg(told=("amount_minor", "sum"), open_minor=("open_minor", "first"))
    share = frame[names].merge(told, on=names, how="left")
    covered = (share["told"] / share["open_minor"]).fillna(0.0).to_numpy(dtype=np.float64)
    return Agreed(
        as_of=given.as_of,
        lines=lines[["segment", "entity", "currency", "paid_on", "amount_minor"]].reset_index(drop=True),
        covered=covered,
        kept_share=kept_share,
        judged=judged,
    )


def _open_lines(frame: pd.DataFrame | None, day: str) -> pd.DataFrame:
    """Return entity, customer_id, currency, paid_on and what is still to come of each open promise or instalment."""
    columns = ["entity", "customer_id", "currency", "paid_on", "amount_minor"]
    if frame is None or frame.empty:
        none: dict[str, Any] = dict.fromkeys(columns[:3], pd.Series([], dtype="str"))
        return pd.DataFrame(
            none | {"paid_on": pd.Series([], dtype="datetime64[us]"), "amount_minor": pd.Series([], dtype="float64")}
        )
    still = frame[frame["state"] == OPEN_STATE]
    left = still["amount_minor"] - np.minimum(still["paid_minor"], still["amount_minor"])
    return still.assign(paid_on=still[day], amount_minor=left.astype("float64"))[columns]


def _kept(promises: pd.DataFrame | None) -> tuple[float, int]:
    """Return the share of judged promises that were kept, and how many were judged; 1 when they are too few."""
    if promises is None or promises.empty:
        return 1.0, 0
    kept = int((promises["state"] == "kept").sum())
    judged = kept + int((promises["state"] == "broken").sum())
    return (kept / judged if judged >= FEWEST_JUDGED else 1.0), judged


def _week(lines: pd.DataFrame, as_of: date) -> NDArray[np.int64]:
    """Return the week from 0 in which each line falls; what was to come before today falls in the first."""
    days = (pd.to_datetime(lines["paid_on"]) - pd.Timestamp(as_of)).dt.days.to_numpy(dtype=np.int64)
    return np.clip((days - 1) // 7, 0, 10_000)
