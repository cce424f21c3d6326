"""Moments: the instant at which each past day is planned, and the last import that had arrived by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import pandas as pd

from core.clock import LOCAL
from core.strategy.replay.errors import BackwardsError, OutsideTheBookError, TooManyDaysError

if TYPE_CHECKING:
    from core.book.book import Book

PLANNED_AT: Final = time(9)
"""When a day is planned, by the clock on the wall: a file that comes later in the day is known the next one."""
MOST_DAYS: Final = 400
LEDGER: Final = "ledger"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One past day as it is planned.

    ``known`` is the last import that had arrived ``at`` that instant. A day before the first ledger arrived is reconstructed:
    it knows all that the book knows now about days up to it. ``is_now`` is the book's latest day: everything counts.
    ``is_fresh`` says whether a file came in since the day before.
    """

    day: date
    at: datetime
    known: int
    is_reconstructed: bool
    is_now: bool
    is_fresh: bool


def moments(book: Book, first_on: date, last_on: date, *, now: datetime) -> tuple[Moment, ...]:
    """Return the moments of the days ``first_on`` to ``last_on``, both included.

    Raises ``BackwardsError``, ``TooManyDaysError``, and ``OutsideTheBookError`` for a day outside the book.
    """
    if last_on < first_on:
        raise BackwardsError(first_on, last_on)
    begins_on = span(book)[0]
    for day in (first_on, last_on):
        if not begins_on <= day <= book.latest_on:
            raise OutsideTheBookError(day, begins_on, book.latest_on)
    days = (last_on - first_on).days + 1
    if days > MOST_DAYS:
        raise TooManyDaysError(days, MOST_DAYS)
    arrived = arrivals(book)
    return tuple(_moment(book, arrived, first_on + timedelta(days=each), now) for each in range(days))


def span(book: Book) -> tuple[date, date]:
    """Return the first day of which the book says anything, and its latest."""
    row = book.row("replay_span")
    return row["first_on"] or book.latest_on, book.latest_on


def arrivals(book: Book) -> pd.DataFrame:
    """Return import_id, kind, list_on and arrived_at (UTC) of every import, in their order.

    A clock that was set back does not make a later import earlier than the one before it.
    """
    known = book.frame("book_imports").sort_values("import_id", ignore_index=True)
    arrived = pd.to_datetime(known["imported_at"]).dt.tz_localize(UTC).cummax()
    return known[["import_id", "kind", "list_on"]].assign(arrived_at=arrived)


def planned_at(day: date) -> datetime:
    """Return the instant at which ``day`` is planned."""
    return datetime.combine(day, PLANNED_AT, tzinfo=LOCAL).astimezone(UTC)


def _moment(book: Book, arrived: pd.DataFrame, day: date, now: datetime) -> Moment:
    every = int(arrived["import_id"].max())
    if day >= book.latest_on:
        return Moment(day=day, at=now, known=every, is_reconstructed=False, is_now=True, is_fresh=True)
    at = planned_at(day)
    here = arrived[arrived["arrived_at"] <= pd.Timestamp(at)]
    is_reconstructed = not (here["kind"] == LEDGER).any()
    before = arrived["arrived_at"] <= pd.Timestamp(planned_at(day - timedelta(days=1)))
    return Moment(
        day=day,
        at=at,
        known=every if is_reconstructed else int(here["import_id"].max()),
        is_reconstructed=is_reconstructed,
        is_now=False,
        is_fresh=is_reconstructed or len(here) > int(before.sum()),
    )
