"""What the agency's page says first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.plain import plain

if TYPE_CHECKING:
    from core.handover.candidates import Candidate
    from core.handover.register import Handover
    from dashboard.i18n import Words

EURO = "EUR"


def finding(ripe: list[Candidate], known: list[Handover], words: Words) -> None:
    """Draw the sentence and the figures, in euros."""
    _ = words
    may = [each for each in ripe if each.refused is None]
    open_ones = [each for each in known if each.is_open]
    st.markdown(f"## {plain(_sentence(may, len(ripe) - len(may), words))}")
    with st.grid(4, min_column_width=150, gap="small"):
        st.metric(_("Ripe"), _.number(len(may)), border=True, height="stretch")
        st.metric(
            _("Principal of those"),
            _euros(sum(each.principal_minor for each in may if each.currency == EURO), words),
            border=True,
            height="stretch",
        )
        st.metric(_("With the agency"), _.number(len(open_ones)), border=True, height="stretch")
        st.metric(
            _("Collected so far"),
            _euros(sum(each.paid_minor for each in known if each.currency == EURO), words),
            border=True,
            height="stretch",
        )


def _sentence(may: list[Candidate], refused: int, words: Words) -> str:
    _ = words
    if not may and not refused:
        return _("Nobody has run out of steps.")
    total = _euros(sum(each.principal_minor for each in may if each.currency == EURO), words)
    said = _.count(
        "{n} customer ran out of steps, for {total}.",
        "{n} customers ran out of steps, for {total}.",
        len(may),
        total=total,
    )
    if refused:
        said += " " + _.count(
            "{n} more must first get the legal notice.", "{n} more must first get the legal notice.", refused
        )
    better = [each for each in may if (each.expected.gain_minor or 0) > 0]
    if better:
        said += " " + _.count(
            "For {n} of them handing over is expected to bring more.",
            "For {n} of them handing over is expected to bring more.",
            len(better),
        )
    return said


def _euros(minor: int, words: Words) -> str:
    return words.round_money(minor, EURO)
