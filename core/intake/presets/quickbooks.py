"""QuickBooks: A/R Aging Detail."""

from __future__ import annotations

from core.intake.fields import ImportKind
from core.intake.mapping import Mapping
from core.intake.presets.base import Preset
from core.vocabulary import ImportMode

QUICKBOOKS = Preset(
    name="quickbooks",
    label="QuickBooks A/R Aging Detail",
    mapping=Mapping(
        kind=ImportKind.LEDGER,
        columns={
            "number": ("Num", "No."),
            "customer_id": ("Customer", "Name", "Customer full name"),
            "document_type": ("Transaction Type", "Type"),
            "issued_on": ("Date", "Transaction date"),
            "due_on": ("Due Date",),
            "amount": ("Amount",),
            "open_amount": ("Open Balance",),
            "currency": ("Currency",),
        },
        mode=ImportMode.SNAPSHOT,
        date_order="mdy",
        constants={"currency": "USD"},
        total_when_blank=("issued_on",),
        may_lack_number=True,
    ),
    signature=(
        ("Num", "Date", "Due Date", "Open Balance"),
        ("No.", "Date", "Due Date", "Open Balance"),
        ("Transaction date", "Due Date", "Open Balance"),
    ),
    covers=('QuickBooks "A/R Aging Detail" CSV',),
)
