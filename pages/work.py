"""Work list: what waits for a person, the most expected money first; one entry open, with everything that can be done about it."""

from __future__ import annotations

import streamlit as st

from dashboard.customer.done import done_board
from dashboard.doors import FOLDER, link
from dashboard.empty import edition_or_stop, nothing
from dashboard.replies.done import done_line
from dashboard.session import words
from dashboard.work.decide import HERE, all_held
from dashboard.work.entry import entry_board
from dashboard.work.head import call_figures, filters
from dashboard.work.people import away
from dashboard.work.queue import opened, queue
from dashboard.work.reads import found

_ = words()
of = edition_or_stop(_("Work list"))
st.title(_("Work list"), anchor=False)
everything = found(of)
done_board(HERE, _)
done_line(_)
call_figures(everything, _)
shown = filters(everything, lambda: away(everything, _), _)
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    all_held(shown.now, _)
    for page, label, icon in (
        ("replies", _("All replies"), ":material/reply:"),
        ("agency", _("Agency"), ":material/outbox:"),
    ):
        if (FOLDER / f"{page}.py").exists():
            link(page, label, icon=icon)
entry = opened(shown)
if entry is None and not len(shown.now):
    nothing(
        _("Nothing to do"),
        _("Nothing waits for you here. Choose another kind or person, or come back later."),
        icon=":material/task_alt:",
    )
left, right = st.columns([1, 1], gap="small")
with left:
    if entry is not None:
        entry_board(of, everything, entry, _)
with right:
    queue(everything, shown, None if entry is None else str(entry["key"]), _)
