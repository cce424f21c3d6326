"""The explorer's words: groupings, conventions, comparisons, and the names of groups as a reader knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.metrics.buckets import UNALLOCATED, AgedBy, Convention, buckets
from core.metrics.customers import customer_header
from core.metrics.drill import OPEN, TOTAL
from core.metrics.flow import CREDITED, NEW, PAID, REOPENED
from core.metrics.scope import UNASSIGNED, GroupBy
from dashboard import reads
from dashboard.aging.question import Versus
from dashboard.aging_table import bucket_label
from dashboard.texts import CUSTOMER_TYPES, LABELS, later

if TYPE_CHECKING:
    from dashboard.aging.question import Question
    from dashboard.i18n import Words
    from dashboard.reads import Edition

GROUPS: Final = {
    GroupBy.SEGMENT: later("Segment"),
    GroupBy.COUNTRY: later("Country"),
    GroupBy.TYPE: later("Customer type"),
    GroupBy.ENTITY: later("Own company"),
    GroupBy.CURRENCY: later("Currency"),
    GroupBy.SECTOR: later("Sector"),
    GroupBy.SIZE: later("Size"),
    GroupBy.ACCOUNT_MANAGER: later("Account manager"),
    GroupBy.COLLECTOR: later("Collector"),
    GroupBy.LABEL: later("Label"),
    GroupBy.CUSTOMER: later("Customer"),
    GroupBy.ALL: later("No split"),
}
BY: Final = {AgedBy.DUE: later("By due date"), AgedBy.ISSUE: later("By issue date")}
UNITS: Final = {"amount": later("Amount"), "share": later("Share")}
VERSUS: Final = {
    Versus.NOTHING: later("No comparison"),
    Versus.MONTH: later("A month before"),
    Versus.QUARTER: later("Three months before"),
    Versus.YEAR: later("A year before"),
}
CONVENTIONS: Final = {
    Convention.HOUSE: later("Due today is current; day 30 is in 1–30"),
    Convention.DUE_IS_LATE: later("Due today is past due: 0–30"),
    Convention.EDGE_IS_OLDER: later("Day 30 is in the next bucket: 1–29, 30–59"),
}
CONVENTION_SAID: Final = {
    Convention.HOUSE: later(
        "Here an invoice is past due from the day after its due date, because it can be paid in time until then, and a "
        "bucket holds the days its label names."
    ),
    Convention.DUE_IS_LATE: later(
        "Shown as ERPNext counts: what is due today is past due already, so the first late bucket starts at day 0. Every "
        "other figure in Saldo calls it current."
    ),
    Convention.EDGE_IS_OLDER: later(
        "Shown as Sage and the OCA partner statement count: days 30, 60 and 90 open the next bucket. Every other figure in "
        "Saldo puts them in the bucket whose label ends with them."
    ),
}
BY_SAID: Final = {
    AgedBy.DUE: later("Age counts from the due date: days past due, and what is not due yet stands apart as current."),
    AgedBy.ISSUE: later("Age counts from the day of the invoice, due or not, so nothing is current."),
}
ORIGINS: Final = {NEW: later("New"), REOPENED: later("Reopened")}
FATES: Final = {PAID: later("Paid"), CREDITED: later("Credited")}


def group_label(of: Edition, group: GroupBy, name: str, words: Words) -> str:
    """Return a group's name as a reader knows it."""
    _ = words
    if group is GroupBy.ALL:
        return _("All")
    if name == UNASSIGNED:
        return _("Not assigned") if group is GroupBy.SEGMENT else _("Not stated")
    if group is GroupBy.COUNTRY:
        return words.country(name)
    if group is GroupBy.CUSTOMER:
        return str(customer_header(reads.book(of), int(name))["name"])
    return _(_said(of, group).get(name, name))


def _said(of: Edition, group: GroupBy) -> dict[str, str]:
    """Return the labels of the groups whose names are ours, not the ledger's."""
    if group is GroupBy.SEGMENT:
        return reads.segment_labels(of)
    if group is GroupBy.TYPE:
        return {str(kind): label for kind, label in CUSTOMER_TYPES.items()}
    return {str(label): said for label, said in LABELS.items()} if group is GroupBy.LABEL else {}


def bucket_labels(asked: Question, words: Words) -> dict[str, str]:
    """Return the labels of the buckets in the question's convention, youngest first."""
    return {bucket.key: bucket_label(bucket, words) for bucket in buckets(asked.by, asked.convention)}


def end_label(name: str, asked: Question, words: Words) -> str:
    """Return the label of an origin or a fate of the flow, or of the unallocated."""
    said = {**ORIGINS, **FATES, UNALLOCATED: later("Unallocated"), OPEN: later("Open invoices"), TOTAL: later("Total")}
    return words(said[name]) if name in said else bucket_labels(asked, words)[name]
