"""Who did what to a campaign, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.campaigns import reading
from dashboard import reads
from dashboard.plain import plain
from dashboard.texts import later

if TYPE_CHECKING:
    from dashboard.i18n import Words

ACTS = {
    "planned": later("planned"),
    "previewed": later("messages written"),
    "previewed again": later("messages written again"),
    "excluded": later("left a customer out"),
    "included": later("put a customer back"),
    "edited": later("changed a message"),
    "approved": later("approved"),
    "running": later("launched"),
    "paused": later("paused"),
    "finished": later("finished"),
    "cancelled": later("cancelled"),
    "draft": later("back to draft"),
}


def history(name: str, words: Words) -> None:
    """Draw every human act, the latest first."""
    _ = words
    for event in reversed(reading.events(reads.application().desk, name)):
        said = (
            f"**{plain(_(ACTS.get(event.act, event.act)))}** · {plain(event.acted_by)} · {words.moment(event.acted_at)}"
        )
        st.markdown(said + (f" · {plain(event.why)}" if event.why else ""))
