"""What a segment rule may look at: the declared features of a customer, and the attributes no rule may name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.vocabulary import CustomerType, Label


class FieldKind(StrEnum):
    """How a feature is compared and shown."""

    TEXT = "text"
    FLAG = "flag"
    COUNT = "count"
    DAYS = "days"
    MONEY = "money"  # euros, converted at the book's rate
    NUMBER = "number"
    SHARE = "share"  # 0 to 1


NUMERIC = frozenset({FieldKind.COUNT, FieldKind.DAYS, FieldKind.MONEY, FieldKind.NUMBER, FieldKind.SHARE})


@dataclass(frozen=True, kw_only=True)
class Field:
    """One feature of a customer: its name in a rule, in words, and how it is measured.

    ``choices`` lists every value a text feature can have, empty when the ledger decides. ``minimum`` is the lowest
    value a number can take, None when it may be negative. ``is_business_only`` features are unknown for
    consumers and public bodies, and an unknown value matches no condition; ``is_always_known`` ones never are. ``is_of_credit``
    ones speak of creditworthiness: the law lets them decide about companies only.
    """

    name: str
    label: str
    help: str
    kind: FieldKind
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    is_business_only: bool = False
    is_of_credit: bool = False
    is_always_known: bool = False


_DECLARED = (
    Field(
        name="customer_type",
        label="customer type",
        help="Business, consumer or public body, as the ledger says.",
        kind=FieldKind.TEXT,
        choices=tuple(CustomerType),
        is_always_known=True,
    ),
    Field(
        name="label",
        label="label",
        help="How the relation stands: positive, neutral or negative. People set it.",
        kind=FieldKind.TEXT,
        choices=tuple(Label),
        is_always_known=True,
    ),
    Field(
        name="country",
        label="country",
        help="Two-letter country code of the customer.",
        kind=FieldKind.TEXT,
        is_always_known=True,
    ),
    Field(
        name="entity",
        label="own company",
        help="The company of ours that sold to the customer.",
        kind=FieldKind.TEXT,
        is_always_known=True,
    ),
    Field(
        name="province",
        label="province",
        help="Province, of businesses only: of a person it says too much.",
        kind=FieldKind.TEXT,
        is_business_only=True,
    ),
    Field(
        name="sector", label="sector", help="Sector, of businesses only.", kind=FieldKind.TEXT, is_business_only=True
    ),
    Field(
        name="size_class",
        label="size class",
        help="Size class, of businesses only.",
        kind=FieldKind.TEXT,
        is_business_only=True,
    ),
    Field(
        name="customer_since_days",
        label="days a customer",
        help="Days since the first day as a customer, of businesses only.",
        kind=FieldKind.DAYS,
        minimum=0,
        is_business_only=True,
    ),
    Field(
        name="external_score",
        label="external score",
        help="Score of a bureau as the ledger has it, of businesses only.",
        kind=FieldKind.NUMBER,
        is_business_only=True,
        is_of_credit=True,
    ),
    Field(
        name="external_score_band",
        label="external score, band",
        help="A the best to E the worst fifth of the bureau's own scale, from its latest file. Unknown for natural persons, sole traders too.",
        kind=FieldKind.TEXT,
        choices=("A", "B", "C", "D", "E"),
        is_business_only=True,
        is_of_credit=True,
    ),
    Field(
        name="credit_limit_use_share",
        label="use of own credit limit",
        help="Open balance over our own credit limit, 1 is full and more than 1 is over it. Unknown without a limit, and for natural persons.",
        kind=FieldKind.NUMBER,
        minimum=0,
        is_business_only=True,
        is_of_credit=True,
    ),
    Field(
        name="insured_share",
        label="share insured",
        help="Share of the open balance that credit insurance covers. Unknown without a limit of an insurer, and for natural persons.",
        kind=FieldKind.SHARE,
        minimum=0,
        is_business_only=True,
        is_of_credit=True,
    ),
    Field(
        name="has_mandate",
        label="direct debit mandate",
        help="Whether the customer lets us collect by direct debit.",
        kind=FieldKind.FLAG,
        is_always_known=True,
    ),
    Field(
        name="past_due_eur",
        label="past-due balance",
        help="Open invoices past their due date, in euros at the book's rate.",
        kind=FieldKind.MONEY,
        minimum=0,
        is_always_known=True,
    ),
    Field(
        name="balance_eur",
        label="open balance",
        help="Open invoices less credits and cash not yet matched, in euros at the book's rate.",
        kind=FieldKind.MONEY,
        is_always_known=True,
    ),
    Field(
        name="sales_12m_eur",
        label="sales in 12 months",
        help="Invoices less credit notes of the last 365 days, in euros at the book's rate.",
        kind=FieldKind.MONEY,
        is_always_known=True,
    ),
    Field(
        name="open_invoices",
        label="open invoices",
        help="Invoices, or due parts of them, with a balance.",
        kind=FieldKind.COUNT,
        minimum=0,
        is_always_known=True,
    ),
    Field(
        name="past_due_invoices",
        label="invoices past due",
        help="Invoices, or due parts of them, with a balance and past their due date.",
        kind=FieldKind.COUNT,
        minimum=0,
        is_always_known=True,
    ),
    Field(
        name="oldest_days_past_due",
        label="oldest days past due",
        help="Days past due of the oldest open invoice; 0 when nothing is past due.",
        kind=FieldKind.DAYS,
        minimum=0,
        is_always_known=True,
    ),
    Field(
        name="paid_invoices",
        label="invoices paid in 24 months",
        help="How many invoices were closed in the last 24 months: the history a habit is read from.",
        kind=FieldKind.COUNT,
        minimum=0,
        is_always_known=True,
    ),
    Field(
        name="median_days_late",
        label="median days late",
        help="Half of the invoices closed in the last 24 months were paid later than this after the due date; negative is early.",
        kind=FieldKind.DAYS,
    ),
    Field(
        name="late_share",
        label="share paid late",
        help="Share of the invoices closed in the last 24 months that were paid after the due date.",
        kind=FieldKind.SHARE,
        minimum=0,
    ),
    Field(
        name="days_later",
        label="days later than before",
        help="Median days late of the last 180 days less that of the 18 months before; positive is getting later. Unknown with fewer than three paid invoices on either side.",
        kind=FieldKind.DAYS,
    ),
    Field(
        name="pay_day_share",
        label="share paid on a fixed day",
        help="Of the days on which the customer paid in 24 months, the largest share within the same four days of the month. Unknown below six such days.",
        kind=FieldKind.SHARE,
        minimum=0,
    ),
    Field(
        name="days_since_payment",
        label="days since last payment",
        help="Days since the last money came in; unknown when none ever came.",
        kind=FieldKind.DAYS,
        minimum=0,
    ),
    Field(
        name="open_disputes",
        label="open disputes",
        help="Disputes that were open on the day.",
        kind=FieldKind.COUNT,
        minimum=0,
        is_always_known=True,
    ),
    Field(
        name="disputed_invoices",
        label="invoices disputed in 24 months",
        help="How many of the invoices of the last 24 months were ever disputed.",
        kind=FieldKind.COUNT,
        minimum=0,
        is_always_known=True,
    ),
    Field(
        name="dispute_share",
        label="share of invoices disputed",
        help="Share of the invoices of the last 24 months that were ever disputed.",
        kind=FieldKind.SHARE,
        minimum=0,
    ),
)

FIELDS: dict[str, Field] = {field.name: field for field in _DECLARED}
