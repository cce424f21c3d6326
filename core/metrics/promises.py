"""Promises to pay that fell due in a period, from the ledger and from the desk, against the money that came in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import holidays
import numpy as np
import pyarrow as pa

from core.metrics.metric import Promises
from core.metrics.scope import segment_relation

if TYPE_CHECKING:
    import pandas as pd

    from core.book.book import Book
    from core.metrics.period import Window
    from core.metrics.scope import Scope

GRACE_BANKING_DAYS: Final = 3
"""Days a bank may take: a promise is broken after them."""

REPLACED: Final = frozenset({"replaced", "cancelled", "renegotiated"})
"""States of a promise on the desk that nobody is held to any more."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """One promise whose last day has come; ``invoice_key`` None: any money of the customer counts."""

    customer_key: int
    invoice_key: int | None
    currency: str
    made_on: date
    deadline_on: date
    promised_minor: int


def promises_kept(
    book: Book,
    as_of: date,
    *,
    period: Window,
    scope: Scope,
    segments: pd.DataFrame | None,
    desk: pd.DataFrame | None = None,
) -> dict[str, Promises]:
    """Return by currency the promises for a day in ``period`` whose three banking days of grace are over on ``as_of``.

    Parameters
    ----------
    desk
        Promises of the desk: ``entity``, ``customer_id``, ``amount_minor``, ``currency``, ``promised_on``, ``made_at`` (or
        ``made_on``) and ``state``. A promise in a state of ``REPLACED`` is left out; whether one was kept is measured on
        the book, whatever its state says.

    Returns
    -------
    dict
        Only currencies with a promise. A promise replaced by another before its last day is not counted.

    """
    found: dict[str, Promises] = {}
    for due, in_time in promises_due(book, as_of, period=period, scope=scope, segments=segments, desk=desk):
        so_far = found.get(due.currency, Promises(due=0, kept=0, promised_minor=0, paid_minor=0))
        found[due.currency] = replace(
            so_far,
            due=so_far.due + 1,
            kept=so_far.kept + (in_time >= due.promised_minor),
            promised_minor=so_far.promised_minor + due.promised_minor,
            paid_minor=so_far.paid_minor + in_time,
        )
    return found


def promises_due(
    book: Book,
    as_of: date,
    *,
    period: Window,
    scope: Scope,
    segments: pd.DataFrame | None,
    desk: pd.DataFrame | None = None,
) -> list[tuple[Due, int]]:
    """Return each promise that ``promises_kept`` counts, with what was paid on it in time: at most what was promised."""
    dues = [
        each
        for each in (
            *_of_source(book, period, scope=scope, segments=segments),
            *_of_desk(book, desk, period, scope=scope, segments=segments),
        )
        if each.deadline_on <= as_of
    ]
    paid = _paid(book, dues)
    return [(due, min(max(paid.get(place, 0), 0), due.promised_minor)) for place, due in enumerate(dues)]


def deadline(promised_on: date) -> date:
    """Return the last day on which money still keeps a promise: ``GRACE_BANKING_DAYS`` days on which banks work later.

    A promise for a day on which banks rest is one for the next day on which they work.
    """
    closed = sorted(holidays.financial_holidays("ECB", years=[promised_on.year, promised_on.year + 1]))
    last = np.busday_offset(np.datetime64(promised_on), GRACE_BANKING_DAYS, roll="forward", holidays=closed)
    day: date = last.astype(object)
    return day


def _of_source(book: Book, period: Window, *, scope: Scope, segments: pd.DataFrame | None) -> list[Due]:
    rows = book.rows(
        "source_promises",
        {"segments": segment_relation(segments, scope=scope)},
        after_on=period.after_on,
        until_on=period.until_on,
        **scope.parameters(),
    )
    found = []
    for row in rows:
        last_on = deadline(row["promised_on"])
        if row["replaced_on"] is None or row["replaced_on"] > last_on:
            names = ("customer_key", "invoice_key", "currency", "made_on", "promised_minor")
            found.append(Due(deadline_on=last_on, **{name: row[name] for name in names}))
    return found


def _of_desk(
    book: Book, desk: pd.DataFrame | None, period: Window, *, scope: Scope, segments: pd.DataFrame | None
) -> list[Due]:
    told = [] if desk is None else desk.to_dict("records")
    wanted = [
        row
        for row in told
        if str(row["state"]) not in REPLACED and period.after_on < _day(row["promised_on"]) <= period.until_on
    ]
    if not wanted:
        return []
    columns = {name: pa.array([str(row[name]) for row in wanted]) for name in ("entity", "customer_id", "currency")}
    relation = pa.table({"promise_no": pa.array(range(len(wanted)), pa.int64()), **columns})
    rows = book.rows(
        "desk_promises",
        {"promises": relation, "segments": segment_relation(segments, scope=scope)},
        **scope.parameters(),
    )
    keys = {row["promise_no"]: row["customer_key"] for row in rows}
    return [
        Due(
            customer_key=keys[place],
            invoice_key=None,
            currency=str(row["currency"]),
            made_on=_day(row["made_on"] if "made_on" in row else row["made_at"]),
            deadline_on=deadline(_day(row["promised_on"])),
            promised_minor=int(row["amount_minor"]),
        )
        for place, row in enumerate(wanted)
        if place in keys
    ]


def _paid(book: Book, dues: list[Due]) -> dict[int, int]:
    """Return what was paid in time on each of ``dues``, by its place."""
    if not dues:
        return {}
    relation = pa.table(
        {
            "promise_no": pa.array(range(len(dues)), pa.int64()),
            "customer_key": pa.array([each.customer_key for each in dues], pa.int64()),
            "invoice_key": pa.array([each.invoice_key for each in dues], pa.int64()),
            "currency": pa.array([each.currency for each in dues], pa.string()),
            "made_on": pa.array([each.made_on for each in dues], pa.date32()),
            "deadline_on": pa.array([each.deadline_on for each in dues], pa.date32()),
        }
    )
    return {row["promise_no"]: row["paid_minor"] for row in book.rows("promise_payments", {"dues": relation})}


def _day(moment: date) -> date:
    """Return the day of a date or of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment
