"""Explains a metric of one date and currency: evaluates it once more and keeps everything it was made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

import pyarrow as pa

from core.language import later
from core.metrics.explain.asked import Asked
from core.metrics.explain.explanation import Explanation
from core.metrics.explain.inputs import inputs_of
from core.metrics.explain.recorded import RecordedBook, ran
from core.metrics.explain.rows import PAGE_ROWS, relations
from core.metrics.explain.watched import watch
from core.metrics.measures import measures
from core.metrics.metric import LOST_SHARE, Figure, Measures
from core.metrics.paging import known
from core.metrics.period import DEFAULT_MONTHS, window
from core.metrics.promises import promises_due
from core.metrics.registry import METRICS
from core.metrics.scope import Scope

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.metrics.explain.explanation import Input, Ran
    from core.metrics.promises import Due
    from core.metrics.traits import Wanted

POSITION_FIELDS: Final = (
    "gross_minor",
    "net_minor",
    "current_minor",
    "past_due",
    "unallocated_minor",
    "disputed",
    "late_days_minor",
    "opening",
    "issued",
)
NOTHING_THERE: Final = later("Nothing is open and nothing was sold in this currency.")
_FEEDS: Final = {
    "sales_by_window": ("sales_minor", "sales_of", "history", "issued"),
    "position_now": POSITION_FIELDS,
    "position_replay": POSITION_FIELDS,
    "events_by_window": ("events.", "year_events."),
    "month_positions": ("rolls.", "year_rolls."),
    "source_promises": ("promises.",),
    "desk_promises": ("promises.",),
    "promise_payments": ("promises.",),
    "concentration": ("spread.",),
    "gross_on": ("year_ago_minor",),
    "book_span": (),
    "sales_known": (),
}
"""Query -> how the fields begin that come from it; a query that is not here is shown with every number."""


def explain(
    book: Book,
    slug: str,
    as_of: date,
    *,
    currency: str,
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
    months: int = DEFAULT_MONTHS,
    promises: pd.DataFrame | None = None,
    lost_share: float = LOST_SHARE,
) -> Explanation:
    """Return what the metric ``slug`` of ``as_of`` is made of: inputs, the SQL that ran, and where the rows are.

    A past date is replayed as the metric itself is, so a point of a trend is explained by its month-end.

    Parameters
    ----------
    currency
        One currency; ``scope`` is narrowed to it.
    segments, promises, lost_share
        As given to ``evaluate``.

    Returns
    -------
    Explanation
        ``value`` equals ``evaluate(book, as_of, ...)[slug][currency].value``, and ``recomputed()`` equals it too. Of the
        amounts among ``inputs``, ``prove`` shows that the rows add up to them.

    Raises
    ------
    UnknownNameError
        No such metric.
    ValueError
        A segment is asked for without ``segments``.

    """
    metric = METRICS[known("metric", slug, METRICS)]
    asked = replace(scope or Scope(), currency=currency)
    recorded = RecordedBook(book)
    found = measures(
        cast("Book", recorded),
        as_of,
        months=months,
        scope=asked,
        segments=segments,
        promises=promises,
        lost_share=lost_share,
    )
    measured = found.get(currency, Measures(months=months, lost_share=lost_share))
    figure, fields = watch(metric.compute, measured)
    dues = None
    if any(field.startswith("promises.") for field in fields):
        period = window(as_of, months)
        told = promises_due(book, as_of, period=period, scope=asked, segments=segments, desk=promises)
        dues = _dues(told)
    about = Asked(measured=measured, as_of=as_of, scope=asked, promises=dues)
    inputs = inputs_of(about, fields)
    return Explanation(
        slug=slug,
        label=metric.label,
        definition=metric.definition,
        formula=metric.formula,
        warning=metric.warning,
        as_of=as_of,
        currency=currency,
        unit=metric.unit,
        figure=figure if currency in found else Figure(value=figure.value, why=NOTHING_THERE, parts=figure.parts),
        inputs=inputs,
        queries=(*_made_by(recorded.asked, set(fields)), *row_queries(book, inputs, segments)),
        measured=measured,
        compute=metric.compute,
    )


def _dues(told: list[tuple[Due, int]]) -> pa.Table:
    """Return the promises that fell due as the relation of ``explained_promises``."""
    return pa.table(
        {
            "promise_no": pa.array(range(len(told)), pa.int64()),
            "customer_key": pa.array([due.customer_key for due, _ in told], pa.int64()),
            "invoice_key": pa.array([due.invoice_key for due, _ in told], pa.int64()),
            "currency": pa.array([due.currency for due, _ in told], pa.string()),
            "made_on": pa.array([due.made_on for due, _ in told], pa.date32()),
            "deadline_on": pa.array([due.deadline_on for due, _ in told], pa.date32()),
            "promised_minor": pa.array([due.promised_minor for due, _ in told], pa.int64()),
            "paid_minor": pa.array([paid for _, paid in told], pa.int64()),
        },
    )


def _made_by(asked: list[Ran], fields: set[str]) -> tuple[Ran, ...]:
    """Return the statements that gave the ``fields``, each once."""

    def is_of(name: str) -> bool:
        return name not in _FEEDS or any(field.startswith(_FEEDS[name]) for field in fields)

    return tuple({each.text: each for each in asked if is_of(each.name)}.values())


def row_queries(
    book: Book, inputs: tuple[Input, ...], segments: pd.DataFrame | None, wanted: Wanted = ()
) -> tuple[Ran, ...]:
    """Return the statements that give the rows of ``inputs``."""
    return tuple(
        ran(
            each.rows.query,
            relations(book, each.rows, segments, wanted),
            {**each.rows.parameters, "page_size": PAGE_ROWS, "page_start": 0},
        )
        for each in inputs
        if each.rows is not None
    )
