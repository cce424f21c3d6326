"""What a row of a file can say: the fields of each kind of file, their types and their synonyms' target."""

from __future__ import annotations

from core.intake.field_types import Field, FieldType, ImportKind
from core.intake.field_types import declared as _field
from core.intake.side_fields import CREDIT, INSURANCE
from core.intake.side_fields_company import AGENCY, COMPLAINTS, ORDERS

__all__ = ["FIELDS", "Field", "FieldType", "ImportKind", "field"]

_AMOUNT, _DATE, _FLAG, _WHOLE = FieldType.AMOUNT, FieldType.DATE, FieldType.FLAG, FieldType.WHOLE

_PARTY = (
    _field("entity", "entity"),
    _field("customer_id", "customer number", must="required"),
    _field("customer_name", "customer name"),
    _field("email", "e-mail address", FieldType.EMAIL),
    _field("phone", "telephone"),
    _field("mobile", "mobile telephone"),
    _field("country", "country"),
    _field("customer_type", "customer type", FieldType.WORD),
    _field("language", "language"),
    _field("has_mandate", "direct debit mandate", _FLAG),
    _field("group_id", "group"),
    _field("collector", "collector"),
    _field("account_manager", "account manager"),
)

_LEDGER = (
    *_PARTY,
    _field("number", "invoice number", must="required"),
    _field("document_type", "document type", FieldType.WORD),
    _field("fiscal_year", "fiscal year", _WHOLE),
    _field("issued_on", "invoice date", _DATE, "required"),
    _field("due_on", "due date", _DATE, "required"),
    _field("amount", "amount", _AMOUNT, "required"),
    _field("open_amount", "open amount", _AMOUNT, "essential"),
    _field("paid_amount", "paid amount", _AMOUNT, "essential"),
    _field("currency", "currency", must="required"),
    _field("is_disputed", "disputed", _FLAG),
    _field("disputed_amount", "disputed amount", _AMOUNT),
    _field("structured_reference", "structured reference"),
    _field("description", "description"),
    _field("in_transit_amount", "amount in transit", _AMOUNT),
    _field("reminder_level", "reminders already sent", _WHOLE),
    _field("reminded_on", "date of the last reminder", _DATE),
    _field("promised_on", "promised date", _DATE),
    _field("blocked_until", "blocked until", _DATE),
    _field("block_reason", "reason of the block"),
    _field("is_blocked", "blocked", _FLAG),
    _field("status", "status"),
    _field("ledger_account", "ledger account"),
    _field("is_at_agency", "at the agency", _FLAG),
    _field("settled_on", "settled date", _DATE, "essential"),
    _field("settled_amount", "settled amount", _AMOUNT, "essential"),
    _field("part_no", "instalment number", _WHOLE, "essential"),
    _field("instalments", "instalments"),
)

_CUSTOMERS = (
    *(field for field in _PARTY),
    _field("province", "province"),
    _field("sector", "sector"),
    _field("size_class", "size class"),
    _field("customer_since", "customer since", _DATE),
    _field("registration_number", "registration number"),
    _field("vat_number", "VAT number"),
    _field("parent_id", "parent customer"),
    _field("payer_id", "paying customer"),
    _field("credit_limit", "credit limit", _AMOUNT),
    _field("credit_limit_currency", "currency of the credit limit"),
    _field("external_score", "external score", FieldType.NUMBER),
    _field("label", "label", FieldType.WORD),
    _field("person", "contact person"),
    _field("role", "role of the contact person"),
    _field("post", "postal address"),
    _field("is_allowed", "may be written to", _FLAG),
    _field("preferred", "preferred kind of contact", FieldType.WORD),
)

_PAYMENTS = (
    _field("entity", "entity"),
    _field("customer_id", "customer number", must="required"),
    _field("payment_id", "payment number"),
    _field("received_on", "date received", _DATE, "required"),
    _field("received_at", "date and time received", FieldType.TIMESTAMP),
    _field("received_time", "time received", FieldType.TIME),
    _field("amount", "amount", _AMOUNT, "required"),
    _field("currency", "currency", must="required"),
    _field("method", "method"),
    _field("reference", "reference"),
    _field("number", "invoice number"),
    _field("document_type", "document type", FieldType.WORD),
    _field("fiscal_year", "fiscal year", _WHOLE),
    _field("part_no", "instalment number", _WHOLE),
    _field("applied_amount", "applied amount", _AMOUNT, "essential"),
    _field("credit_number", "credit note number"),
)

_DISPUTES = (
    _field("entity", "entity"),
    _field("customer_id", "customer number", must="required"),
    _field("number", "invoice number", must="required"),
    _field("fiscal_year", "fiscal year", _WHOLE),
    _field("reference", "dispute number"),
    _field("opened_on", "date opened", _DATE, "required"),
    _field("closed_on", "date closed", _DATE, "essential"),
    _field("amount", "amount", _AMOUNT, "required"),
    _field("currency", "currency", must="required"),
    _field("cause", "cause"),
)

_RATES = (
    _field("currency", "currency", must="required"),
    _field("rate_on", "date", _DATE, "required"),
    _field("rate", "rate", FieldType.NUMBER, "required"),
    _field("units_per_euro", "units for one euro", FieldType.NUMBER, "essential"),
)

_SALES = (
    _field("entity", "entity"),
    _field("month", "month", must="required"),
    _field("currency", "currency", must="required"),
    _field("amount", "sales", _AMOUNT, "required"),
    _field("vat_basis", "VAT basis", FieldType.WORD, "required"),
    _field("vat_percent", "VAT percentage", FieldType.NUMBER, "essential"),
)

_CONTROL = (
    _field("entity", "entity", must="required"),
    _field("month", "month", must="required"),
    _field("currency", "currency", must="required"),
    _field("balance", "balance", _AMOUNT, "required"),
)

FIELDS: dict[ImportKind, tuple[Field, ...]] = {
    ImportKind.LEDGER: _LEDGER,
    ImportKind.CUSTOMERS: _CUSTOMERS,
    ImportKind.PAYMENTS: _PAYMENTS,
    ImportKind.DISPUTES: _DISPUTES,
    ImportKind.RATES: _RATES,
    ImportKind.SALES: _SALES,
    ImportKind.CONTROL: _CONTROL,
    ImportKind.CREDIT: CREDIT,
    ImportKind.INSURANCE: INSURANCE,
    ImportKind.ORDERS: ORDERS,
    ImportKind.COMPLAINTS: COMPLAINTS,
    ImportKind.AGENCY: AGENCY,
}


def field(kind: ImportKind, name: str) -> Field:
    """Return the field ``name`` of files of ``kind``; ``KeyError`` when there is none."""
    return {each.name: each for each in FIELDS[kind]}[name]
