"""Payment behaviour: when, how late and how customers pay, who changed, and who is late only by the calendar."""

from __future__ import annotations

import streamlit as st

from dashboard.behaviour.calendar import by_calendar
from dashboard.behaviour.changes import changes
from dashboard.behaviour.days import pay_days
from dashboard.behaviour.lateness import lateness
from dashboard.behaviour.methods import methods
from dashboard.behaviour.reads import behaviour
from dashboard.behaviour.trouble import trouble
from dashboard.empty import edition_or_stop
from dashboard.heading import heading
from dashboard.numbers_nav import numbers_nav
from dashboard.sections import section
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Payment behaviour"))
asked = heading(_("Payment behaviour"), of, _, is_dated=True)
numbers_nav(_)
with st.spinner(_("Reading how everybody paid")):
    behaviour(of, asked.as_of)

view = section(
    _("View"),
    {
        "days": _("Pay days"),
        "late": _("Days late"),
        "changes": _("Changes"),
        "calendar": _("By the calendar"),
        "methods": _("Methods"),
        "trouble": _("Trouble"),
    },
    param="view",
)
if view != "days":
    with st.spinner(_("Reading how everybody paid")):
        behaviour(of, asked.as_of).patterns  # noqa: B018 - found when first asked for, kept after
{
    "days": pay_days,
    "late": lateness,
    "changes": changes,
    "calendar": by_calendar,
    "methods": methods,
    "trouble": trouble,
}[view](of, asked)
