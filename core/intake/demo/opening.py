"""What the source system already did or knows about open invoices: reminders, promises, blocks, the agency, direct debit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.intake.demo.habits import DIRECT_DEBIT

if TYPE_CHECKING:
    from core.intake.demo.calendar import Calendar
    from core.intake.demo.columns import Flags, Ints
    from core.intake.demo.customers import Customers
    from core.intake.demo.documents import Invoices
    from core.intake.demo.habits import Habits

BLOCK_REASONS = (
    "waiting for the sales department",
    "new bank details",
    "merger under way",
    "asked by the account manager",
)
NO_END = 2_932_896  # 9999-12-31
NOTHING = -1
# The Belgian company (entity 1) had its old system remind most; runs were 14 days apart, the German one last 4 days ago.
_REMINDED_SHARE = np.array([0.3, 0.65, 0.3])
_STEPS = np.array([3, 14, 28])
_DAYS_SINCE_RUN, _DAYS_BETWEEN_RUNS = np.array([12, 12, 4]), 14
_AGENCY_AFTER_DAYS, _AGENCY_SHARE = 120, 0.5


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One invoice a row; days count from 1970, :data:`NOTHING` where there is none."""

    in_transit_minor: Ints
    reminder_level: Ints
    reminded_on: Ints
    promised_on: Ints
    blocked_until: Ints
    block_reason: Ints
    is_at_agency: Flags


def draw_opening(
    rng: np.random.Generator,
    customers: Customers,
    habits: Habits,
    invoices: Invoices,
    calendar: Calendar,
    *,
    balance_minor: Ints,
) -> Opening:
    """Return the state of every invoice; only those past due, or about to be collected, have any."""
    count, today = len(invoices), calendar.last_day
    is_open = (balance_minor > 0) & (invoices.amount_minor > 0)
    past_due = np.where(is_open, today - invoices.due, 0)
    entity = customers.entity[invoices.owner]
    since_run = _DAYS_SINCE_RUN[entity]
    at_last_run = past_due - since_run
    reminded = (at_last_run >= _STEPS[0]) & (rng.random(count) < _REMINDED_SHARE[entity])
    level = np.where(reminded, np.searchsorted(_STEPS, at_last_run, side="right"), 0)
    reached = today - since_run - (invoices.due + _STEPS[np.maximum(level - 1, 0)])
    reminded_on = today - since_run - reached // _DAYS_BETWEEN_RUNS * _DAYS_BETWEEN_RUNS
    promises = (past_due > 8) & (rng.random(count) < 0.06)  # noqa: PLR2004 (days, and the share that promises)
    broken = rng.random(count) < 0.3  # noqa: PLR2004 (share of promises past)
    blocked = (past_due > 0) & (rng.random(count) < 0.02)  # noqa: PLR2004 (share blocked)
    forever = rng.random(count) < 0.2  # noqa: PLR2004 (share of blocks without end)
    collecting = is_open & (habits.method[invoices.owner] == DIRECT_DEBIT) & (np.abs(today - invoices.due) <= 4)  # noqa: PLR2004 (days under way)
    return Opening(
        in_transit_minor=np.where(collecting, balance_minor, 0),
        reminder_level=level,
        reminded_on=np.where(level > 0, reminded_on, NOTHING),
        promised_on=np.where(
            promises, today + np.where(broken, -rng.integers(1, 7, count), rng.integers(2, 20, count)), NOTHING
        ),
        blocked_until=np.where(blocked, np.where(forever, NO_END, today + rng.integers(5, 45, count)), NOTHING),
        block_reason=np.where(blocked, rng.integers(0, len(BLOCK_REASONS), count), NOTHING),
        is_at_agency=(past_due > _AGENCY_AFTER_DAYS) & (rng.random(count) < _AGENCY_SHARE),
    )
