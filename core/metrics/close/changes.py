"""As reported beside as known now: each figure, each sum, and the postings that account for the difference."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from core.metrics.buckets import AgedBy, spans
from core.metrics.metric import Unit
from core.metrics.paging import Page
from core.metrics.period import DEFAULT_MONTHS, window

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from core.book.book import Book

NOW: Final = 2_147_483_647
"""Later than any import."""


class Part(StrEnum):
    """A sum of a closed month that later postings can change."""

    CLOSING = "closing"  # the whole ledger at the month-end: invoices by bucket, and what is unallocated
    OPENING = "opening"  # the same at the start of the period
    SALES = "sales"  # of the period


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One number as it was reported and as it is known now; None is undefined, and of a new figure not reported."""

    name: str
    unit: Unit
    reported: float | int | None
    now: float | int | None

    @property
    def difference(self) -> float | int | None:
        """As known now less as reported; None where one of them is undefined."""
        return None if self.reported is None or self.now is None else self.now - self.reported

    @property
    def is_changed(self) -> bool:
        """Return whether anything differs, a figure that became defined or undefined included."""
        return self.reported != self.now


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A closed month in one currency: figures by slug, aging by bucket, and the sums that postings change."""

    currency: str
    figures: tuple[Standing, ...]
    aging: tuple[Standing, ...]
    parts: tuple[Standing, ...]

    @property
    def is_changed(self) -> bool:
        """Return whether anything is known otherwise than it was reported."""
        return any(each.is_changed for each in (*self.figures, *self.aging, *self.parts))


@dataclass(frozen=True, kw_only=True)
class ChangePage(Page):
    """One page of postings that changed a part of a closed month, and the sum of all of them in minor units."""

    sum_minor: int


def compared(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Compared, ...]:
    """Return what was reported beside what is known now, by currency; both as ``reported`` gives them."""
    return tuple(
        Compared(
            currency=currency,
            figures=_figures(_of(then, currency, "figures"), _of(now, currency, "figures")),
            aging=_amounts(_minor(_of(then, currency, "aging")), _minor(_of(now, currency, "aging"))),
            parts=_amounts(_of(then, currency, "parts"), _of(now, currency, "parts")),
        )
        for currency in sorted({*then, *now})
    )


def changes(
    book: Book,
    part: Part | str,
    ends_on: date,
    *,
    import_id: int,
    currency: str,
    entity: str | None = None,
    months: int = DEFAULT_MONTHS,
    page_size: int = 50,
    page_start: int = 0,
) -> ChangePage:
    """Return one page of the postings that changed a part of a closed month since ``import_id``, the largest first.

    Parameters
    ----------
    part
        ``closing``: of what was open on ``ends_on``; ``opening``: of what was open when the period began; ``sales``: of
        the documents issued in the period.
    import_id
        The last import that the reported figures knew.

    Returns
    -------
    ChangePage
        Columns: customer_key, entity, customer_id, name, document_type, number, part_no, currency, issued_on, due_on,
        before_minor, after_minor, change_minor, change (added, gone, moved, corrected, settled, due_date), changed_by
        (import), changed_at, list_on, changed_by_file, import_id, source_row, file_name; of balances also before_bucket
        and after_bucket. ``sum_minor`` is the sum of ``change_minor`` over all pages: for ``closing`` the change of gross
        plus unallocated, for ``opening`` likewise at the start, for ``sales`` that of the sales.

    """
    part = Part(part)
    period = window(ends_on, months)
    asked: dict[str, object] = {
        "import_id": import_id,
        "entity": entity,
        "currency": currency,
        "page_size": page_size,
        "page_start": page_start,
    }
    if part is Part.SALES:
        relations = {"moments": moments(import_id)}
        frame = book.frame("changed_sales", relations, after_on=period.after_on, until_on=period.until_on, **asked)
    else:
        as_of = ends_on if part is Part.CLOSING else period.after_on
        relations = {"moments": moments(import_id), "spans": spans(as_of, AgedBy.DUE)}
        frame = book.frame("changed_positions", relations, as_of=as_of, **asked)
    return ChangePage(
        rows=frame.drop(columns=["all_rows", "all_minor"]),
        total_rows=int(frame["all_rows"].iloc[0]) if len(frame) else 0,
        sum_minor=int(frame["all_minor"].iloc[0]) if len(frame) else 0,
    )


def by_bucket(rows: pd.DataFrame) -> dict[str, int]:
    """Return what ``rows`` of all pages change in each bucket and in what is unallocated, in minor units."""
    found: dict[str, int] = {}
    for sign, when in ((-1, "before"), (1, "after")):
        for bucket, minor in zip(rows[f"{when}_bucket"], rows[f"{when}_minor"], strict=True):
            found[bucket] = found.get(bucket, 0) + sign * int(minor)
    return {bucket: minor for bucket, minor in found.items() if minor}


def moments(import_id: int) -> pa.Table:
    """Return the relation ``moments(moment, import_id)``: what was known then, and what is known now."""
    return pa.table(
        {"moment": pa.array(["then", "now"], pa.string()), "import_id": pa.array([import_id, NOW], pa.int32())}
    )


def _figures(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Standing, ...]:
    return tuple(
        Standing(
            name=slug,
            unit=Unit((now.get(slug) or then[slug])["unit"]),
            reported=then.get(slug, {}).get("value"),
            now=now.get(slug, {}).get("value"),
        )
        for slug in dict.fromkeys([*then, *now])
    )


def _amounts(then: Mapping[str, int], now: Mapping[str, int]) -> tuple[Standing, ...]:
    return tuple(
        Standing(name=name, unit=Unit.AMOUNT, reported=then.get(name, 0), now=now.get(name, 0))
        for name in dict.fromkeys([*then, *now])
    )


def _minor(cells: Mapping[str, Any]) -> dict[str, int]:
    return {key: cell["minor"] for key, cell in cells.items()}


def _of(told: Mapping[str, Any], currency: str, what: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = told.get(currency, {}).get(what, {})
    return found
