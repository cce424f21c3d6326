"""What was measured of channels, beside what was assumed: taken over into the mix, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.actions import Action
from core.errors import SaldoError
from core.experiments.feedback import measures_a_contact, responses, take_back, take_over
from core.strategy.mix_words import CHANNELS
from dashboard import reads, tables
from dashboard.effect import reads as effects
from dashboard.empty import nothing
from dashboard.mix.reads import terms as channel_terms
from dashboard.refusals import refuse
from dashboard.session import may, person

if TYPE_CHECKING:
    from core.experiments.feedback import Response
    from core.experiments.found import Results
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def mix(of: Edition, words: Words) -> None:
    """Draw each measured channel with both estimates and what they make together."""
    _ = words
    known = [each for each in effects.experiments() if measures_a_contact(each.design) and each.is_fixed]
    if not known:
        nothing(
            _("Nothing was measured of a channel yet"),
            _(
                "A holdout or a delay shows what a contact by each channel brings in. Until then the channel mix counts with assumptions, and says so."
            ),
            icon=":material/tune:",
        )
        return
    name = st.selectbox(_("Experiment"), [each.name for each in known], key="effect_mix_name")
    found = effects.results(of, str(name))
    today = reads.today()
    told = responses(reads.application().desk, found, on=today)
    if not told:
        st.info(
            _("No channel has twenty customers in each group whose window is over."), icon=":material/hourglass_empty:"
        )
        return
    frame = pd.DataFrame([_row(each, _) for each in told])
    text = st.column_config.TextColumn
    columns = {
        "channel": text(_("Channel"), width=130, pinned=True),
        "assumed": text(_("Assumed"), width=150),
        "measured": text(_("Measured"), width=150),
        "contacts": tables.number_column(_("From customers"), _, width=120),
        "weight": text(_("Measurement weighs"), width=140),
        "together": text(_("Together"), width=150),
    }
    tables.table(frame, columns, alt=_("What was measured of channels"))
    st.caption(
        _(
            "Of what would not have come by itself, the share that one contact brings in, with 80% intervals. Both are weighed by how sure they are; taking over adds a dated row to the channel, and taking back puts the assumption in its place again."
        )
    )
    _acts(found, told, words)


def _row(each: Response, words: Words) -> dict[str, object]:
    _ = words

    def between(middle: float, low: float, high: float) -> str:
        return _("{effect} ({low} to {high})", effect=_.share(middle, 1), low=_.share(low, 1), high=_.share(high, 1))

    return {
        "channel": _(CHANNELS[each.channel]),
        "assumed": between(each.assumed.effect_share, each.assumed.low_share, each.assumed.high_share),
        "measured": between(each.measured, each.measured_low, each.measured_high),
        "contacts": each.contacts,
        "weight": _.share(each.weight, 0),
        "together": between(each.share, each.low, each.high),
    }


def _acts(found: Results, told: list[Response], words: Words) -> None:
    _ = words
    desk, today = reads.application().desk, reads.today()
    for each in told:
        present = channel_terms().effect(each.channel, today)
        is_in = present.evidence is not None and present.evidence["experiment"] == found.kept.name
        with st.container(horizontal=True, vertical_alignment="center", key=f"effect_act_{each.channel}"):
            st.markdown(f"**{_(CHANNELS[each.channel])}**", width="stretch")
            over = st.button(
                _("Take over again") if is_in else _("Take over into the mix"),
                icon=":material/input:",
                key=f"effect_over_{each.channel}",
                disabled=not may(Action.POLICY),
            )
            back = is_in and st.button(
                _("Take back"),
                icon=":material/undo:",
                key=f"effect_back_{each.channel}",
                disabled=not may(Action.POLICY),
            )
        try:
            if over:
                take_over(desk, found, each.channel, on=today, by=person())
            if back:
                take_back(desk, each.channel, on=today, by=person(), why=_("Taken back on the page of effects"))
        except SaldoError as problem:
            refuse(problem)
            return
        if over or back:
            st.rerun()
