"""What the built-in mailbox received: a list to search, and each mail in its three forms, the last byte for byte."""

from __future__ import annotations

from hashlib import sha256

import pandas as pd
import streamlit as st

from core.campaigns.left import mails_seen
from core.campaigns.reading import read_mail
from core.channels.mailbox import Mailbox
from dashboard import reads, tables
from dashboard.campaign.reader_message import envelope, show_mail
from dashboard.empty import nothing
from dashboard.plain import plain
from dashboard.session import words

PAGE_ROWS = 14
OPEN = "inbox_open"


@st.fragment
def received() -> None:
    """Draw the mailbox, the newest first."""
    _ = words()
    mailbox = Mailbox(reads.application().settings.mailbox_folder)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(
            _("Search"),
            key="inbox_search",
            type="search",
            placeholder=_("Recipient, subject or Message-ID"),
            label_visibility="collapsed",
            width=360,
        )
        st.button(_("Look again"), icon=":material/refresh:", key="inbox_again")
    known = mails_seen(reads.application().desk, mailbox.list_mail(search=search or ""))
    if not known:
        nothing(
            _("No mail"),
            _("Launch a campaign: without a relay, everything it sends arrives here and nowhere else."),
            icon=":material/inbox:",
        )
        return
    pages = -(-len(known) // PAGE_ROWS)
    place = min(int(st.session_state.get("inbox_page", 1)), pages)
    shown = known[(place - 1) * PAGE_ROWS : place * PAGE_ROWS]
    left, right = st.columns([1, 1.25], gap="medium")
    with left:
        frame = pd.DataFrame(
            [{"to": mail.recipient, "subject": mail.subject, "at": tables.local(mail.received_at)} for mail in shown],
        )
        columns = {
            "to": st.column_config.TextColumn(_("To"), width=175),
            "subject": st.column_config.TextColumn(_("Subject"), width=190),
            "at": tables.moment_column(_("Received"), _, has_year=False, width=105),
        }
        row = tables.table(frame, columns, alt=_("Mail"), key=f"inbox_list_{place}", most=PAGE_ROWS)
        if row is not None:
            st.session_state[OPEN] = shown[row].mail_id
        if pages > 1:
            st.pagination(pages, key="inbox_page")
        st.caption(_.count("{n} mail", "{n} mails", len(known)))
    mail_id = st.session_state.get(OPEN)
    chosen = next((mail for mail in known if mail.mail_id == mail_id), shown[0])
    with right, st.container(border=True):
        content = mailbox.read_mail(chosen.mail_id)
        mail = read_mail(content, is_sealed=True, sha256=sha256(content).hexdigest())
        st.markdown(f"**{plain(mail.subject)}**")
        st.caption(envelope(mail, _) + f"  \n{_.moment(chosen.received_at)}")
        show_mail(mail, _, key=f"inbox_{chosen.mail_id}")
