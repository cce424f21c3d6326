"""SAP line-item list, English."""

from __future__ import annotations

from core.intake.presets.base import Preset
from core.intake.presets.sap import sap_mapping

_COLUMNS = {
    "customer_id": ("Customer", "Account"),
    "customer_name": ("Name 1", "Customer Name", "Name"),
    "entity": ("Company Code",),
    "number": ("Document Number",),
    "document_type": ("Document Type",),
    "issued_on": ("Document Date", "Posting Date"),
    "due_on": ("Net due date",),
    "amount": ("Amount in doc. curr.", "Amount in local currency"),
    "currency": ("Document currency", "Local Currency"),
    "settled_on": ("Clearing date",),
    "description": ("Text",),
    "reminder_level": ("Dunning level",),
    "reminded_on": ("Last dunned",),
    "block_reason": ("Dunning block",),
}

SAP_EN = Preset(
    name="sap_en",
    label="SAP open items, English",
    mapping=sap_mapping(_COLUMNS, {}),
    signature=(
        ("Document Number", "Net due date", "Amount in local currency"),
        ("Document Number", "Document Date", "Amount in local currency"),
        ("Document Number", "Net due date", "Amount in doc. curr."),
    ),
    covers=("SAP FBL5N (EN UI)",),
)
