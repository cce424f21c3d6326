"""The explorer's side of the URL: what a choice or a click writes there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.scope import GroupBy
from core.metrics.traits import TRAITS
from dashboard import reads
from dashboard.aging.question import CELL, PARAMS, Cell
from dashboard.filters import ALL, KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.filters import Asked
    from dashboard.reads import Edition

PAGE = "aging"
DATE = "as_of"
_OPENED = "aging_opened"
_LOST = "aging_lost"
_BAR = {GroupBy.TYPE: "type", **{group: str(group) for group in (GroupBy.SEGMENT, GroupBy.COUNTRY, GroupBy.ENTITY)}}


def write(name: str, value: str, *, default: str | None = None) -> None:
    """Put ``name`` in the URL, or take it out where the value is what a URL without it means; a cell closes."""
    if value == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
    if name != "show":
        close_cell()


def open_cell(cell: Cell) -> None:
    """Put ``cell`` in the URL, in the place of the one that was open."""
    close_cell()
    told = {"row": cell.row, "col": cell.column, "bucket": cell.bucket, "from": cell.origin, "to": cell.fate}
    for name, value in told.items():
        if value and value != ALL:
            st.query_params[name] = value


def close_cell() -> None:
    """Take the open cell out of the URL."""
    for name in CELL:
        st.query_params.pop(name, None)


def keep_only(group: GroupBy, name: str) -> None:
    """Filter on one group: by the filter bar where it has a box for it, else by the explorer's own filter."""
    if group in _BAR or group is GroupBy.CURRENCY:
        st.session_state[_BAR.get(group, "currency")] = name
    elif group in TRAITS:
        st.query_params[str(group)] = name
    close_cell()


def drop(group: GroupBy) -> None:
    """Take the filter on ``group`` off."""
    if group in _BAR:
        st.session_state[_BAR[group]] = ALL
    else:
        st.query_params.pop(str(group), None)
    close_cell()


def current(of: Edition, asked: Asked) -> dict[str, str]:
    """Return the whole question as a saved view keeps it: by codes, which no language changes."""
    own = {name: st.query_params[name] for name in PARAMS if name in st.query_params and name not in CELL}
    bar = {_BAR[group]: name for group, name in bar_filters(asked)}
    day = {} if asked.as_of == reads.latest_on(of) else {DATE: asked.as_of.isoformat()}
    return {**bar, "currency": asked.currency, **day, **own}


def bar_filters(asked: Asked) -> list[tuple[GroupBy, str]]:
    """Return the filters of the bar that are on, but for the currency, of which there always is one."""
    scope = asked.scope
    told = {
        GroupBy.SEGMENT: scope.segment,
        GroupBy.COUNTRY: scope.country,
        GroupBy.TYPE: scope.customer_type,
        GroupBy.ENTITY: scope.entity,
    }
    return [(group, name) for group, name in told.items() if name is not None]


def open_query(of: Edition, query: Mapping[str, str]) -> None:
    """Ask what ``query`` asks, and nothing else; what the ledger no longer has is left out and remembered.

    To be called before the filter bar is drawn, or by a button.
    """
    for name in PARAMS:
        st.query_params.pop(name, None)
    for name, value in query.items():
        if name in PARAMS:
            st.query_params[name] = value
    codes = _codes(of)
    lost = []
    for key in KEYS:
        wanted = query.get(key)
        if wanted is not None and wanted not in codes[key]:
            lost.append((key, wanted))
            wanted = None
        if len(codes[key]) > 1:  # with one option the bar draws no box
            st.session_state[key] = wanted or (codes[key][0] if key == "currency" else ALL)
    st.session_state[DATE] = _day(query.get(DATE), reads.latest_on(of))
    st.session_state[_LOST] = tuple(lost)


def _codes(of: Edition) -> dict[str, tuple[str, ...]]:
    """Return what each box of the filter bar can be set to."""
    choices = reads.choices(of)
    return {
        "segment": tuple(reads.segment_labels(of)),
        "country": choices.countries,
        "currency": choices.currencies,
        "type": choices.customer_types,
        "entity": choices.entities,
    }


def _day(text: str | None, latest: date) -> date:
    try:
        return min(date.fromisoformat(text), latest) if text else latest
    except ValueError:
        return latest


def lost_filters() -> tuple[tuple[str, str], ...]:
    """Return the filters that a view just opened asked for in vain, once."""
    found: tuple[tuple[str, str], ...] = st.session_state.pop(_LOST, ())
    return found


def is_first_look() -> bool:
    """Return whether this session opens the explorer for the first time by an address that asks nothing."""
    if st.session_state.get(_OPENED):
        return False
    st.session_state[_OPENED] = True
    return not any(name in st.query_params for name in (*PARAMS, *KEYS, DATE))
