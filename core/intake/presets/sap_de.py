"""SAP line-item list, German."""

from __future__ import annotations

from core.intake.presets.base import Preset
from core.intake.presets.sap import sap_mapping

_COLUMNS = {
    "customer_id": ("Konto", "Debitor", "Kunde"),
    "customer_name": ("Name 1", "Name"),
    "entity": ("Buchungskreis",),
    "number": ("Belegnummer",),
    "document_type": ("Belegart",),
    "issued_on": ("Belegdatum", "Buchungsdatum"),
    "due_on": ("Nettofälligkeit",),
    "amount": ("Betrag in Belegwährung", "Betrag in Hauswährung"),
    "currency": ("Belegwährung", "Hauswährung"),
    "settled_on": ("Ausgleichsdatum",),
    "description": ("Text",),
    "reminder_level": ("Mahnstufe",),
    "reminded_on": ("Letzte Mahnung",),
    "block_reason": ("Mahnsperre",),
}

SAP_DE = Preset(
    name="sap_de",
    label="SAP open items, German",
    mapping=sap_mapping(_COLUMNS, {}),
    signature=(
        ("Belegnummer", "Belegdatum", "Betrag in Hauswährung"),
        ("Belegnummer", "Nettofälligkeit", "Betrag in Hauswährung"),
        ("Belegnummer", "Belegdatum", "Betrag in Belegwährung"),
    ),
    covers=("SAP FBL5N/FBL1N (DE UI)",),
)

SAP_DE_PAYABLES = Preset(
    name="sap_de_payables",
    label="SAP open items, German, list of payables with reversed signs",
    mapping=sap_mapping(_COLUMNS, flip_signs=True),
    signature=SAP_DE.signature,
    covers=SAP_DE.covers,
    note="The list SAP_DE with every sign turned: what stands as negative is owed.",
    is_variant=True,
)
