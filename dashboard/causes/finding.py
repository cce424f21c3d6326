"""What the page of causes says first: one sentence, and the open balance in four parts that add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.vocabulary import DisputeCause
from dashboard.plain import plain
from dashboard.texts import CAUSES

if TYPE_CHECKING:
    from core.company.late import Late
    from dashboard.i18n import Words


def finding(known: Late, currency: str, words: Words) -> None:
    """Draw the finding and the four figures."""
    _ = words
    totals = known.totals.get(currency)
    if totals is None:
        return
    st.markdown(f"## {plain(sentence(known, currency, words))}", unsafe_allow_html=False)
    with st.grid(4, min_column_width=150, gap="small"):
        _figure(_("Late because of us"), totals.ours_minor, currency, words)
        _figure(_("Late otherwise"), totals.other_late_minor, currency, words)
        _figure(_("Not due yet"), totals.not_due_minor, currency, words)
        _figure(_("Credits and cash not matched"), totals.credits_minor, currency, words)
    st.caption(
        _(
            "Together {open}: the open balance of the ledger. Late because of us is what is past due on invoices while a"
            " dispute with a cause of ours is open; each euro counts once.",
            open=_.money(totals.open_minor, currency),
        )
    )


def sentence(known: Late, currency: str, words: Words) -> str:
    """Return the finding in one sentence."""
    _ = words
    totals = known.totals[currency]
    if not totals.ours_minor:
        return _("Nothing is late because of us.")
    share = totals.ours_minor / totals.past_due_minor if totals.past_due_minor else 0.0
    causes, owners = known.by("cause", currency=currency), known.by("owner", currency=currency)
    said = _(
        "{amount} is late because of us, {share} of what is past due.",
        amount=_.round_money(totals.ours_minor, currency),
        share=_.share(share),
    )
    first = causes.iloc[0]
    said += " " + _(
        "The largest cause is {cause}: {amount}.",
        cause=_(CAUSES[DisputeCause(first["cause"])]).lower(),
        amount=_.round_money(int(first["late_minor"]), currency),
    )
    nobody = owners[owners["owner"] == ""]
    if len(nobody):
        said += " " + _(
            "{amount} of it has no owner.", amount=_.round_money(int(nobody["late_minor"].iloc[0]), currency)
        )
    return said


def _figure(label: str, minor: int, currency: str, words: Words) -> None:
    st.metric(label, words.round_money(minor, currency), border=True, height="stretch")
