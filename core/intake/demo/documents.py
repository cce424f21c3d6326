"""The invoices of 24 months: how many, when and how much, and the few that fall due in parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.intake.demo.customers import BUSINESS, CONSUMER

if TYPE_CHECKING:
    from core.intake.demo.calendar import Calendar
    from core.intake.demo.columns import Flags, Floats, Ints
    from core.intake.demo.customers import Customers

# How busy each month of the year is for business (and public bodies) and for consumers, January first.
_SEASON = np.array(
    [
        [0.95, 0.97, 1.05, 1.02, 1.00, 1.05, 0.86, 0.82, 1.08, 1.07, 1.06, 1.07],
        [1.06, 1.00, 0.98, 0.96, 0.96, 0.95, 0.92, 0.93, 0.98, 1.02, 1.10, 1.14],
    ],
)
_GROWTH = 1.004  # a month
_FEWEST_MINOR = 500
_IN_PARTS_MINOR, _IN_PARTS_SHARE, PARTS, _DAYS_BETWEEN = 300_000, 0.02, 3, 30


@dataclass(frozen=True, kw_only=True)
class Invoices:
    """One invoice a row, in order of issue. Days count from 1970, amounts are in cents."""

    owner: Ints
    issued: Ints
    due: Ints
    amount_minor: Ints
    is_in_parts: Flags

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.owner)


def draw_invoices(rng: np.random.Generator, customers: Customers, calendar: Calendar) -> Invoices:
    """Return the invoices of ``customers`` in the months of ``calendar``."""
    owner, issued = _draw_days(rng, customers, calendar)
    order = np.argsort(issued, kind="stable")
    owner, issued = owner[order], issued[order]
    amount = customers.median_minor[owner] * np.exp(rng.normal(0.0, 1.0, len(owner)) * customers.spread[owner])
    amount_minor = np.maximum(np.round(amount).astype(np.int64), _FEWEST_MINOR)
    may_split = (customers.type[owner] == BUSINESS) & (amount_minor >= _IN_PARTS_MINOR)
    is_in_parts = may_split & (rng.random(len(owner)) < _IN_PARTS_SHARE)
    due = issued + customers.terms[owner] + np.where(is_in_parts, (PARTS - 1) * _DAYS_BETWEEN, 0)
    return Invoices(owner=owner, issued=issued, due=due, amount_minor=amount_minor, is_in_parts=is_in_parts)


def _draw_days(rng: np.random.Generator, customers: Customers, calendar: Calendar) -> tuple[Ints, Ints]:
    """Return the customer and the day of every invoice."""
    starts, ends = calendar.month_starts[:-1], calendar.month_starts[1:]
    expected = customers.monthly[:, None] * _busy(customers, calendar) * (customers.since[:, None] < ends)
    counts = np.where(customers.is_subscriber[:, None], expected > 0, rng.poisson(expected)).astype(np.int64).ravel()
    row = np.repeat(np.arange(len(counts)), counts)
    owner, month = row // len(starts), row % len(starts)
    within = (rng.random(len(row)) * (ends - starts)[month]).astype(np.int64)
    day = starts[month] + np.where(customers.is_subscriber[owner], customers.bill_day[owner] - 1, within)
    weekend = np.where(customers.type[owner] == CONSUMER, 0, np.maximum(calendar.weekday(day) - 4, 0))
    day = day - weekend
    kept = (day <= calendar.last_day) & (day >= customers.since[owner])
    return owner[kept], day[kept]


def _busy(customers: Customers, calendar: Calendar) -> Floats:
    """Return how busy each month is for each customer: the season of its kind, and growth."""
    months = calendar.month_starts[:-1].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    growth = _GROWTH ** np.arange(len(months))
    season = _SEASON[:, months % 12] * growth
    busy: Floats = season[(customers.type == CONSUMER).astype(np.int64)]
    return busy


@dataclass(frozen=True, kw_only=True)
class Parts:
    """One due part a row; ``part_no`` is 0 where an invoice falls due at once."""

    invoice: Ints
    part_no: Ints
    due: Ints
    amount_minor: Ints


def due_parts(invoices: Invoices) -> Parts:
    """Return what falls due, in the order of the invoices: the whole, or three equal parts a month apart."""
    repeats = np.where(invoices.is_in_parts, PARTS, 1)
    invoice = np.repeat(np.arange(len(invoices)), repeats)
    ends = np.cumsum(repeats)
    place = np.arange(len(invoice)) - (ends - repeats)[invoice]
    is_split = invoices.is_in_parts[invoice]
    third = invoices.amount_minor[invoice] // PARTS
    last = place == PARTS - 1
    amount = np.where(last, invoices.amount_minor[invoice] - third * (PARTS - 1), third)
    return Parts(
        invoice=invoice,
        part_no=np.where(is_split, place + 1, 0),
        due=invoices.due[invoice] - np.where(is_split, (PARTS - 1 - place) * _DAYS_BETWEEN, 0),
        amount_minor=np.where(is_split, amount, invoices.amount_minor[invoice]),
    )
