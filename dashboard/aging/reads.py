"""The explorer's questions to core, each with the whole of what is asked; core itself keeps the answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from core.metrics import aging as agings
from core.metrics import flow as flows
from core.metrics.buckets import buckets
from core.metrics.drill import ItemPage, aging_items, narrowed
from core.metrics.largest import Largest, largest_customers
from core.metrics.scope import GroupBy
from dashboard import reads
from dashboard.aging.question import EVERY

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from core.metrics.aging import Aging, Pairs
    from core.metrics.flow import Flow
    from dashboard.aging.question import Cell, Question
    from dashboard.filters import Asked
    from dashboard.reads import Edition


def _common(of: Edition, asked: Asked, question: Question) -> dict[str, Any]:
    """Return what every question says: segments are those of ``as_of``, also for an earlier day it is set beside."""
    is_about_segments = asked.scope.segment is not None or GroupBy.SEGMENT in (question.rows, question.columns)
    scope = replace(asked.scope, currency=None if question.rows is GroupBy.CURRENCY else asked.currency)
    return {
        "by": question.by,
        "convention": question.convention,
        "wanted": question.wanted,
        "scope": scope,
        "segments": reads.segments(of, asked.as_of) if is_about_segments else None,
    }


def by_one(of: Edition, asked: Asked, question: Question, day: date) -> Aging:
    """Return the aging of ``day`` by the question's rows."""
    return agings.aging(reads.book(of), day, group=question.rows, **_common(of, asked, question))


def by_two(of: Edition, asked: Asked, question: Question) -> Pairs:
    """Return the aging by the question's rows and columns."""
    return agings.aging_by_two(
        reads.book(of), asked.as_of, rows=question.rows, columns=question.columns, **_common(of, asked, question)
    )


def flow(of: Edition, asked: Asked, question: Question, from_on: date) -> Flow:
    """Return the flow from ``from_on`` to the day asked about; one without cells when there is nothing."""
    common = {**_common(of, asked, question), "scope": replace(asked.scope, currency=asked.currency)}
    found = flows.flow(reads.book(of), from_on, asked.as_of, **common).get(asked.currency)
    return found or flows.Flow(
        from_on=from_on, until_on=asked.as_of, buckets=buckets(question.by, question.convention), cells={}
    )


def largest(of: Edition, asked: Asked, question: Question, *, sort: str, most: int) -> Largest:
    """Return the largest customers."""
    common = {**_common(of, asked, question), "scope": replace(asked.scope, currency=asked.currency)}
    return largest_customers(reads.book(of), asked.as_of, currency=asked.currency, sort=sort, most=most, **common)


def items(of: Edition, asked: Asked, question: Question, cell: Cell, *, sort: str, size: int, start: int) -> ItemPage:
    """Return one page of the items behind a cell of the table or the heat map."""
    common = _common(of, asked, question)
    scope, wanted = common["scope"], question.wanted
    for group, name in ((question.rows, cell.row), (question.columns, cell.column)):
        if name != EVERY:
            scope, wanted = narrowed(scope, wanted, group, name)
    segments: pd.DataFrame | None = reads.segments(of, asked.as_of) if scope.segment is not None else None
    return aging_items(
        reads.book(of),
        asked.as_of,
        bucket=cell.bucket,
        **{**common, "scope": scope, "wanted": wanted, "segments": segments},
        sort=sort,
        page_size=size,
        page_start=start,
    )


def flow_items(
    of: Edition, asked: Asked, question: Question, cell: Cell, from_on: date, *, size: int, start: int
) -> ItemPage:
    """Return one page of the invoices behind a cell of the flow; a row's balance is what the cell counts of it."""
    common = {**_common(of, asked, question), "scope": replace(asked.scope, currency=asked.currency)}
    page = flows.flow_items(
        reads.book(of),
        from_on,
        asked.as_of,
        origin=cell.origin,
        fate=cell.fate,
        **common,
        page_size=size,
        page_start=start,
    )
    late = (pd.Timestamp(asked.as_of) - page.rows["due_on"]).dt.days.clip(lower=0)
    return replace(page, rows=page.rows.assign(balance_minor=page.rows["moved_minor"], days_past_due=late))
