"""Today: five figures, one chart, and what waits for somebody."""

from __future__ import annotations

import streamlit as st

from core.metrics.buckets import AgedBy
from core.metrics.registry import METRICS
from core.metrics.scope import GroupBy, Scope
from dashboard import reads
from dashboard.aging_board import View, age_figure
from dashboard.doors import link
from dashboard.drawn import draw
from dashboard.empty import edition_or_stop
from dashboard.filters import Asked
from dashboard.kpi import cards
from dashboard.numbers import reads as figures
from dashboard.session import words
from dashboard.today.attention import campaigns_waiting, freshness, past_due_by_segment
from dashboard.today.proposed import for_a_person, proposed
from dashboard.today.standing import standing_approvals
from dashboard.trend_board import course

_ = words()
of = edition_or_stop(_("Today"))
as_of, today = reads.latest_on(of), reads.today()
currency = reads.choices(of).currencies[0] if reads.choices(of).currencies else "EUR"
asked = Asked(scope=Scope(currency=currency), currency=currency, as_of=as_of)

st.title(_("Today"), anchor=False)
st.caption(" · ".join([_.day(today), _("ledger of {day}", day=_.day(as_of)), currency]))

left, right = st.columns([3.4, 1], gap="small")
with left:
    proposed(of, as_of)
with right:
    for_a_person(of, _)
standing_approvals(of)

values = figures.values(of, as_of, scope=asked.scope)
cards(
    [METRICS[slug] for slug in figures.house().headlines],
    {slug: by_currency[currency] for slug, by_currency in values.items() if currency in by_currency},
    course(of, asked),
    currency=currency,
    as_of=as_of,
    words=_,
)
with st.container(border=True):
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(_("Age by segment"), anchor=False, width="stretch")
        link("numbers", _("All numbers"), icon=":material/arrow_forward:")
    view = View(by=AgedBy.DUE, split=GroupBy.SEGMENT, is_share=False)
    draw(age_figure(of, asked, view, _.language), _("Open balance by age and segment"), key="today_age")

one, two, three = st.columns(3, gap="small")
with one:
    campaigns_waiting(_)
with two:
    freshness(of, today, _)
with three:
    past_due_by_segment(of, currency, _)
