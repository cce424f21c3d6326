"""The trail: filters, the entries they leave, and the one that was clicked."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from core.actions import Action
from core.clock import LOCAL
from core.desk.audit_reading import Asked
from dashboard import tables
from dashboard.audit import reads as read
from dashboard.audit.entry import entry
from dashboard.audit.said import done
from dashboard.audit.texts import ACTIONS
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.session import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from core.desk.audit_reading import Told
    from dashboard.i18n import Words

SHOWN: Final = 200
MORE: Final = "audit_more"
EXPORTED: Final = 100_000


@st.fragment
def trail() -> None:
    """Draw filters and entries; a click opens one."""
    _ = words()
    asked = _asked(_)
    limit = SHOWN * (1 + int(st.session_state.get(MORE, 0)))
    found = read.found(asked, limit)
    if not found:
        _none(asked, _)
        return
    columns = {
        "number": st.column_config.NumberColumn(_("Entry"), format="%d", width=60),
        "at": tables.moment_column(_("When"), _, has_seconds=True, width=150),
        "who": st.column_config.TextColumn(_("Who"), width=110),
        "action": st.column_config.TextColumn(_("What kind"), width=130),
        "done": st.column_config.TextColumn(_("What was done"), width=410),
        "customer": st.column_config.TextColumn(_("Customer number"), width=118),
        "why": st.column_config.TextColumn(_("Why"), width=190),
    }
    place = tables.table(listed(found, _), columns, alt=_("Entries of the audit trail"), key="audit_table", most=12)
    with st.container(horizontal=True, vertical_alignment="center"):
        export_menu(lambda: listed(read.found(asked, EXPORTED), _), name="audit", words=_, key="audit_out")
        if len(found) == limit and st.button(_("Show older entries"), icon=":material/history:", key="audit_older"):
            st.session_state[MORE] = int(st.session_state.get(MORE, 0)) + 1
            st.rerun(scope="fragment")
    if place is not None:
        entry(found[place], _)
    else:
        st.caption(_("Click an entry to see what was before and after."))


def listed(found: Sequence[Told], words: Words) -> pd.DataFrame:
    """Return entries as a table shows them and a reader takes them away."""
    rows = [
        {
            "number": each.number,
            "at": each.at.astimezone(LOCAL).replace(tzinfo=None),
            "who": each.who,
            "action": words(ACTIONS[Action(each.action)]),
            "done": done(each, words),
            "customer": ", ".join(dict.fromkeys(customer_id for _, customer_id in each.customers)),
            "why": each.why,
        }
        for each in found
    ]
    return pd.DataFrame(rows)


def _asked(words: Words) -> Asked:
    _ = words
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="audit_filters"):
        who = st.selectbox(_("Who"), read.people(), index=None, placeholder=_("everybody"), key="audit_who", width=170)
        action = st.selectbox(
            _("What kind"),
            list(Action),
            index=None,
            placeholder=_("everything"),
            format_func=lambda each: _(ACTIONS[each]),
            key="audit_action",
            width=230,
        )
        customer = st.text_input(_("Customer number"), key="audit_customer", bind="query-params", width=150)
        said = st.text_input(_("Says"), key="audit_words", bind="query-params", width=170)
        days = st.date_input(_("Days"), [], format="DD-MM-YYYY", key="audit_days", width=230)
    first, last = _bounds(days)
    return Asked(
        who=who,
        action=action,
        customer=(customer or "").strip() or None,
        words=said or "",
        from_at=None if first is None else _midnight(first),
        until_at=None if last is None else _midnight(last + timedelta(days=1)),
    )


def _bounds(days: object) -> tuple[date | None, date | None]:
    picked = days if isinstance(days, tuple) else (days,)
    return (picked[0], picked[-1]) if picked and picked[0] is not None else (None, None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _none(asked: Asked, words: Words) -> None:
    _ = words
    if asked == Asked():
        title, advice = _("Nothing was done yet"), _("Everything that somebody changes or takes away stands here.")
    else:
        title, advice = _("No entry says this"), _("Leave out a filter, or choose more days.")
    nothing(title, advice, icon=":material/policy:")
