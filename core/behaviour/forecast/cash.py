"""The cash forecast: what of today's open invoices comes in week by week, as the sum of their distributions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.behaviour.forecast.agreed import Agreed, agreed
from core.behaviour.prediction.lives import day_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from core.behaviour.prediction.predict import Outlook

WEEKS: Final = 13
WEEK: Final = timedelta(days=7)
INSIDE: Final = 0.8  # the share of weeks that the interval is to hold
NORMAL_80: Final = 1.2816  # standard deviations either way that hold 80 % of a normal distribution


@dataclass(frozen=True, kw_only=True, eq=False)
class Forecast:
    """What comes in of the invoices open on ``as_of``; invoices not issued yet are not in it.

    ``weeks`` has one row per currency and week: week (1 to 13), from_on, to_on, currency, expected_minor, low_minor,
    high_minor (80 %), agreed_minor (the part of it that was promised or agreed in a plan), due_minor (the naive forecast).
    ``groups`` has expected_minor per segment, entity, currency and week. ``totals`` has per currency open_minor,
    expected_minor within the weeks, later_minor after them within a year, and never_minor: not expected within a year.
    ``spread`` is the factor by which intervals are wider than if invoices were paid independently, measured on past
    forecasts; None where none was tried. ``by_model_share`` is the share of the open amount that the model serves.
    """

    as_of: date
    weeks: pd.DataFrame
    groups: pd.DataFrame
    totals: pd.DataFrame
    agreed: Agreed
    spread: Mapping[str, float] | None
    by_model_share: float | None


def week_ends(as_of: date, weeks: int = WEEKS) -> list[date]:
    """Return the last day of each of the weeks after ``as_of``."""
    return [as_of + WEEK * number for number in range(1, weeks + 1)]


def forecast(
    given: Outlook,
    *,
    promises: pd.DataFrame | None = None,
    instalments: pd.DataFrame | None = None,
    spread: Mapping[str, float] | None = None,
) -> Forecast:
    """Return the 13 weeks after the day of ``given``.

    Parameters
    ----------
    given : Outlook
        The open invoices with their chances.
    promises, instalments : DataFrame, optional
        As ``core.desk.case_frames`` tells them. An open promise or instalment counts on its own day, in place of as much
        of the customer's open amount, at the share of promises that were kept so far.
    spread : mapping, optional
        By currency, from ``backtest``.

    Returns
    -------
    Forecast
        Amounts in minor units of their own currency; currencies are never added.
    """
    balance = given.frame["balance_minor"].to_numpy(dtype=np.float64)
    told = agreed(given, promises, instalments)
    free = balance * (1 - told.covered)
    by_end = np.column_stack(given.paid_by_days(week_ends(given.as_of)))
    chances = np.diff(by_end, axis=1, prepend=0.0)
    within_a_year = 1 - given.chances[:, -1]
    currencies = given.frame["currency"].to_numpy(dtype=object)
    groups = _grouped(given.frame.assign(free=free), chances, told)
    names = sorted(set(currencies))
    parts = [_weeks(given, _Part(at=currencies == name, currency=name), free, chances, told) for name in names]
    weeks = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(_COLUMNS))
    weeks = _with_interval(weeks, spread or {})
    totals = []
    for currency in names:
        here = currencies == currency
        expected = float(weeks.loc[weeks["currency"] == currency, "expected_minor"].sum())
        never = float((free * (1 - within_a_year))[here].sum())
        opened = float(balance[here].sum())
        totals.append(
            {
                "currency": currency,
                "open_minor": round(opened),
                "expected_minor": round(expected),
                "later_minor": max(round(opened - expected - never), 0),
                "never_minor": round(never),
            }
        )
    served = float(balance[given.prospect.by_model].sum()) / float(balance.sum()) if balance.sum() else None
    return Forecast(
        as_of=given.as_of,
        weeks=weeks,
        groups=groups,
        totals=pd.DataFrame(totals, columns=["currency", "open_minor", "expected_minor", "later_minor", "never_minor"]),
        agreed=told,
        spread=spread,
        by_model_share=served,
    )


_COLUMNS: Final = (
    "week", "from_on", "to_on", "currency", "expected_minor", "around_minor", "agreed_minor", "due_minor",
    "low_minor", "high_minor",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class _Part:
    """The open invoices of one currency."""

    at: NDArray[np.bool_]
    currency: str


def _weeks(
    given: Outlook, part: _Part, free: NDArray[np.float64], chances: NDArray[np.float64], told: Agreed
) -> pd.DataFrame:
    """Return the weeks of one currency; ``around_minor`` is the interval were every invoice paid independently."""
    share, amount = chances[part.at], free[part.at]
    promised = told.by_week(part.currency, given.as_of, WEEKS)
    expected = (amount[:, None] * share).sum(axis=0) + promised
    around = NORMAL_80 * np.sqrt((amount[:, None] ** 2 * share * (1 - share)).sum(axis=0))
    ends = week_ends(given.as_of)
    return pd.DataFrame(
        {
            "week": np.arange(1, WEEKS + 1),
            "from_on": pd.to_datetime([end - WEEK + timedelta(days=1) for end in ends]),
            "to_on": pd.to_datetime(ends),
            "currency": part.currency,
            "expected_minor": np.round(expected).astype(np.int64),
            "around_minor": around,
            "agreed_minor": np.round(promised).astype(np.int64),
            "due_minor": naive(given, part.at),
        }
    )


def _with_interval(weeks: pd.DataFrame, spread: Mapping[str, float]) -> pd.DataFrame:
    if weeks.empty:
        return weeks
    around = weeks["around_minor"] * weeks["currency"].map(lambda name: spread.get(name, 1.0))
    low, high = np.maximum(weeks["expected_minor"] - around, 0), weeks["expected_minor"] + around
    return weeks.assign(low_minor=low.round().astype("int64"), high_minor=high.round().astype("int64"))


def naive(given: Outlook, here: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the naive forecast by week: everything on its due date, what is past due in the first week."""
    balance = given.frame["balance_minor"].to_numpy(dtype=np.float64)[here]
    week = np.maximum((given.open.due[here] - day_number(given.as_of) - 1) // 7, 0)
    inside = week < WEEKS
    return np.round(np.bincount(week[inside], weights=balance[inside], minlength=WEEKS)).astype(np.int64)


def _grouped(frame: pd.DataFrame, chances: NDArray[np.float64], told: Agreed) -> pd.DataFrame:
    """Return the expected amount per segment, entity, currency and week, agreed amounts included."""
    expected = pd.DataFrame(frame["free"].to_numpy()[:, None] * chances, columns=range(1, WEEKS + 1))
    keys = ["segment", "entity", "currency"]
    # Few words for many invoices: by their numbers, and added up before the weeks become rows.
    named = expected.assign(**{key: pd.Categorical(frame[key]) for key in keys})
    sums = named.groupby(keys, as_index=False, observed=True).sum().astype(dict.fromkeys(keys, "str"))
    long = sums.melt(id_vars=keys, var_name="week", value_name="expected_minor")
    both = pd.concat([long, told.grouped(WEEKS)], ignore_index=True)
    found: pd.DataFrame = both.groupby([*keys, "week"], as_index=False)[["expected_minor"]].sum()
    found["expected_minor"] = found["expected_minor"].round().astype("int64")
    return found
