"""The segment policy that Saldo ships with: five segments, five thresholds."""

from __future__ import annotations

from core.segments.policy import Condition, Op, Policy, Rule, Segment, Threshold
from core.vocabulary import CustomerType, Label

SHIPPED = Policy(
    thresholds=(
        Threshold(
            name="key_account_past_due",
            label="Key account from a past-due balance of",
            value=25_000,
            minimum=0,
            maximum=100_000,
            step=2_500,
            unit="EUR",
        ),
        Threshold(
            name="trouble_days",
            label="In trouble from days past due",
            value=60,
            minimum=10,
            maximum=180,
            step=5,
            unit="days",
        ),
        Threshold(
            name="trouble_past_due",
            label="and a past-due balance of at least",
            value=250,
            minimum=0,
            maximum=10_000,
            step=250,
            unit="EUR",
        ),
        Threshold(
            name="late_median_days",
            label="Structurally late from a median of days late",
            value=10,
            minimum=1,
            maximum=40,
            step=1,
            unit="days",
        ),
        Threshold(
            name="late_minimum_paid",
            label="read from at least this many paid invoices",
            value=4,
            minimum=1,
            maximum=24,
            step=1,
            unit="invoices",
        ),
    ),
    segments=(
        Segment(
            name="public_body",
            label="Public bodies",
            description="Authorities and their institutions: they pay by procedure, and always in the end.",
        ),
        Segment(
            name="key_account",
            label="Key accounts",
            description="So much is past due that a person should call before a letter goes.",
        ),
        Segment(
            name="in_trouble",
            label="In trouble",
            description="Long past due, or people marked the relation as negative: find out what is wrong.",
        ),
        Segment(
            name="structurally_late",
            label="Structurally late",
            description="They pay, and as a habit late: keep the rhythm up.",
        ),
        Segment(
            name="reliable",
            label="Reliable",
            description="Everyone else: they pay about on time, or are too new to tell. A gentle word is enough.",
        ),
    ),
    rules=(
        Rule(
            segment="public_body",
            label="Public body",
            conditions=(Condition(field="customer_type", op=Op.IS, value=str(CustomerType.PUBLIC)),),
        ),
        Rule(
            segment="key_account",
            label="Much past due",
            conditions=(Condition(field="past_due_eur", op=Op.AT_LEAST, threshold="key_account_past_due"),),
        ),
        Rule(
            segment="in_trouble",
            label="Long past due",
            conditions=(
                Condition(field="oldest_days_past_due", op=Op.AT_LEAST, threshold="trouble_days"),
                Condition(field="past_due_eur", op=Op.AT_LEAST, threshold="trouble_past_due"),
            ),
        ),
        Rule(
            segment="in_trouble",
            label="Negative label",
            conditions=(Condition(field="label", op=Op.IS, value=str(Label.NEGATIVE)),),
        ),
        Rule(
            segment="structurally_late",
            label="Late as a habit",
            conditions=(
                Condition(field="median_days_late", op=Op.AT_LEAST, threshold="late_median_days"),
                Condition(field="paid_invoices", op=Op.AT_LEAST, threshold="late_minimum_paid"),
            ),
        ),
    ),
    otherwise="reliable",
)
