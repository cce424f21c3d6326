"""Every campaign with its state and how far it is; a click opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.campaigns import reading
from core.vocabulary import CampaignState, MessageState
from dashboard import reads, tables
from dashboard.campaign.called import called
from dashboard.doors import go
from dashboard.empty import nothing
from dashboard.texts import CAMPAIGN_COLOURS, CAMPAIGN_STATES

if TYPE_CHECKING:
    from dashboard.i18n import Words


CARE = (MessageState.FAILED, MessageState.UNCERTAIN, MessageState.HELD)


def overview(words: Words) -> None:
    """Draw the list, the newest first."""
    _ = words
    desk = reads.application().desk
    known = reading.campaigns(desk)
    if not known:
        nothing(
            _("No campaign yet"),
            _(
                "A campaign finds who should get a reminder, writes every message for you to read, and sends what you approve."
            ),
            icon=":material/outgoing_mail:",
        )
        return
    rows, every, written = [], reading.every_state_counts(desk), reading.preview_sizes(desk)
    for each in known:
        counts = every.get(each.id, {})
        rows.append(
            {
                "name": called(each.name, words),
                "state": [_(CAMPAIGN_STATES[CampaignState(each.state)])],
                "as_of": each.as_of,
                "messages": sum(counts.values()) or written.get(each.id),
                "sent": counts.get(MessageState.SENT, 0) if counts else None,
                "care": sum(counts.get(state, 0) for state in CARE) if counts else None,
                "created_by": each.created_by,
                "launched_at": tables.local(each.launched_at),
            },
        )
    text = st.column_config.TextColumn
    columns = {
        "name": text(_("Campaign"), width=280),
        "state": st.column_config.MultiselectColumn(
            _("State"),
            options=[_(CAMPAIGN_STATES[state]) for state in CAMPAIGN_STATES],
            color=[CAMPAIGN_COLOURS[state] for state in CAMPAIGN_STATES],
            width=110,
        ),
        "as_of": tables.day_column(_("As of"), words, width=105),
        "messages": tables.number_column(_("Messages"), words, width=90),
        "sent": tables.number_column(_("Sent"), words, width=80),
        "care": tables.number_column(_("Needs a look"), words, width=110, help=_("Refused, uncertain or held.")),
        "launched_at": tables.moment_column(_("Launched"), _, width=150),
        "created_by": text(_("Made by"), width=140),
    }
    row = tables.table(pd.DataFrame(rows), columns, alt=_("Campaigns"), key="campaign_list", most=20)
    if row is not None:
        go("campaign", name=known[row].name)
