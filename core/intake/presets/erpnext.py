"""ERPNext: Accounts Receivable report."""

from __future__ import annotations

from core.intake.fields import ImportKind
from core.intake.mapping import Mapping
from core.intake.presets.base import Preset
from core.vocabulary import ImportMode

ERPNEXT = Preset(
    name="erpnext",
    label="ERPNext Accounts Receivable",
    mapping=Mapping(
        kind=ImportKind.LEDGER,
        columns={
            "customer_id": ("Party", "Customer"),
            "customer_name": ("Customer Name", "Party Name"),
            "number": ("Voucher No",),
            "document_type": ("Voucher Type",),
            "issued_on": ("Posting Date",),
            "due_on": ("Due Date",),
            "amount": ("Invoice Grand Total", "Invoiced Amount"),
            "open_amount": ("Outstanding Amount",),
            "currency": ("Currency",),
            "description": ("Remarks",),
            "account_manager": ("Sales Person",),
        },
        words={"sales invoice": "invoice", "payment entry": "payment", "journal entry": "invoice"},
        mode=ImportMode.SNAPSHOT,
    ),
    signature=(("Posting Date", "Voucher No", "Outstanding Amount"),),
    covers=("ERPNext Accounts Receivable report",),
)
