"""Back-testing the cash forecast: forecasts made on past days, held against what came in and against naive ones."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from core.behaviour.forecast.cash import INSIDE, WEEK, forecast, week_ends
from core.behaviour.prediction.backdrop import Backdrop
from core.behaviour.prediction.lives import day_number
from core.behaviour.prediction.model import Segments
from core.behaviour.prediction.predict import outlook
from core.behaviour.prediction.training import LEAST_PAYMENTS, train
from core.language import later

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from core.behaviour.prediction.lives import Lives, Queries

BACK_WEEKS: Final = (25, 21, 17, 13)  # how long ago the forecasts that are tried were made
QUICK_DAYS: Final = 150_000  # the model of a past day is fitted on fewer invoices than the one that serves
LEAST_WIDTH: Final = 0.2


@dataclass(frozen=True, kw_only=True)
class Tried:
    """How past forecasts of one currency did, over all their weeks.

    ``error`` and ``naive_error`` are the sums of absolute weekly differences over the sum that came (0-1 and above);
    ``coverage`` the share of weeks inside the interval, each judged with the ``spread`` of the other forecasts; ``width``
    the mean width of the interval over the mean week. None where nothing came in.
    """

    currency: str
    forecasts: int
    weeks: int
    error: float | None
    naive_error: float | None
    coverage: float | None
    width: float | None
    spread: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Backtest:
    """Forecasts of past days: ``weeks`` has made_on, week, to_on, currency, expected, low, high, due and came (minor)."""

    as_of: date
    weeks: pd.DataFrame
    tried: tuple[Tried, ...]

    @property
    def spread(self) -> dict[str, float]:
        """The factor on the width of intervals by currency."""
        return {each.currency: each.spread for each in self.tried}

    def as_dict(self) -> dict[str, Any]:
        """Return the back-test as JSON can hold it."""
        rows = self.weeks.assign(
            made_on=self.weeks["made_on"].astype("str"), to_on=self.weeks["to_on"].dt.strftime("%Y-%m-%d")
        )
        return {
            "as_of": self.as_of.isoformat(),
            "tried": [asdict(each) for each in self.tried],
            "weeks": rows.to_dict("records"),
        }


def spread_of(told: Mapping[str, Any]) -> dict[str, float] | None:
    """Return the spread by currency of a back-test as ``as_dict`` told it; None when there was none."""
    return {each["currency"]: float(each["spread"]) for each in told.get("tried", ())} or None


def backtest(
    book: Queries, lives: Lives, as_of: date, progress: Callable[[float, str], None] | None = None
) -> Backtest:
    """Return the forecasts that would have been made 13 to 25 weeks before ``as_of``, against what came.

    For each a model is trained on what was known that day. Days with fewer than 200 payments before them are left out.
    """
    tell = progress or (lambda _share, _step: None)
    found = []
    for at, back in enumerate(BACK_WEEKS):
        tell(at / len(BACK_WEEKS), later("Trying forecasts of past days"))
        made_on = as_of - WEEK * back
        if int((lives.paid <= day_number(made_on)).sum()) >= LEAST_PAYMENTS:
            found.append(_one(book, lives, made_on))
    weeks = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=_COLUMNS)
    weeks, tried = _tried(weeks)
    return Backtest(as_of=as_of, weeks=weeks, tried=tried)


_COLUMNS: Final = [
    "made_on", "week", "to_on", "currency", "expected_minor", "around_minor", "due_minor", "came_minor",
]  # fmt: skip


def _one(book: Queries, lives: Lives, made_on: date) -> pd.DataFrame:
    """Return the weeks of the forecast made on ``made_on``, with what came."""
    model = train(lives, made_on, Segments.of(None), most_days=QUICK_DAYS)
    known = lives.known_on(day_number(made_on))
    told = forecast(outlook(book, model, made_on, backdrop=Backdrop.of(known), lives=lives)).weeks
    ends = week_ends(made_on)
    came = book.frame("cash_came", as_of=made_on, until=ends[-1])
    number = ((pd.to_datetime(came["paid_on"]) - pd.Timestamp(made_on)).dt.days - 1) // 7 + 1
    summed = came.assign(week=number).groupby(["currency", "week"], as_index=False)["came_minor"].sum()
    weeks = told.merge(summed, on=["currency", "week"], how="left").fillna({"came_minor": 0})
    return weeks.assign(made_on=made_on, came_minor=weeks["came_minor"].astype("int64"))[_COLUMNS]


def _tried(weeks: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Tried, ...]]:
    """Return the weeks with intervals judged by the other forecasts, and the scores by currency."""
    parts, tried = [], []
    for currency, here in weeks.groupby("currency"):
        miss = (here["came_minor"] - here["expected_minor"]).abs().to_numpy(dtype=np.float64)
        around = np.maximum(here["around_minor"].to_numpy(dtype=np.float64), 1.0)
        made = np.array(list(here["made_on"]), dtype=object)
        factor = np.array([_factor((miss / around)[made != day]) for day in made])
        low = np.maximum(here["expected_minor"] - around * factor, 0)
        high = here["expected_minor"] + around * factor
        came = here["came_minor"].to_numpy(dtype=np.float64)
        inside = (came >= low) & (came <= high)
        total, mean = float(came.sum()), float(came.mean())
        naive_miss = float(np.abs(here["due_minor"] - came).sum())
        several = len(set(made.tolist())) > 1
        tried.append(
            Tried(
                currency=str(currency),
                forecasts=len(set(made.tolist())),
                weeks=len(here),
                error=round(float(miss.sum()) / total, 4) if total else None,
                naive_error=round(naive_miss / total, 4) if total else None,
                coverage=round(float(inside.mean()), 4) if several else None,
                width=round(float((high - low).mean()) / mean, 4) if mean else None,
                spread=round(_factor(miss / around), 4),
            )
        )
        parts.append(here.assign(low_minor=low.round().astype("int64"), high_minor=high.round().astype("int64")))
    told = pd.concat(parts, ignore_index=True) if parts else weeks.assign(low_minor=0, high_minor=0)
    return told.drop(columns="around_minor"), tuple(tried)


def _factor(misses: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    """Return by how much intervals must be wider to hold 80 % of these misses; 1 when there are none."""
    return max(float(np.quantile(misses, INSIDE)), LEAST_WIDTH) if len(misses) else 1.0
