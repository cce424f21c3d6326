"""From where on two people look, and the approvals that wait for a second look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.access import four_eyes as kept
from core.access.four_eyes import SETTING, Rule
from core.access.second_looks import waiting
from core.actions import Action
from core.desk import settings
from dashboard import reads
from dashboard.people.said import attempt
from dashboard.people.second_looks import second_look
from dashboard.session import may, person, words

if TYPE_CHECKING:
    from dashboard.i18n import Words


def four_eyes() -> None:
    """Draw the limits, how they hold in a team of this size, and what waits."""
    _ = words()
    desk = reads.application().desk
    with desk.reading() as session:
        is_small = kept.is_small_team(session)
    st.markdown(
        _(
            "At most two people make or approve campaigns here, so one may do both. What is above these limits waits for a second look"
            " afterwards: by a colleague at once, or by the same person from the next day on."
        )
        if is_small
        else _("Who planned, wrote or changed something above these limits does not approve it: a colleague does.")
    )
    _limits(_)
    looks = waiting(desk)
    if looks:
        st.header(_("Waits for a second look"), anchor=False)
    for each in looks:
        second_look(each, _)


def _limits(words: Words) -> None:
    _ = words
    desk = reads.application().desk
    known, seen = kept.rule(desk), settings.get(desk, SETTING)
    is_open = may(Action.SETTING)
    with st.form("four_eyes", enter_to_submit=False):
        left, middle, right = st.columns(3, vertical_alignment="bottom")
        euros = left.number_input(
            _("Euros asked for in all"), 0, 1_000_000_000, known.most_minor // 100, step=5_000, disabled=not is_open
        )
        messages = middle.number_input(_("Messages"), 0, 1_000_000, known.most_messages, step=50, disabled=not is_open)
        days = right.number_input(_("Days until the second look"), 1, 60, known.look_again_days, disabled=not is_open)
        legal = st.toggle(_("Legal steps always by two"), known.is_legal_by_two, disabled=not is_open)
        if st.form_submit_button(_("Save"), icon=":material/save:", disabled=not is_open):
            chosen = Rule(
                most_minor=int(euros) * 100,
                most_messages=int(messages),
                is_legal_by_two=legal,
                look_again_days=int(days),
            )
            based_on = 0 if seen is None else seen.revision
            attempt(lambda: kept.save_rule(desk, chosen, by=person(), based_on=based_on), _("Saved."))
