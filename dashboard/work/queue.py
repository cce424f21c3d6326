"""The list itself: one row per entry in the order in which they are to be done; a click opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from core.strategy.mix_words import CHANNELS
from dashboard import tables
from dashboard.campaign.called import called
from dashboard.campaign.held_why import held_why
from dashboard.exports import export_menu
from dashboard.work.texts import REPLY, WHATS

if TYPE_CHECKING:
    from datetime import datetime

    from core.campaigns.work_list import WorkList
    from dashboard.i18n import Words
    from dashboard.work.head import Shown

PAGE_ROWS: Final = 20
OPEN: Final = "work_entry"


def opened(shown: Shown) -> dict[str, Any] | None:
    """Return the entry that is open: the one that was clicked while it is still on the list, else the first."""
    rows = shown.now
    if rows.empty:
        return None
    chosen = rows[rows["key"] == st.session_state.get(OPEN, st.query_params.get("entry"))]
    row = (chosen if len(chosen) else rows).iloc[0]
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def queue(found: WorkList, shown: Shown, is_open: str | None, words: Words) -> None:
    """Draw the entries of today, twenty at a time, and say what waits for another day."""
    _ = words
    rows = shown.now
    with st.container(border=True, gap="small", key="work_queue"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(_.count("{n} to do", "{n} to do", len(rows)), anchor=False, width="stretch")
            export_menu(lambda: exported(found.frame, words), name="work-list", words=words, key="work")
        waits = []
        if shown.tomorrow:
            waits.append(
                _.count(
                    "{n} call does not fit today and stays for tomorrow",
                    "{n} calls do not fit today and stay for tomorrow",
                    shown.tomorrow,
                )
            )
        if shown.later:
            waits.append(_.count("{n} waits for its moment", "{n} wait for their moment", shown.later))
        if waits:
            st.caption(" · ".join(waits))
        place = min(int(st.session_state.get("work_page", 1)), max(1, -(-len(rows) // PAGE_ROWS)))
        page = rows.iloc[(place - 1) * PAGE_ROWS : place * PAGE_ROWS]
        row = tables.table(
            listed(page, is_open, words),
            _columns(found.currency, words),
            alt=_("Work list"),
            key=f"work_table_{place}_{len(rows)}",
            most=PAGE_ROWS,
        )
        if len(rows) > PAGE_ROWS:
            st.pagination(-(-len(rows) // PAGE_ROWS), key="work_page")
    if row is not None and str(page["key"].iloc[row]) != is_open:
        st.session_state[OPEN] = str(page["key"].iloc[row])
        st.rerun()


def what(kind: str, sub: str | None, words: Words) -> str:
    """Return in a word or two what an entry is."""
    return words(WHATS.get((kind, sub or ""), REPLY))


def listed(rows: pd.DataFrame, is_open: str | None, words: Words) -> pd.DataFrame:
    """Return the rows as the table shows them."""
    campaigns = rows["campaign"].map(lambda each: called(each, words), na_action="ignore")
    names = rows["name"].fillna(campaigns).fillna(rows["address"]).fillna("")
    return pd.DataFrame(
        {
            "name": [("▸ " if key == is_open else "") + name for key, name in zip(rows["key"], names, strict=True)],
            "expected": rows["expected"].round().tolist(),
            "what": [what(kind, sub, words) for kind, sub in zip(rows["kind"], rows["what"], strict=True)],
            "past_due": rows["past_due"].round().tolist(),
            "who": rows["has_it"].fillna(rows["who"]).tolist(),
        }
    )


def exported(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the whole list as a file has it."""
    channels = {str(name): words(label) for name, label in CHANNELS.items()}
    return pd.DataFrame(
        {
            words("What"): [what(kind, sub, words) for kind, sub in zip(rows["kind"], rows["what"], strict=True)],
            words("Own company"): rows["entity"].fillna(""),
            words("Customer number"): rows["customer_id"].fillna(""),
            words("Customer"): rows["name"].fillna(""),
            words("Who"): rows["who"],
            words("Past due"): rows["past_due"].round(2),
            words("Expected"): rows["expected"],
            words("Oldest days"): rows["oldest_days"],
            words("Campaign"): rows["campaign"].fillna(""),
            words("Channel"): rows["channel"].map(channels).fillna(""),
            words("To"): rows["address"].fillna(""),
            words("Reply or reason"): [held_why(each, words) for each in rows["told"].fillna("")],
            words("Since"): _moments(rows["at"]),
            words("Due"): _moments(rows["due_at"]),
        }
    )


def _moments(instants: pd.Series[Any]) -> list[datetime | None]:
    """Return instants as the clock on the wall here says them."""
    return [None if pd.isna(each) else tables.local(each.to_pydatetime()) for each in instants]


def _columns(currency: str, words: Words) -> dict[str, Any]:
    text = st.column_config.TextColumn
    worth = words("What the act is expected to bring in, in {currency}.", currency=currency)
    return {
        "name": text(words("Customer"), width=170),
        "expected": tables.number_column(words("Expected"), words, width=70, help=worth),
        "what": text(words("What"), width=120),
        "past_due": tables.number_column(words("Past due"), words, width=75),
        "who": text(words("Who"), width=95),
    }
