"""Settings: the segments in words, and the door to where they are moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.segments.words import rule_in_words
from dashboard import reads
from dashboard.doors import link
from dashboard.plain import plain

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def segments(of: Edition, words: Words) -> None:
    """Draw the rules in force in words, and the link to the lab."""
    _ = words
    policy = reads.policy(of)
    link("strategy", _("To the segment lab"), icon=":material/account_tree:")
    st.caption(
        _(
            "The first rule that fits decides; who fits none is {label}.",
            label=plain(_(policy.segment(policy.otherwise).label)),
        )
    )
    for place, rule in enumerate(policy.rules, start=1):
        label = plain(_(policy.segment(rule.segment).label))
        told = plain(rule_in_words(policy, rule, words))
        switched_off = _("off")
        off = "" if rule.is_enabled else f" :gray-badge[{switched_off}]"
        st.markdown(f"{place}. **{label}** · {told}{off}")
    for segment in policy.segments:
        st.caption(f"**{plain(_(segment.label))}**: {plain(_(segment.description))}")
