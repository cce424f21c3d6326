"""Microsoft Business Central and NAV: customer ledger entries."""

from __future__ import annotations

from core.intake.fields import ImportKind
from core.intake.mapping import Mapping
from core.intake.presets.base import Preset
from core.vocabulary import ImportMode

BUSINESS_CENTRAL = Preset(
    name="business_central",
    label="Business Central / NAV customer ledger entries",
    mapping=Mapping(
        kind=ImportKind.LEDGER,
        columns={
            "customer_id": ("Customer No.",),
            "customer_name": ("Customer Name",),
            "number": ("Document No.",),
            "document_type": ("Document Type",),
            "issued_on": ("Document Date", "Posting Date"),
            "due_on": ("Due Date",),
            "amount": ("Amount", "Original Amount"),
            "open_amount": ("Remaining Amount",),
            "currency": ("Currency Code",),
            "settled_on": ("Closed at Date",),
            "description": ("Description",),
            "account_manager": ("Salesperson Code",),
            "reminder_level": ("Last Issued Reminder Level",),
            "block_reason": ("On Hold",),
        },
        fallbacks={"issued_on": ("Posting Date",)},
        constants={"currency": "EUR"},  # an empty currency code means the local currency
        words={"refund": "invoice", "finance charge memo": "invoice", "reminder": "invoice"},
        mode=ImportMode.SNAPSHOT,
    ),
    signature=(("Customer No.", "Document No.", "Remaining Amount"),),
    covers=("Microsoft Business Central / NAV Cust. Ledger Entry",),
)
