"""What a metric is: a declaration with a pure formula over measures, and worked examples that tests run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from core.metrics.period import DEFAULT_MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Part = float | int | bool
"""One thing a figure is made of: days, minor units, a count of months, or a claim."""


class Unit(StrEnum):
    """What a value counts."""

    AMOUNT = "amount"  # integer minor units of the currency
    DAYS = "days"
    PERCENT = "percent"  # 0-100
    SHARE = "share"  # 0-1


class Direction(StrEnum):
    """Which way is good."""

    LOWER = "lower is better"
    HIGHER = "higher is better"
    NEUTRAL = "neither way is better in itself"


@dataclass(frozen=True, kw_only=True)
class MonthOfSales:
    """Documents issued in one month-long window, net of credit notes, and the real days of that window."""

    sales_minor: int
    days: int


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The sums of one currency that every formula starts from; minor units throughout.

    Gross is the open balance of invoices alone: past due or current by due date. Credit notes and cash not set
    against an invoice are ``unallocated_minor`` (positive), so net = gross - unallocated.
    """

    current_minor: int = 0
    past_due_minor: int = 0
    unallocated_minor: int = 0
    past_due_by_bucket: Mapping[str, int] = field(default_factory=dict)  # empty: not split
    opening_minor: int = 0  # gross at the start of the period
    sales_minor: int = 0  # documents issued in the period, net of credit notes, same VAT basis as the balances
    days: int = 0  # real days in the period
    months: int = DEFAULT_MONTHS  # calendar months in the period
    history: tuple[MonthOfSales, ...] = ()  # newest first, back to the first document

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
    definition: str
    formula: str
    reference: str
    warning: str
    compute: Callable[[Measures], Figure]
    examples: tuple[Example, ...]

    def value(self, measures: Measures) -> Value:
        """Return the formula's outcome on ``measures`` with this metric's unit."""
        figure = self.compute(measures)
        return Value(value=figure.value, why=figure.why, parts=figure.parts, unit=self.unit)
