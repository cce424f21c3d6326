"""What a pattern is: its name, what was found, the dots behind it, and why nothing is said where nothing is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from core.behaviour.banking_days import as_date

if TYPE_CHECKING:
    from datetime import date, time
    from typing import TypeAlias

    import numpy.typing as npt

    Ints: TypeAlias = npt.NDArray[np.signedinteger[Any]]
    Floats: TypeAlias = npt.NDArray[np.floating[Any]]
    Flags: TypeAlias = npt.NDArray[np.bool_]

NO_DAY: Final = np.iinfo(np.int64).min


class PatternName(StrEnum):
    """Every pattern that is looked for."""

    DAYS_LATE = "days_late"
    ON_TIME = "on_time"
    PAY_DAY = "pay_day"
    PAY_WEEKDAY = "pay_weekday"
    PAY_HOUR = "pay_hour"
    METHOD = "method"
    PART_PAYMENTS = "part_payments"
    SHORT_PAYMENTS = "short_payments"
    ANSWERS_REMINDERS = "answers_reminders"
    DISPUTES = "disputes"
    BROKEN_PROMISES = "broken_promises"
    SEASON = "season"
    TROUBLE = "trouble"
    DRIFT = "drift"


class Silence(StrEnum):
    """Why a pattern is not told of a customer."""

    TOO_FEW = "too_few"  # fewer observations than the pattern needs
    NO_TIME_OF_DAY = "no_time_of_day"  # the ledger has days without times
    NO_METHOD = "no_method"  # the ledger does not say how was paid
    COLLECTED = "collected"  # we collect by direct debit: the day is ours
    ONLY_INTERVALS = "only_intervals"  # the days lie somewhere between two lists that are too far apart
    NO_TWO_YEARS = "no_two_years"  # a season needs to come back
    NO_PATTERN = "no_pattern"  # enough was seen, and it is no habit


@dataclass(frozen=True, kw_only=True)
class Dot:
    """One observation behind a pattern: a payment, an invoice or a reminder, and whether it keeps to the pattern.

    ``after`` is set where the day is only known to lie after it, up to and including ``on``. ``value`` is what the pattern
    measures of it (days late, days from reminder to payment, minute of the day); None where there is nothing to measure.
    """

    on: date
    keeps: bool
    after: date | None = None
    at: time | None = None
    value: float | None = None
    amount_minor: int | None = None
    currency: str | None = None
    number: str | None = None


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A habit of one customer: ``n`` of ``of`` observations keep to it.

    ``strength`` is the lower end of the one-sided 95 % Wilson interval of ``n / of``: at least this share of what the
    customer does keeps to the pattern. What ``value``, ``low``, ``high`` and ``text`` are stands in ``DECLARATIONS``.
    """

    name: PatternName
    value: float
    n: int
    of: int
    strength: float
    low: float | None = None
    high: float | None = None
    text: str | None = None
    since: date | None = None
    dots: tuple[Dot, ...] = ()


@dataclass(frozen=True, kw_only=True)
class History:
    """What is known of how one customer pays: its patterns, and of every other one why nothing is said."""

    patterns: tuple[Pattern, ...]
    missing: dict[PatternName, Silence]

    def of(self, name: PatternName) -> Pattern | None:
        """Return the pattern ``name``, the first where there are several (a channel each), None when there is none."""
        return next((each for each in self.patterns if each.name is name), None)


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """One pattern of many customers: a row each of those who have it, ``owner`` counting the customers of the records."""

    name: PatternName
    owner: Ints
    value: Floats
    n: Ints
    of: Ints
    strength: Floats
    low: Floats | None = None
    high: Floats | None = None
    text: npt.NDArray[np.object_] | None = None
    since: Ints | None = None  # days since 1970; NO_DAY where there is none

    def __len__(self) -> int:
        """Return the number of customers that have it."""
        return len(self.owner)

    def patterns(self) -> list[Pattern]:
        """Return the rows as patterns without dots: of one customer there is one, or one per channel."""

        def known(column: Floats | None, row: int) -> float | None:
            return None if column is None or np.isnan(column[row]) else float(column[row])

        return [
            Pattern(
                name=self.name,
                value=float(self.value[row]),
                low=known(self.low, row),
                high=known(self.high, row),
                text=None if self.text is None else str(self.text[row]),
                n=int(self.n[row]),
                of=int(self.of[row]),
                strength=float(self.strength[row]),
                since=None if self.since is None or self.since[row] == NO_DAY else as_date(int(self.since[row])),
            )
            for row in range(len(self))
        ]

    def frame(self, keys: Ints) -> pd.DataFrame:
        """Return the rows with the customers' keys and every column of COLUMNS."""
        count, nothing = len(self), np.full(len(self), np.nan)
        since = np.full(count, "NaT", dtype="datetime64[s]")
        if self.since is not None:
            known = self.since != NO_DAY
            since[known] = self.since[known].astype("datetime64[D]").astype("datetime64[s]")
        return pd.DataFrame(
            {
                "customer_key": keys[self.owner],
                "pattern": pd.Series(np.full(count, str(self.name)), dtype="str"),
                "value": self.value,
                "low": nothing if self.low is None else self.low,
                "high": nothing if self.high is None else self.high,
                "text": pd.Series(np.full(count, None) if self.text is None else self.text, dtype="str"),
                "n": self.n,
                "of": self.of,
                "strength": self.strength,
                "since": since,
            },
        )


COLUMNS: Final = ("customer_key", "pattern", "value", "low", "high", "text", "n", "of", "strength", "since")
