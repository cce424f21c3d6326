"""The register: why customers' facts are used, on which basis, and which of it is profiling."""

from __future__ import annotations

import streamlit as st

from core.privacy.register import REGISTER
from core.privacy.terms import TERMS
from dashboard.session import words


def purposes() -> None:
    """Draw every purpose with its basis, its facts, who decides, and how long they stay."""
    _ = words()
    st.caption(
        _(
            "A starting point for the record of article 30: your name, your officer and your processors come on top. Templates of the"
            " impact assessment and the AI Act file are in docs/privacy."
        )
    )
    for each in REGISTER:
        with st.container(border=True, gap=None, key=f"purpose_{each.name}"):
            badge = f" :orange-badge[{_('profiling')}]" if each.is_profiling else ""
            st.markdown(f"**{_(each.label)}**{badge}")
            st.markdown(_(each.what))
            kept = _("with the name") if each.kept is None else _(TERMS[each.kept].label)
            told = (
                (_("Basis"), _(each.basis)), (_("Facts"), _(each.facts)), (_("Decides"), _(each.decides)), (_("Kept as long as"), kept),
            )  # fmt: skip
            st.caption("  \n".join(f"**{name}:** {text}" for name, text in told))
