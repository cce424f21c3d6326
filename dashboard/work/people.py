"""Who has what: claim an entry, hand it over, and say that somebody is away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.actions import Action
from core.desk import work
from core.desk.work import TEAM
from dashboard import reads
from dashboard.customer.done import tell, turn
from dashboard.plain import plain
from dashboard.session import may, person
from dashboard.work.decide import HERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.campaigns.work_list import WorkList
    from dashboard.i18n import Words


def hand_over(found: WorkList, entry: Mapping[str, Any], words: Words) -> None:
    """Draw who the entry is for, and the ways to take it or give it to somebody."""
    _ = words
    desk, me, key, seen = reads.application().desk, person(), str(entry["key"]), int(entry["turn"])
    who = str(entry["who"])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(plain(_("For {who}", who=who) if who else _("For whoever takes it")), width="stretch")
        if who != me and st.button(
            _("I take it"), icon=":material/back_hand:", key=f"mine_{key}_{turn()}", disabled=not may(Action.HANDLE)
        ):
            now = work.assign(desk, key, me, by=me, seen=seen)
            tell(HERE, _("It is yours."), lambda: work.assign(desk, key, who, by=me, seen=now))
        with st.popover(_("Hand over"), icon=":material/person_add:", disabled=not may(Action.HANDLE)):
            names = sorted({each for each in found.frame["who"] if each not in {TEAM, me}})
            to = st.selectbox(
                _("To"), names, index=None, accept_new_options=True, placeholder=_("Name"), key=f"to_{key}_{turn()}"
            )
            why = st.text_input(_("Why?"), key=f"to_why_{key}_{turn()}", max_chars=300)
            if st.button(
                _("Hand over"), key=f"to_go_{key}_{turn()}", type="primary", disabled=not to or not may(Action.HANDLE)
            ):
                now = work.assign(desk, key, str(to), by=me, why=why, seen=seen)
                said = plain(_("Handed over to {who}.", who=str(to)))
                tell(HERE, said, lambda: work.assign(desk, key, who, by=me, seen=now))


def away(found: WorkList, words: Words) -> None:
    """Draw who is away, and the form that says so; a deputy gets the work, or everybody does."""
    _ = words
    desk, today = reads.application().desk, found.capacity.on
    known = work.absences(desk, today)
    with st.popover(_("Away"), icon=":material/beach_access:"):
        for row in known.to_dict("records"):
            instead = row["deputy"] if isinstance(row["deputy"], str) else _("everybody")
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(
                    plain(
                        _(
                            "{who}: {first} to {last}, {deputy} does the work",
                            who=row["person"],
                            first=_.short_day(row["from_on"].date()),
                            last=_.short_day(row["until_on"].date()),
                            deputy=instead,
                        )
                    ),
                    width="stretch",
                )
                if st.button(_("Back"), key=f"back_{row['absence_id']}", disabled=not may(Action.HANDLE)):
                    work.end_absence(desk, int(row["absence_id"]))
                    st.rerun()
        with st.form(f"away_{turn()}", border=False):
            names = sorted({*found.frame["who"], person()} - {TEAM})
            who = st.selectbox(_("Who"), names, index=names.index(person()), accept_new_options=True)
            days = st.date_input(_("First and last day"), value=(today, today), format="DD-MM-YYYY")
            deputy = st.selectbox(
                _("Who does the work"), names, index=None, placeholder=_("Everybody"), accept_new_options=True
            )
            if (
                st.form_submit_button(_("Note it"), icon=":material/check:", disabled=not may(Action.HANDLE))
                and isinstance(days, tuple)
                and days
            ):
                work.note_absence(desk, str(who), days[0], days[-1], by=person(), deputy=deputy)
                tell(HERE, plain(_("{who} is away; the work is passed on.", who=str(who))), None)
