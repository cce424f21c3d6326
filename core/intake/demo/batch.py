"""One batch of made-up customers with everything that happened to them; a portfolio is batches one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.intake.demo import exceptions
from core.intake.demo.customers import ENTITIES, Customers, draw_customers
from core.intake.demo.documents import Invoices, Parts, draw_invoices, due_parts
from core.intake.demo.habits import Habits, draw_habits
from core.intake.demo.opening import Opening, draw_opening
from core.intake.demo.payments import Lines, Plans, balances, draw_lines, draw_plans
from core.intake.demo.references import Counters, document_number, payment_reference

if TYPE_CHECKING:
    from core.intake.demo.calendar import Calendar
    from core.intake.demo.columns import Column, Ints


class Numbering:
    """The running numbers of the whole portfolio."""

    def __init__(self) -> None:
        self.invoices = Counters(len(ENTITIES))
        self.credit_notes = Counters(len(ENTITIES))
        self.payments = Counters(len(ENTITIES))


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Everything drawn for one batch; the columns of text run beside the invoices or credit notes."""

    customers: Customers
    habits: Habits
    invoices: Invoices
    parts: Parts
    plans: Plans
    disputes: exceptions.Disputes
    credits: exceptions.Credits
    lines: Lines
    opening: Opening
    write_offs: exceptions.WriteOffs
    balance_minor: Ints
    number: Column
    reference: Column
    credit_number: Column


def draw_batch(
    rng: np.random.Generator,
    calendar: Calendar,
    numbering: Numbering,
    *,
    first: int,
    count: int,
    losses: np.random.Generator,
) -> Batch:
    """Return ``count`` customers from the ``first`` on, their invoices of 24 months and the money that came in.

    ``losses`` draws what is written off, apart from everything else.
    """
    customers = draw_customers(rng, calendar, first=first, count=count)
    habits = draw_habits(rng, customers, calendar)
    invoices = draw_invoices(rng, customers, calendar)
    parts = due_parts(invoices)
    disputes = exceptions.draw_disputes(rng, invoices, habits, calendar)
    credited = exceptions.draw_credits(rng, invoices, disputes, calendar)
    plans = draw_plans(rng, invoices, parts, habits, calendar, disputes=disputes, credited=credited)
    lines = draw_lines(rng, invoices, parts, habits, calendar, plans=plans)
    lost = exceptions.given_up(invoices, balances(invoices, lines, credited), calendar)
    every_credit = exceptions.together(credited, lost)
    balance_minor = balances(invoices, lines, every_credit)
    write_offs = exceptions.draw_write_offs(losses, invoices, disputes, balance_minor, calendar)
    balance_minor[write_offs.invoice] -= write_offs.amount_minor
    entity = customers.entity[invoices.owner]
    serial = numbering.invoices.take(entity)
    credit_entity = entity[every_credit.invoice]
    credit_serial = numbering.credit_notes.take(credit_entity)
    return Batch(
        customers=customers,
        habits=habits,
        invoices=invoices,
        parts=parts,
        plans=plans,
        disputes=disputes,
        credits=every_credit,
        lines=lines,
        write_offs=write_offs,
        opening=draw_opening(rng, customers, habits, invoices, calendar, balance_minor=balance_minor),
        balance_minor=balance_minor,
        number=document_number(entity, year(invoices.issued), serial),
        reference=payment_reference(entity, serial),
        credit_number=document_number(credit_entity, year(every_credit.issued), credit_serial, "C"),
    )


def year(days: Ints) -> Ints:
    """Return the calendar year of days since 1970."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
