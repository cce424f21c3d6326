"""The aging explorer as a whole: switches, chips, the view that is open, and the items of its open cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.buckets import Convention
from core.metrics.traits import traits_known
from dashboard import reads
from dashboard.aging.controls import chips, menus, switches
from dashboard.aging.customers_view import customers_view
from dashboard.aging.flow_view import flow_view
from dashboard.aging.items import open_items
from dashboard.aging.labels import CONVENTION_SAID
from dashboard.aging.overview import heat, overview
from dashboard.aging.question import read_question
from dashboard.aging.url import is_first_look, lost_filters
from dashboard.aging.views import open_default, views_menu
from dashboard.plain import plain
from dashboard.sections import section
from dashboard.session import words

if TYPE_CHECKING:
    from dashboard.filters import Asked
    from dashboard.reads import Edition


def prepare(of: Edition) -> None:
    """Before the filter bar is drawn: an address that asks nothing opens with the default view, once a session."""
    if is_first_look():
        open_default(of)


def explorer(of: Edition, asked: Asked) -> None:
    """Draw the explorer of what the URL and the filter bar ask."""
    _ = words()
    read = read_question(dict(st.query_params), traits_known(reads.book(of)))
    question = read.question
    for name, value in (*lost_filters(), *read.unknown):
        st.warning(
            _(
                "This link asks for {value} as {name}, which this ledger does not have: shown without it.",
                value=plain(value),
                name=plain(name),
            ),
            icon=":material/link_off:",
        )
    switches(of, question, _)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="aging_head"):
        show = section(
            _("View"),
            {"table": _("Overview"), "heat": _("Heat map"), "flow": _("Flow"), "customers": _("Largest customers")},
            param="show",
        )
        menus(of, question, _)
        views_menu(of, asked, _)
    chips(of, asked, question, _)
    if question.convention is not Convention.HOUSE:
        st.info(_(CONVENTION_SAID[question.convention]), icon=":material/rule:")
    draw = {"table": overview, "heat": heat, "flow": flow_view, "customers": customers_view}[show]
    with st.container(border=True, gap="small", key="aging_explorer"):
        draw(of, asked, question, _)
    if question.cell is not None and bool(question.cell.origin) == (show == "flow") and show != "customers":
        open_items(of, asked, question, question.cell, _)
