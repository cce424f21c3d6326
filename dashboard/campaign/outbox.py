"""What the built-in outbox took on the other channels: a list to search, and each message byte for byte."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.acting import current
from core.campaigns.left import kept_seen
from core.channels.outbox import INDEX, list_kept, read_kept
from core.channels.print_run import print_runs
from core.strategy.mix_words import CHANNELS
from core.vocabulary import ChannelName
from dashboard import reads, tables
from dashboard.empty import nothing
from dashboard.exports import taken
from dashboard.session import words

if TYPE_CHECKING:
    from pathlib import Path

PAGE_ROWS = 14
MOST_RUNS = 20


def channels_kept() -> list[ChannelName]:
    """Return the channels of which the outbox has anything."""
    folder, sees_all = reads.application().settings.outbox_folder, current().limits.is_all
    # A print run is one file of letters to many: only for whoever sees them all.
    return [
        each for each in ChannelName if (folder / each / INDEX).exists() or (sees_all and print_runs(folder / each))
    ]


def printed(channel: ChannelName) -> None:
    """Draw the print runs of a channel of letters, the newest first, each with its documents and its index."""
    _ = words()
    st.markdown(
        _("A run is complete when it appears here. Nothing is posted by itself: take the files to the printer.")
    )
    runs = print_runs(_folder(channel)) if current().limits.is_all else []
    for run in runs[:MOST_RUNS]:
        documents = sorted(run.glob("*.pdf"))
        index = pd.read_csv(run / "index.csv", dtype=str, keep_default_na=False)
        with st.container(border=True, key=f"run_{run.name}"):
            with st.container(horizontal=True, vertical_alignment="center"):
                told = _.count("{n} letter", "{n} letters", len(index))
                st.markdown(f"**{run.name}** · {told}", width="stretch")
                for document in documents:
                    st.download_button(
                        document.name,
                        taken(f"{run.name} {document.name}", document.read_bytes),
                        file_name=f"{run.name} {document.name}",
                        mime="application/pdf",
                        icon=":material/picture_as_pdf:",
                        key=f"run_{run.name}_{document.name}",
                    )
                st.download_button(
                    _("Index"),
                    taken(f"{run.name} index.csv", (run / "index.csv").read_bytes),
                    file_name=f"{run.name} index.csv",
                    mime="text/csv",
                    icon=":material/table:",
                    key=f"run_{run.name}_index",
                )
            shown = index[["reference", "name", "address_1", "address_2", "country", "pages"]].head(PAGE_ROWS)
            columns = {
                "reference": st.column_config.TextColumn(_("Number"), width=80),
                "name": st.column_config.TextColumn(_("Name"), width=180),
                "address_1": st.column_config.TextColumn(_("Address"), width=190),
                "address_2": st.column_config.TextColumn("", width=190),
                "country": st.column_config.TextColumn(_("Country"), width=70),
                "pages": st.column_config.TextColumn(_("Pages"), width=60),
            }
            tables.table(shown, columns, alt=_("Letters of the run"), key=f"run_{run.name}_table", most=PAGE_ROWS)


@st.fragment
def kept(channel: ChannelName) -> None:
    """Draw what went out by ``channel``, the newest first."""
    _ = words()
    folder = _folder(channel)
    search = st.text_input(
        _("Search"),
        key=f"outbox_search_{channel}",
        type="search",
        placeholder=_("Number or address"),
        label_visibility="collapsed",
        width=360,
    )
    known = kept_seen(reads.application().desk, list_kept(folder, search=search or ""))
    if not known:
        nothing(_("Nothing here"), _("Launch a campaign with this channel: what it sends is kept here."))
        return
    pages = -(-len(known) // PAGE_ROWS)
    place = min(int(st.session_state.get(f"outbox_page_{channel}", 1)), pages)
    shown = known[(place - 1) * PAGE_ROWS : place * PAGE_ROWS]
    left, right = st.columns([1, 1.25], gap="medium")
    with left:
        frame = pd.DataFrame(
            [{"to": each.recipient.replace("\n", ", "), "at": tables.local(each.kept_at)} for each in shown]
        )
        columns = {
            "to": st.column_config.TextColumn(_("To"), width=260),
            "at": tables.moment_column(_("Kept"), _, has_year=False, width=105),
        }
        row = tables.table(
            frame, columns, alt=_(CHANNELS[channel]), key=f"outbox_list_{channel}_{place}", most=PAGE_ROWS
        )
        if pages > 1:
            st.pagination(pages, key=f"outbox_page_{channel}")
    chosen = shown[row or 0]
    with right, st.container(border=True):
        content = read_kept(folder, chosen.kept_id)
        st.caption(f"{chosen.recipient}  \n{_.moment(chosen.kept_at)} · SHA-256 {sha256(content).hexdigest()[:16]}")
        st.code(content.decode(errors="replace"), language=None, wrap_lines=True)


def _folder(channel: ChannelName) -> Path:
    return reads.application().settings.outbox_folder / channel
