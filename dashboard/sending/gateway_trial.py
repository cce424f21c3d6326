"""The test button of a gateway: one message to a number or address of one's own, and what the gateway said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.channels.base import Outcome
from core.errors import SaldoError
from core.gateways.trial import send_trial
from core.vocabulary import MAILED
from dashboard import reads
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may
from dashboard.texts import later

if TYPE_CHECKING:
    from core.vocabulary import ChannelName
    from dashboard.i18n import Words

SAID = {
    Outcome.ACCEPTED: later("The gateway took it: {words}"),
    Outcome.DEFERRED: later("The gateway says: later. {words}"),
    Outcome.REFUSED: later("The gateway refused it: {words}"),
    Outcome.UNSENT: later("The gateway did not let us in: {words}"),
    Outcome.UNCERTAIN: later("Nobody knows whether it took it: {words}"),
}


def gateway_trial(channel: ChannelName, words: Words) -> None:
    """Draw the button with its box."""
    _ = words
    with st.popover(_("Send a test message"), icon=":material/send:", disabled=not may(Action.CHANNEL)):
        is_mail = channel in MAILED
        to = st.text_input(
            _("Your own address") if is_mail else _("Your own number"),
            key=f"gateway_to_{channel}",
            placeholder="you@example.org" if is_mail else "+31 6 12345678",
            max_chars=254,
        )
        st.caption(
            _(
                "One message that says it is a test; it is in no campaign. It leaves this machine also while the gateway is off."
            )
        )
        if st.button(
            _("Send"),
            key=f"gateway_test_{channel}",
            type="primary",
            disabled=not (to or "").strip() or not may(Action.CHANNEL),
        ):
            app = reads.application()
            try:
                with st.spinner(_("Sending one message")):
                    receipt = send_trial(app.desk, channel, to, clock=app.clock)
            except SaldoError as refused:
                refuse(refused)
                return
            show = st.success if receipt.outcome is Outcome.ACCEPTED else st.error
            show(_(SAID[receipt.outcome], words=plain(receipt.text)))
