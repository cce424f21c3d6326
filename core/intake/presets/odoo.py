"""Odoo: the open-items report of OCA, and the plain list of invoices."""

from __future__ import annotations

from core.intake.fields import ImportKind
from core.intake.mapping import Mapping
from core.intake.presets.base import Preset
from core.vocabulary import ImportMode

ODOO_OPEN_ITEMS = Preset(
    name="odoo_open_items",
    label="Odoo open items (OCA report)",
    mapping=Mapping(
        kind=ImportKind.LEDGER,
        columns={
            "issued_on": ("Date",),
            "number": ("Entry",),
            "customer_id": ("Partner",),
            "description": ("Ref - Label",),
            "due_on": ("Due date",),
            "amount": ("Original",),
            "open_amount": ("Residual",),
        },
        constants={"currency": "EUR"},
        mode=ImportMode.SNAPSHOT,
        total_when_blank=("issued_on", "number"),
        sum_rows=True,  # an entry with several due dates has one row each
    ),
    signature=(("Entry", "Partner", "Due date", "Residual"),),
    covers=("Odoo (OCA open items / native list of account.move)",),
)

ODOO_INVOICES = Preset(
    name="odoo_invoices",
    label="Odoo list of invoices",
    mapping=Mapping(
        kind=ImportKind.LEDGER,
        columns={
            "number": ("Number", "Nummer", "Numéro", "Nummer/Name"),
            "customer_id": (
                "Invoice Partner Display Name",
                "Partner",
                "Relatie",
                "Partnernaam op factuur",
                "Factuur Relatie Weergavenaam",
            ),
            "issued_on": ("Invoice/Bill Date", "Invoice Date", "Factuurdatum", "Date de facturation", "Rechnungsdatum"),
            "due_on": ("Due Date", "Vervaldatum", "Date d'échéance", "Fälligkeitsdatum"),
            "amount": ("Total in Currency Signed", "Total Signed", "Total", "Totaal", "Gesamt"),
            "open_amount": ("Amount Due Signed", "Amount Due", "Verschuldigd bedrag", "Montant dû", "Fälliger Betrag"),
            "currency": ("Currency", "Valuta", "Devise", "Währung"),
            "status": ("Status", "Statut"),
        },
        skip_rows={"status": "^(draft|cancelled|concept|geannuleerd|brouillon|annulé|entwurf|abgebrochen)$"},
        constants={"currency": "EUR"},
        mode=ImportMode.MOVEMENTS,
    ),
    signature=(
        ("Number", "Invoice Partner Display Name", "Amount Due"),
        ("Nummer", "Factuurdatum", "Vervaldatum", "Verschuldigd bedrag"),
    ),
    covers=("Odoo (OCA open items / native list of account.move)",),
)
