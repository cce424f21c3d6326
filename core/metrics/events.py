"""Events of a window of days: invoices paid and how late, money written off, disputes opened and closed."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from core.metrics.metric import Events
from core.metrics.period import window_relation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.book.book import Book
    from core.metrics.period import Window
    from core.metrics.scope import Scope
    from core.metrics.segment_cube import SegmentCube

NO_EVENTS: Final = Events()
_SUMS: Final = tuple(each.name for each in fields(Events))


def events_by_currency(
    book: Book, windows: tuple[Window, ...], *, scope: Scope, cube: SegmentCube
) -> dict[str, dict[int, Events]]:
    """Return what happened by currency and place of the window; every window is there when one of them is."""
    rows = book.rows(
        "events_by_window",
        {"windows": window_relation(windows), "segment_events": cube.events},
        **scope.parameters(),
    )
    found: dict[str, dict[int, Events]] = {}
    for row in rows:
        held = found.setdefault(row["currency"], dict.fromkeys(range(len(windows)), NO_EVENTS))
        held[row["window_no"]] = with_row(held[row["window_no"]], row)
    return found


def with_row(events: Events, row: Mapping[str, Any]) -> Events:
    """Return ``events`` with one row of the query in it: a row holds one kind."""
    number, minor, days = row["events"], row["amount_minor"], row["days_minor"]
    match row["kind"]:
        case "paid":
            return replace(events, paid_minor=minor, paid_days_minor=days)
        case "paid_inferred":
            least = row["least_days_minor"]
            return replace(events, inferred_minor=minor, inferred_least_days_minor=least, inferred_most_days_minor=days)
        case "write_off":
            return replace(events, written_off_minor=minor)
        case "dispute_opened":
            return replace(events, disputed_minor=minor, disputes_opened=number)
        case _:
            return replace(events, disputes_closed=number, dispute_days=days)


def added(months: Sequence[Events]) -> Events:
    """Return what happened in all of ``months`` together."""
    some = [each for each in months if each is not NO_EVENTS]
    return Events(**{name: sum(getattr(each, name) for each in some) for name in _SUMS}) if some else NO_EVENTS
