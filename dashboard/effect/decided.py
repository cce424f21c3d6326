"""What a team decides once about experiments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.experiments.terms import BadTermsError, save_terms
from dashboard import reads
from dashboard.effect import reads as effects
from dashboard.refusals import refuse
from dashboard.session import may, person

if TYPE_CHECKING:
    from dashboard.i18n import Words


def decided(words: Words) -> None:
    """Draw the form."""
    _ = words
    known = effects.decided()
    with st.form("effect_terms"):
        left, right = st.columns(2, gap="medium")
        with left:
            smallest = st.number_input(
                _("Smallest difference worth knowing, points"), 0.5, 50.0, known.smallest_effect * 100, 0.5,
                help=_("A smaller one would change nothing in what you do. The smaller, the more customers it takes."),
            )  # fmt: skip
            share = st.number_input(_("Group that is left alone, %"), 1.0, 50.0, known.holdout_share * 100, 1.0)
            window = st.number_input(_("Days after the launch that count"), 1, 180, known.window_days, 1)
        with right:
            cap = st.number_input(
                _("Larger claims are always reminded, above €"), 1.0, 1_000_000.0, known.cap_minor / 100, 50.0
            )
            months = st.number_input(_("A question may take, months"), 1, 60, known.months, 1)
            weight = st.number_input(
                _("Weight of what is assumed"), 0.1, 10.0, known.assumed_weight, 0.1,
                help=_("1: as sure as its interval says. 0.5: half as sure, and a measurement counts sooner."),
            )  # fmt: skip
        st.caption(
            _("No effect is called one at most 5 times in 100, and an effect of this size is seen 8 times in 10.")
        )
        is_sent = st.form_submit_button(_("Save"), icon=":material/save:", disabled=not may(Action.POLICY))
    if is_sent:
        try:
            save_terms(
                reads.application().desk,
                replace(
                    known,
                    smallest_effect=smallest / 100,
                    holdout_share=share / 100,
                    window_days=int(window),
                    cap_minor=round(cap * 100),
                    months=int(months),
                    assumed_weight=weight,
                ),
                by=person(),
            )
        except BadTermsError as problem:
            refuse(problem)
            return
        st.rerun()
