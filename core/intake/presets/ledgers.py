"""Two published ledgers: settled dates stand on the invoice row."""

from __future__ import annotations

from core.intake.fields import ImportKind
from core.intake.mapping import Mapping
from core.intake.presets.base import Preset
from core.vocabulary import ImportMode

IBM = Preset(
    name="ibm",
    label="IBM late-payment ledger (settled date on the row)",
    mapping=Mapping(
        kind=ImportKind.LEDGER,
        columns={
            "entity": ("countryCode",),
            "customer_id": ("customerID",),
            "number": ("invoiceNumber",),
            "issued_on": ("InvoiceDate",),
            "due_on": ("DueDate",),
            "amount": ("InvoiceAmount",),
            "is_disputed": ("Disputed",),
            "settled_on": ("SettledDate",),
        },
        constants={"currency": "USD"},
        date_order="mdy",
        mode=ImportMode.MOVEMENTS,
    ),
    signature=(("countryCode", "customerID", "invoiceNumber", "InvoiceAmount", "SettledDate"),),
)

HR_CLEARED = Preset(
    name="hr_cleared",
    label="Cleared and open invoices with row ids, without invoice date",
    mapping=Mapping(
        kind=ImportKind.LEDGER,
        columns={
            "number": ("row_id",),
            "customer_id": ("cust_number",),
            "customer_name": ("name_customer",),
            "due_on": ("due_date",),
            "settled_on": ("clear_date",),
            "amount": ("amount",),
        },
        constants={"currency": "USD", "entity": "HR"},
        issued_before_days=15,
        mode=ImportMode.MOVEMENTS,
    ),
    signature=(("row_id", "cust_number", "due_date", "clear_date", "amount"),),
)
