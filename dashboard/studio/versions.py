"""The versions of a template: what each changed, who says which one goes out and why, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.campaigns import studio
from core.campaigns.studio_difference import Change, difference
from core.errors import SaldoError
from dashboard import reads
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person, words
from dashboard.studio.boxes import begin_from
from dashboard.studio.write import LABELS

if TYPE_CHECKING:
    from core.campaigns.studio import Version
    from dashboard.i18n import Words
    from dashboard.studio.pick import Picked

SIGNS = {Change.SAME: " ", Change.ADDED: "+", Change.TAKEN: "-", Change.SKIPPED: "@@ ... @@"}


@st.fragment
def versions(picked: Picked) -> None:
    """Draw the list, the difference with what goes out, approval, and what was approved before."""
    _ = words()
    left, right = st.columns([1, 1.3], gap="medium")
    with left, st.container(border=True):
        st.header(_("Versions"), anchor=False)
        numbers = [each.number for each in picked.versions]
        number = st.radio(
            _("Version"),
            numbers,
            format_func=lambda each: _title(picked, each, words()),
            captions=[_caption(each, _) for each in picked.versions],
            key=f"studio_version_{picked.message}_{picked.language}_{picked.newest.number}",
            label_visibility="collapsed",
        )
        chosen = next(each for each in picked.versions if each.number == number)
        with st.container(horizontal=True):
            _approve(picked, chosen, _)
            if st.button(_("Start from this version"), icon=":material/edit:", key="studio_restore"):
                begin_from(picked, picked.newest.number, chosen.forms)
                st.query_params["part"] = "write"
                st.rerun(scope="app")
    with right, st.container(border=True):
        _difference(picked.approved, chosen, _)
    _approvals(picked, _)


def _title(picked: Picked, number: int, words: Words) -> str:
    named = words("Version {n}", n=number) if number else words("As it comes with Saldo")
    return f"{named} :green-badge[{words('goes out')}]" if number == picked.approved.number else named


def _caption(version: Version, words: Words) -> str:
    if version.created_at is None:
        return words("the file")
    said = f"{plain(version.created_by)}, {words.moment(version.created_at)}"
    return f"{said}: {plain(version.comment)}" if version.comment else said


def _difference(approved: Version, chosen: Version, words: Words) -> None:
    _ = words
    if chosen.number == approved.number:
        st.markdown(f"**{_('This is what goes out.')}**")
        for name, text in chosen.forms.items():
            st.caption(_(LABELS.get(name, name)))
            st.code(text, language=None, wrap_lines=True)
        return
    st.markdown(f"**{_('What this version changes in what goes out now')}**")
    for name, lines in difference(approved.forms, chosen.forms).items():
        st.caption(_(LABELS.get(name, name)))
        shown = "\n".join(
            SIGNS[line.change] if line.change is Change.SKIPPED else f"{SIGNS[line.change]}{line.text}"
            for line in lines
        )
        st.code(shown, language="diff", wrap_lines=True)


def _approve(picked: Picked, chosen: Version, words: Words) -> None:
    _ = words
    if chosen.is_approved:
        return
    is_back = chosen.number < picked.approved.number
    label = _("Roll back to this version") if is_back else _("Approve")
    with st.popover(
        label,
        icon=":material/history:" if is_back else ":material/verified:",
        type="primary",
        disabled=not may(Action.APPROVE_TEMPLATE),
    ):
        st.caption(_("Previews written from now on use it; campaigns that were previewed before keep their own texts."))
        why = st.text_input(_("Why?"), key="studio_why", max_chars=300)
        if st.button(
            _("Let it go out"),
            key="studio_approve",
            type="primary",
            disabled=not (why or "").strip() or not may(Action.APPROVE_TEMPLATE),
        ):
            try:
                studio.approve(
                    reads.application().desk,
                    picked.message,
                    picked.language,
                    chosen.number,
                    instead_of=picked.approved.number,
                    by=person(),
                    why=why or "",
                )
            except SaldoError as error:
                refuse(error)
            else:
                st.rerun(scope="app")


def _approvals(picked: Picked, words: Words) -> None:
    _ = words
    told = studio.approvals(reads.application().desk, picked.message, picked.language)
    if not told:
        return
    with st.expander(_("Who let which version go out"), icon=":material/verified:"):
        for each in told:
            named = _("Version {n}", n=each.number) if each.number else _("As it comes with Saldo")
            st.markdown(
                f"**{named}** · {plain(each.approved_by)}, {words.moment(each.approved_at)}  \n{plain(each.why)}"
            )
