"""Who stands in for whom, and the form that appoints a deputy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.access import deputies as kept
from core.access import people
from core.actions import Action
from dashboard import reads
from dashboard.people.said import attempt, turn
from dashboard.plain import plain
from dashboard.session import may, person, words

if TYPE_CHECKING:
    from core.access.deputies import Deputy
    from dashboard.i18n import Words


def deputies() -> None:
    """Draw who stands in, today and later; an administrator appoints and ends."""
    _ = words()
    st.caption(
        _(
            "A deputy has the work of who is away and may what they may, on those days. Four eyes stay four: a deputy does not approve"
            " what they had a hand in themselves."
        )
    )
    known = kept.deputies(reads.application().desk, reads.today())
    if not known:
        st.caption(_("Nobody stands in for anybody."))
    for each in known:
        _one(each, _)
    if may(Action.PEOPLE):
        _form(_)


def _one(deputy: Deputy, words: Words) -> None:
    _ = words
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"deputy_{deputy.id}"):
        st.markdown(
            plain(
                _(
                    "{deputy} stands in for {who}, {first} to {last}",
                    deputy=deputy.deputy,
                    who=deputy.person,
                    first=_.day(deputy.from_on),
                    last=_.day(deputy.until_on),
                )
            ),
            width="stretch",
        )
        if may(Action.PEOPLE) and st.button(_("End it"), icon=":material/close:", key=f"deputy_end_{deputy.id}"):
            desk = reads.application().desk
            attempt(lambda: kept.end(desk, deputy.id, by=person()), _("{who} is back.", who=deputy.person))


def _form(words: Words) -> None:
    _ = words
    desk, today = reads.application().desk, reads.today()
    names = [each.name for each in people.people(desk) if each.is_active]
    with st.form(f"deputy_{turn()}", enter_to_submit=False):
        left, middle, right = st.columns(3)
        who = left.selectbox(_("Away"), names, index=None, placeholder=_("Name"))
        deputy = middle.selectbox(_("Deputy"), names, index=None, placeholder=_("Name"))
        days = right.date_input(_("First and last day"), value=(today, today), format="DD-MM-YYYY")
        if st.form_submit_button(_("Appoint"), icon=":material/swap_horiz:", type="primary"):
            if not who or not deputy or not isinstance(days, tuple) or not days:
                st.error(_("Choose who is away, the deputy, and the days."), icon=":material/error:")
                return
            attempt(
                lambda: kept.appoint(desk, str(who), str(deputy), days[0], days[-1], by=person()),
                _("{deputy} stands in for {who}.", deputy=str(deputy), who=str(who)),
            )
