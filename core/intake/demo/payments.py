"""The money that came in: lines against due parts, gathered into payments as banks report them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.intake.demo.paying import NEVER, Due, on_open_days, pay_days

if TYPE_CHECKING:
    from core.intake.demo.calendar import Calendar
    from core.intake.demo.columns import Flags, Ints
    from core.intake.demo.documents import Invoices, Parts
    from core.intake.demo.exceptions import Credits, Disputes
    from core.intake.demo.habits import Habits

_SHORT_SHARE, _SHORT_MOST_MINOR = 0.003, 2_500  # pays a little less than was asked
_UNMATCHED_SHARE, _UNMATCHED_DAYS = 0.02, 30  # nobody knows yet what it is for
_OVERPAID_SHARE, _OVERPAID_MOST_MINOR, _OVERPAID_DAYS = 0.003, 9_000, 120


@dataclass(frozen=True, kw_only=True)
class Plans:
    """One due part a row: how much will be paid on which day, and the second payment where it comes in two."""

    paid_on: Ints
    first_minor: Ints
    rest_on: Ints  # NEVER: no second payment is needed, or none ever comes
    rest_minor: Ints


@dataclass(frozen=True, kw_only=True)
class Lines:
    """One line of a payment a row, in order of receipt; ``payment`` counts from 0 and is shared by the lines of one payment.

    ``amount_minor`` is the whole payment, ``applied_minor`` the part for the invoice; ``is_matched`` is false where
    the money stands unapplied. ``minute`` is -1 where the time of day is unknown.
    """

    payment: Ints
    invoice: Ints
    part_no: Ints
    received: Ints
    minute: Ints
    amount_minor: Ints
    applied_minor: Ints
    is_matched: Flags


def draw_plans(
    rng: np.random.Generator,
    invoices: Invoices,
    parts: Parts,
    habits: Habits,
    calendar: Calendar,
    *,
    disputes: Disputes,
    credited: Credits,
) -> Plans:
    """Return when and how each due part will be paid, in all future; credit notes that are set reduce what is asked."""
    owner = invoices.owner[parts.invoice]
    paid = pay_days(rng, habits, calendar, Due(owner=owner, issued=invoices.issued[parts.invoice], due=parts.due))
    credit = np.zeros(len(invoices), dtype=np.int64)
    credit_on = np.zeros(len(invoices), dtype=np.int64)
    credit[credited.invoice[credited.is_set]] = credited.amount_minor[credited.is_set]
    credit_on[credited.invoice[credited.is_set]] = credited.issued[credited.is_set]
    asked = parts.amount_minor - credit[parts.invoice]
    paid = np.where(paid < NEVER, np.maximum(paid, credit_on[parts.invoice]), paid)

    in_two = rng.random(len(paid)) < habits.part_share[owner]
    first = np.where(in_two, (asked * rng.uniform(0.3, 0.7, len(paid))).astype(np.int64), asked)
    short = ~in_two & (asked > 4 * _SHORT_MOST_MINOR) & (rng.random(len(paid)) < _SHORT_SHARE)
    first = np.where(short, asked - rng.integers(50, _SHORT_MOST_MINOR, len(paid)), first)
    rest_on = np.where(in_two & (paid < NEVER), paid + rng.integers(10, 45, len(paid)), NEVER)
    first, paid, rest_on = _wait_for_disputes(rng, invoices, parts, disputes, first=first, paid=paid, rest_on=rest_on)
    paid, rest_on = (on_open_days(habits, calendar, owner, days) for days in (paid, rest_on))
    first = np.where(paid == rest_on, asked, first)  # both on one day: one payment
    return Plans(
        paid_on=paid,
        first_minor=np.maximum(first, 0),
        rest_on=np.where(paid == rest_on, NEVER, rest_on),
        rest_minor=np.maximum(asked - first, 0),
    )


def _wait_for_disputes(
    rng: np.random.Generator,
    invoices: Invoices,
    parts: Parts,
    disputes: Disputes,
    *,
    first: Ints,
    paid: Ints,
    rest_on: Ints,
) -> tuple[Ints, Ints, Ints]:
    """Return amount and days when the contested amount waits: half of the customers pay the rest of it in time."""
    count = len(invoices)
    contested, closed = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    contested[disputes.invoice] = disputes.amount_minor
    closed[disputes.invoice] = disputes.closed
    contested, closed = contested[parts.invoice], closed[parts.invoice]
    settled = np.where(closed < NEVER, closed + rng.integers(2, 15, len(paid)), NEVER)
    waits = contested > 0
    pays_rest = waits & (contested < parts.amount_minor) & (rng.random(len(paid)) < 0.5)  # noqa: PLR2004 (the half)
    first = np.where(pays_rest, parts.amount_minor - contested, np.where(waits, parts.amount_minor, first))
    rest_on = np.where(
        pays_rest, np.where(paid < NEVER, np.maximum(settled, paid), NEVER), np.where(waits, NEVER, rest_on)
    )
    paid = np.where(waits & ~pays_rest, np.where(paid < NEVER, np.maximum(paid, settled), NEVER), paid)
    return first, np.minimum(paid, NEVER), np.minimum(rest_on, NEVER)


def draw_lines(
    rng: np.random.Generator,
    invoices: Invoices,
    parts: Parts,
    habits: Habits,
    calendar: Calendar,
    *,
    plans: Plans,
) -> Lines:
    """Return the payments received up to the calendar's last day; one customer's money of one day is one payment."""
    row = np.concatenate((np.arange(len(plans.paid_on)), np.flatnonzero(plans.rest_on < NEVER)))
    seconds = row[len(plans.paid_on) :]
    received = np.concatenate((plans.paid_on, plans.rest_on[seconds]))
    applied = np.concatenate((plans.first_minor, plans.rest_minor[seconds]))
    kept = (received <= calendar.last_day) & (applied > 0)
    row, received, applied = row[kept], received[kept], applied[kept]
    invoice = parts.invoice[row]
    owner = invoices.owner[invoice]

    age = calendar.last_day - received
    is_matched = ~((age < _UNMATCHED_DAYS) & (rng.random(len(row)) < _UNMATCHED_SHARE))
    overpays = is_matched & (age < _OVERPAID_DAYS) & (rng.random(len(row)) < _OVERPAID_SHARE)
    extra = np.where(overpays, rng.integers(100, _OVERPAID_MOST_MINOR, len(row)), 0)
    key = (received * (int(owner.max(initial=0)) + 1) + owner) * 2 + ~is_matched
    _, first_of, payment = np.unique(key, return_index=True, return_inverse=True)
    whole = np.bincount(payment, weights=applied + extra).astype(np.int64)
    is_listed = is_matched.copy()
    is_listed[first_of] = True  # an unmatched payment is one line, whatever it was meant for
    order = np.argsort(payment, kind="stable")
    order = order[is_listed[order]]
    minute = _minutes(rng, habits, owner[first_of])
    return Lines(
        payment=payment[order],
        invoice=invoice[order],
        part_no=parts.part_no[row][order],
        received=received[order],
        minute=minute[payment[order]],
        amount_minor=whole[payment[order]],
        applied_minor=applied[order],
        is_matched=is_matched[order],
    )


def _minutes(rng: np.random.Generator, habits: Habits, owner: Ints) -> Ints:
    """Return the time of day of each payment: near the habitual one, or any waking hour; -1 where banks do not tell."""
    usual = habits.usual_minute[owner]
    near = np.clip(usual + rng.normal(0, 28, len(owner)), 0, 1439).astype(np.int64)
    anywhen = rng.integers(7 * 60, 23 * 60, len(owner))
    return np.where(habits.is_instant[owner], np.where(usual >= 0, near, anywhen), -1)


def balances(invoices: Invoices, lines: Lines, credited: Credits) -> Ints:
    """Return what is still to pay of each invoice on the calendar's last day."""
    count = len(invoices)
    paid = np.bincount(lines.invoice[lines.is_matched], weights=lines.applied_minor[lines.is_matched], minlength=count)
    set_off = np.bincount(
        credited.invoice[credited.is_set], weights=credited.amount_minor[credited.is_set], minlength=count
    )
    return invoices.amount_minor - paid.astype(np.int64) - set_off.astype(np.int64)
