"""Signs of trouble rather than forgetfulness: who shows them, and which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.behaviour.patterns.change import SIGNS as NAMES
from core.behaviour.patterns.pattern import PatternName
from core.behaviour.patterns.words import SIGNS
from dashboard.behaviour import pick
from dashboard.behaviour.listing import customers_behind
from dashboard.behaviour.reads import behaviour, chosen
from dashboard.charts.flow import reason_bars
from dashboard.session import words

if TYPE_CHECKING:
    from dashboard.filters import Asked
    from dashboard.reads import Edition


def trouble(of: Edition, asked: Asked) -> None:
    """Draw how many customers show each sign; a click keeps those with that sign."""
    _ = words()
    known = behaviour(of, asked.as_of)
    keys = known.records.keys[chosen(of, asked.as_of, asked.scope)]
    told = known.patterns[known.patterns["pattern"] == PatternName.TROUBLE]
    told = told[told["customer_key"].isin(keys)]
    counts = {name: int(told["text"].str.contains(name).sum()) for name in NAMES}
    with st.container(border=True, gap="small"):
        st.header(
            _("Signs of trouble"),
            anchor=False,
            help=_(
                "Who forgets pays after a reminder; who is in trouble pays in parts, takes payments back, breaks promises or "
                "lets invoices pile up. Two of these signs are needed, or one of the first three again and again."
            ),
        )
        if told.empty:
            st.caption(_("Nobody of this selection shows signs of trouble."))
            return
        bars = [(name, _(SIGNS[name]), number, _.number(number)) for name, number in counts.items()]
        bars.sort(key=lambda bar: -bar[2])
        pick.clickable(reason_bars(bars, words=_), "sign", alt=_("Signs of trouble"))
    sign = pick.picked("sign")
    shown = told[told["text"].str.contains(sign)] if sign in NAMES else told
    rows = shown.assign(
        signs=[", ".join(_(SIGNS[name]) for name in str(text).split(",")) for text in shown["text"]]
    ).sort_values("value", ascending=False, kind="stable", ignore_index=True)
    customers_behind(
        of,
        asked,
        rows,
        {"signs": st.column_config.TextColumn(_("Signs"), width=320)},
        title=_("Show signs of trouble") if sign not in NAMES else _(SIGNS[sign]).capitalize(),
        key="trouble",
        words=_,
        on_close=pick.close if sign in NAMES else None,
    )
