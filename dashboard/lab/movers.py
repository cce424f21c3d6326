"""The customers that move, by name, with the reason of their new segment; all of them in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import tables
from dashboard.doors import go
from dashboard.exports import export_menu
from dashboard.lab.texts import labels_seen

if TYPE_CHECKING:
    import pandas as pd

    from core.segments.whatif import WhatIf
    from dashboard.i18n import Words
    from dashboard.reads import Edition

MOST = 200
ANY = ""


def movers(of: Edition, seen: WhatIf, words: Words) -> None:
    """Draw how many move and the first MOST of them, the most past due first; a click opens the customer."""
    _ = words
    labels = labels_seen(seen, _)
    with st.container(horizontal=True, vertical_alignment="center"):
        number = len(seen.moved)
        st.header(_.count("{n} customer moves", "{n} customers move", number), anchor=False, width="stretch")
        if number:
            export_menu(
                lambda: _told(seen, None, ANY, ANY, _),
                name=f"saldo-movers-{seen.after.features.as_of}",
                words=_,
                key="movers_export",
            )
    if not number:
        st.caption(_("This change moves nobody today."))
        return
    source, target = _choices(seen, labels, _)
    shown = _told(seen, MOST, source, target, _)
    columns = {
        "name": st.column_config.TextColumn(_("Customer"), width=170),
        "segment_from": st.column_config.TextColumn(_("From"), width=110),
        "segment_to": st.column_config.TextColumn(_("To"), width=110),
        "past_due": tables.money_column(_("Past due"), "EUR", _, width=100),
        "why": st.column_config.TextColumn(_("Why"), width=340),
    }
    row = tables.table(shown, columns, alt=_("Customers that move"), key=f"movers_{of.policy}", most=9)
    st.caption(
        _(
            "Past due in euros at the rate of the day; the largest first, {n} at most here, all in the export.",
            n=_.number(MOST),
        )
    )
    if row is not None:
        go("customer", id=str(shown["customer_key"].iloc[row]))


def _choices(seen: WhatIf, labels: dict[str, str], words: Words) -> tuple[str, str]:
    """Draw the choice of a segment that is left and one that is joined; return their names, empty for any."""
    _ = words
    leaving = [name for at, name in enumerate(seen.segments) if seen.flow[at].sum() > seen.flow[at, at]]
    joined = [name for at, name in enumerate(seen.segments) if seen.flow[:, at].sum() > seen.flow[at, at]]
    with st.container(horizontal=True, gap="small"):
        told = [
            st.selectbox(
                label,
                [ANY, *names],
                format_func=lambda name: labels.get(name, _("All")),
                key=key,
                width=190,
            )
            for label, names, key in ((_("From"), leaving, "movers_from"), (_("To"), joined, "movers_to"))
        ]
    return told[0], told[1]


def _told(seen: WhatIf, most: int | None, source: str, target: str, words: Words) -> pd.DataFrame:
    labels = labels_seen(seen, words)
    found = seen.movers(most, source=source or None, target=target or None, words=words)
    return found.assign(
        segment_from=found["segment_from"].map(labels),
        segment_to=found["segment_to"].map(labels),
    ).rename(columns={"past_due_eur": "past_due", "balance_eur": "balance"})
