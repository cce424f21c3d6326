"""Extracts of SAP invoices in the layout of HighRadius."""

from __future__ import annotations

from core.intake.fields import ImportKind
from core.intake.mapping import Mapping
from core.intake.presets.base import Preset
from core.vocabulary import ImportMode

HIGHRADIUS = Preset(
    name="highradius",
    label="HighRadius / SAP extract",
    mapping=Mapping(
        kind=ImportKind.LEDGER,
        columns={
            "entity": ("business_code",),
            "customer_id": ("cust_number",),
            "customer_name": ("name_customer",),
            "number": ("doc_id", "invoice_id"),
            "document_type": ("document type",),
            "fiscal_year": ("buisness_year", "business_year"),
            "issued_on": ("document_create_date.1", "posting_date", "document_create_date"),
            "due_on": ("due_in_date",),
            "amount": ("total_open_amount",),
            "currency": ("invoice_currency",),
            "settled_on": ("clear_date",),
        },
        fallbacks={"issued_on": ("posting_date",)},
        whole_numbers=("number", "customer_id"),
        mode=ImportMode.MOVEMENTS,
        date_order="ymd",
    ),
    signature=(("business_code", "cust_number", "doc_id", "total_open_amount", "invoice_currency", "clear_date"),),
    covers=("HighRadius / SAP-extract CSV",),
)

HR_OPEN_ITEMS = Preset(
    name="hr_open_items",
    label="Open items of the HighRadius kind, converted to US dollars",
    mapping=Mapping(
        kind=ImportKind.LEDGER,
        columns={
            "entity": ("business_code",),
            "customer_id": ("cust_number",),
            "customer_name": ("name_customer",),
            "number": ("doc_id",),
            "fiscal_year": ("buisness_year",),
            "issued_on": ("baseline_create_date",),  # terms run from it; the posting may be later than the due date
            "due_on": ("due_in_date",),
            "amount": ("converted_usd",),
        },
        constants={"currency": "USD"},
        round_amounts=True,  # converted amounts have more decimals than money has
        mode=ImportMode.SNAPSHOT,
        issued_before_days=15,
    ),
    signature=(("business_code", "cust_number", "doc_id", "due_in_date", "converted_usd"),),
)
