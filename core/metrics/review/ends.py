"""The two ends of a bridge: what was invoiced in each month-long window, and what of it was open, per group."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from core.metrics.aging import aging
from core.metrics.period import is_month_end, month_end, month_windows, window, window_relation
from core.metrics.positions import positions
from core.metrics.scope import GroupBy, segment_relation
from core.metrics.segment_cube import NO_CUBE
from core.metrics.span import span_of
from core.metrics.without_vat import without_vat

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.metrics.period import Window
    from core.metrics.scope import Scope
    from core.metrics.segment_cube import SegmentCube


class State(StrEnum):
    """What an open invoice's balance is on a day; a balance may be in part disputed."""

    CURRENT = "current"  # not disputed, not yet due by its terms
    LATE = "late"  # not disputed, past due
    DISPUTED_CURRENT = "disputed_current"
    DISPUTED_LATE = "disputed_late"


ByWindow = dict[int, int]
"""Minor units by number of the month-long window, 0 for the newest."""


@dataclass(frozen=True, kw_only=True)
class End:
    """One end of a bridge in one currency; minor units, windows counted back from its date."""

    as_of: date
    days: int  # real days in the period
    sales_minor: int  # of the period, credit notes taken off
    invoiced: Mapping[str, ByWindow] = field(default_factory=dict)  # group -> window -> invoices issued
    sold: Mapping[str, int] = field(default_factory=dict)  # group -> sales of the period, as documents say
    opened: Mapping[str, Mapping[State, ByWindow]] = field(default_factory=dict)  # group -> state -> window of issue
    credits: Mapping[str, int] = field(default_factory=dict)  # group -> unallocated, zero or negative
    known_months: int | None = None  # whole months back that the book knows all sales of; None: all there are
    book_months: int | None = None  # months back to the book's first document; None: more than any period
    is_comparable: bool = True  # False: sales of the period are in part without VAT, balances are with it

    def balance_minor(self, group: str, *states: State) -> int:
        """Return what was open of ``group`` in ``states``, in every state when none is named."""
        held = self.opened.get(group, {})
        return sum(sum(held.get(state, {}).values()) for state in states or tuple(State))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What both ends are asked of."""

    book: Book
    dates: tuple[date, date]
    windows: tuple[tuple[Window, ...], tuple[Window, ...]]
    group: GroupBy
    scope: Scope
    segments: pd.DataFrame | None
    cube: SegmentCube | None

    @property
    def is_monthly(self) -> bool:
        """Whether the cubes of month-ends can answer: both dates close a month the book reaches, segments included."""
        needs_segments = self.group is GroupBy.SEGMENT or self.scope.segment is not None
        reaches = self.dates[1] <= month_end(self.book.latest_on)
        return all(map(is_month_end, self.dates)) and reaches and (self.cube is not None or not needs_segments)

    @property
    def named(self) -> pa.Table:
        """The relation ``segments``."""
        return segment_relation(self.segments, scope=self.scope, group=self.group)

    @property
    def both_windows(self) -> pa.Table:
        """The windows of both ends as one relation, with ``end_no``."""
        return pa.concat_tables(
            [
                window_relation(found).append_column("end_no", pa.array([end_no] * len(found), pa.int32()))
                for end_no, found in enumerate(self.windows)
            ]
        )

    @property
    def parameters(self) -> dict[str, Any]:
        """The filters and the split, as the queries declare them."""
        return {"group_by": str(self.group), **self.scope.parameters()}


def ends(
    book: Book,
    from_on: date,
    to_on: date,
    *,
    group: GroupBy,
    months: int,
    scope: Scope,
    segments: pd.DataFrame | None,
    cube: SegmentCube | None,
    with_credits: bool,
) -> dict[str, tuple[End, End]]:
    """Return both ends by currency; parameters as in ``bridge``. A currency is there when it has anything at either end."""
    span = span_of(book)
    if span.first_issued_on is None:
        return {}
    dates = (from_on, to_on)
    asked = Asked(
        book=book,
        dates=dates,
        windows=(
            month_windows(from_on, since=span.first_issued_on),
            month_windows(to_on, since=span.first_issued_on),
        ),
        group=group,
        scope=scope,
        segments=segments,
        cube=cube,
    )
    sales, opened, stated = _sales(asked), _open_monthly(asked) if asked.is_monthly else _open(asked), _stated(asked)
    owed = tuple(_credits(asked, day) if with_credits else {} for day in dates)
    no_vat = [without_vat(book, scope, windows) for windows in asked.windows]
    found: dict[str, list[End]] = {}
    held: list[Mapping[str, object]] = [*sales, *opened, *stated, *owed]
    for currency in sorted({name for each in held for name in each}):
        for end_no, as_of in enumerate(dates):
            by_group = sales[end_no].get(currency, {})
            history = stated[end_no].get(currency)
            sold = {name: _of_period(by_window, months) for name, by_window in by_group.items()}
            end = End(
                as_of=as_of,
                days=window(as_of, months).days,
                sales_minor=sum(sold.values()) if history is None else sum(history[:months]),
                invoiced={
                    name: {place: minor for place, (minor, _) in by_window.items()}
                    for name, by_window in by_group.items()
                },
                sold=sold,
                opened=opened[end_no].get(currency, {}),
                credits=owed[end_no].get(currency, {}),
                known_months=span.known_months(as_of, scope),
                book_months=len(month_windows(as_of, since=span.first_sold_on or as_of)),
                is_comparable=no_vat[end_no].get(currency, frozenset()).isdisjoint(range(months)),
            )
            found.setdefault(currency, []).append(end)
    return {currency: (start, end) for currency, (start, end) in found.items()}


def _of_period(by_window: Mapping[int, tuple[int, int]], months: int) -> int:
    return sum(minor for place, (_, minor) in by_window.items() if place < months)


_Sales = dict[str, dict[str, dict[int, tuple[int, int]]]]
"""Currency -> group -> window -> (invoiced, sales)."""
_Open = dict[str, dict[str, dict[State, ByWindow]]]
"""Currency -> group -> state -> window -> balance."""
_STATES: Final = {False: (State.CURRENT, State.DISPUTED_CURRENT), True: (State.LATE, State.DISPUTED_LATE)}


def _sales(asked: Asked) -> tuple[_Sales, _Sales]:
    """Return what was invoiced and sold at both ends."""
    if asked.is_monthly:
        name, relation = "bridge_sales_monthly", {"segment_cube": (asked.cube or NO_CUBE).movements}
    else:
        name, relation = "bridge_sales", {"segments": asked.named}
    found: tuple[_Sales, _Sales] = ({}, {})
    for row in asked.book.rows(name, {**relation, "windows": asked.both_windows}, **asked.parameters):
        of_currency = found[row["end_no"]].setdefault(row["currency"], {})
        of_currency.setdefault(row["group_name"], {})[row["window_no"]] = (row["invoiced_minor"], row["sales_minor"])
    return found


def _open_monthly(asked: Asked) -> tuple[_Open, _Open]:
    """Return what was open at both ends, from the positions at month-ends."""
    relations = {
        "segment_positions": (asked.cube or NO_CUBE).positions,
        "windows": asked.both_windows,
        "ends": pa.table(
            {
                "end_no": pa.array([0, 1], pa.int32()),
                "month": pa.array([day.replace(day=1) for day in asked.dates], pa.date32()),
            }
        ),
    }
    found: tuple[_Open, _Open] = ({}, {})
    for row in asked.book.rows("bridge_open_monthly", relations, **asked.parameters):
        _place(found[row["end_no"]], row)
    return found


def _open(asked: Asked) -> tuple[_Open, _Open]:
    """Return what was open at both ends, item by item."""
    found: tuple[_Open, _Open] = ({}, {})
    for place, as_of in enumerate(asked.dates):
        relations = {
            "positions": positions(asked.book, as_of),
            "segments": asked.named,
            "windows": window_relation(asked.windows[place]),
        }
        for row in asked.book.rows("bridge_open", relations, as_of=as_of, **asked.parameters):
            _place(found[place], row)
    return found


def _place(found: _Open, row: Mapping[str, Any]) -> None:
    """Add one row to what was open."""
    states = found.setdefault(row["currency"], {}).setdefault(row["group_name"], {})
    plain, disputed = _STATES[row["is_past_due"]]
    states.setdefault(plain, {})[row["window_no"]] = row["balance_minor"] - row["disputed_minor"]
    if row["disputed_minor"]:
        states.setdefault(disputed, {})[row["window_no"]] = row["disputed_minor"]


def _stated(asked: Asked) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return by end and currency the sales of every window where a sales file counts; nothing without such a file.

    A file cannot be split by country, type or segment, as in ``measures``: the groups of a bridge keep what documents say,
    the whole is put in days of what the file says.
    """
    scope = asked.scope
    found: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
    is_split = scope.country is not None or scope.customer_type is not None or scope.segment is not None
    if is_split or asked.book.row("sales_span")["first_month"] is None:
        return found
    before = len(asked.windows[0])
    relations = {
        "segments": segment_relation(None, scope=scope),
        "windows": window_relation((*asked.windows[0], *asked.windows[1])),
    }
    for row in asked.book.rows("sales_by_window", relations, **scope.parameters()):
        end_no, place = (
            divmod(row["window_no"], before) if row["window_no"] < before else (1, row["window_no"] - before)
        )
        history = found[end_no].setdefault(row["currency"], [0] * len(asked.windows[end_no]))
        history[place] = row["sales_minor"]
    return found


def _credits(asked: Asked, as_of: date) -> dict[str, dict[str, int]]:
    """Return by currency and group what no invoice has used."""
    found: dict[str, dict[str, int]] = {}
    told = aging(asked.book, as_of, group=asked.group, scope=asked.scope, segments=asked.segments)
    for name, balances in told.groups.items():
        for currency, balance in balances.items():
            if balance.unallocated.minor:
                found.setdefault(currency, {})[name] = balance.unallocated.minor
    return found
