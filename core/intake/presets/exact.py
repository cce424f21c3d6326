"""Exact Online: the receivables list as a flat file."""

from __future__ import annotations

from core.intake.fields import ImportKind
from core.intake.mapping import Mapping
from core.intake.presets.base import Preset
from core.vocabulary import ImportMode

EXACT = Preset(
    name="exact",
    label="Exact Online receivables list, flat CSV or XLSX",
    mapping=Mapping(
        kind=ImportKind.LEDGER,
        columns={
            "entity": ("Division",),
            "customer_id": ("AccountCode",),
            "customer_name": ("AccountName",),
            "number": ("InvoiceNumber", "EntryNumber"),
            "issued_on": ("InvoiceDate",),
            "due_on": ("DueDate",),
            "open_amount": ("Amount",),
            "currency": ("CurrencyCode",),
            "in_transit_amount": ("AmountInTransit",),
            "description": ("Description",),
        },
        fallbacks={"number": ("EntryNumber",)},
        constants={"currency": "EUR"},
        mode=ImportMode.SNAPSHOT,
        sum_rows=True,
    ),
    signature=(
        ("AccountCode", "InvoiceNumber", "DueDate", "Amount"),
        ("AccountCode", "EntryNumber", "DueDate", "Amount"),
    ),
    covers=("Exact Online (REST ReceivablesList)",),
    note="The flat file with these columns; the REST answer itself (JSON) is not read.",
)
