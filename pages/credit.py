"""Credit and insurance: exposure beside limits and cover, the insurer's clock, whom to watch, who has room."""

from __future__ import annotations

import streamlit as st

from dashboard import reads
from dashboard.credit import reads as read
from dashboard.credit.clock import clock
from dashboard.credit.files import files
from dashboard.credit.finding import finding
from dashboard.credit.lists import exposure, room, watch
from dashboard.empty import edition_or_stop
from dashboard.numbers_nav import numbers_nav
from dashboard.sections import section
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Credit and insurance"))
st.title(_("Credit and insurance"), anchor=False)
st.caption(
    _(
        "What customers may come to owe, beside what we allow, what is insured and what bureaus say. Ledger of {day}, deadlines from {today}.",
        day=_.day(reads.latest_on(of)),
        today=_.day(read.today()),
    )
)
numbers_nav(_)
turn, today = read.turn(), read.today()
finding(read.whole(of, turn, today), read.watched(of, turn, today), _)
view = section(
    _("Part"),
    {
        "clock": _("Deadlines"),
        "watch": _("To watch"),
        "exposure": _("Exposure"),
        "room": _("More room"),
        "files": _("Files"),
    },
    param="view",
)
{"clock": clock, "watch": watch, "exposure": exposure, "room": room, "files": files}[view](of)
