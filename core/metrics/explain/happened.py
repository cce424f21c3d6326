"""What happened in a period as inputs: payments, write-offs, disputes, promises, and items rolling from bucket to bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from core.language import later
from core.metrics.buckets import BUCKETS, dates_of
from core.metrics.explain.asked import EVENTS, PROMISES, ROLLS
from core.metrics.explain.explanation import Counts, Input, Rows
from core.metrics.metric import YEAR
from core.metrics.month_ends import last_month_end, starts_of_year
from core.metrics.period import months_before, window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from core.metrics.explain.asked import Asked, Maker

COUNTED: Final = later("No row adds up to this.")
_EVENTS: Final = {
    "paid_minor": (later("Invoices paid in full"), "paid", "amount", Counts.AMOUNT),
    "paid_days_minor": (later("The same times days late"), "paid", "days", Counts.AMOUNT_DAYS),
    "inferred_minor": (later("Invoices that a later list shows as paid"), "paid_inferred", "amount", Counts.AMOUNT),
    "inferred_least_days_minor": (
        later("The same times days late, had they been paid the day after the earlier list"),
        "paid_inferred",
        "least_days",
        Counts.AMOUNT_DAYS,
    ),
    "inferred_most_days_minor": (
        later("The same times days late, had they been paid the day of the later list"),
        "paid_inferred",
        "days",
        Counts.AMOUNT_DAYS,
    ),
    "written_off_minor": (later("Written off, less what was recovered"), "write_off", "amount", Counts.AMOUNT),
    "disputed_minor": (later("Disputes opened"), "dispute_opened", "amount", Counts.AMOUNT),
    "disputes_opened": (later("Number of disputes opened"), "dispute_opened", "events", Counts.NUMBER),
    "disputes_closed": (later("Number of disputes closed"), "dispute_closed", "events", Counts.NUMBER),
    "dispute_days": (later("Days that the closed disputes were open"), "dispute_closed", "days", Counts.DAYS),
}
_ROLLS: Final = {
    "opening_minor": (later("Open at the start of the month"), "opening"),
    "rolled_minor": (later("Of that in a later bucket at its end"), "rolled"),
    "left_minor": (later("Of that still open at its end"), "left"),
}
_PROMISES: Final = {
    "due": (later("Promises that fell due"), "due", Counts.NUMBER),
    "kept": (later("Promises kept"), "kept", Counts.NUMBER),
    "promised_minor": (later("Amount promised"), "promised", Counts.AMOUNT),
    "paid_minor": (later("Of that paid in time"), "paid", Counts.AMOUNT),
}


def _events(asked: Asked) -> Iterator[Input]:
    whose, name = asked.path.split(".")
    label, kind, measure, counts = _EVENTS[name]
    period = window(asked.as_of, asked.measured.months if whose == "events" else YEAR)
    parameters = {"kind": kind, "measure": measure, "after_on": period.after_on, "until_on": period.until_on}
    yield Input(
        name=asked.path,
        label=label,
        value=getattr(getattr(asked.measured, whose), name),
        counts=counts,
        rows=Rows(query=EVENTS, parameters=parameters | asked.scope.parameters()),
        after_on=period.after_on,
        until_on=period.until_on,
    )


def _rolls(asked: Asked) -> Iterator[Input]:
    whose, bucket, name = asked.path.split(".")
    label, measure = _ROLLS[name]
    last_end = last_month_end(asked.as_of)
    starts = starts_of_year(last_end, YEAR)[: 1 if whose == "rolls" else YEAR]
    parameters = {"bucket": bucket, "measure": measure}
    yield Input(
        name=asked.path,
        label=label,
        value=getattr(getattr(asked.measured, whose)[bucket], name),
        counts=Counts.AMOUNT,
        rows=Rows(query=ROLLS, parameters=parameters | asked.scope.parameters(), relations=turns(starts)),
        after_on=starts[-1],
        until_on=last_end,
        bucket=bucket,
    )


def turns(starts: list[date]) -> dict[str, pa.Table]:
    """Return the relations of ``explained_rolls``: the months that begin at ``starts``, and the buckets at both ends."""
    ends = {start: months_before(start, -1) for start in starts}
    months = pa.table({"from_on": pa.array(starts, pa.date32()), "until_on": pa.array(ends.values(), pa.date32())})
    return {
        "turns": months,
        "then_spans": _spans({start: start for start in starts}),
        "next_spans": _spans(ends),
    }


def _spans(days: dict[date, date]) -> pa.Table:
    rows = [
        (start, bucket.key, place, *dates_of(bucket, day))
        for start, day in days.items()
        for place, bucket in enumerate(BUCKETS)
    ]
    starts, keys, places, firsts, lasts = zip(*rows, strict=True)
    return pa.table(
        {
            "from_on": pa.array(starts, pa.date32()),
            "bucket": pa.array(keys, pa.string()),
            "place": pa.array(places, pa.int32()),
            "first_on": pa.array(firsts, pa.date32()),
            "last_on": pa.array(lasts, pa.date32()),
        },
    )


def _promises(asked: Asked) -> Iterator[Input]:
    _, name = asked.path.split(".")
    label, measure, counts = _PROMISES[name]
    period = window(asked.as_of, asked.measured.months)
    rows = None
    if asked.promises is not None:
        rows = Rows(query=PROMISES, parameters={"measure": measure}, relations={"dues": asked.promises})
    yield Input(
        name=asked.path,
        label=label,
        value=getattr(asked.measured.promises, name),
        counts=counts,
        rows=rows,
        after_on=period.after_on,
        until_on=period.until_on,
    )


def _buckets(asked: Asked) -> Iterator[Input]:
    yield Input(
        name=asked.path,
        label=later("Buckets that held anything when the months began"),
        value=len(getattr(asked.measured, asked.path)),
        counts=Counts.NUMBER,
        why=COUNTED,
    )


def _not_measured(asked: Asked) -> Iterator[Input]:
    yield Input(name=asked.path, label=later("Not measured for this"), value=None, counts=Counts.NUMBER, why=COUNTED)


HAPPENED: Final[dict[str, Maker]] = {
    "rolls": _buckets,
    "year_rolls": _buckets,
    "promises": _not_measured,
    "spread": _not_measured,
    **{f"{whose}.{name}": _events for whose in ("events", "year_events") for name in _EVENTS},
    **{f"{whose}.{name}": _rolls for whose in ("rolls", "year_rolls") for name in _ROLLS},
    **{f"promises.{name}": _promises for name in _PROMISES},
}
"""Field of a part of the measures, by its path without a bucket -> the input it gives."""
