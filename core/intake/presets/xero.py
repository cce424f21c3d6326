"""Xero: Aged Receivables Detail."""

from __future__ import annotations

from core.intake.fields import ImportKind
from core.intake.mapping import Group, Mapping
from core.intake.presets.base import Preset
from core.vocabulary import ImportMode

XERO = Preset(
    name="xero",
    label="Xero Aged Receivables Detail",
    mapping=Mapping(
        kind=ImportKind.LEDGER,
        columns={
            "customer_id": ("Contact Account Number", "Account Number"),
            "customer_name": ("Contact", "Contact Name"),
            "phone": ("Phone",),
            "mobile": ("Mobile",),
            "email": ("Email",),
            "issued_on": ("Invoice Date",),
            "due_on": ("Due Date",),
            "promised_on": ("Expected Date",),
            "number": ("Invoice Number",),
            "description": ("Invoice Reference",),
            "amount": ("Total",),
            "currency": ("Currency",),
        },
        fallbacks={"number": ("Invoice Reference",)},
        mode=ImportMode.SNAPSHOT,
        total_when_blank=("issued_on", "number"),
        group=Group(place="above", field="customer_name"),
        may_lack_number=True,  # credit notes have none
        date_order="dmy",
        due_after_days=0,
    ),
    signature=(
        ("Invoice Date", "Due Date", "Invoice Number", "Total", "Older"),
        ("Contact Account Number", "Invoice Number", "Total"),
    ),
    covers=('Xero "Aged Receivables Detail" xlsx',),
    note="The report's own total is net of what is not due, so a difference is a remark only; prepayments are not in it.",
)
