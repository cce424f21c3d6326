"""Which messages answer by themselves what happened, and how many a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.actions import Action
from core.campaigns.answers.recent import recent
from core.campaigns.answers.switches import switches, turn
from core.errors import SaldoError
from core.vocabulary import MessageName
from dashboard import reads
from dashboard.doors import link
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person
from dashboard.texts import MESSAGES, later

if TYPE_CHECKING:
    from core.campaigns.answers.switches import Switch
    from dashboard.i18n import Words

MOST: Final = 10_000
WHEN: Final = {
    MessageName.THANK_YOU: later("Everything a reminder asked for is paid, and nothing else is past due."),
    MessageName.PROMISE_CONFIRMATION: later("A promise to pay is noted."),
    MessageName.PLAN_CONFIRMATION: later("A payment plan is noted."),
    MessageName.INSTALMENT_MISSED: later("A part of a plan did not come in time."),
    MessageName.DISPUTE_RECEIVED: later("A dispute is noted."),
    MessageName.DEBIT_REVERSED: later("A direct debit went back, and the ledger has the invoice open again."),
}


def answers(words: Words) -> None:
    """Draw every kind of answer with its switch, and the latest of them."""
    _ = words
    desk = reads.application().desk
    st.markdown(
        _(
            "Saldo can answer what happens by itself. Each kind is off until you switch it on, and answers only what happens"
            " from then on. An answer goes by e-mail, or as the customer asked, and passes the same checks as every message."
        )
    )
    for message, switch in switches(desk).items():
        with st.container(border=True):
            _kind(message, switch, _)
    _latest(_)


def _kind(message: MessageName, switch: Switch, words: Words) -> None:
    _ = words
    desk, is_on = reads.application().desk, switch.since_at is not None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container():
            wants = st.toggle(_(MESSAGES[message]), value=is_on, key=f"answer_{message}")
            st.caption(_(WHEN[message]))
        most = st.number_input(
            _("At most a day"),
            min_value=1,
            max_value=MOST,
            value=switch.most_a_day,
            key=f"answer_most_{message}",
            width=150,
            disabled=not wants,
        )
    if switch.paused_why:
        st.warning(_("Waits for you: {why}", why=plain(switch.paused_why)), icon=":material/pause:")
    elif switch.since_at is not None:
        st.caption(_("On since {moment}", moment=_.moment(switch.since_at)))
    is_same = wants == is_on and most == switch.most_a_day
    if is_same and not switch.paused_why:
        return
    label = _("Let it go on") if switch.paused_why and is_same else _("Save")
    if st.button(label, key=f"answer_save_{message}", icon=":material/save:", disabled=not may(Action.POLICY)):
        try:
            turn(desk, message, is_on=wants, most_a_day=int(most), by=person())
        except SaldoError as problem:
            refuse(problem)
            return
        st.rerun()


def _latest(words: Words) -> None:
    _ = words
    found = recent(reads.application().desk)
    st.header(_("Latest answers"), anchor=False)
    if not found:
        st.caption(_("None yet."))
        return
    for each in found:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{_.moment(each.at)} · **{plain(_(MESSAGES[each.message]))}** · {plain(each.customer_id)}")
            if each.campaign is None:
                st.caption(_("no message: {why}", why=plain(each.why)))
            else:
                link("campaign", _("Open"), name=each.campaign)
