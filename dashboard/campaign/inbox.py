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
    asked = int(st.session_state.get("inbox_page", 1))
    desk = reads.application().desk
    known = mails_seen(desk, mailbox, search=search or "", start=(asked - 1) * PAGE_ROWS, limit=PAGE_ROWS)
    pages = -(-known.total // PAGE_ROWS)
    place = min(asked, max(pages, 1))
    if place != asked:  # fewer than there were
        known = mails_seen(desk, mailbox, search=search or "", start=(place - 1) * PAGE_ROWS, limit=PAGE_ROWS)
    shown = known.mails
    if not shown:
        nothing(
            _("No mail"),
            _("Launch a campaign: without a relay, everything it sends arrives here and nowhere else."),
            icon=":material/inbox:",
        )
        return
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
            st.session_state[OPEN] = shown[row]
        if pages > 1:
            st.pagination(pages, key="inbox_page")
        st.caption(_.count("{n} mail", "{n} mails", known.total))
    opened = st.session_state.get(OPEN)
    chosen = opened if opened is not None and mailbox.has(opened.mail_id) else shown[0]
    with right, st.container(border=True):
        content = mailbox.read_mail(chosen.mail_id)
        mail = read_mail(content, is_sealed=True, sha256=sha256(content).hexdigest())
        st.markdown(f"**{plain(mail.subject)}**")
        st.caption(envelope(mail, _) + f"  \n{_.moment(chosen.received_at)}")
        show_mail(mail, _, key=f"inbox_{chosen.mail_id}")
