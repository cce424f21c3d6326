"""Yuki: open items, CSV without a header."""

from __future__ import annotations

from core.intake.fields import ImportKind
from core.intake.mapping import Mapping
from core.intake.presets.base import Preset
from core.vocabulary import ImportMode

YUKI = Preset(
    name="yuki",
    label="Yuki open items (CSV without header)",
    mapping=Mapping(
        kind=ImportKind.LEDGER,
        headers=(
            "grootboekcode",
            "grootboekomschrijving",
            "factuurdatum",
            "openstaand bedrag",
            "omschrijving",
            "referentie",
            "vervaldatum",
            "relatienaam",
            "relatiecode",
            "rekeningnummer",
        ),
        columns={
            "ledger_account": ("grootboekomschrijving",),
            "issued_on": ("factuurdatum",),
            "open_amount": ("openstaand bedrag",),
            "description": ("omschrijving",),
            "number": ("referentie",),
            "due_on": ("vervaldatum",),
            "customer_name": ("relatienaam",),
            "customer_id": ("relatiecode",),
        },
        fallbacks={"number": ("omschrijving",)},
        skip_rows={"ledger_account": "crediteur|leverancier"},  # the file holds both sides
        constants={"currency": "EUR"},
        decimal_mark=",",
        date_order="dmy",
        mode=ImportMode.SNAPSHOT,
    ),
    signature=(("grootboekcode", "relatiecode", "openstaand bedrag", "vervaldatum"),),
    covers=("Yuki open items CSV (import form)",),
)
