"""Every version of the mix there ever was: who, when and why, what each one changed, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.desk.policies import PolicyMovedError
from core.strategy import mix_versions
from core.strategy.mix import MixRefusedError
from core.strategy.mix_difference import difference
from dashboard import reads
from dashboard.mix import draft as drafts
from dashboard.mix.reads import terms
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person
from dashboard.versions import told_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.strategy.mix_versions import MixVersion
    from dashboard.i18n import Words


def versions(called: Mapping[str, str], words: Words) -> None:
    """Draw the versions, the newest first."""
    known = mix_versions.history(reads.application().desk)
    current = next(each for each in known if each.is_active)
    with st.container(border=True, key="mix_versions"):
        for place, version in enumerate(known):
            _version(version, known[place + 1] if place + 1 < len(known) else None, current, called, words)


def _version(
    version: MixVersion, before: MixVersion | None, current: MixVersion, called: Mapping[str, str], words: Words
) -> None:
    _ = words
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            changes = None if before is None else difference(before.mix, version.mix, words, names=called)
            told_version(version, changes, words)
        if not version.is_active and version.id is not None:
            _way_back(version, version.id, current, called, words)
        elif not version.is_active:
            st.button(
                _("Take this as my proposal"),
                icon=":material/input:",
                key="mix_shipped",
                on_click=drafts.take,
                args=(version.mix,),
            )


def _way_back(
    version: MixVersion, version_id: int, current: MixVersion, called: Mapping[str, str], words: Words
) -> None:
    _ = words
    with st.popover(_("Go back to this"), icon=":material/undo:", disabled=not may(Action.POLICY)):
        for change in difference(current.mix, version.mix, words, names=called) or [
            _("It decides the same as the one in force.")
        ]:
            st.markdown(plain(change))
        with st.form(f"mix_back_{version_id}", border=False):
            why = st.text_input(_("Why?"), key=f"mix_back_why_{version_id}", max_chars=300)
            is_sent = st.form_submit_button(
                _("Make it the one in force"), type="primary", disabled=not may(Action.POLICY)
            )
        if not is_sent:
            return
        if not why.strip():
            st.error(_("Write why: whoever reads the history should know."), icon=":material/error:")
            return
        try:
            mix_versions.activate(
                reads.application().desk,
                version_id,
                terms(),
                on=reads.today(),
                by=person(),
                why=why.strip(),
                based_on=current.id or 0,
            )
        except (PolicyMovedError, MixRefusedError) as problem:
            refuse(problem)
            return
        drafts.forget()
        st.rerun()
