"""One campaign: ``/campaign?name=``; without a name, the choices of a new one."""

from __future__ import annotations

import streamlit as st

from core.campaigns import reading
from core.vocabulary import CampaignState
from dashboard import reads
from dashboard.campaign.audience import reconciliation
from dashboard.campaign.behind import kept_names
from dashboard.campaign.choose import choose, write_again
from dashboard.campaign.decide import approval, launched_now, launching
from dashboard.campaign.doubtful import doubtful, follows
from dashboard.campaign.head import head, in_part
from dashboard.campaign.history import history
from dashboard.campaign.progress import follow, results
from dashboard.campaign.reader import reader
from dashboard.campaign.whole_file import whole_file
from dashboard.doors import link
from dashboard.effect import panel
from dashboard.empty import edition_or_stop
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Campaign"))
link("campaigns", _("All campaigns"), icon=":material/arrow_back:")

name = st.query_params.get("name", "")
if not name:
    st.title(_("New campaign"), anchor=False)
    choose(of, _)
    st.stop()

campaign = reading.campaign(reads.application().desk, name)
state = CampaignState(campaign.state)
head(campaign, _)
in_part(campaign, _)
follows(name, _)

if state is CampaignState.DRAFT:
    write_again(of, campaign, _)
    panel.before_kept(of, campaign, _)
elif state is CampaignState.PREVIEWED:
    reader(name, state)
    panel.before_kept(of, campaign, _)
    approval(name, _)
elif state is CampaignState.APPROVED:
    launching(name, _)
    reader(name, state)
else:
    launched_now(name, _)
    follow(name, state)
    doubtful(name)
    panel.after(of, campaign, _)
    results(name)

with st.expander(
    _("Who is in, and who is out for which reason"), icon=":material/groups:", expanded=state is CampaignState.DRAFT
):
    currencies = reads.choices(of).currencies
    reconciliation(
        reading.totals(reads.application().desk, name),
        currencies[0] if currencies else "EUR",
        _,
        key="kept",
        names=lambda: kept_names(name),
    )
with st.expander(_("History"), icon=":material/history:"):
    history(name, _)
    whole_file(name, campaign.revision, _)
