"""Numbers: the figures of a day, the aging down to the invoice, the course of two years, and every figure there is."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.metrics.registry import METRICS
from dashboard.aging_board import aging_board
from dashboard.empty import edition_or_stop
from dashboard.explain.panel import explain_button
from dashboard.figures import all_figures
from dashboard.heading import heading
from dashboard.kpi import cards
from dashboard.numbers import reads as figures
from dashboard.numbers.loss_tables import loss_tables
from dashboard.numbers_nav import numbers_nav
from dashboard.review import group
from dashboard.sections import section
from dashboard.session import words
from dashboard.take_away import take_away
from dashboard.trend_board import course, trend_board

_ = words()
of = edition_or_stop(_("Numbers"))
asked = heading(_("Numbers"), of, _, is_dated=True, group=group.currency())
numbers_nav(_)
if asked.is_group:
    group.figures_together(of, asked, asked.as_of)
    st.stop()

house = figures.house()
values = figures.values(of, asked.as_of, scope=asked.scope)
mine = {slug: by_currency[asked.currency] for slug, by_currency in values.items() if asked.currency in by_currency}
cards(
    [METRICS[slug] for slug in house.headlines],
    mine,
    course(of, asked),
    currency=asked.currency,
    as_of=asked.as_of,
    words=_,
    explain=lambda slug: explain_button(of, asked, slug, key=f"card_{slug}"),
)

with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    view = section(
        _("View"),
        {
            "aging": _("Aging"),
            "course": _("Two years"),
            "losses": _("Rolling and provision"),
            "definitions": _("All figures"),
        },
        param="view",
    )
    take_away(asked, _)
if view == "course":
    trend_board(of, asked)
elif view == "losses":
    loss_tables(mine, asked.currency, house.lost_share, _)
elif view == "definitions":
    explain = partial(explain_button, of, asked)
    all_figures(values, asked.currency, _, house_dso=house.dso, explain=lambda slug: explain(slug, key=f"all_{slug}"))
else:
    aging_board(of, asked)
