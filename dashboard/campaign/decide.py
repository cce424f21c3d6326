"""The two acts that cannot be taken back: approval fixes the bytes, launch hands them to the sender."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.campaigns import reading
from core.campaigns.approve import approve
from dashboard import reads
from dashboard.plain import plain
from dashboard.session import person

if TYPE_CHECKING:
    from dashboard.i18n import Words


def approval(name: str, words: Words) -> None:
    """Draw what approval means, by whom, and the button."""
    _ = words
    desk = reads.application().desk
    total, messages = reading.previewed(desk, name)
    left_out = sum(message.is_excluded for message in messages)
    remarks = sum(bool(message.remarks) for message in messages)
    with st.container(border=True, key="approval"):
        st.header(_("Approve"), anchor=False)
        st.markdown(
            _.count("{n} message is ready.", "{n} messages are ready.", total - left_out)
            + " "
            + _(
                "Approval fixes date and number of each mail and the exact bytes; afterwards nothing in them can change."
            ),
        )
        if left_out:
            st.caption(_.count("{n} customer was left out by hand.", "{n} customers were left out by hand.", left_out))
        if remarks:
            st.caption(
                _.count(
                    "{n} message has a remark about its language.",
                    "{n} messages have a remark about their language.",
                    remarks,
                )
            )
        _four_eyes(words)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            why = st.text_input(
                _("Remark"), key="approve_why", max_chars=300, placeholder=_("Kept with the campaign"), width=360
            )
            if st.button(
                _("Approve"), type="primary", icon=":material/verified:", key="approve", disabled=total == left_out
            ):
                approve(desk, name, by=person(), why=(why or "").strip())
                st.rerun()


def launching(name: str, words: Words) -> None:
    """Draw where the mail will go, and the button."""
    _ = words
    app = reads.application()
    _total, messages = reading.previewed(app.desk, name)
    ready = sum(not message.is_excluded for message in messages)
    with st.container(border=True, key="launching"):
        st.header(_("Launch"), anchor=False)
        st.markdown(_.count("{n} message waits for the sign to go.", "{n} messages wait for the sign to go.", ready))
        where_mail_goes(words)
        st.caption(
            _(
                "A message whose facts changed since it was written is held and shown with the difference; the others go."
            )
        )
        if st.button(_("Launch"), type="primary", icon=":material/send:", key="launch"):
            launched = app.launch(name, by=person())
            said = _.count("{n} message is on its way.", "{n} messages are on their way.", launched.queued)
            if launched.held:
                said += " " + _.count("{n} is held.", "{n} are held.", launched.held)
            st.toast(said, icon=":material/send:")
            st.rerun()


def where_mail_goes(words: Words) -> None:
    """Say whether mail can leave this machine."""
    _ = words
    relay = reads.application().relay
    if relay is None:
        st.info(
            _("No relay is set: mail goes to the built-in mailbox, and nothing leaves this machine."),
            icon=":material/shield:",
        )
    else:
        st.warning(_("Mail goes out through {relay}.", relay=plain(relay)), icon=":material/outgoing_mail:")


def _four_eyes(words: Words) -> None:
    _ = words
    st.info(
        _(
            "Four eyes are off: without sign-in one person may approve and launch. You act as {who}.",
            who=f"**{plain(person())}**",
        ),
        icon=":material/visibility:",
    )
