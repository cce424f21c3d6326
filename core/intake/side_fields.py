"""Fields of files of others about our customers: what credit bureaus and credit insurers say."""

from __future__ import annotations

from typing import Final

from core.intake.field_types import FieldType
from core.intake.field_types import declared as _field

_AMOUNT, _DATE, _NUMBER, _WHOLE = FieldType.AMOUNT, FieldType.DATE, FieldType.NUMBER, FieldType.WHOLE
_PERCENT: Final = FieldType.PERCENT

# Whose row it is: any one of these numbers will do, and which customer that is, is looked up when the row is read.
_WHOSE: Final = (
    _field("source", "source of the file"),
    _field("entity", "entity"),
    _field("customer_id", "customer number"),
    _field("registration_number", "registration number"),
    _field("vat_number", "VAT number"),
    _field("their_number", "number of the source itself"),
    _field("company_name", "company name"),
    _field("country", "country"),
)

CREDIT: Final = (
    *_WHOSE,
    _field("score", "score", _NUMBER, "essential"),
    _field("score_worst", "worst score of the scale", _NUMBER, "essential"),
    _field("score_best", "best score of the scale", _NUMBER, "essential"),
    _field("rating", "rating in letters"),
    _field("rating_scale", "ratings from best to worst"),
    _field("scored_on", "date of the score", _DATE, "essential"),
    _field("credit_limit", "advised credit limit", _AMOUNT, "essential"),
    _field("currency", "currency", must="required"),
    _field("failure_percent", "chance of failure in a year, percent", _PERCENT),
    _field("days_beyond_terms", "days beyond terms elsewhere", _WHOLE),
    _field("status", "status of the company"),
    _field("legal_form", "legal form"),
)

INSURANCE: Final = (
    *_WHOSE,
    _field("policy", "policy number"),
    _field("buyer_limit", "insured limit", _AMOUNT, "essential"),
    _field("currency", "currency", must="required"),
    _field("cover_percent", "insured percentage", _PERCENT, "essential"),
    _field("decided_on", "date of the decision", _DATE, "essential"),
    _field("valid_from", "valid from", _DATE, "essential"),
    _field("valid_until", "valid until", _DATE, "essential"),
    _field("terms_days", "longest payment term, days", _WHOLE, "essential"),
    _field("extension_days", "maximum extension period, days", _WHOLE, "essential"),
    _field("notify_days", "notify within, days", _WHOLE, "essential"),
    _field("notify_from", "notify counted from", FieldType.WORD),
    _field("waiting_days", "waiting period, days", _WHOLE, "essential"),
    _field("decision", "decision of the insurer"),
)
