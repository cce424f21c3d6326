"""The segment policy that Saldo ships with: who the customer is, what is at stake, and how it pays."""

from __future__ import annotations

from core.segments.policy import Condition, Op, Policy, Rule, Segment, Threshold
from core.vocabulary import CustomerType, Label

THRESHOLDS = (
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
        name="dispute_share",
        label="Disputes often from a share of invoices of",
        value=0.15,
        minimum=0.02,
        maximum=0.6,
        step=0.01,
        unit="share",
    ),
    Threshold(
        name="later_days",
        label="Getting later from days later than before",
        value=10,
        minimum=2,
        maximum=40,
        step=1,
        unit="days",
    ),
    Threshold(
        name="pay_day_share",
        label="Pays on a fixed day from a share of payments of",
        value=0.75,
        minimum=0.4,
        maximum=1,
        step=0.05,
        unit="share",
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
        name="forgetful_share",
        label="Forgetful from a share paid late of",
        value=0.4,
        minimum=0.05,
        maximum=0.9,
        step=0.05,
        unit="share",
    ),
    Threshold(
        name="late_minimum_paid",
        label="A habit is read from at least this many paid invoices",
        value=4,
        minimum=1,
        maximum=24,
        step=1,
        unit="invoices",
    ),
)

SEGMENTS = (
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
        name="disputes_often",
        label="Disputes often",
        description="They object to many invoices: settle what is wrong before asking for the rest.",
    ),
    Segment(
        name="deteriorating",
        label="Getting later",
        description="They pay clearly later than they used to: speak to them before it is trouble.",
    ),
    Segment(
        name="fixed_pay_day",
        label="Fixed pay day",
        description="They pay on the same days of the month: a reminder before that day only annoys.",
    ),
    Segment(
        name="structurally_late",
        label="Structurally late",
        description="They pay, and as a habit late: keep the rhythm up.",
    ),
    Segment(
        name="forgetful",
        label="Forgetful",
        description="Mostly on time, and now and then an invoice slips through: a short reminder does it.",
    ),
    Segment(
        name="new",
        label="New",
        description="Too few paid invoices to know a habit: make sure the invoice arrived and the terms are clear.",
    ),
    Segment(
        name="reliable",
        label="Reliable",
        description="Everyone else: they pay about on time. A gentle word is enough.",
    ),
)

RULES = (
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
        segment="disputes_often",
        label="Many invoices disputed",
        conditions=(
            Condition(field="dispute_share", op=Op.AT_LEAST, threshold="dispute_share"),
            # One dispute about one invoice is no habit.
            Condition(field="disputed_invoices", op=Op.AT_LEAST, value=2),
        ),
    ),
    Rule(
        segment="deteriorating",
        label="Later than before",
        conditions=(
            Condition(field="days_later", op=Op.AT_LEAST, threshold="later_days"),
            # Whoever pays early, and less early than before, worries nobody.
            Condition(field="late_share", op=Op.AT_LEAST, value=0.25),
        ),
    ),
    Rule(
        segment="fixed_pay_day",
        label="Pays on a fixed day",
        conditions=(Condition(field="pay_day_share", op=Op.AT_LEAST, threshold="pay_day_share"),),
    ),
    Rule(
        segment="structurally_late",
        label="Late as a habit",
        conditions=(
            Condition(field="median_days_late", op=Op.AT_LEAST, threshold="late_median_days"),
            Condition(field="paid_invoices", op=Op.AT_LEAST, threshold="late_minimum_paid"),
        ),
    ),
    Rule(
        segment="forgetful",
        label="Now and then late",
        conditions=(
            Condition(field="late_share", op=Op.AT_LEAST, threshold="forgetful_share"),
            Condition(field="paid_invoices", op=Op.AT_LEAST, threshold="late_minimum_paid"),
        ),
    ),
    Rule(
        segment="new",
        label="Too new to know",
        conditions=(Condition(field="paid_invoices", op=Op.LESS, threshold="late_minimum_paid"),),
    ),
)

SHIPPED = Policy(thresholds=THRESHOLDS, segments=SEGMENTS, rules=RULES, otherwise="reliable")
