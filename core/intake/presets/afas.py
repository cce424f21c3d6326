"""Dutch debtor list as AFAS users export it."""

from __future__ import annotations

from core.intake.fields import ImportKind
from core.intake.mapping import Mapping
from core.intake.presets.base import Preset
from core.vocabulary import ImportMode

AFAS = Preset(
    name="afas",
    label="AFAS-like debtor list (Debiteurenlijst per heden)",
    mapping=Mapping(
        kind=ImportKind.LEDGER,
        columns={
            "number": ("Factuurnr.",),
            "customer_name": ("Naam",),
            "customer_id": ("Deb.nr.",),
            "description": ("Omschrijving factuur",),
            "issued_on": ("Boekstuk", "Factuurdatum"),  # the sample holds the invoice date under this name
            "due_on": ("Vervalt",),
            "amount": ("Factuur",),
            "open_amount": ("Saldo",),
            "reminder_level": ("Aanmaningen",),
            "is_blocked": ("Factuur Gbl.",),
        },
        constants={"currency": "EUR"},
        mode=ImportMode.SNAPSHOT,
    ),
    signature=(("Factuurnr.", "Deb.nr.", "Vervalt", "Saldo"),),
    covers=('AFAS-like Dutch debtor list (PBC "Debiteurenlijst per heden")',),
)
