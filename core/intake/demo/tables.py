"""The rows of the invoices', payments' and disputes' files, and of the truth that is kept aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.intake.demo import columns, opening
from core.intake.demo.batch import year
from core.intake.demo.customers import CURRENCIES, ENTITIES
from core.intake.demo.documents import PARTS
from core.intake.demo.exceptions import CAUSES
from core.intake.demo.habits import HABITS, METHODS
from core.intake.demo.paying import NEVER
from core.vocabulary import DocumentType

if TYPE_CHECKING:
    from core.intake.demo.batch import Batch, Numbering
    from core.intake.demo.columns import Column, Ints

WRITE_OFF = "write_off"
_DESCRIPTIONS = ("delivery", "subscription", "maintenance", "order", "services")


def invoice_table(batch: Batch) -> pa.Table:
    """Return the rows of saldo_invoices.csv: the invoices, then the credit notes."""
    return pa.concat_tables([_invoices(batch), _credit_notes(batch)], promote_options="default")


def _invoices(batch: Batch) -> pa.Table:
    invoices, state = batch.invoices, batch.opening
    rows = np.arange(len(invoices))
    contested = np.zeros(len(invoices), dtype=np.int64)
    is_open = batch.disputes.closed >= NEVER
    contested[batch.disputes.invoice[is_open]] = batch.disputes.amount_minor[is_open]
    contested = np.minimum(contested, batch.balance_minor)
    return pa.table(
        _document(
            batch,
            rows,
            DocumentType.INVOICE,
            number=batch.number,
            issued=invoices.issued,
            due=invoices.due,
            amount_minor=invoices.amount_minor,
        )
        | {
            "disputed_amount": columns.only(contested > 0, columns.money(contested)),
            "structured_reference": batch.reference,
            "description": columns.text(_DESCRIPTIONS, invoices.owner % len(_DESCRIPTIONS)),
            "in_transit_amount": columns.only(state.in_transit_minor > 0, columns.money(state.in_transit_minor)),
            "reminder_level": columns.only(state.reminder_level > 0, columns.number(state.reminder_level)),
            "reminded_on": _day_or_nothing(state.reminded_on),
            "promised_on": _day_or_nothing(state.promised_on),
            "blocked_until": _day_or_nothing(state.blocked_until),
            "block_reason": columns.only(
                state.block_reason != opening.NOTHING,
                columns.text(opening.BLOCK_REASONS, np.maximum(state.block_reason, 0)),
            ),
            "is_at_agency": columns.only(state.is_at_agency, columns.flags(state.is_at_agency)),
            "instalments": _instalments(batch),
        },
    )


def _credit_notes(batch: Batch) -> pa.Table:
    """Return the credit notes, due the day they are issued; the other columns say nothing of them."""
    notes = batch.credits
    described = columns.joined("credit note for ", batch.number.take(pa.array(notes.invoice)))
    document = _document(
        batch,
        notes.invoice,
        DocumentType.CREDIT_NOTE,
        number=batch.credit_number,
        issued=notes.issued,
        due=notes.issued,
        amount_minor=-notes.amount_minor,
    )
    return pa.table(document | {"description": described})


def _document(
    batch: Batch, invoice: Ints, kind: DocumentType, *, number: Column, issued: Ints, due: Ints, amount_minor: Ints
) -> dict[str, Column]:
    owner = batch.invoices.owner[invoice]
    return {
        "entity": columns.text(ENTITIES, batch.customers.entity[owner]),
        "customer_id": columns.number(batch.customers.numbers[owner]),
        "document_type": columns.text([str(kind)], np.zeros(len(owner), dtype=np.int64)),
        "number": number,
        "fiscal_year": columns.number(year(issued)),
        "issued_on": columns.dates(issued),
        "due_on": columns.dates(due),
        "amount": columns.money(amount_minor),
        "currency": columns.text(CURRENCIES, batch.customers.currency[owner]),
    }


def _instalments(batch: Batch) -> Column:
    """Return ``2026-03-01:50.00|...`` for the invoices due in parts, null for the others."""
    is_split = batch.parts.part_no > 0
    due, amount = batch.parts.due[is_split], batch.parts.amount_minor[is_split]
    said = columns.joined(columns.dates(due).cast(pa.string()), columns.money(amount).cast(pa.string()), separator=":")
    every_third = (said.take(pa.array(np.arange(place, len(due), PARTS))) for place in range(PARTS))
    spelled = columns.joined(*every_third, separator="|")
    place = np.cumsum(batch.invoices.is_in_parts) - 1
    return spelled.take(pa.array(np.maximum(place, 0), mask=~batch.invoices.is_in_parts))


def payment_table(batch: Batch, numbering: Numbering) -> pa.Table:
    """Return the rows of saldo_payments.csv: money received, credit notes set against invoices, and what is written off."""
    return pa.concat_tables(
        [_received(batch, numbering), _set_off(batch), _written_off(batch)], promote_options="default"
    )


def _received(batch: Batch, numbering: Numbering) -> pa.Table:
    lines = batch.lines
    owner = batch.invoices.owner[lines.invoice]
    entity = batch.customers.entity[owner]
    _, first_of, of_payment = np.unique(lines.payment, return_index=True, return_inverse=True)
    serial = numbering.payments.take(entity[first_of])[of_payment]
    number = batch.number.take(pa.array(lines.invoice))
    stamped = lines.minute >= 0
    return pa.table(
        {
            "entity": columns.text(ENTITIES, entity),
            "customer_id": columns.number(batch.customers.numbers[owner]),
            "payment_id": columns.joined(columns.text(ENTITIES, entity), "-P", columns.number(serial, 7)),
            "received_on": columns.dates(lines.received),
            "received_at": columns.only(stamped, columns.moments(lines.received, np.maximum(lines.minute, 0))),
            "amount": columns.money(lines.amount_minor),
            "currency": columns.text(CURRENCIES, batch.customers.currency[owner]),
            "method": columns.text(METHODS, batch.habits.method[owner]),
            "reference": columns.only(lines.is_matched, batch.reference.take(pa.array(lines.invoice))),
            "number": columns.only(lines.is_matched, number),
            "document_type": columns.only(
                lines.is_matched, pa.array([str(DocumentType.INVOICE)]).take(pa.array(owner * 0))
            ),
            "fiscal_year": columns.only(lines.is_matched, columns.number(year(batch.invoices.issued[lines.invoice]))),
            "part_no": _part_no(batch),
            "applied_amount": columns.only(lines.is_matched, columns.money(lines.applied_minor)),
        },
    )


def _part_no(batch: Batch) -> Column:
    lines = batch.lines
    return columns.only(lines.is_matched & (lines.part_no > 0), columns.number(lines.part_no))


def _set_off(batch: Batch) -> pa.Table:
    """Return one row per credit note that was set against its invoice: no money, so no payment number."""
    rows = np.flatnonzero(batch.credits.is_set)
    invoice, amount = batch.credits.invoice[rows], columns.money(batch.credits.amount_minor[rows])
    owner = batch.invoices.owner[invoice]
    return pa.table(
        {
            "entity": columns.text(ENTITIES, batch.customers.entity[owner]),
            "customer_id": columns.number(batch.customers.numbers[owner]),
            "received_on": columns.dates(batch.credits.issued[rows]),
            "amount": amount,
            "currency": columns.text(CURRENCIES, batch.customers.currency[owner]),
            "number": batch.number.take(pa.array(invoice)),
            "document_type": columns.text([str(DocumentType.INVOICE)], owner * 0),
            "fiscal_year": columns.number(year(batch.invoices.issued[invoice])),
            "applied_amount": amount,
            "credit_number": batch.credit_number.take(pa.array(rows)),
        },
    )


def _written_off(batch: Batch) -> pa.Table:
    """Return one row per invoice given up: no money came, so the method says what it is."""
    lost = batch.write_offs
    owner, amount = batch.invoices.owner[lost.invoice], columns.money(lost.amount_minor)
    entity = columns.text(ENTITIES, batch.customers.entity[owner])
    number = batch.number.take(pa.array(lost.invoice))
    return pa.table(
        {
            "entity": entity,
            "customer_id": columns.number(batch.customers.numbers[owner]),
            "payment_id": columns.joined("W-", number),
            "received_on": columns.dates(lost.written),
            "amount": amount,
            "currency": columns.text(CURRENCIES, batch.customers.currency[owner]),
            "method": columns.text([WRITE_OFF], owner * 0),
            "number": number,
            "document_type": columns.text([str(DocumentType.INVOICE)], owner * 0),
            "fiscal_year": columns.number(year(batch.invoices.issued[lost.invoice])),
            "applied_amount": amount,
        },
    )


def dispute_table(batch: Batch) -> pa.Table:
    """Return the rows of saldo_disputes.csv."""
    disputes = batch.disputes
    owner = batch.invoices.owner[disputes.invoice]
    number = batch.number.take(pa.array(disputes.invoice))
    return pa.table(
        {
            "entity": columns.text(ENTITIES, batch.customers.entity[owner]),
            "customer_id": columns.number(batch.customers.numbers[owner]),
            "number": number,
            "fiscal_year": columns.number(year(batch.invoices.issued[disputes.invoice])),
            "reference": columns.joined("D-", number),
            "opened_on": columns.dates(disputes.opened),
            "closed_on": columns.only(
                disputes.closed < NEVER, columns.dates(np.minimum(disputes.closed, opening.NO_END))
            ),
            "amount": columns.money(disputes.amount_minor),
            "currency": columns.text(CURRENCIES, batch.customers.currency[owner]),
            "cause": columns.text(CAUSES, disputes.cause),
        },
    )


def truth_of_customers(batch: Batch) -> pa.Table:
    """Return what decides how each customer pays: what patterns are to find."""
    habits, customers = batch.habits, batch.customers
    return pa.table(
        {
            "entity": columns.text(ENTITIES, customers.entity),
            "customer_id": columns.number(customers.numbers),
            "habit": columns.text([str(habit) for habit in HABITS], habits.habit),
            "method": columns.text(METHODS, habits.method),
            "pay_day": columns.only(habits.pay_day > 0, pa.array(habits.pay_day)),
            "run_weekday": columns.only(habits.run_weekday >= 0, pa.array(habits.run_weekday)),
            "usual_minute": columns.only(habits.usual_minute >= 0, pa.array(habits.usual_minute)),
            "drift_from": columns.only(habits.drift_from > 0, columns.dates(habits.drift_from)),
            "drift_days_a_month": columns.only(habits.drift_from > 0, pa.array(habits.drift_days)),
            "response_email": pa.array(habits.response_email),
            "response_phone": pa.array(habits.response_phone),
            "response_letter": pa.array(habits.response_letter),
            "part_share": pa.array(habits.part_share),
            "dispute_share": pa.array(habits.dispute_share),
        },
    )


def truth_of_invoices(batch: Batch) -> pa.Table:
    """Return when each due part is paid for good, days after the last date of the files included; null: never."""
    parts, plans = batch.parts, batch.plans
    last = np.where(plans.rest_minor > 0, plans.rest_on, plans.paid_on)
    owner = batch.invoices.owner[parts.invoice]
    return pa.table(
        {
            "entity": columns.text(ENTITIES, batch.customers.entity[owner]),
            "customer_id": columns.number(batch.customers.numbers[owner]),
            "number": batch.number.take(pa.array(parts.invoice)),
            "part_no": pa.array(np.maximum(parts.part_no, 1)),
            "due_on": columns.dates(parts.due),
            "paid_on": columns.only(last < NEVER, columns.dates(np.minimum(last, opening.NO_END))),
        },
    )


def _day_or_nothing(days: Ints) -> Column:
    return pc.if_else(pa.array(days != opening.NOTHING), columns.dates(np.maximum(days, 0)), None)
