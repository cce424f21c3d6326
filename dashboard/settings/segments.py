"""Segments: what they are, the levers that move them, and every version there ever was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.segments import versions
from core.segments.difference import difference
from core.segments.words import rule_in_words
from dashboard import reads
from dashboard.plain import plain
from dashboard.segment_lab import segment_lab
from dashboard.session import person

if TYPE_CHECKING:
    from core.segments.versions import PolicyVersion
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def segments(of: Edition, words: Words) -> None:
    """Draw the lab, the rules in words, and the history with the way back."""
    _ = words
    choices = reads.choices(of)
    segment_lab(of, reads.latest_on(of), choices.currencies[0] if choices.currencies else "EUR")
    with st.expander(_("The rules in words"), icon=":material/rule:"):
        _rules(of, words)
    with st.expander(_("Versions"), icon=":material/history:"):
        _history(words)


def _rules(of: Edition, words: Words) -> None:
    _ = words
    policy = reads.policy(of)
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


def _history(words: Words) -> None:
    _ = words
    desk = reads.application().desk
    known = versions.history(desk)
    current = next(each for each in known if each.is_active)
    for version in known:
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(width="stretch", gap=None):
                name, in_force = _("Version {n}", n=version.number), _("in force")
                badge = f" :green-badge[{in_force}]" if version.is_active else ""
                st.markdown(f"**{name}**{badge} {plain(_(version.comment))}")
                if version.created_by and version.created_at:
                    st.caption(f"{plain(version.created_by)}, {words.moment(version.created_at)}")
            if not version.is_active:
                _way_back(version, current, words)


def _way_back(version: PolicyVersion, current: PolicyVersion, words: Words) -> None:
    _ = words
    with st.popover(_("Go back to this"), icon=":material/undo:"):
        for change in difference(current.policy, version.policy, words) or [
            _("It decides the same as the one in force.")
        ]:
            st.markdown(plain(change))
        why = st.text_input(_("Why?"), key=f"back_why_{version.number}", max_chars=300)
        if st.button(
            _("Make it the one in force"), key=f"back_{version.number}", type="primary", disabled=not why.strip()
        ):
            desk = reads.application().desk
            if version.id is None:
                versions.save(desk, version.policy, by=person(), comment=why.strip(), based_on=current.id)
            else:
                versions.activate(desk, version.id, by=person(), why=why.strip(), based_on=current.id)
            st.rerun()
