"""Customers with planted habits and customers without: the truth that patterns are measured against, frozen before tuning.

Nothing here knows how patterns are found. A habit is kept by KEPT of the payments within one banking day, four fifths of
those on the very day; all others fall anywhere. Customers without a habit are of the kinds that tempt a search: punctual
payers with an invoice on the same day of every month, payers on the due date, late and scattered payers, and a crowd that
pays in the evening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from benchmarks.made_up import MadeUp, records_of
from core.behaviour.banking_days import banking_days, day_in_month, day_number, weekday

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.behaviour.patterns.pattern import Ints
    from core.behaviour.patterns.records import Records

AS_OF: Final = date(2026, 10, 31)
FEWEST, MOST = 12, 36
MOST_MONTHS: Final = 23
"""Patterns are read from two years: a payment a month is no more than this."""
KEPT: Final = 0.85
ON_THE_DAY: Final = 0.8
COUNTRIES: Final = ("NL", "BE", "DE")
NONE_KINDS: Final = ("punctual", "subscriber", "due_date", "late", "scattered")
PLANTED_KINDS: Final = (
    "day_of_month",
    "weekday",
    "hour",
    "drift_of_day",
    "drift_of_lateness",
    "season",
    "method",
    "part_payments",
    "short_payments",
    "disputes",
    "broken_promises",
    "trouble",
)
LISTED_KINDS: Final = ("day_in_lists", "scattered_in_lists", "no_season")
"""Of two kinds only a weekly list tells when an invoice was gone; the third has four years without a season."""
HOLIDAY_MONTH_DAYS: Final = 18


@dataclass(frozen=True, kw_only=True)
class Planted:
    """Records with their truth: one row of ``truth`` per customer with kind, value and moved_on."""

    records: Records
    truth: pd.DataFrame


def planted(
    *, per_kind: int, seed: int, kinds: tuple[str, ...] = (*NONE_KINDS, *PLANTED_KINDS, *LISTED_KINDS)
) -> Planted:
    """Return ``per_kind`` customers of each of ``kinds``; the same arguments give the same customers."""
    rng = np.random.default_rng(np.random.SeedSequence([seed, 4]))
    made, truth = [], []
    for kind in kinds:
        for _ in range(per_kind):
            customer = _MAKERS[kind](rng)
            made.append(customer)
            truth.append({"kind": kind, "value": customer.value})
    return Planted(records=records_of(made, AS_OF), truth=pd.DataFrame(truth))


def _base(rng: np.random.Generator, lag: Callable[[np.random.Generator, int], np.ndarray], *, same_day: bool) -> MadeUp:
    """Return a customer that pays each invoice ``lag`` days after it is due, by transfer, on a banking day."""
    country = str(rng.choice(COUNTRIES))
    count, last = int(rng.integers(FEWEST, MOST + 1)), day_number(AS_OF)
    if same_day:
        count = min(count, MOST_MONTHS)
        months = np.arange(np.datetime64(AS_OF, "M") - count, np.datetime64(AS_OF, "M"))
        due = day_in_month(months, int(rng.integers(1, 29))) + int(rng.choice([14, 30]))
    else:
        due = np.sort(rng.integers(last - 700, last - 20, count))
    paid = due + np.round(lag(rng, count)).astype(np.int64)
    return MadeUp(
        country=country,
        paid=banking_days(country).roll(np.minimum(paid, last)),
        due=due,
        minute=np.full(count, -1),
        method=["transfer"] * count,
        counts={},
    )


def _punctual(rng: np.random.Generator) -> MadeUp:
    return _base(rng, lambda r, n: r.normal(-2, 2.6, n), same_day=False)


def _subscriber(rng: np.random.Generator) -> MadeUp:
    return _base(rng, lambda r, n: r.normal(-1, 3.0, n), same_day=True)


def _due_date(rng: np.random.Generator) -> MadeUp:
    return _base(rng, lambda _, n: np.zeros(n), same_day=False)


def _late(rng: np.random.Generator) -> MadeUp:
    middle = rng.uniform(5, 35)
    return _base(rng, lambda r, n: r.normal(middle, 6, n), same_day=bool(rng.random() < 0.3))  # noqa: PLR2004 (share billed monthly)


def _scattered(rng: np.random.Generator) -> MadeUp:
    """Return one that pays on any day and at any time of day, half of them mostly in the evening, by any method."""
    customer = _base(rng, lambda r, n: r.uniform(-10, 35, n), same_day=False)
    count = len(customer.paid)
    evening = rng.normal(20 * 60, 150, count)
    anywhen = rng.uniform(7 * 60, 23 * 60, count)
    customer.minute = np.clip(np.where(rng.random() < 0.5, evening, anywhen), 1, 1439).astype(np.int64)  # noqa: PLR2004 (the half)
    customer.method = [str(each) for each in rng.choice(["ideal", "transfer", "card", "paypal"], count)]
    customer.counts = {
        "part_paid": int(rng.binomial(count, 0.01)),
        "short_paid": int(rng.binomial(count, 0.01)),
        "disputed": int(rng.binomial(count, 0.006)),
        "overdue_now": int(rng.binomial(2, 0.3)),
        "overdue_before": int(rng.binomial(2, 0.3)),
    }
    return customer


def _kept(rng: np.random.Generator, country: str, meant: Ints, strays: Ints) -> Ints:
    """Return the days meant, on which KEPT of the payments fall within one banking day; the others are ``strays``."""
    banks = banking_days(country)
    beside = np.where(rng.random(len(meant)) < ON_THE_DAY, 0, rng.choice([-1, 1], len(meant)))
    near = np.where(
        beside == 0, banks.roll(meant), banks.shift(meant, 1) * (beside == 1) + banks.shift(meant, -1) * (beside == -1)
    )
    is_kept = np.zeros(len(meant), dtype=np.bool_)
    is_kept[rng.permutation(len(meant))[: int(np.ceil(KEPT * len(meant)))]] = True
    return np.where(is_kept, near, banks.roll(strays))


def _day_of_month(rng: np.random.Generator) -> MadeUp:
    customer = _base(rng, lambda r, n: r.normal(5, 5, n), same_day=True)
    habit = int(rng.choice([*range(1, 29), 31, 31, 31]))
    count = len(customer.paid)
    month = np.arange(np.datetime64(AS_OF, "M") - count, np.datetime64(AS_OF, "M"))
    meant = day_in_month(month, habit)
    customer.paid = _kept(rng, customer.country, meant, meant + rng.integers(-15, 16, count))
    customer.due = customer.paid - rng.integers(-6, 24, count)
    customer.value = habit
    return customer


def _weekday(rng: np.random.Generator) -> MadeUp:
    customer = _base(rng, lambda r, n: r.normal(2, 5, n), same_day=False)
    habit, count = int(rng.integers(0, 5)), len(customer.paid)
    weeks = day_number(AS_OF) - 7 * np.sort(rng.choice(np.arange(1, 103), count, replace=False))[::-1]
    meant = weeks + (habit - weekday(weeks)) % 7
    customer.paid = _kept(rng, customer.country, meant, meant + rng.integers(-3, 4, count))
    customer.due = customer.paid - rng.integers(-3, 8, count)
    customer.value = habit
    return customer


def _hour(rng: np.random.Generator) -> MadeUp:
    customer = _scattered(rng)
    count, habit = len(customer.paid), rng.uniform(7 * 60 + 30, 22 * 60 + 30)
    near = habit + np.clip(rng.normal(0, 25, count), -60, 60)
    kept = rng.permutation(count) < np.ceil(KEPT * count)
    customer.minute = np.where(kept, near, rng.uniform(7 * 60, 23 * 60, count)).astype(np.int64)
    customer.value = habit
    return customer


def _drift_of_day(rng: np.random.Generator) -> MadeUp:
    """Return one whose last two to five payments left the day of the month that it kept to, by four days or more."""
    customer = _day_of_month(rng)
    moved = int(rng.integers(2, 6))
    shift = rng.integers(4, 13, moved) * rng.choice([-1, 1])
    banks = banking_days(customer.country)
    customer.paid[-moved:] = banks.roll(np.minimum(customer.paid[-moved:] + shift, day_number(AS_OF)))
    customer.value = moved
    return customer


def _drift_of_lateness(rng: np.random.Generator) -> MadeUp:
    """Return one that pays 10 to 25 days later than it used to since three to five months, three invoices at least."""
    customer = _base(rng, lambda r, n: r.normal(0, 3, n), same_day=False)
    since = day_number(AS_OF) - rng.integers(90, 150)
    customer.due[-4:] = np.sort(rng.integers(since, day_number(AS_OF) - 26, 4))
    customer.due.sort()
    slipped = np.where(customer.due >= since, rng.uniform(10, 25), 0)
    paid = customer.due + np.round(rng.normal(0, 3, len(customer.due)) + slipped).astype(np.int64)
    customer.paid = banking_days(customer.country).roll(np.minimum(paid, day_number(AS_OF)))
    customer.value = float(slipped.max())
    return customer


def _season(rng: np.random.Generator, later_days: int = HOLIDAY_MONTH_DAYS) -> MadeUp:
    """Return one of four years that pays invoices due in one month of the year ``later_days`` later, give or take."""
    customer = _base(rng, lambda r, n: r.normal(0, 3, n), same_day=False)
    last, month = day_number(AS_OF), int(rng.integers(1, 13))
    due = np.arange(last - 1_440, last - 40, 12) + rng.integers(-3, 4)
    in_month = due.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1 == month
    lag = np.round(
        rng.normal(0, 3, len(due)) + in_month * rng.normal(later_days, 4 if later_days else 0, len(due))
    ).astype(np.int64)
    customer.due, customer.paid = due, np.minimum(due + lag, last)
    customer.minute, customer.method, customer.value = np.full(len(due), -1), ["transfer"] * len(due), month
    return customer


def _method(rng: np.random.Generator) -> MadeUp:
    customer = _scattered(rng)
    count = len(customer.paid)
    kept = rng.permutation(count) < np.ceil(KEPT * count)
    customer.method = [("bancontact" if one else other) for one, other in zip(kept, customer.method, strict=True)]
    return customer


def _with_counts(rng: np.random.Generator, **shares: float) -> MadeUp:
    customer = _base(rng, lambda r, n: r.normal(8, 6, n), same_day=False)
    customer.counts = {name: int(rng.binomial(len(customer.paid), share)) for name, share in shares.items()}
    return customer


def _listed(customer: MadeUp) -> MadeUp:
    """Return the customer as weekly lists show it: settled between two of them, without a day, a time or a method."""
    customer.is_listed = True
    return customer


def _trouble(rng: np.random.Generator) -> MadeUp:
    """Return one that pays in parts of late, takes debits back, breaks promises or lets invoices pile up: two of the four."""
    customer = _with_counts(rng)
    parts, reversed_, broken, backlog = rng.permutation([1, 1, 0, 0])
    before = int(rng.integers(0, 2))
    customer.counts = {
        "part_paid": 4 * int(parts),
        "part_paid_lately": 3 * int(parts),
        "reversals": int(reversed_),
        "promises": 2 * int(broken),
        "broken_promises": int(broken),
        "overdue_before": before,
        "overdue_now": before + 4 * int(backlog),
    }
    return customer


_MAKERS: Final[dict[str, Callable[[np.random.Generator], MadeUp]]] = {
    "punctual": _punctual,
    "subscriber": _subscriber,
    "due_date": _due_date,
    "late": _late,
    "scattered": _scattered,
    "day_of_month": _day_of_month,
    "weekday": _weekday,
    "hour": _hour,
    "drift_of_day": _drift_of_day,
    "drift_of_lateness": _drift_of_lateness,
    "season": _season,
    "method": _method,
    "part_payments": lambda rng: _with_counts(rng, part_paid=0.4),
    "short_payments": lambda rng: _with_counts(rng, short_paid=0.4),
    "disputes": lambda rng: _with_counts(rng, disputed=0.4),
    "broken_promises": lambda rng: _with_counts(rng, broken_promises=0.4),
    "trouble": _trouble,
    "day_in_lists": lambda rng: _listed(_day_of_month(rng)),
    "scattered_in_lists": lambda rng: _listed(_scattered(rng)),
    "no_season": lambda rng: _season(rng, 0),
}
