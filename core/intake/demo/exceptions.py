"""What does not go by itself: disputes, credit notes and invoices given up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.intake.demo.paying import NEVER

if TYPE_CHECKING:
    from core.intake.demo.calendar import Calendar
    from core.intake.demo.columns import Flags, Ints
    from core.intake.demo.documents import Invoices
    from core.intake.demo.habits import Habits

CAUSES = ("price", "quantity", "quality", "delivery", "wrong customer", "order number missing", "waiting on us")
_CREDIT_SHARE, _FULL_SHARE, _SET_SHARE = 0.022, 0.25, 0.88
_KEPT_OPEN_DAYS = 75  # a credit note older than this has always been set against its invoice
_GIVEN_UP_AFTER_DAYS = 330
_LOST_AFTER_DAYS, _LOST_SHARE = 180, 0.35


@dataclass(frozen=True, kw_only=True)
class Disputes:
    """One dispute a row: of which invoice, from when to when (:data:`NEVER`: still open), over how much."""

    invoice: Ints
    opened: Ints
    closed: Ints
    amount_minor: Ints
    cause: Ints


@dataclass(frozen=True, kw_only=True)
class Credits:
    """One credit note a row: for which invoice, when and how much; ``is_set``: used to reduce that invoice."""

    invoice: Ints
    issued: Ints
    amount_minor: Ints
    is_set: Flags


def draw_disputes(rng: np.random.Generator, invoices: Invoices, habits: Habits, calendar: Calendar) -> Disputes:
    """Return the disputes opened up to the calendar's last day; invoices due in parts have none."""
    contested = (rng.random(len(invoices)) < habits.dispute_share[invoices.owner]) & ~invoices.is_in_parts
    rows = np.flatnonzero(contested)
    opened = invoices.issued[rows] + rng.integers(4, 36, len(rows))
    closed = opened + 6 + np.ceil(rng.exponential(22.0, len(rows))).astype(np.int64)
    share = np.where(rng.random(len(rows)) < 0.5, 1.0, rng.uniform(0.1, 0.6, len(rows)))  # noqa: PLR2004 (half contest the whole)
    known = opened <= calendar.last_day
    return Disputes(
        invoice=rows[known],
        opened=opened[known],
        closed=np.where(closed <= calendar.last_day, closed, NEVER)[known],
        amount_minor=np.maximum((invoices.amount_minor[rows] * share).astype(np.int64), 1)[known],
        cause=rng.integers(0, len(CAUSES), len(rows))[known],
    )


def draw_credits(rng: np.random.Generator, invoices: Invoices, disputes: Disputes, calendar: Calendar) -> Credits:
    """Return the credit notes issued up to the calendar's last day, on invoices neither disputed nor due in parts."""
    may_have = (rng.random(len(invoices)) < _CREDIT_SHARE) & ~invoices.is_in_parts
    may_have[disputes.invoice] = False
    rows = np.flatnonzero(may_have)
    issued = invoices.issued[rows] + rng.integers(2, 16, len(rows))
    share = np.where(rng.random(len(rows)) < _FULL_SHARE, 1.0, rng.uniform(0.04, 0.4, len(rows)))
    is_old = issued < calendar.last_day - _KEPT_OPEN_DAYS
    is_set = is_old | (rng.random(len(rows)) < _SET_SHARE)
    known = issued <= calendar.last_day
    return Credits(
        invoice=rows[known],
        issued=issued[known],
        amount_minor=np.maximum((invoices.amount_minor[rows] * share).astype(np.int64), 1)[known],
        is_set=is_set[known],
    )


def given_up(invoices: Invoices, balance_minor: Ints, calendar: Calendar) -> Credits:
    """Return the credit notes that write off what nobody has paid for long."""
    written_on = invoices.due + _GIVEN_UP_AFTER_DAYS
    rows = np.flatnonzero((balance_minor > 0) & (written_on <= calendar.last_day))
    return Credits(
        invoice=rows,
        issued=written_on[rows],
        amount_minor=balance_minor[rows],
        is_set=np.ones(len(rows), dtype=np.bool_),
    )


@dataclass(frozen=True, kw_only=True)
class WriteOffs:
    """One write-off a row: of which invoice, when, and how much: all that was still open."""

    invoice: Ints
    written: Ints
    amount_minor: Ints


def draw_write_offs(
    rng: np.random.Generator, invoices: Invoices, disputes: Disputes, balance_minor: Ints, calendar: Calendar
) -> WriteOffs:
    """Return what the books gave up of old invoices that nobody contests, between half a year and eleven months late.

    ``rng`` is a stream of its own, so that a portfolio drawn without write-offs is the same in all else.
    """
    written = invoices.due + rng.integers(_LOST_AFTER_DAYS, _GIVEN_UP_AFTER_DAYS, len(invoices))
    is_lost = (balance_minor > 0) & ~invoices.is_in_parts & (rng.random(len(invoices)) < _LOST_SHARE)
    is_lost[disputes.invoice] = False
    rows = np.flatnonzero(is_lost & (written <= calendar.last_day))
    return WriteOffs(invoice=rows, written=written[rows], amount_minor=balance_minor[rows])


def together(first: Credits, second: Credits) -> Credits:
    """Return both lists of credit notes in order of issue."""
    issued = np.concatenate((first.issued, second.issued))
    order = np.argsort(issued, kind="stable")
    return Credits(
        invoice=np.concatenate((first.invoice, second.invoice))[order],
        issued=issued[order],
        amount_minor=np.concatenate((first.amount_minor, second.amount_minor))[order],
        is_set=np.concatenate((first.is_set, second.is_set))[order],
    )
