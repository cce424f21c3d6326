"""What a metric is: a declaration with a pure formula over measures, and worked examples that tests run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from core.metrics.period import DEFAULT_MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Part = float | int | bool
"""One thing a figure is made of: days, minor units, a count of months, or a claim."""

YEAR: Final = 12
"""Months of a year, for what is too lumpy for a quarter."""

LOST_SHARE: Final = 0.6
"""Of what is over 90 days late, the part lost in the end, until a team sets its own: an assumption, not a measure."""


class Unit(StrEnum):
    """What a value counts."""

    AMOUNT = "amount"  # integer minor units of the currency
    DAYS = "days"
    PERCENT = "percent"  # 0-100
    SHARE = "share"  # 0-1
    RATIO = "ratio"  # times, 0 or more
    COUNT = "count"  # points or pieces, 0 or more


class Direction(StrEnum):
    """Which way is good."""

    LOWER = "lower is better"
    HIGHER = "higher is better"
    NEUTRAL = "neither way is better in itself"


class Theme(StrEnum):
    """What a metric tells about; screens and the reference group by it, in this order."""

    BALANCE = "balance"
    DSO = "dso"
    LATENESS = "lateness"
    COLLECTION = "collection"
    RISK = "risk"


@dataclass(frozen=True, kw_only=True)
class MonthOfSales:
    """Documents issued in one month-long window, net of credit notes, and the real days of that window."""

    sales_minor: int
    days: int
    is_comparable: bool = True  # False: in part from a sales file without VAT and without a rate to add it


@dataclass(frozen=True, kw_only=True)
class MonthOfIssue:
    """What is open of the invoices issued in one month-long window, beside that window's sales."""

    open_minor: int
    age_days_minor: int  # sum of balance times days since issue
    sales_minor: int
    is_known: bool = True  # False: the book holds only what was left open of that window
    window_no: int = 0  # place of the window, newest 0
    is_comparable: bool = True  # as in MonthOfSales


@dataclass(frozen=True, kw_only=True)
class Roll:
    """What became of one bucket in a month, same items: open at its start, later bucket at its end, still open then."""

    opening_minor: int
    rolled_minor: int
    left_minor: int


@dataclass(frozen=True, kw_only=True)
class Events:
    """Sums over what happened in a window of days; ``days_minor`` is amount times days late, negative for early."""

    paid_minor: int = 0  # invoices paid in full on a known day
    paid_days_minor: int = 0
    inferred_minor: int = 0  # paid between two lists
    inferred_least_days_minor: int = 0  # had they paid the day after the earlier list
    inferred_most_days_minor: int = 0  # had they paid the day of the later one
    written_off_minor: int = 0  # net of what was recovered
    disputed_minor: int = 0  # disputes opened
    disputes_opened: int = 0
    disputes_closed: int = 0
    dispute_days: int = 0  # of the closed ones, from opened to closed


@dataclass(frozen=True, kw_only=True)
class Promises:
    """Promises whose last day lies in the period: how many, how many kept, and the money."""

    due: int
    kept: int
    promised_minor: int
    paid_minor: int  # at most what was promised, each


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How what is open on invoices is spread over customers."""

    customers: int
    balance_minor: int
    largest_minor: int  # of the ten that owe most
    squares: float  # sum of squared balances


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The sums of one currency that every formula starts from; minor units throughout.

    Gross is the open balance of invoices alone: past due or current by due date. Credit notes and cash not set
    against an invoice are ``unallocated_minor`` (positive), so net = gross - unallocated. ``None`` is not measured.
    """

    current_minor: int = 0
    past_due_minor: int = 0
    unallocated_minor: int = 0
    past_due_by_bucket: Mapping[str, int] = field(default_factory=dict)  # empty: not split
    opening_minor: int = 0  # gross at the start of the period
    sales_minor: int = 0  # documents issued in the period, net of credit notes, same VAT basis as the balances
    days: int = 0  # real days in the period
    month_days: int = 0  # real days in the last month
    year_days: int = 0  # real days in the last twelve months
    months: int = DEFAULT_MONTHS  # calendar months in the period
    history: tuple[MonthOfSales, ...] = ()  # newest first, back to the first document
    disputed_current_minor: int = 0  # the contested part of current_minor
    disputed_past_due_minor: int = 0
    opening_disputed_minor: int = 0
    late_days_minor: int = 0  # sum of balance times days past due
    issued: tuple[MonthOfIssue, ...] = ()  # newest first, only where something is open
    year_ago_minor: int | None = None  # gross twelve months before
    known_months: int | None = None  # whole months back that the book knows all sales of; None: all there are
    book_months: int | None = None  # months back to the book's first document; None: more than any period
    rolls: Mapping[str, Roll] = field(default_factory=dict)  # by bucket, in the last whole month
    year_rolls: Mapping[str, Roll] = field(default_factory=dict)  # by bucket, in the last twelve whole months together
    events: Events = field(default_factory=Events)  # in the period
    year_events: Events = field(default_factory=Events)  # in the last twelve months
    promises: Promises | None = None
    spread: Spread | None = None
    lost_share: float = LOST_SHARE  # of what is over 90 days late, the part taken to be lost: an assumption

    @property
    def is_known(self) -> bool:
        """Whether the book holds all sales of the period."""
        return self.known_months is None or self.known_months >= self.months

    @property
    def is_whole(self) -> bool:
        """Whether the book goes back to the start of the period; the month of its first document counts as whole."""
        return self.book_months is None or self.book_months >= self.months

    def is_comparable(self, months: int) -> bool:
        """Return whether the sales of the last ``months`` windows are with VAT, as the balances are."""
        return all(month.is_comparable for month in self.history[:months])

    @property
    def disputed_minor(self) -> int:
        """The contested part of the open balance."""
        return self.disputed_current_minor + self.disputed_past_due_minor

    def sales_of(self, months: int) -> int:
        """Return the sales of the last ``months`` month-long windows."""
        return sum(month.sales_minor for month in self.history[:months])

    @property
    def gross_minor(self) -> int:
        """Open balance of invoices."""
        return self.current_minor + self.past_due_minor

    @property
    def net_minor(self) -> int:
        """Open balance of the ledger: invoices less what is unallocated."""
        return self.gross_minor - self.unallocated_minor


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Outcome of a formula: a value, or ``None`` with the reason in a sentence, and the parts it is made of.

    ``why`` may also stand beside a value that needs a word, such as a lower bound.
    """

    value: float | int | None
    why: str | None = None
    parts: Mapping[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Value(Figure):
    """A figure with its unit; an amount is in integer minor units of the currency it is listed under."""

    unit: Unit


@dataclass(frozen=True, kw_only=True)
class Example:
    """A worked example: given measures, the expected value to two decimals, and where it comes from."""

    title: str
    source: str
    measures: Measures
    expected: float | int | None
    parts: Mapping[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Metric:
    """Declaration of one KPI; cards, tables, tooltips, the reference and the tests are made from it."""

    slug: str
    label: str
    unit: Unit
    direction: Direction
    theme: Theme
    definition: str
    formula: str
    reference: str
    warning: str
    compute: Callable[[Measures], Figure]
    examples: tuple[Example, ...]
    is_trended: bool = True  # False: its measure is asked for one day, no cube holds it

    def value(self, measures: Measures) -> Value:
        """Return the formula's outcome on ``measures`` with this metric's unit."""
        figure = self.compute(measures)
        return Value(value=figure.value, why=figure.why, parts=figure.parts, unit=self.unit)
