"""SAP line-item list, Dutch."""

from __future__ import annotations

from core.intake.presets.base import Preset
from core.intake.presets.sap import sap_mapping

_COLUMNS = {
    "customer_id": ("Rekening", "Debiteurnummer", "Debiteur", "Klant"),
    "customer_name": ("Naam 1", "Naam"),
    "number": ("Documentnummer",),
    "document_type": ("Documentsoort", "Omschrijving"),
    "issued_on": ("Documentdatum", "Boekingsdatum"),
    "due_on": ("Netto vervaldatum", "Netto-vervaldatum"),
    "amount": ("Bedrag in documentvaluta", "Bedrag in lokale valuta"),
    "currency": ("Documentvaluta", "Lokale valuta"),
    "settled_on": ("Vereffeningsdatum",),
    "description": ("Tekst",),
    "reminder_level": ("Aanmaningsniveau",),
}

SAP_NL = Preset(
    name="sap_nl",
    label="SAP open items, Dutch",
    mapping=sap_mapping(_COLUMNS, {"verrekening": "payment", "bonus": "credit_note"}),
    signature=(("Documentnummer", "Bedrag in lokale valuta"), ("Documentnummer", "Netto vervaldatum")),
    covers=("SAP FBL5N (NL UI)",),
)
