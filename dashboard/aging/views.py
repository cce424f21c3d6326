"""Saved views of the explorer: open, save, rename, make the default, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.desk.views import forget_view, make_default, rename_view, save_view, views
from core.errors import SaldoError
from dashboard import reads
from dashboard.aging.url import PAGE, current, open_query
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person

if TYPE_CHECKING:
    from core.desk.views import View
    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition

NAME = "aging_view_name"
TOLD = "aging_view_told"


def views_menu(of: Edition, asked: Asked, words: Words) -> None:
    """Draw the menu of saved views; what is asked now can be saved under a name."""
    _ = words
    desk = reads.application().desk
    with st.popover(_("Views"), icon=":material/bookmark:"):
        problem = st.session_state.pop(TOLD, None)
        if problem:
            refuse(problem)
        saved = views(desk, PAGE)
        for place, view in enumerate(saved):
            _row(of, view, place, words)
        if not saved:
            st.caption(_("Nothing saved yet."))
        with st.form("aging_view_form", border=False, clear_on_submit=True):
            name = st.text_input(_("Save this view as"), key=NAME, max_chars=60, placeholder=_("Overdue in retail"))
            if st.form_submit_button(_("Save"), icon=":material/bookmark_add:", disabled=not may(Action.VIEW)):
                try:
                    save_view(desk, PAGE, name, current(of, asked), by=person())
                except SaldoError as error:
                    st.session_state[TOLD] = error
                st.rerun()
        st.caption(_("A view keeps the question, not the figures: opened later it shows the ledger of that day."))


def open_default(of: Edition) -> None:
    """Ask what the default view asks, when there is one."""
    for view in views(reads.application().desk, PAGE):
        if view.is_default:
            open_query(of, view.query)


def _row(of: Edition, view: View, place: int, words: Words) -> None:
    _ = words
    desk = reads.application().desk
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            plain(view.name),
            icon=":material/star:" if view.is_default else ":material/bookmark:",
            type="tertiary",
            width="stretch",
            key=f"aging_view_open_{place}",
            on_click=open_query,
            args=(of, view.query),
            help=_("Saved by {name}, {moment}", name=plain(view.saved_by), moment=_.moment(view.saved_at)),
        )
        with st.popover("", icon=":material/more_vert:", help=_("More for this view")):
            new_name = st.text_input(_("Name"), view.name, key=f"aging_view_name_{place}_{view.name}", max_chars=60)

            def rename() -> None:
                try:
                    rename_view(
                        desk, PAGE, view.name, st.session_state[f"aging_view_name_{place}_{view.name}"], by=person()
                    )
                except SaldoError as error:
                    st.session_state[TOLD] = error

            st.button(
                _("Rename"),
                key=f"aging_view_rename_{place}",
                disabled=new_name == view.name or not may(Action.VIEW),
                on_click=rename,
            )
            st.button(
                _("Do not open with this view") if view.is_default else _("Open with this view"),
                icon=":material/star:",
                key=f"aging_view_default_{place}",
                on_click=make_default,
                args=(desk, PAGE, None if view.is_default else view.name),
                disabled=not may(Action.VIEW),
            )
            st.button(
                _("Delete"),
                icon=":material/delete:",
                key=f"aging_view_delete_{place}",
                on_click=forget_view,
                args=(desk, PAGE, view.name),
                disabled=not may(Action.VIEW),
            )
