"""What needs somebody now: campaigns that wait, data that is old, invoices that fell past due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.acting import current
from core.campaigns import reading
from core.money import to_decimal
from core.vocabulary import CampaignState
from dashboard import reads
from dashboard.bank.reads import lines
from dashboard.campaign.called import called
from dashboard.doors import is_for, link
from dashboard.plain import plain
from dashboard.texts import CAMPAIGN_COLOURS, CAMPAIGN_STATES

if TYPE_CHECKING:
    from datetime import date

    from dashboard.i18n import Words
    from dashboard.reads import Edition

# A list older than this many days makes reminders for invoices that were paid meanwhile.
FRESH_DAYS = 5
WAITING = (
    CampaignState.DRAFT,
    CampaignState.PREVIEWED,
    CampaignState.APPROVED,
    CampaignState.RUNNING,
    CampaignState.PAUSED,
)


def campaigns_waiting(words: Words) -> None:
    """Draw the campaigns that somebody must read, approve, launch or resume."""
    _ = words
    with st.container(border=True, height="stretch"):
        st.header(_("Campaigns"), anchor=False)
        waiting = [each for each in reading.campaigns(reads.application().desk) if each.state in WAITING]
        is_shown = is_for("campaign", current())
        if not waiting or not is_shown:
            st.caption(_("No campaign is waiting for you."))
        for each in waiting[:5] if is_shown else ():
            state = CampaignState(each.state)
            link(
                "campaign",
                f":{CAMPAIGN_COLOURS[state]}-badge[{_(CAMPAIGN_STATES[state])}] {plain(called(each.name, words))}",
                name=each.name,
            )
        link("campaigns", _("All campaigns"), icon=":material/arrow_forward:")


def freshness(of: Edition, today: date, words: Words) -> None:
    """Draw how old the ledger is, and what came in last."""
    _ = words
    with st.container(border=True, height="stretch"):
        st.header(_("Data"), anchor=False)
        days = (today - reads.latest_on(of)).days
        when = words.day(reads.latest_on(of))
        if days > FRESH_DAYS:
            told = _.count(
                "The ledger speaks of {day}: {n} day ago.", "The ledger speaks of {day}: {n} days ago.", days, day=when
            )
            st.warning(told + " " + _("Import a newer list before you write to customers."), icon=":material/update:")
        else:
            st.markdown(_("The ledger is up to date: it speaks of {day}.", day=when))
        for last in reads.imports(of).head(1).to_dict("records"):
            st.caption(
                _(
                    "Last file: {name}, {rows} rows, {left} left out.",
                    name=plain(last["file_name"]),
                    rows=words.number(int(last["accepted"])),
                    left=words.number(int(last["quarantined"])),
                ),
            )
        link("settings", _("Import a file"), icon=":material/upload_file:", tab="data")
        waiting = len(lines(of).waiting)
        told = _.count("Bank: {n} payment needs a look", "Bank: {n} payments need a look", waiting)
        link("bank", told if waiting else _("Bank"), icon=":material/account_balance:")


def past_due_by_segment(of: Edition, currency: str, words: Words) -> None:
    """Draw what is past due per segment, the most first."""
    _ = words
    with st.container(border=True, height="stretch"):
        st.header(_("Past due by segment"), anchor=False)
        totals = reads.assignment(of, reads.latest_on(of)).totals()
        labels = reads.segment_labels(of)
        ranked = sorted(totals.items(), key=lambda pair: -pair[1].past_due_minor.get(currency, 0))
        most = max([1, *(total.past_due_minor.get(currency, 0) for _name, total in ranked)])
        for name, total in ranked:
            minor = total.past_due_minor.get(currency, 0)
            st.progress(
                float(to_decimal(minor, currency) / to_decimal(most, currency)),
                text=f"{plain(_(labels[name]))} · **{words.round_money(minor, currency)}**",
            )
