"""Cached reads of the reconciliation, keyed by the book's edition and by what the desk knows of closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.closing import control
from core.closing.months import Look, look_again
from core.desk.closes import closings
from core.desk.control_balances import balances
from core.desk.revisions import Topic, revisions
from core.metrics import close as closing
from core.metrics import reconcile as reconciling
from dashboard import reads

if TYPE_CHECKING:
    from datetime import date

    from core.desk.closes import Closed
    from core.desk.control_balances import Given
    from core.metrics.close import ChangePage, Part
    from core.metrics.explain import RowPage
    from core.metrics.paging import Page
    from core.metrics.reconcile import ImportTie, Kind, Reconciled
    from dashboard.reads import Edition


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which closed month is asked about: of whom, in what currency, and the last import that its figures knew."""

    ends_on: date
    import_id: int
    entity: str
    currency: str


def revision() -> int:
    """Return the number that grows with every close, reopening and control balance."""
    return revisions(reads.application().desk)[Topic.CLOSES]


@st.cache_resource(show_spinner=False, max_entries=16)
def ties(of: Edition) -> tuple[ImportTie, ...]:
    """Return every import by entity and currency, newest first."""
    return reconciling.import_ties(reads.book(of))


@st.cache_resource(show_spinner=False, max_entries=64)
def refused(of: Edition, import_id: int, entity: str, currency: str, *, size: int, start: int) -> Page:
    """Return one page of the refused rows of an import, entity and currency."""
    return reconciling.refused_rows(
        reads.book(of), import_id=import_id, entity=entity, currency=currency, page_size=size, page_start=start
    )


@st.cache_resource(show_spinner=False, max_entries=32)
def entities(of: Edition) -> tuple[str, ...]:
    """Return the entities that the book holds anything of."""
    return control.entities_of(reads.book(of))


@st.cache_resource(show_spinner=False, max_entries=64)
def ledger(of: Edition, ends_on: date) -> dict[tuple[str, str], int]:
    """Return the book's own balance of a month-end by entity and currency."""
    return reconciling.ledger_balances(reads.book(of), ends_on)


@st.cache_resource(show_spinner=False, max_entries=64)
def given(home: str, ends_on: date, turn: int) -> tuple[Given, ...]:  # noqa: ARG001 (home and turn are part of the key)
    """Return the control balances of a month-end with their history."""
    return tuple(balances(reads.application().desk, ends_on=ends_on, with_history=True))


@st.cache_resource(show_spinner=False, max_entries=64)
def reconciled(
    of: Edition,
    ends_on: date,
    turn: int,  # noqa: ARG001 (a new number is a new answer)
    counted: tuple[tuple[tuple[str, date, str], frozenset[Kind]], ...],
) -> tuple[Reconciled, ...]:
    """Return every control balance of a month-end beside the book."""
    desk = reads.application().desk
    return tuple(control.reconciled(desk, reads.book(of), ends_on=ends_on, counted=dict(counted)))


@st.cache_resource(show_spinner=False, max_entries=64)
def cause_rows(of: Edition, told: Reconciled, kind: Kind, *, size: int, start: int) -> RowPage:
    """Return one page of the rows of a cause."""
    return reconciling.cause_rows(
        reads.book(of),
        kind,
        entity=told.entity,
        ends_on=told.ends_on,
        currency=told.currency,
        late_after=told.late_after,
        page_size=size,
        page_start=start,
    )


@st.cache_resource(show_spinner=False, max_entries=32)
def closed(home: str, turn: int) -> tuple[Closed, ...]:  # noqa: ARG001 (home and turn are part of the key)
    """Return every closing, the latest month first."""
    return tuple(closings(reads.application().desk))


@st.cache_resource(show_spinner=False, max_entries=32)
def look(of: Edition, entity: str, ends_on: date, turn: int) -> Look:  # noqa: ARG001 (a new number is a new answer)
    """Return a closed month beside what is known now."""
    return look_again(reads.application().desk, reads.book(of), ends_on, entity)


@st.cache_resource(show_spinner=False, max_entries=64)
def changes(of: Edition, asked: Asked, part: Part, *, size: int, start: int) -> ChangePage:
    """Return one page of the postings that changed a part of a closed month."""
    return closing.changes(
        reads.book(of),
        part,
        asked.ends_on,
        import_id=asked.import_id,
        currency=asked.currency,
        entity=asked.entity or None,
        page_size=size,
        page_start=start,
    )
