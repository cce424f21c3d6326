"""Every version of the policy there ever was, what each one changed, the way back, and policies as files."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.desk.policies import PastActivationError, PolicyMovedError
from core.segments import policy_file, versions
from core.segments.difference import difference
from core.segments.validate import PolicyRefusedError
from dashboard import reads
from dashboard.exports import taken
from dashboard.lab import draft as drafts
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person
from dashboard.versions import told_version

if TYPE_CHECKING:
    from core.segments.versions import PolicyVersion
    from dashboard.i18n import Words
    from dashboard.lab.draft import Draft
    from dashboard.reads import Edition

JSON = "application/json"


def history(of: Edition, draft: Draft, words: Words) -> None:
    """Draw what is planned, every version with what it changed and the way back to it, and the file that comes in."""
    _ = words
    desk = reads.application().desk
    known = versions.history(desk)
    current = next(each for each in known if each.is_active)
    _planned(current, words)
    with st.container(border=True, key="versions"):
        for place, version in enumerate(known):
            _version(version, known[place + 1] if place + 1 < len(known) else None, current, _)
    with st.container(border=True, key="policy_file"):
        _bring_in(of, draft, _)


def _planned(current: PolicyVersion, words: Words) -> None:
    """Draw what is to come into force, each with the way to call it off: the version of now stays in its place."""
    _ = words
    desk = reads.application().desk
    for act in versions.planned(desk):
        if act.version_id == current.id:
            continue
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"planned_{act.turn}"):
            st.markdown(
                _(
                    "**Version {n}** begins on {day}, said {who}: {why}",
                    n=act.number,
                    day=_.day(act.begins_on),
                    who=plain(act.activated_by),
                    why=plain(act.why) or "–",
                ),
                width="stretch",
            )
            if st.button(
                _("Call it off"),
                icon=":material/event_busy:",
                key=f"call_off_{act.turn}",
                disabled=not may(Action.POLICY),
            ):
                why = _("Called off")
                versions.activate(desk, current.id, by=person(), why=why, from_on=act.begins_on)
                st.rerun()


def _version(version: PolicyVersion, before: PolicyVersion | None, current: PolicyVersion, words: Words) -> None:
    _ = words
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            told_version(version, None if before is None else difference(before.policy, version.policy, words), words)
        st.download_button(
            _("File"),
            taken(f"saldo-segments-{version.number}.json", partial(policy_file.write, version.policy)),
            file_name=f"saldo-segments-{version.number}.json",
            mime=JSON,
            key=f"file_{version.number}",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
        )
        if not version.is_active:
            _way_back(version, current, words)


def _way_back(version: PolicyVersion, current: PolicyVersion, words: Words) -> None:
    _ = words
    with st.popover(_("Go back to this"), icon=":material/undo:", disabled=not may(Action.POLICY)):
        for change in difference(current.policy, version.policy, words) or [
            _("It decides the same as the one in force.")
        ]:
            st.markdown(plain(change))
        with st.form(f"back_{version.number}", border=False):
            why = st.text_input(_("Why?"), key=f"back_why_{version.number}", max_chars=300)
            from_on = st.date_input(
                _("In force from"),
                value=None,
                min_value=reads.today() + timedelta(days=1),
                format="DD/MM/YYYY",
                key=f"back_from_{version.number}",
                help=_("Empty: at once. A day to come: until then the version in force stays."),
            )
            is_sent = st.form_submit_button(
                _("Make it the one in force"),
                type="primary",
                key=f"back_{version.number}_go",
                disabled=not may(Action.POLICY),
            )
        if is_sent:
            _go_back(version, current, why, from_on if isinstance(from_on, date) else None, words)


def _go_back(version: PolicyVersion, current: PolicyVersion, why: str, from_on: date | None, words: Words) -> None:
    _ = words
    if not why.strip():
        st.error(_("Write why: whoever reads the history should know."), icon=":material/error:")
        return
    try:
        versions.activate(
            reads.application().desk,
            version.id,
            by=person(),
            why=why.strip(),
            based_on=current.id or 0,
            from_on=from_on,
        )
    except (PolicyMovedError, PolicyRefusedError, PastActivationError) as problem:
        refuse(problem)
        return
    st.rerun()


def _bring_in(of: Edition, draft: Draft, words: Words) -> None:
    """Draw the way in for a policy file: it becomes the proposal, or is refused with all that is wrong with it."""
    _ = words
    st.subheader(_("A policy from a file"), anchor=False)
    st.caption(_("It becomes your proposal: nothing changes until you save it. Any version above gives such a file."))
    file = st.file_uploader(
        _("Policy file"),
        type=["json"],
        key=f"policy_file_{draft.at}_{of.policy}",
        max_upload_size=1,
        label_visibility="collapsed",
    )
    if file is None:
        return
    try:
        policy = policy_file.read(file.getvalue(), words)
    except PolicyRefusedError as refused:
        st.error(_("This file was not taken."), icon=":material/block:")
        for problem in refused.problems:
            st.markdown(f"- {plain(problem)}")
        return
    if policy == draft.proposed:
        st.info(_("The file says what your proposal says already."), icon=":material/info:")
        return
    drafts.step(policy)
    drafts.again()
