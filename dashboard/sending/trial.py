"""The test button for mail: one mail to an address typed in, and what happened to it in clear words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.actions import Action
from core.channels.domain_check import Verdict
from core.channels.trial import Step
from core.errors import SaldoError
from core.mail_trial import try_mail
from dashboard import reads
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may
from dashboard.texts import later

if TYPE_CHECKING:
    from core.channels.trial import Said
    from core.mail_trial import MailTried
    from dashboard.i18n import Words

TRIED: Final = "mail_tried"
STEPS: Final = {
    Step.CONNECTION: later("The server was reached, and let us in"),
    Step.SENDER: later("It takes mail from this sender"),
    Step.RECIPIENT: later("It takes mail for this address"),
    Step.MAIL: later("It took the mail"),
}
FAILED: Final = {
    Step.CONNECTION: later("The server was not reached, or did not let us in"),
    Step.SENDER: later("It does not take mail from this sender"),
    Step.RECIPIENT: later("It does not take mail for this address"),
    Step.MAIL: later("It did not take the mail"),
}
SIGNS: Final = {
    Verdict.GOOD: ":material/check_circle: :green-badge[{check}]",
    Verdict.WEAK: ":material/warning: :orange-badge[{check}]",
    Verdict.MISSING: ":material/cancel: :red-badge[{check}]",
    Verdict.UNKNOWN: ":material/help: :gray-badge[{check}]",
}


def trial(words: Words) -> None:
    """Draw the address and the button, and how the latest test went."""
    _ = words
    with (
        st.form("mail_trial", border=False, enter_to_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        to = st.text_input(
            _("Send one mail to"), key="mail_trial_to", max_chars=254, placeholder="you@example.org", width=360
        )
        is_asked = st.form_submit_button(
            _("Send a test mail"), icon=":material/send:", type="primary", disabled=not may(Action.CHANNEL)
        )
    if is_asked:
        with st.spinner(_("Sending one mail")):
            try:
                st.session_state[TRIED] = (to.strip(), try_mail(reads.application(), to.strip()))
            except SaldoError as refused:
                st.session_state.pop(TRIED, None)
                refuse(refused)
    if TRIED in st.session_state:
        address, tried = st.session_state[TRIED]
        _outcome(address, tried, words)


def _outcome(to: str, tried: MailTried, words: Words) -> None:
    _ = words
    if tried.trial.is_accepted:
        st.success(_("The mail to {address} is on its way.", address=plain(to)), icon=":material/check_circle:")
    else:
        st.error(_("The mail to {address} did not go.", address=plain(to)), icon=":material/error:")
    for step in tried.trial.steps:
        _step(step, words)
    encrypted = tried.trial.security
    st.caption(
        " · ".join(
            [
                _("encrypted with {version}", version=plain(encrypted))
                if encrypted
                else _("not encrypted: it stays on this machine"),
                _("from {address}", address=plain(tried.sender)),
                _("returns to {address}", address=plain(tried.returns_to)),
            ]
        )
    )
    if not tried.findings:
        st.caption(_("SPF, DKIM and DMARC are looked up once a relay is set."))
    for finding in tried.findings:
        slots = {name: plain(value) for name, value in finding.slots.items()}
        st.markdown(f"{SIGNS[finding.verdict].format(check=finding.check)} {_(finding.sentence, **slots)}")


def _step(step: Said, words: Words) -> None:
    _ = words
    if step.is_ok is None:
        st.markdown(f":material/remove: :gray[{_(STEPS[step.step])} ({_('not tried')})]")
        return
    told = " ".join(filter(None, [str(step.code or ""), plain(step.words)]))
    if step.is_ok:
        st.markdown(f":material/check: {_(STEPS[step.step])} :gray[{told}]")
    else:
        st.markdown(f":material/close: **{_(FAILED[step.step])}**  \n{told}")
