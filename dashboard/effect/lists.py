"""The list of experiments, and of campaigns with what came in after each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from core.experiments.said import KINDS, finding
from dashboard import tables
from dashboard.doors import go
from dashboard.effect import reads as effects
from dashboard.effect.one import one, show
from dashboard.empty import nothing
from dashboard.exports import export_menu

if TYPE_CHECKING:
    from core.experiments.described import Described
    from dashboard.i18n import Words
    from dashboard.reads import Edition

MOST_CAMPAIGNS: Final = 25


def experiments(of: Edition, words: Words) -> None:
    """Draw the experiment that the URL names, else the newest, and the list of all."""
    _ = words
    known = effects.experiments()
    if not known:
        nothing(
            _("Nothing is being measured yet"),
            _(
                "What a reminder does can only be known by leaving a few customers alone, drawn by lot, and comparing. Start shows whether this portfolio is large enough to answer; where it is not, nobody is left alone. Once a campaign was launched under an experiment and its window is over, its effect stands here with its interval."
            ),
            icon=":material/science:",
        )
        if st.toggle(_("Show a made-up example"), key="effect_example"):
            show(of, effects.made_up(), _, is_example=True)
        return
    asked = st.query_params.get("name", "")
    chosen = next((each for each in known if each.name == asked), known[0])
    one(of, chosen.name, _)
    if len(known) == 1:
        return
    rows = pd.DataFrame(
        [
            {
                "name": each.name,
                "kind": _(KINDS[each.design.kind]),
                "state": _("runs") if each.is_running else _("ended"),
                "campaigns": each.campaigns,
                "customers": each.customers,
                "finding": finding(effects.results(of, each.name), _),
            }
            for each in known
        ]
    )
    text = st.column_config.TextColumn
    columns = {
        "name": text(_("Experiment"), width=220, pinned=True),
        "kind": text(_("Kind"), width=90),
        "state": text(_("State"), width=80),
        "campaigns": tables.number_column(_("Campaigns"), _, width=95),
        "customers": tables.number_column(_("Drawn"), _, width=80),
        "finding": text(_("Finding"), width=460),
    }
    st.header(_("All experiments"), anchor=False)
    row = tables.table(rows, columns, alt=_("All experiments"), key="effect_list")
    if row is not None and known[row].name != chosen.name:
        go("effect", view="experiments", name=known[row].name)


def campaigns(of: Edition, words: Words) -> None:
    """Draw what came in after each campaign: figures to know, and why they are no effect."""
    _ = words
    known = effects.campaigns()
    if not known:
        nothing(
            _("No campaign was launched yet"),
            _(
                "Once a campaign is on its way, what comes in after it is listed here, whether or not anybody was left alone."
            ),
            icon=":material/outgoing_mail:",
        )
        return
    window = effects.decided().window_days
    told = [effects.description(of, each, window) for each in known[:MOST_CAMPAIGNS]]
    st.markdown(
        _(
            "What came in within {n} days. Part of it would have come anyway: only an experiment tells which part.",
            n=str(window),
        )
    )
    frame = _rows(told, _)
    text = st.column_config.TextColumn
    columns = {
        "name": text(_("Campaign"), width=240, pinned=True),
        "launched": tables.day_column(_("Launched"), _, width=105),
        "messages": tables.number_column(_("Messages"), _, width=90),
        "paid": text(_("Paid in full"), width=110),
        "came_in": text(_("Came in"), width=120),
        "cost": text(_("Cost of contacts"), width=120),
        "disputed": tables.number_column(_("Disputes"), _, width=80),
        "complained": tables.number_column(_("Complaints"), _, width=90),
        "measured": text(_("Measured by"), width=200),
    }
    row = tables.table(frame, columns, alt=_("Campaigns"), key="effect_campaigns", most=20)
    with st.container(horizontal=True, vertical_alignment="center"):
        export_menu(lambda: frame, name="campaigns", words=_, key="effect_campaigns_out")
        if len(known) > MOST_CAMPAIGNS:
            st.caption(_("The latest {n} of {all} campaigns.", n=_.number(MOST_CAMPAIGNS), all=_.number(len(known))))
    if row is not None:
        chosen = told[row].campaign
        if chosen.experiments:
            go("effect", view="experiments", name=chosen.experiments[0])
        go("campaign", name=chosen.name)


def _rows(told: list[Described], words: Words) -> pd.DataFrame:
    _ = words
    return pd.DataFrame(
        [
            {
                "name": each.campaign.name,
                "launched": each.campaign.start_on,
                "messages": each.messages,
                "paid": _("after {day}", day=_.day_of_month(each.over_on))
                if each.paid_share is None
                else _.share(each.paid_share, 1),
                "came_in": "" if each.euros is None else _.round_money(round(each.euros * 100), "EUR"),
                "cost": _.money(round(each.cost_eur * 100), "EUR"),
                "disputed": each.disputed,
                "complained": each.complained,
                "measured": ", ".join(each.campaign.experiments) or _("nothing: nobody was left alone"),
            }
            for each in told
        ]
    )
