"""Every field of the measures as an input: a label, what it counts, and the rows that add up to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from core.language import later
from core.metrics.buckets import BUCKETS, AgedBy, dates_of
from core.metrics.explain.asked import positions, sales
from core.metrics.explain.explanation import Counts, Input
from core.metrics.explain.happened import HAPPENED
from core.metrics.metric import YEAR
from core.metrics.period import month_windows, window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.metrics.explain.asked import Asked, Maker

CALENDAR: Final = later("Counted in the calendar.")
KNOWN: Final = later("How far back the book knows documents and sales.")
VAT: Final = later("What documents and sales files say of VAT.")
SETTING: Final = later("An assumption, set under the house's own figures.")
MOST_CUSTOMERS: Final = 10
EVERYBODY: Final = 2_147_483_647


def _balance(
    name: str,
    label: str,
    *,
    part: str = "invoices",
    measure: str = "balance",
    days: Callable[[date], tuple[date, date]] | None = None,
) -> Maker:
    def make(asked: Asked) -> Iterator[Input]:
        aged = None if days is None else days(asked.as_of)
        sign = -1 if part == "unallocated" else 1
        yield Input(
            name=name,
            label=label,
            value=getattr(asked.measured, name),
            counts=Counts.AMOUNT_DAYS if measure == "late_days" else Counts.AMOUNT,
            rows=positions(asked.scope, asked.as_of, part=part, measure=measure, days=aged, sign=sign),
        )

    return make


def _not_due(as_of: date) -> tuple[date, date]:
    return as_of, date.max


def _past_due(as_of: date) -> tuple[date, date]:
    return date.min, as_of - timedelta(days=1)


def _by_bucket(asked: Asked) -> Iterator[Input]:
    for bucket in BUCKETS[1:]:
        if bucket.key in asked.measured.past_due_by_bucket:
            yield Input(
                name=bucket.key,
                label=bucket.label,
                value=asked.measured.past_due_by_bucket[bucket.key],
                counts=Counts.AMOUNT,
                rows=positions(asked.scope, asked.as_of, days=dates_of(bucket, asked.as_of)),
            )


def _before(name: str, label: str, months: Callable[[Asked], int], measure: str = "balance") -> Maker:
    def make(asked: Asked) -> Iterator[Input]:
        day = window(asked.as_of, months(asked)).after_on
        yield Input(
            name=name,
            label=label,
            value=getattr(asked.measured, name),
            counts=Counts.AMOUNT,
            rows=positions(asked.scope, day, measure=measure),
            until_on=day,
        )

    return make


def _sales(asked: Asked) -> Iterator[Input]:
    period = window(asked.as_of, asked.measured.months)
    yield Input(
        name="sales_minor",
        label=later("Sales of the period"),
        value=asked.measured.sales_minor,
        counts=Counts.AMOUNT,
        rows=sales(asked.scope, period.after_on, period.until_on),
        after_on=period.after_on,
        until_on=period.until_on,
    )


def _sales_of(asked: Asked) -> Iterator[Input]:
    months = asked.read or 0
    period = window(asked.as_of, months)
    yield Input(
        name="sales_of",
        label=later("Sales of the months counted"),
        value=asked.measured.sales_of(months),
        counts=Counts.AMOUNT,
        rows=sales(asked.scope, period.after_on, period.until_on),
        after_on=period.after_on,
        until_on=period.until_on,
    )


def _history(asked: Asked) -> Iterator[Input]:
    months = asked.measured.history[: asked.read]
    for place, (month, (after_on, until_on)) in enumerate(zip(months, windows(asked.as_of, len(months)), strict=True)):
        yield Input(
            name=f"history_{place}",
            label=later("Sales of the month"),
            value=month.sales_minor,
            counts=Counts.AMOUNT,
            rows=sales(asked.scope, after_on, until_on),
            after_on=after_on,
            until_on=until_on,
        )


def _issued(asked: Asked) -> Iterator[Input]:
    """Yield what is open of the invoices of each month-long window, with their age and that window's sales."""
    months = asked.measured.issued[: asked.read]
    spans = windows(asked.as_of, max((each.window_no for each in months), default=-1) + 1)
    for month in months:
        after_on, until_on = spans[month.window_no]
        days = (after_on + timedelta(days=1), until_on)
        for name, label, value, counts, measure in (
            ("open", later("Open of the invoices of the month"), month.open_minor, Counts.AMOUNT, "balance"),
            ("age", later("The same times days since issue"), month.age_days_minor, Counts.AMOUNT_DAYS, "age_days"),
        ):
            yield Input(
                name=f"issued_{month.window_no}_{name}",
                label=label,
                value=value,
                counts=counts,
                rows=positions(asked.scope, asked.as_of, measure=measure, days=days, by=AgedBy.ISSUE),
                after_on=after_on,
                until_on=until_on,
            )
        yield Input(
            name=f"issued_{month.window_no}_sales",
            label=later("Sales of the month"),
            value=month.sales_minor,
            counts=Counts.AMOUNT,
            rows=sales(asked.scope, after_on, until_on),
            after_on=after_on,
            until_on=until_on,
        )


def windows(as_of: date, count: int) -> list[tuple[date, date]]:
    """Return the ``count`` month-long windows back from ``as_of``, newest first: the day before and the last day of each."""
    long_ago = as_of - timedelta(days=32 * (count + 1))
    return [(each.after_on, each.until_on) for each in month_windows(as_of, since=long_ago)[:count]]


def _plain(name: str, label: str, counts: Counts, why: str) -> Maker:
    def make(asked: Asked) -> Iterator[Input]:
        yield Input(name=name, label=label, value=getattr(asked.measured, name), counts=counts, why=why)

    return make


def _with_vat(asked: Asked) -> Iterator[Input]:
    yield Input(
        name="is_comparable",
        label=later("Sales are with VAT, as the balances are"),
        value=asked.measured.is_comparable(asked.read or 0),
        counts=Counts.NUMBER,
        why=VAT,
    )


def _spread(name: str, label: str, most: int | None) -> Maker:
    def make(asked: Asked) -> Iterator[Input]:
        rows = None if most is None else positions(asked.scope, asked.as_of, most=most)
        counts = Counts.NUMBER if most is None else Counts.AMOUNT
        why = "" if rows else later("Counted over the customers whose balances stand below.")
        value = getattr(asked.measured.spread, name)
        yield Input(name=f"spread.{name}", label=label, value=value, counts=counts, rows=rows, why=why)

    return make


INPUTS: Final[dict[str, Maker]] = {
    "gross_minor": _balance("gross_minor", later("Open balance of invoices")),
    "net_minor": _balance("net_minor", later("Open balance less what is unallocated"), part="all"),
    "current_minor": _balance("current_minor", later("Open and not past due"), days=_not_due),
    "past_due_minor": _balance("past_due_minor", later("Open and past due"), days=_past_due),
    "unallocated_minor": _balance(
        "unallocated_minor", later("Credit notes and payments not set against an invoice"), part="unallocated"
    ),
    "past_due_by_bucket": _by_bucket,
    "disputed_minor": _balance("disputed_minor", later("Disputed part of the open balance"), measure="disputed"),
    "disputed_current_minor": _balance(
        "disputed_current_minor", later("Disputed part of what is not past due"), measure="disputed", days=_not_due
    ),
    "disputed_past_due_minor": _balance(
        "disputed_past_due_minor", later("Disputed part of what is past due"), measure="disputed", days=_past_due
    ),
    "late_days_minor": _balance("late_days_minor", later("Open balance times days past due"), measure="late_days"),
    "opening_minor": _before(
        "opening_minor", later("Open balance at the start of the period"), lambda asked: asked.measured.months
    ),
    "opening_disputed_minor": _before(
        "opening_disputed_minor",
        later("Disputed part of the balance at the start"),
        lambda asked: asked.measured.months,
        "disputed",
    ),
    "year_ago_minor": _before("year_ago_minor", later("Open balance twelve months before"), lambda _: YEAR),
    "sales_minor": _sales,
    "sales_of": _sales_of,
    "history": _history,
    "issued": _issued,
    "spread.customers": _spread("customers", later("Customers who owe on invoices"), None),
    "spread.balance_minor": _spread("balance_minor", later("What customers owe together"), EVERYBODY),
    "spread.largest_minor": _spread("largest_minor", later("What the ten largest owe"), MOST_CUSTOMERS),
    "spread.squares": _spread("squares", later("Sum of the squared balances of customers"), None),
    "days": _plain("days", later("Days in the period"), Counts.DAYS, CALENDAR),
    "month_days": _plain("month_days", later("Days in the last month"), Counts.DAYS, CALENDAR),
    "year_days": _plain("year_days", later("Days in the last twelve months"), Counts.DAYS, CALENDAR),
    "months": _plain("months", later("Months in the period"), Counts.NUMBER, CALENDAR),
    "known_months": _plain("known_months", later("Months back with all sales"), Counts.NUMBER, KNOWN),
    "is_known": _plain("is_known", later("All sales of the period are known"), Counts.NUMBER, KNOWN),
    "is_whole": _plain("is_whole", later("The book goes back to the start of the period"), Counts.NUMBER, KNOWN),
    "is_comparable": _with_vat,
    "book_months": _plain("book_months", later("Months back to the first document"), Counts.NUMBER, KNOWN),
    "lost_share": _plain("lost_share", later("Lost of what is over 90 days late"), Counts.SHARE, SETTING),
    **HAPPENED,
}
"""Field of the measures, or of a part of them by its path -> the inputs it gives; a test walks every metric."""


def inputs_of(asked: Asked, fields: dict[str, int | None]) -> tuple[Input, ...]:
    """Return the inputs of the ``fields`` that a formula read, in the order it read them.

    Raises
    ------
    KeyError
        A field that nothing here explains.

    """
    found: dict[str, Input] = {}
    for field, read in fields.items():
        found |= {each.name: each for each in INPUTS[_kind(field)](replace(asked, read=read, path=field))}
    return tuple(found.values())


def _kind(field: str) -> str:
    """Return the field without the bucket in it: ``rolls.d1_30.left_minor`` is of the kind ``rolls.left_minor``."""
    path = field.split(".")
    return field if len(path) == 1 else f"{path[0]}.{path[-1]}"
