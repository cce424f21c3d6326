"""Saldo's own CSV layouts: a column is called as its field."""

from __future__ import annotations

from core.intake.fields import FIELDS, ImportKind
from core.intake.mapping import Mapping
from core.intake.presets.base import Preset


def _mapping(kind: ImportKind) -> Mapping:
    return Mapping(
        kind=kind,
        columns={field.name: (field.name,) for field in FIELDS[kind]},
        credit_notes_are_positive=True,
    )


SALDO_INVOICES = Preset(
    name="saldo_invoices",
    label="Saldo: invoices and credit notes",
    mapping=_mapping(ImportKind.LEDGER),
    signature=(("customer_id", "number", "issued_on", "due_on", "amount", "currency"),),
)

SALDO_CUSTOMERS = Preset(
    name="saldo_customers",
    label="Saldo: customers and their addresses",
    mapping=_mapping(ImportKind.CUSTOMERS),
    signature=(("customer_id", "customer_name", "customer_type"), ("customer_id", "customer_name", "email")),
)

SALDO_PAYMENTS = Preset(
    name="saldo_payments",
    label="Saldo: payments",
    mapping=_mapping(ImportKind.PAYMENTS),
    signature=(
        ("customer_id", "received_on", "amount", "currency"),
        ("customer_id", "received_at", "amount", "currency"),
    ),
)

SALDO_DISPUTES = Preset(
    name="saldo_disputes",
    label="Saldo: disputes",
    mapping=_mapping(ImportKind.DISPUTES),
    signature=(("customer_id", "number", "opened_on", "amount"),),
)

SALDO_SALES = Preset(
    name="saldo_sales",
    label="Saldo: sales per company and month",
    mapping=_mapping(ImportKind.SALES),
    signature=(("month", "amount", "vat_basis"),),
)

SALDO_CONTROL_BALANCES = Preset(
    name="saldo_control_balances",
    label="Saldo: balances of the control account in the general ledger",
    mapping=_mapping(ImportKind.CONTROL),
    signature=(("entity", "month", "balance"),),
)

SALDO_RATES = Preset(
    name="saldo_rates",
    label="Saldo: exchange rates (euros for one unit)",
    mapping=_mapping(ImportKind.RATES),
    signature=(("currency", "rate_on", "rate"),),
)
