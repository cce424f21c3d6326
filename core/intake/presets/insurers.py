"""Credit insurers: Saldo's own layout, and the list of buyers as insurers' portals give it."""

from __future__ import annotations

from typing import Final

from core.intake.fields import FIELDS, ImportKind
from core.intake.mapping import Mapping
from core.intake.presets.base import Preset

SALDO_INSURANCE: Final = Preset(
    name="saldo_insurance",
    label="Saldo: limits and terms of a credit insurer",
    mapping=Mapping(
        kind=ImportKind.INSURANCE, columns={each.name: (each.name,) for each in FIELDS[ImportKind.INSURANCE]}
    ),
    signature=(("policy", "buyer_limit"), ("policy", "notify_days")),
)

BUYERS: Final = Preset(
    name="insurer_buyers",
    label="Credit insurer: list of buyers and limits",
    mapping=Mapping(
        kind=ImportKind.INSURANCE,
        columns={
            "source": ("Insurer", "Verzekeraar"),
            "policy": ("Policy number", "Policy", "Polisnummer", "Policy ID", "Contract number"),
            "customer_id": ("Customer reference", "Your reference", "Uw referentie", "Customer ID"),
            "their_number": ("Buyer number", "Buyer ID", "Buyer reference", "Afnemersnummer", "Easy number", "Eulerid"),
            "registration_number": (
                "Registration number",
                "Company registration number",
                "National ID",
                "KvK nummer",
                "Ondernemingsnummer",
            ),
            "vat_number": ("VAT number", "BTW nummer"),
            "company_name": ("Buyer name", "Buyer", "Company name", "Afnemer", "Naam afnemer"),
            "country": ("Country", "Buyer country", "Land"),
            "buyer_limit": (
                "Credit limit",
                "Insured limit",
                "Limit amount",
                "Approved amount",
                "Kredietlimiet",
                "Decision amount",
            ),
            "currency": ("Currency", "Limit currency", "Valuta"),
            "cover_percent": ("Insured percentage", "Cover percentage", "Dekkingspercentage", "Cover", "Insured %"),
            "decided_on": ("Decision date", "Date of decision", "Datum beslissing"),
            "valid_from": ("Valid from", "Effective date", "Start date", "Ingangsdatum"),
            "valid_until": ("Valid until", "Expiry date", "End date", "Einddatum"),
            "terms_days": ("Maximum credit terms", "Max credit terms", "Payment terms", "Betaaltermijn"),
            "extension_days": ("Maximum extension period", "Max extension period", "MEP", "Verlengingstermijn"),
            "notify_days": ("Notification period", "Notify within", "Overdue notification", "Meldtermijn"),
            "notify_from": ("Notification from", "Notify from", "Meldtermijn vanaf"),
            "waiting_days": ("Waiting period", "Wachttijd"),
            "decision": ("Decision", "Limit status", "Status", "Beslissing"),
        },
        date_order="dmy",
    ),
    signature=(
        ("Policy number", "Buyer name", "Credit limit"),
        ("Policy number", "Buyer", "Credit limit"),
        ("Buyer number", "Credit limit"),
        ("Polisnummer", "Kredietlimiet"),
        ("Policy number", "Insured percentage"),
    ),
    note="Made from public descriptions of the fields; no real export was at hand. Check the first rows.",
)
