"""Credit bureaus: Saldo's own layout, and the shapes of D&B (Altares), Creditsafe (Graydon) and Experian.

Field names are those of public descriptions; a preset that no real export was tried on says so in its note.
"""

from __future__ import annotations

from typing import Final

from core.intake.fields import FIELDS, ImportKind
from core.intake.mapping import Mapping
from core.intake.presets.base import Preset

_UNVERIFIED: Final = "Made from public descriptions of the fields; no real export was at hand. Check the first rows."

SALDO_CREDIT: Final = Preset(
    name="saldo_credit",
    label="Saldo: scores and advised limits of a credit bureau",
    mapping=Mapping(kind=ImportKind.CREDIT, columns={each.name: (each.name,) for each in FIELDS[ImportKind.CREDIT]}),
    signature=(("score", "scored_on"), ("rating", "scored_on"), ("score", "their_number")),
)

# Portfolio Manager, "Data Download File Definitions" 8.2: tab delimited, a row per account of the ledger that was sent in.
DNB: Final = Preset(
    name="dnb",
    label="D&B, Altares: portfolio download",
    mapping=Mapping(
        kind=ImportKind.CREDIT,
        columns={
            "customer_id": ("AccountID", "Account ID", "Customer Number"),
            "their_number": ("DUNS", "DUNS Number", "D-U-N-S Number", "DUNSNumber"),
            "registration_number": (
                "LocalBusinessNumber",
                "Local Business Number",
                "National ID",
                "Registration Number",
            ),
            "vat_number": ("VATNumber", "VAT Number"),
            "company_name": ("CompanyName", "Company Name", "Business Name", "Primary Name"),
            "country": ("Country", "Country Code"),
            "score": ("FailureScore", "Failure Score", "D&B Failure Score"),
            "rating": ("DBRating", "D&B Rating", "DandBRating"),
            "credit_limit": ("MaximumCredit", "Maximum Credit", "Maximum Credit Recommendation", "MaxCredit"),
            "currency": ("MaximumCreditCurrency", "Maximum Credit Currency", "Currency"),
            "scored_on": ("FailureScoreDate", "Failure Score Date", "Score Date", "Rating Date"),
            "days_beyond_terms": ("DaysBeyondTerms", "Days Beyond Terms"),
            "status": ("OutofBusinessIndicator", "Out of Business Indicator", "Operating Status"),
            "legal_form": ("LegalFormPM", "Legal Form"),
        },
        # A percentile: 100 is the least likely to fail.
        constants={"source": "D&B", "score_worst": "1", "score_best": "100"},
        date_order="dmy",
    ),
    signature=(
        ("DUNS", "LocalBusinessNumber"),
        ("D-U-N-S Number", "Failure Score"),
        ("DUNS Number", "Failure Score"),
        ("DUNS", "FailureScore"),
    ),
    note=_UNVERIFIED,
)

CREDITSAFE: Final = Preset(
    name="creditsafe",
    label="Creditsafe, GraydonCreditsafe: portfolio export",
    mapping=Mapping(
        kind=ImportKind.CREDIT,
        columns={
            "customer_id": ("Your reference", "Customer reference", "Uw referentie", "Klantnummer"),
            "their_number": ("Safe number", "Safe No", "Safenumber", "SafeNo", "Safe nummer", "Connect ID"),
            "registration_number": (
                "Registration number",
                "Company number",
                "Reg No",
                "RegNo",
                "KvK nummer",
                "KvK-nummer",
                "Ondernemingsnummer",
            ),
            "vat_number": ("VAT number", "VAT No", "BTW nummer"),
            "company_name": ("Company name", "Name", "Bedrijfsnaam"),
            "country": ("Country", "Land"),
            "score": ("Credit score", "Risk score", "Local score", "Rating", "Kredietscore", "Risicoscore"),
            "rating": ("International score", "Internationale score", "Common rating"),
            "credit_limit": ("Credit limit", "Kredietlimiet", "Limit"),
            "currency": ("Currency", "Valuta"),
            "scored_on": ("Score date", "Latest rating change", "Rating date", "Datum score"),
            "days_beyond_terms": ("DBT", "Days beyond terms"),
            "status": ("Status", "Company status"),
            "legal_form": ("Legal form", "Rechtsvorm"),
        },
        constants={"source": "Creditsafe", "score_worst": "0", "score_best": "100", "rating_scale": "A B C D E"},
        date_order="dmy",
    ),
    signature=(
        ("Safe number", "Credit limit"),
        ("Safe No", "Credit limit"),
        ("Safenumber", "Credit limit"),
        ("Safe nummer", "Kredietlimiet"),
        ("International score", "Credit limit"),
        ("Internationale score", "Kredietlimiet"),
    ),
    note=_UNVERIFIED,
)

GRAYDON: Final = Preset(
    name="graydon",
    label="Graydon: ratings and credit advice",
    mapping=Mapping(
        kind=ImportKind.CREDIT,
        columns={
            "customer_id": ("Uw referentie", "Klantnummer", "Debiteurnummer", "Your reference"),
            "their_number": ("Graydon nummer", "Graydon ID", "Graydon number"),
            "registration_number": ("KvK nummer", "KvK-nummer", "Ondernemingsnummer", "Registration number"),
            "vat_number": ("BTW nummer", "BTW-nummer", "VAT number"),
            "company_name": ("Bedrijfsnaam", "Naam", "Company name"),
            "country": ("Land", "Country"),
            "rating": ("Graydon rating", "PD rating", "Graydon PD rating"),
            "failure_percent": ("Graydon score", "PD", "PD percentage", "Kans op wanbetaling"),
            "credit_limit": ("Kredietadvies", "Kredietlimiet", "Credit advice", "Maximaal krediet"),
            "currency": ("Valuta", "Currency"),
            "scored_on": ("Datum rating", "Ratingdatum", "Rating date"),
            "status": ("Status", "Credit flag", "Kredietvlag"),
            "legal_form": ("Rechtsvorm", "Legal form"),
        },
        constants={"source": "Graydon", "rating_scale": "AAA AA A BBB BB B CCC CC C D"},
        date_order="dmy",
    ),
    signature=(("Graydon rating",), ("PD rating",), ("Graydon PD rating",)),
    note=_UNVERIFIED,
)

EXPERIAN: Final = Preset(
    name="experian",
    label="Experian: Commercial Delphi scores",
    mapping=Mapping(
        kind=ImportKind.CREDIT,
        columns={
            "customer_id": ("Customer Reference", "Your Reference", "Account Number"),
            "their_number": ("Experian Reference", "Business Ref", "Business Reference", "Legal Entity Reference"),
            "registration_number": ("Registered Number", "Company Registered Number", "Company Number"),
            "vat_number": ("VAT Number",),
            "company_name": ("Business Name", "Company Name"),
            "country": ("Country",),
            "score": ("Commercial Delphi Score", "Delphi Score", "Commercial Delphi"),
            "rating": ("Commercial Delphi Band", "Delphi Band", "Risk Band"),
            "credit_limit": ("Commercial Delphi Credit Limit", "Credit Limit"),
            "currency": ("Currency",),
            "scored_on": ("Score Date", "Commercial Delphi Score Date", "Date Updated"),
            "days_beyond_terms": ("DBT", "Company DBT", "Days Beyond Terms"),
            "status": ("Company Status", "Business Status"),
            "legal_form": ("Legal Form", "Business Type", "Company Type"),
        },
        constants={"source": "Experian", "score_worst": "0", "score_best": "100"},
        date_order="dmy",
    ),
    signature=(("Commercial Delphi Score",), ("Delphi Score",)),
    note=_UNVERIFIED,
)
