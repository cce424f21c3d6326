"""The thresholds of a proposal: their exact value, name and range; new ones, and the way out for unused ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.segments import edit
from core.segments.edit import StillUsedError
from core.segments.policy import Threshold
from core.segments.words import threshold_in_words
from dashboard.lab import draft as drafts
from dashboard.lab.texts import UNITS
from dashboard.plain import plain
from dashboard.refusals import refuse

if TYPE_CHECKING:
    from core.segments.policy import Policy
    from dashboard.i18n import Words

STARTS = {
    "EUR": Threshold(name="", label="", value=1_000, minimum=0, maximum=50_000, step=50, unit="EUR"),
    "days": Threshold(name="", label="", value=30, minimum=0, maximum=120, step=1, unit="days"),
    "share": Threshold(name="", label="", value=0.5, minimum=0, maximum=1, step=0.01, unit="share"),
    "invoices": Threshold(name="", label="", value=3, minimum=0, maximum=25, step=1, unit="invoices"),
    "points": Threshold(name="", label="", value=50, minimum=0, maximum=100, step=1, unit="points"),
}


def thresholds(policy: Policy, words: Words) -> None:
    """Draw every threshold with the form that changes it, and the one that adds another."""
    _ = words
    st.subheader(_("Thresholds"), anchor=False)
    for each in policy.thresholds:
        with st.container(horizontal=True, vertical_alignment="center", key=f"threshold_row_{each.name}"):
            st.markdown(f"{plain(_(each.label))}: **{plain(threshold_in_words(each, _))}**", width="stretch")
            with st.popover(":material/edit:", help=_("Change this threshold"), type="tertiary"):
                _change(policy, each, _)
    with st.popover(_("Add a threshold"), icon=":material/add:"):
        unit = st.selectbox(
            _("What it measures"), list(UNITS), format_func=lambda name: _(UNITS[name]), key="threshold_unit"
        )
        _change(policy, STARTS[unit], _)


def _change(policy: Policy, known: Threshold, words: Words) -> None:
    _ = words
    stem = f"of_{known.name}" if known.name else f"blank_{known.unit}"
    with st.form(f"threshold_form_{stem}", border=False):
        label = st.text_input(_("Name"), _(known.label), key=f"threshold_label_{stem}_{known.label}", max_chars=80)
        value, step = (
            st.number_input(told, value=float(number), key=f"threshold_{name}_{stem}_{number}", format="%g")
            for told, name, number in ((_("Value"), "value", known.value), (_("Step"), "step", known.step))
        )
        low, high = (
            st.number_input(told, value=float(number), key=f"threshold_{name}_{stem}_{number}", format="%g")
            for told, name, number in (
                (_("Lowest on the lever"), "low", known.minimum),
                (_("Highest on the lever"), "high", known.maximum),
            )
        )
        is_sent = st.form_submit_button(_("Put it in the proposal"), type="primary", icon=":material/check:")
    if is_sent:
        if not label.strip():
            st.error(_("Give the threshold a name."), icon=":material/error:")
            return
        said = known.label if known.label and label == _(known.label) else label.strip()
        name = known.name or edit.name_for(policy, label)
        changed = Threshold(
            name=name,
            label=said,
            value=value,
            minimum=min(low, value),
            maximum=max(high, value),
            step=step,
            unit=known.unit,
        )
        drafts.step(edit.with_threshold(policy, changed))
        drafts.again()
    if known.name and st.button(_("Remove"), icon=":material/delete:", key=f"threshold_gone_{stem}"):
        try:
            drafts.step(edit.without_threshold(policy, known.name))
        except StillUsedError as problem:
            refuse(problem)
        else:
            drafts.again()
