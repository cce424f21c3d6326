"""Cached reads of core: each keyed by the book's version, the policy in force and the question asked.

Everything here is shared between sessions and never changed after: figures and frames are in ``cache_resource``, whose
hit costs nothing, where unpickling a copy would cost more than the page.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.acting import current
from core.clock import local_day
from core.desk.known_better import known_better
from core.desk.revisions import Topic, revisions
from core.metrics import measures
from core.metrics import trend as trends
from core.metrics.aging import Aging
from core.metrics.aging import aging as aged
from core.metrics.buckets import AgedBy
from core.metrics.scope import GroupBy, Scope
from core.metrics.segment_cube import SegmentCube, segment_cube
from core.segments import versions
from core.segments.assign import Assignment, assign
from core.segments.features import Features
from core.segments.features import features as measured
from core.settings import PREFIX, Settings
from core.wiring import Application, wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.metrics.metric import Value
    from core.segments.policy import Policy


def application() -> Application:
    """Return the installation of the environment, opened once per process and set of settings."""
    # Asked some twenty times a run: checking the settings anew each time took a twentieth of a page.
    return _wired(tuple(sorted(each for each in os.environ.items() if each[0].upper().startswith(PREFIX))))


@st.cache_resource(show_spinner=False, max_entries=8)
def _wired(settings: tuple[tuple[str, str], ...]) -> Application:  # noqa: ARG001 - part of the key
    return wire(Settings())


def today() -> date:
    """Return the wall clock's local day."""
    return local_day(application().clock())


class OtherLimitsError(RuntimeError):
    """A question about one person's customers, asked for another: a fault of the code."""

    def __init__(self) -> None:
        super().__init__("the edition was made for limits that are not those of who asks")


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What an answer depends on: whose book, which version of it, which segment policy, what people changed of customers.

    ``limits`` say of which customers it speaks: what is kept for one scope is never another's.
    """

    home: str
    book: str
    policy: int
    customers: int
    limits: str = ""


def edition() -> Edition | None:
    """Return what is current now, or None when no ledger has been imported yet."""
    app = application()
    version = app.store.current()
    if version is None:
        return None
    policy = versions.active(app.desk)
    changes = revisions(app.desk)[Topic.CUSTOMERS]
    return Edition(
        home=str(app.settings.home),
        book=version,
        policy=policy.id or 0,
        customers=changes,
        limits=current().limits.key,
    )


def desk_key() -> str:
    """Return what an answer of the desk alone is kept by, beside its revisions: whose home, and of which customers."""
    return f"{application().settings.home} {current().limits.key}"


def book(of: Edition) -> Book:
    """Return the book of ``of``, open for reading; raise ``OtherLimitsError`` when it was made for somebody with other limits."""
    found = application().book(of.book)
    if found.limits.key != of.limits:
        raise OtherLimitsError
    return found


def latest_on(of: Edition) -> date:
    """Return the book's own latest date."""
    return book(of).latest_on


@st.cache_resource(show_spinner=False, max_entries=16)
def policy(of: Edition) -> Policy:
    """Return the segment policy of ``of``."""
    return next(each.policy for each in versions.history(application().desk) if (each.id or 0) == of.policy)


@st.cache_resource(show_spinner=False, max_entries=4)
def features(of: Edition, as_of: date) -> Features:
    """Return what is known of every customer on ``as_of``: the book's word, and what people here know better."""
    return measured(book(of), as_of, known_better(application().desk))


@st.cache_resource(show_spinner=False, max_entries=16)
def assignment(of: Edition, as_of: date) -> Assignment:
    """Return every customer's segment on ``as_of`` under the policy in force."""
    return assign(features(of, as_of), policy(of))


@st.cache_resource(show_spinner=False, max_entries=16)
def segments(of: Edition, as_of: date) -> pd.DataFrame:
    """Return customer_key and segment, for the queries that split or filter by segment."""
    return assignment(of, as_of).segments_frame()


def segment_labels(of: Edition) -> dict[str, str]:
    """Return the policy's segments by name with their labels, in its order."""
    return {segment.name: segment.label for segment in policy(of).segments}


@st.cache_resource(show_spinner=False, max_entries=256)
def aging(of: Edition, as_of: date, *, by: AgedBy, group: GroupBy, scope: Scope) -> Aging:
    """Return the aging of ``as_of``."""
    return aged(book(of), as_of, by=by, group=group, scope=scope, segments=_split(of, as_of, group=group, scope=scope))


@st.cache_resource(show_spinner=False, max_entries=256)
def values(of: Edition, as_of: date, *, scope: Scope) -> Mapping[str, Mapping[str, Value]]:
    """Return every metric by slug and currency on ``as_of``."""
    split = _split(of, as_of, group=GroupBy.ALL, scope=scope)
    return measures.evaluate(book(of), as_of, scope=scope, segments=split)


@st.cache_resource(show_spinner=False, max_entries=128)
def trend(of: Edition, as_of: date, *, scope: Scope, months: int = 24) -> pd.DataFrame:
    """Return the metrics at the month-ends up to ``as_of``: one row per currency and month-end."""
    return trends.trend(
        book(of), as_of, months=months, scope=scope, cube=segment_cubes(of, as_of) if scope.segment else None
    )


@st.cache_resource(show_spinner=False, max_entries=4)
def segment_cubes(of: Edition, as_of: date) -> SegmentCube:
    """Return the monthly cubes of every segment as customers are assigned on ``as_of``."""
    return segment_cube(book(of), segments(of, as_of))


@st.cache_resource(show_spinner=False, max_entries=16)
def imports(of: Edition) -> pd.DataFrame:
    """Return the files this book was made of, the newest first; of a file of others, or in part of others, nothing is told."""
    told = book(of).frame("book_imports")
    return told[told["rows_read"].notna()].reset_index(drop=True)


@st.cache_resource(show_spinner=False, max_entries=16)
def file_names(of: Edition) -> dict[int, str]:
    """Return the file name of every import."""
    told = book(of).frame("book_imports")
    told = told[told["file_name"].notna()]
    return dict(zip(told["import_id"].tolist(), told["file_name"].tolist(), strict=True))


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the filter bar can offer: only what the book holds."""

    entities: tuple[str, ...]
    countries: tuple[str, ...]
    customer_types: tuple[str, ...]
    currencies: tuple[str, ...]


@st.cache_resource(show_spinner=False, max_entries=16)
def choices(of: Edition) -> Choices:
    """Return entities, countries and types of the book's customers, and its currencies, the busiest first."""
    known = features(of, latest_on(of)).frame
    counts: dict[str, int] = {}
    for balances in aging(of, latest_on(of), by=AgedBy.DUE, group=GroupBy.ALL, scope=Scope()).groups.values():
        for currency, balance in balances.items():
            counts[currency] = counts.get(currency, 0) + balance.total.count
    return Choices(
        entities=tuple(sorted(known["entity"].unique())),
        countries=tuple(sorted(known["country"].unique())),
        customer_types=tuple(sorted(known["customer_type"].unique())),
        currencies=tuple(sorted(counts, key=lambda currency: (-counts[currency], currency))),
    )


def _split(of: Edition, as_of: date, *, group: GroupBy, scope: Scope) -> pd.DataFrame | None:
    """Return the segments where the question needs them; most do not."""
    return segments(of, as_of) if scope.segment or group is GroupBy.SEGMENT else None


def make_demo(progress: Callable[[float, str], None]) -> None:
    """Fill the home folder with the demo portfolio, telling how far it is."""
    application().make_demo(progress)
