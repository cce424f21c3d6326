"""Who the made-up customers are: where, what kind, how large, and how much they buy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.intake.demo.names import TONGUES
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from core.intake.demo.calendar import Calendar
    from core.intake.demo.columns import Flags, Floats, Ints

ENTITIES = ("NL01", "BE01", "DE01")
TYPES = (CustomerType.BUSINESS, CustomerType.CONSUMER, CustomerType.PUBLIC)
BUSINESS, CONSUMER, PUBLIC = range(3)
SIZES = ("micro", "small", "medium", "large")
MICRO, SMALL, MEDIUM, LARGE = range(4)
CURRENCIES = ("EUR", "USD", "GBP")

_TONGUE_SHARES = (0.52, 0.16, 0.10, 0.13, 0.09)
_ENTITY_OF_TONGUE = np.array([0, 1, 1, 2, 1])  # the Belgian company sells to France too
_TYPE_SHARES = (0.60, 0.32, 0.08)
_SIZE_SHARES = (0.45, 0.33, 0.17, 0.05)
_CURRENCY_SHARES = (0.94, 0.04, 0.02)

# Invoices a month and the median invoice in cents: micro, small, medium, large, consumer, public body.
_MONTHLY = np.array([0.72, 1.2, 2.15, 4.3, 0.62, 1.6])
_MEDIAN_MINOR = np.array([28_000, 62_000, 155_000, 320_000, 12_900, 130_000])
_SPREAD = np.array([0.7, 0.7, 0.75, 0.8, 0.5, 0.8])
_TERMS = np.array(
    [[14, 30, 30, 30], [14, 14, 30, 30], [30, 30, 30, 30], [30, 30, 30, 45], [14, 14, 14, 21], [30, 30, 30, 30]]
)
_IS_NEW_SHARE = 0.15
_SUBSCRIBER_SHARE = 0.45
_GROUP_SHARE = 0.06


@dataclass(frozen=True, kw_only=True)
class Customers:
    """One made-up customer a row; every field an array. Days count from 1970, ``terms`` in days, shares 0-1."""

    first: int
    tongue: Ints
    entity: Ints
    type: Ints
    size: Ints  # means nothing for consumers and public bodies
    currency: Ints
    monthly: Floats
    is_subscriber: Flags  # one invoice a month, on the same day
    bill_day: Ints
    median_minor: Floats
    spread: Floats
    terms: Ints
    since: Ints
    has_mandate: Flags
    group: Ints  # 0: belongs to no group

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.tongue)

    @property
    def numbers(self) -> Ints:
        """Return the customer numbers, unique over the whole portfolio."""
        return 100_001 + self.first + np.arange(len(self), dtype=np.int64)


def draw_customers(rng: np.random.Generator, calendar: Calendar, *, first: int, count: int) -> Customers:
    """Return ``count`` customers, the first with number ``first`` of the portfolio."""
    tongue = rng.choice(len(TONGUES), count, p=_TONGUE_SHARES)
    kind = rng.choice(len(TYPES), count, p=_TYPE_SHARES)
    size = rng.choice(len(SIZES), count, p=_SIZE_SHARES)
    shape = np.where(kind == BUSINESS, size, kind + len(SIZES) - 1)
    is_business = kind == BUSINESS
    is_subscriber = (kind == CONSUMER) & (rng.random(count) < _SUBSCRIBER_SHARE)
    since = calendar.first_day - rng.integers(30, 5000, count)
    is_new = rng.random(count) < _IS_NEW_SHARE
    span = calendar.last_day - calendar.first_day
    since = np.where(is_new, calendar.first_day + (rng.random(count) * span).astype(np.int64), since)
    mandate_share = np.array([0.05, 0.20, 0.0])[kind]
    return Customers(
        first=first,
        tongue=tongue,
        entity=_ENTITY_OF_TONGUE[tongue],
        type=kind,
        size=size,
        currency=np.where(is_business, rng.choice(len(CURRENCIES), count, p=_CURRENCY_SHARES), 0),
        monthly=np.where(is_subscriber, 1.0, _MONTHLY[shape] * rng.lognormal(0.0, 0.5, count)),
        is_subscriber=is_subscriber,
        bill_day=rng.integers(1, 29, count),
        median_minor=_MEDIAN_MINOR[shape] * rng.lognormal(0.0, 0.35, count),
        spread=np.where(is_subscriber, 0.05, _SPREAD[shape]),
        terms=_TERMS[shape, rng.integers(0, 4, count)],
        since=since,
        has_mandate=rng.random(count) < mandate_share,
        group=np.where(
            is_business & (rng.random(count) < _GROUP_SHARE), first // 3 + rng.integers(1, 2 + count // 40, count), 0
        ),
    )
