"""SAP line-item list, French."""

from __future__ import annotations

from core.intake.presets.base import Preset
from core.intake.presets.sap import sap_mapping

_COLUMNS = {
    "customer_id": ("Compte", "Client"),
    "customer_name": ("Nom 1", "Nom"),
    "number": ("Numéro de document",),
    "document_type": ("Type de document", "Description"),
    "issued_on": ("Date du document", "Date pièce", "Date comptable"),
    "due_on": ("Date d'échéance nette",),
    "amount": ("Montant en devise document", "Montant en devise locale"),
    "currency": ("Devise document", "Devise locale"),
    "settled_on": ("Date de rapprochement",),
    "description": ("Texte",),
    "reminder_level": ("Niveau de relance",),
}

SAP_FR = Preset(
    name="sap_fr",
    label="SAP open items, French",
    mapping=sap_mapping(_COLUMNS, {"ajustement": "credit_note"}),
    signature=(("Numéro de document", "Montant en devise locale"), ("Numéro de document", "Date d'échéance nette")),
    covers=("SAP FBL5N (FR UI)",),
)
