"""Making a pack: the book is asked once for everything that an export shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from core.acting import permitted
from core.actions import Action
from core.errors import UnknownNameError
from core.exports.errors import NothingToTakeError
from core.exports.items import largest_items
from core.exports.moves import bridge_of, provisions_of
from core.exports.pack import AgedGroup, AgedTable, Card, CustomerLine, Customers, MonthEnd, Pack
from core.exports.words import later
from core.metrics.aging import aging
from core.metrics.buckets import AgedBy
from core.metrics.customers import customer_list
from core.metrics.house import House
from core.metrics.measures import measures
from core.metrics.registry import METRICS
from core.metrics.scope import UNASSIGNED, GroupBy, Scope
from core.metrics.segment_cube import segment_cube
from core.metrics.trend import TREND_METRICS, trend

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from core.book.book import Book
    from core.metrics.metric import Measures, Value
    from core.metrics.segment_cube import SegmentCube

    Progress = Callable[[float, str], None]

MONTHS: Final = 24
TOP_CUSTOMERS: Final = 25
BESIDE: Final = ("dso", "best_possible_dso", "countback_dso")
"""DSO variants that a trend shows beside the house DSO."""
SPLITS: Final = (GroupBy.SEGMENT, GroupBy.COUNTRY, GroupBy.TYPE, GroupBy.ENTITY)


@permitted(Action.EXPORT)
def make_pack(
    book: Book,
    as_of: date,
    *,
    made_at: datetime,
    segments: pd.DataFrame,
    segment_labels: Mapping[str, str],
    currency: str | None = None,
    scope: Scope | None = None,
    since: date | None = None,
    house: House | None = None,
    promises: pd.DataFrame | None = None,
    top: int = TOP_CUSTOMERS,
    most_items: int = 0,
    progress: Progress | None = None,
) -> Pack:
    """Return the figures of ``as_of`` that an export shows.

    Parameters
    ----------
    segments
        One row per customer: ``customer_key``, ``segment``.
    segment_labels
        Labels of the segments by name, in the policy's order.
    currency
        One currency; None takes the one with most open items. Currencies are never added.
    since
        The day that the bridge starts from; None is a year before ``as_of``.
    house
        The DSO that leads, its target, and what is taken to be lost; None is as shipped.
    promises
        Promises of the desk, as ``core.metrics.promises`` takes them; those of the ledger are always in.
    top, most_items
        How many customers and open items to list at most, the largest first; no items with 0.
    progress
        Told how much is done (0-1) and what comes next.

    Raises
    ------
    NothingToTakeError
        No open item and no sales.
    DatesTurnedError
        ``since`` is not before ``as_of``.
    UnknownNameError
        A currency or own company that does not exist.

    """
    tell = progress or _silent
    house = house or House()
    asked = _checked(book, as_of, scope or Scope(), currency)
    tell(0.1, later("Open balance"))
    agings = _agings(book, as_of, asked, segments)
    # It goes over every item of the book; without a segment in the question the book's own cube has the answer.
    cube = segment_cube(book, segments) if asked.segment else None
    measured = measures(
        book,
        as_of,
        scope=asked,
        segments=segments,
        cube=cube,
        promises=promises,
        lost_share=house.lost_share,
    ).get(str(asked.currency))
    if measured is None or not agings:
        raise NothingToTakeError(as_of, currency)
    figures = {slug: metric.value(measured) for slug, metric in METRICS.items()}
    tell(0.4, later("Two years"))
    lead, months = _months(book, as_of, asked, cube, measured)
    tell(0.5, later("What moved the DSO"))
    reach = measured.months - 1 - len(lead)
    moved = bridge_of(
        book, as_of, asked, since=since, house=house.dso, course=months[max(reach, 0) :], segments=segments, cube=cube
    )
    tell(0.6, later("Customers"))
    spread = measured.spread
    customers = _customers(book, as_of, asked, segments, top, total=0 if spread is None else spread.customers)
    tell(0.8, later("Open items"))
    items = largest_items(book, as_of, asked, segments, most_items) if most_items else None
    tell(1.0, later("Figures are complete"))
    return Pack(
        as_of=as_of,
        made_at=made_at,
        book_version=book.version,
        currency=str(asked.currency),
        scope=replace(asked, currency=None),
        segment_labels=dict(segment_labels),
        house=house.dso,
        target_days=house.targets.get(house.dso),
        cards=_cards(figures, months, as_of, house.headlines),
        figures=figures,
        measures=measured,
        agings=agings,
        months=months,
        lead_months=lead,
        customers=customers,
        items=items,
        bridge=moved,
        provisions=provisions_of(figures),
        courses=tuple(slug for slug in dict.fromkeys((house.dso, *BESIDE)) if slug in TREND_METRICS),
    )


def _silent(_share: float, _step: str) -> None:
    """Tell nobody."""


def _checked(book: Book, as_of: date, scope: Scope, currency: str | None) -> Scope:
    """Return ``scope`` with its one currency; what it names must exist."""
    everything = aging(book, as_of, group=GroupBy.ENTITY)
    entities, known = sorted(everything.groups), everything.currencies
    if scope.entity is not None and scope.entity not in entities:
        raise UnknownNameError("own company", scope.entity, entities)
    if currency is not None:
        if known and currency not in known:
            raise UnknownNameError("currency", currency, list(known))
        return replace(scope, currency=currency)
    within = aging(book, as_of, scope=replace(scope, segment=None, currency=None))
    busiest = sorted(within.currencies, key=lambda one: (-within.overall(one).total.count, one))
    if not busiest:
        raise NothingToTakeError(as_of, None)
    return replace(scope, currency=busiest[0])


def _agings(book: Book, as_of: date, scope: Scope, segments: pd.DataFrame) -> tuple[AgedTable, ...]:
    """Return the aging split every way that splits anything; the segments always."""
    found = []
    for split in SPLITS:
        aged = aging(book, as_of, by=AgedBy.DUE, group=split, scope=scope, segments=segments)
        rows = sorted(
            (
                AgedGroup(
                    name=name,
                    minor=tuple(balances[currency].cells[bucket.key].minor for bucket in aged.buckets),
                    unallocated_minor=balances[currency].unallocated.minor,
                )
                for name, balances in aged.groups.items()
                for currency in balances
            ),
            key=lambda row: (-row.open_minor, row.name),
        )
        if len(rows) > 1 or (rows and split is GroupBy.SEGMENT):
            found.append(AgedTable(group=split, buckets=aged.buckets, rows=tuple(rows)))
    return tuple(found)


def _months(
    book: Book, as_of: date, scope: Scope, cube: SegmentCube | None, measured: Measures
) -> tuple[tuple[MonthEnd, ...], tuple[MonthEnd, ...]]:
    """Return the months before the course that its first rolling sum reaches back to, and the month-ends themselves."""
    reach = measured.months - 1
    frame = trend(book, as_of, months=MONTHS + reach, scope=scope, cube=cube, lost_share=measured.lost_share)
    found = tuple(
        MonthEnd(
            ends_on=row["month_end"].date(),
            figures={slug: None if pd.isna(row[slug]) else row[slug] for slug in TREND_METRICS},
            sales_minor=int(row["sales"]),
        )
        for row in frame.to_dict("records")
    )
    return (found[:-MONTHS], found[-MONTHS:])


def _customers(book: Book, as_of: date, scope: Scope, segments: pd.DataFrame, top: int, *, total: int) -> Customers:
    """Return the ``top`` largest of ``total``; the list counts as well who has only a credit, so it cannot tell."""
    page = customer_list(book, as_of, scope=scope, segments=segments, sort="open", page_size=top)
    return Customers(
        lines=tuple(
            CustomerLine(
                name=str(row["name"] or row["customer_id"]),
                customer_id=str(row["customer_id"]),
                entity=str(row["entity"]),
                country=str(row["country"]),
                segment=str(row["segment"] or UNASSIGNED),
                open_minor=int(row["open_minor"]),
                past_due_minor=int(row["past_due_minor"]),
                oldest_days=int(row["oldest_days"]),
                mean_days_late=None if pd.isna(row["mean_days_late"]) else float(row["mean_days_late"]),
            )
            for row in page.rows.to_dict("records")
            if int(row["open_minor"]) > 0
        ),
        total=total,
    )


def _cards(
    figures: Mapping[str, Value], months: tuple[MonthEnd, ...], as_of: date, slugs: tuple[str, ...]
) -> tuple[Card, ...]:
    """Return the five that lead, each with the month-end before ``as_of``."""
    before = [month for month in months if month.ends_on < as_of]
    return tuple(
        Card(metric=METRICS[slug], value=figures[slug], before=before[-1].figures.get(slug) if before else None)
        for slug in slugs
    )
