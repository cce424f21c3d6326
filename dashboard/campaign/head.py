"""The head of a campaign: its name, its state, and the five steps with the one it is at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.acting import current
from core.vocabulary import CampaignState
from dashboard.campaign.called import called
from dashboard.plain import plain
from dashboard.texts import CAMPAIGN_COLOURS, CAMPAIGN_STATES, later

if TYPE_CHECKING:
    from core.desk.campaign_tables import Campaign
    from dashboard.i18n import Words

STEPS = (later("Choose"), later("Read"), later("Approve"), later("Launch"), later("Follow"))
# A previewed campaign is being read: approving is what comes next.
AT = {
    CampaignState.DRAFT: 0,
    CampaignState.PREVIEWED: 1,
    CampaignState.APPROVED: 3,
    CampaignState.RUNNING: 4,
    CampaignState.PAUSED: 4,
    CampaignState.FINISHED: 5,
    CampaignState.CANCELLED: 5,
}


def head(campaign: Campaign, words: Words) -> None:
    """Draw name, state and steps."""
    _ = words
    state = CampaignState(campaign.state)
    badge = f":{CAMPAIGN_COLOURS[state]}-badge[{_(CAMPAIGN_STATES[state])}]"
    st.title(plain(called(campaign.name, words)), anchor=False)
    told = _("as of {day}, made by {who}", day=words.day(campaign.as_of), who=plain(campaign.created_by))
    st.markdown(f"{badge} :gray[{told}]")
    at = AT[state]
    marks = [
        f":green[:material/check:] {_(step)}"
        if place < at
        else f"**:primary[{_(step)}]**"
        if place == at
        else f":gray[{_(step)}]"
        for place, step in enumerate(STEPS)
    ]
    if state is not CampaignState.CANCELLED:
        st.markdown("  :gray[:material/chevron_right:]  ".join(marks))


def in_part(campaign: Campaign, words: Words) -> None:
    """Say that others may be in the campaign too, to who sees a part of the customers and did not plan it."""
    _ = words
    limits = current().limits
    if not limits.is_all and campaign.within != limits.key:
        st.info(
            _(
                "You see your part of this campaign: messages, figures and files are of your customers alone. It is started, paused and stopped by somebody who sees all of it."
            ),
            icon=":material/visibility:",
        )
