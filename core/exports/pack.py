"""The pack: every figure an export shows, as plain values without a word of any language, made once for all formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.metrics.metric import Unit, Value
from core.metrics.registry import METRICS
from core.money import precision

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from core.metrics.buckets import Bucket
    from core.metrics.metric import Measures, Metric
    from core.metrics.scope import GroupBy, Scope


@dataclass(frozen=True, kw_only=True)
class Card:
    """A leading figure, and what it was at the month-end before; ``before`` is None when there is nothing to compare."""

    metric: Metric
    value: Value
    before: float | int | None


@dataclass(frozen=True, kw_only=True)
class AgedGroup:
    """One row of an aging: minor units by bucket, in the order of the table's buckets, and what is unallocated (<= 0)."""

    name: str
    minor: tuple[int, ...]
    unallocated_minor: int

    @property
    def open_minor(self) -> int:
        """Open balance of invoices."""
        return sum(self.minor)

    @property
    def past_due_minor(self) -> int:
        """All buckets but the first."""
        return sum(self.minor[1:])


@dataclass(frozen=True, kw_only=True)
class AgedTable:
    """The aging by due date split one way, the largest group first."""

    group: GroupBy
    buckets: tuple[Bucket, ...]
    rows: tuple[AgedGroup, ...]

    @property
    def total(self) -> AgedGroup:
        """All groups together."""
        return together("all", self.rows, len(self.buckets))


def together(name: str, rows: tuple[AgedGroup, ...], width: int) -> AgedGroup:
    """Return ``rows`` added up to one of ``width`` buckets."""
    return AgedGroup(
        name=name,
        minor=tuple(sum(row.minor[place] for row in rows) for place in range(width)),
        unallocated_minor=sum(row.unallocated_minor for row in rows),
    )


@dataclass(frozen=True, kw_only=True)
class MonthEnd:
    """Every figure of the trend at one month-end by slug (None: undefined), and the month's own sales."""

    ends_on: date
    figures: Mapping[str, float | int | None]
    sales_minor: int


@dataclass(frozen=True, kw_only=True)
class CustomerLine:
    """What one customer owes; ``mean_days_late`` is None without settled invoices."""

    name: str
    customer_id: str
    entity: str
    country: str
    segment: str
    open_minor: int
    past_due_minor: int
    oldest_days: int
    mean_days_late: float | None


@dataclass(frozen=True, kw_only=True)
class Customers:
    """The largest customers by open balance, and how many there are with anything open."""

    lines: tuple[CustomerLine, ...]
    total: int


@dataclass(frozen=True, kw_only=True)
class Item:
    """One open item; a payment not set against an invoice is of the type ``cash``."""

    customer: str
    customer_id: str
    entity: str
    country: str
    segment: str
    document_type: str
    number: str
    issued_on: date
    due_on: date
    days_past_due: int
    amount_minor: int
    balance_minor: int
    is_disputed: bool
    source: str


@dataclass(frozen=True, kw_only=True)
class Items:
    """The largest open items by balance, how many there are in all, and their balance together in minor units."""

    lines: tuple[Item, ...]
    total: int
    total_minor: int


@dataclass(frozen=True, kw_only=True)
class Step:
    """One part of a bridge: what moved, what that means, and by how many days (positive is longer).

    ``shown_days`` has one decimal, rounded so that what is printed adds up to the printed change.
    """

    label: str
    meaning: str
    days: float
    shown_days: float


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """What moved a DSO from one day to another; the steps add up to the change. ``method`` says how it was split."""

    slug: str
    from_on: date
    to_on: date
    from_days: float
    to_days: float
    steps: tuple[Step, ...]
    method: str


@dataclass(frozen=True, kw_only=True)
class Provision:
    """One bucket of an IFRS 9 provision matrix: the loss rate (0-1), and the provision that its balance asks for."""

    label: str
    loss_share: float
    provision_minor: int


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One part of the portfolio on one day, in one currency."""

    as_of: date
    made_at: datetime
    book_version: str
    currency: str
    scope: Scope
    segment_labels: Mapping[str, str]
    house: str
    """Slug of the DSO that leads."""
    target_days: float | None
    cards: tuple[Card, ...]
    figures: Mapping[str, Value]
    measures: Measures
    agings: tuple[AgedTable, ...]
    months: tuple[MonthEnd, ...]
    lead_months: tuple[MonthEnd, ...]
    """Month-ends just before ``months``: the sales that the first rolling sums reach back to."""
    courses: tuple[str, ...]
    """Slugs of the DSO variants that a trend shows; the house DSO first, where a trend can show it."""
    customers: Customers
    items: Items | None = None
    bridge: Bridge | None = None
    provisions: tuple[Provision, ...] = ()

    @property
    def house_metric(self) -> Metric:
        """The declaration of the DSO that leads here."""
        return METRICS[self.house]

    @property
    def course(self) -> tuple[MonthEnd, ...]:
        """The month-ends whose whole sales period lies within the ledger: before, its start makes a DSO look long."""
        return self.months[max(self.measures.months - 1 - len(self.lead_months), 0) :]

    @property
    def before_on(self) -> date | None:
        """The month-end that the cards are compared with; None when there is none before ``as_of``."""
        return max((month.ends_on for month in self.months if month.ends_on < self.as_of), default=None)

    @property
    def aging(self) -> AgedTable:
        """The aging by its first split."""
        return self.agings[0]

    @property
    def open_minor(self) -> int:
        """Open balance of invoices."""
        return self.aging.total.open_minor

    def value(self, slug: str) -> Value:
        """Return a figure; one that could not be computed at all is undefined."""
        return self.figures.get(slug) or Value(value=None, unit=METRICS[slug].unit if slug in METRICS else Unit.AMOUNT)

    def units(self, minor: float) -> float:
        """Return minor units as units of the currency, for lengths and cells."""
        return float(round(minor) / 10 ** precision(self.currency))

    def minor(self, units: float) -> int:
        """Return units of the currency as minor units, rounded."""
        scale: int = 10 ** precision(self.currency)
        return round(units * scale)
