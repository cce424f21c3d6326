"""Replies: what customers wrote back, one click from what to make of it, and what came back undelivered."""

from __future__ import annotations

import streamlit as st

from core.desk.replies import open_replies
from dashboard import reads
from dashboard.bank.reads import names
from dashboard.empty import edition_or_stop
from dashboard.replies.came_back import came_back
from dashboard.replies.done import done_line
from dashboard.replies.queue import dealt_with, queue
from dashboard.replies.source import source_line
from dashboard.sections import section
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Replies"))
st.title(_("Replies"), anchor=False)
source_line(_)
done_line(_)
waiting = open_replies(reads.application().desk)
is_known = waiting["customer_id"].notna()
view = section(
    _("View"),
    {
        "waiting": _("Waiting ({n})", n=_.number(int(is_known.sum()))),
        "nobody": _("Of nobody yet ({n})", n=_.number(int((~is_known).sum()))),
        "back": _("Came back"),
        "done": _("Dealt with"),
    },
    param="view",
)
if view == "back":
    came_back(_)
elif view == "done":
    dealt_with(names(of), _)
else:
    queue(waiting[is_known if view == "waiting" else ~is_known], names(of), _)
