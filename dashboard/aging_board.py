"""Aging on the screen: chart and table of the same cells; a click on either opens the items behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.buckets import AgedBy
from core.metrics.scope import UNASSIGNED, GroupBy
from core.vocabulary import CustomerType
from dashboard import reads
from dashboard.aging_table import CELL, aging_table, bucket_label
from dashboard.charts.aging import age_bars
from dashboard.drawn import draw
from dashboard.drill import Cell, items_behind
from dashboard.i18n import Words
from dashboard.session import words
from dashboard.texts import CUSTOMER_TYPES, later

if TYPE_CHECKING:
    from collections.abc import Mapping

    import plotly.graph_objects as go

    from core.metrics.aging import Aging
    from dashboard.filters import Asked
    from dashboard.reads import Edition

TURN = "aging_turn"
GROUPS: dict[str, str] = {
    GroupBy.SEGMENT: later("Segment"),
    GroupBy.COUNTRY: later("Country"),
    GroupBy.TYPE: later("Customer type"),
    GroupBy.ENTITY: later("Own company"),
    GroupBy.ALL: later("No split"),
}
TITLES = {
    GroupBy.SEGMENT: later("Age by segment"),
    GroupBy.COUNTRY: later("Age by country"),
    GroupBy.TYPE: later("Age by customer type"),
    GroupBy.ENTITY: later("Age by own company"),
    GroupBy.ALL: later("Age of everything"),
}
BY: dict[str, str] = {AgedBy.DUE: later("By due date"), AgedBy.ISSUE: later("By issue date")}
UNITS = {"amount": later("Amount"), "share": later("Share")}
BY_HELP = later("By due date counts days past due. By issue date counts days since the invoice, due or not.")


@dataclass(frozen=True, kw_only=True)
class View:
    """How the aging is looked at: age from which date, split by what, in money or in shares."""

    by: AgedBy
    split: GroupBy
    is_share: bool

    @property
    def key(self) -> str:
        """Widgets of one view: a chart keeps a highlight only while it stays the same chart."""
        return f"{self.by}_{self.split}_{self.is_share}_{st.session_state.get(TURN, 0)}"


@st.fragment
def aging_board(of: Edition, asked: Asked) -> None:
    """Draw the aging with its switches, its table, and the items of the cell that was clicked; a click reruns only this."""
    _ = words()
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            title = st.empty()
            view = View(
                split=GroupBy(_switch("aging_group", _("Split by"), GROUPS, GroupBy.SEGMENT, _)),
                by=AgedBy(_switch("aging_by", _(BY_HELP), BY, AgedBy.DUE, _)),
                is_share=_switch("aging_unit", _("Unit"), UNITS, "amount", _) == "share",
            )
        title.header(_(TITLES[view.split]), anchor=False, width="stretch")
        aged = reads.aging(of, asked.as_of, by=view.by, group=view.split, scope=asked.scope)
        names = group_names(of, aged, asked.currency, _)
        _chart(of, asked, view, _)
        aging_table(aged, names, asked.currency, _(GROUPS[view.split]), turn=st.session_state.get(TURN, 0), words=_)
    cell = st.session_state.get(CELL)
    if isinstance(cell, Cell) and (cell.by, cell.split) == (view.by, view.split) and cell.group in names:
        items_behind(of, asked, cell, names[cell.group], on_close=_close)
    else:
        st.caption(_("Click a bar or an amount to see the invoices behind it."))


def _switch(key: str, label: str, options: Mapping[str, str], default: str, words: Words) -> str:
    """Return the option chosen in a row of buttons; it stays chosen when the reader comes back."""
    chosen = st.segmented_control(
        label,
        list(options),
        default=default,
        required=True,
        format_func=lambda name: words(options[name]),
        key=key,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen if chosen in options else default


def _chart(of: Edition, asked: Asked, view: View, words: Words) -> None:
    key = f"aging_bars_{view.key}"

    def pick() -> None:
        points = st.session_state[key].selection.points
        if points:
            name, bucket = points[0]["customdata"]
            st.session_state[CELL] = Cell(by=view.by, split=view.split, group=name, bucket=bucket)
        else:
            st.session_state.pop(CELL, None)

    draw(age_figure(of, asked, view, words.language), words("Open balance by age"), key=key, on_select=pick)


@st.cache_resource(show_spinner=False, max_entries=256)
def age_figure(of: Edition, asked: Asked, view: View, language: str) -> go.Figure:
    """Return the bars of one view, shared by everybody who looks at it."""
    _ = Words(language=language)
    aged = reads.aging(of, asked.as_of, by=view.by, group=view.split, scope=asked.scope)
    names = group_names(of, aged, asked.currency, _)
    return age_bars(
        list(names.items()),
        [(bucket.key, bucket_label(bucket, _)) for bucket in aged.buckets],
        {name: {key: cell.minor for key, cell in aged.groups[name][asked.currency].cells.items()} for name in names},
        currency=asked.currency,
        words=_,
        as_share=view.is_share,
    )


def group_names(of: Edition, aged: Aging, currency: str, words: Words) -> dict[str, str]:
    """Return the groups with anything in ``currency`` and their labels: segments in the policy's order, others by size."""
    held = [name for name, balances in aged.groups.items() if currency in balances]
    if aged.group is GroupBy.SEGMENT:
        labels = {**reads.segment_labels(of), UNASSIGNED: words("Not assigned")}
        return {name: words(label) for name, label in labels.items() if name in held}
    ordered = sorted(held, key=lambda name: -aged.groups[name][currency].total.minor)
    if aged.group is GroupBy.COUNTRY:
        return {name: words.country(name) for name in ordered}
    if aged.group is GroupBy.TYPE:
        return {name: words(CUSTOMER_TYPES[CustomerType(name)]) for name in ordered}
    return {name: words("All") if aged.group is GroupBy.ALL else name for name in ordered}


def _close() -> None:
    """Forget the cell and, by a new key, the highlight in the chart."""
    st.session_state.pop(CELL, None)
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
