"""Fields of files from the rest of the company: orders under way, complaints of customers, and what an agency took in."""

from __future__ import annotations

from typing import Final

from core.intake.field_types import FieldType
from core.intake.field_types import declared as _field

_AMOUNT, _DATE, _WHOLE, _WORD = FieldType.AMOUNT, FieldType.DATE, FieldType.WHOLE, FieldType.WORD

_OF_CUSTOMER: Final = (
    _field("source", "source of the file"),
    _field("entity", "entity"),
    _field("customer_id", "customer number", must="required"),
)

ORDERS: Final = (
    *_OF_CUSTOMER,
    _field("order_number", "order number", must="required"),
    _field("order_state", "state of the order", _WORD),
    _field("amount", "value of the order", _AMOUNT, "required"),
    _field("currency", "currency", must="required"),
    _field("ordered_on", "order date", _DATE, "essential"),
    _field("delivery_on", "delivery date", _DATE, "essential"),
    _field("obstacle", "reason of the refusal or block"),
)

COMPLAINTS: Final = (
    *_OF_CUSTOMER,
    _field("reference", "complaint number"),
    _field("number", "invoice number"),
    _field("fiscal_year", "fiscal year", _WHOLE),
    _field("cause", "cause", _WORD),
    _field("complaint_state", "state of the complaint", _WORD),
    _field("owner", "owner"),
    _field("opened_on", "date opened", _DATE, "required"),
    _field("closed_on", "date closed", _DATE, "essential"),
    _field("amount", "disputed amount", _AMOUNT, "essential"),
    _field("currency", "currency", must="required"),
    _field("note", "what was said"),
)

AGENCY: Final = (
    _field("source", "source of the file"),
    _field("entity", "entity"),
    _field("reference", "reference of the handover"),
    _field("customer_id", "customer number"),
    _field("booking", "booking number of the agency"),
    _field("paid_on", "date", _DATE, "required"),
    _field("amount", "amount collected", _AMOUNT, "required"),
    _field("fee", "fee and costs", _AMOUNT, "essential"),
    _field("currency", "currency", must="required"),
    _field("agency_state", "state at the agency", _WORD),
    _field("note", "what was said"),
)
