"""The rules of a proposal in the order they are asked, each with how many customers it decides today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from core.segments import edit
from core.segments.assign import NO_RULE, assign
from core.segments.validate import unusable
from core.segments.words import rule_in_words
from dashboard import reads
from dashboard.lab import draft as drafts
from dashboard.lab.rule_form import NEW, begin, rule_form
from dashboard.lab.segment_forms import segments
from dashboard.lab.texts import badge, labels_of
from dashboard.lab.threshold_forms import thresholds
from dashboard.plain import plain

if TYPE_CHECKING:
    from datetime import date

    from core.segments.policy import Policy, Rule
    from dashboard.i18n import Words
    from dashboard.lab.draft import Draft
    from dashboard.reads import Edition

OPEN = "lab_rule"


def rules(of: Edition, as_of: date, draft: Draft, words: Words) -> None:
    """Draw the rules, the one being edited, and under them the thresholds and the segments."""
    _ = words
    policy = draft.proposed
    decided = _decided(of, as_of, policy)
    with st.container(border=True, key="rules", gap="small"):
        st.markdown(_("The first rule that fits decides: move a rule up to have it asked earlier."))
        for place, rule in enumerate(policy.rules):
            if st.session_state.get(OPEN) == place:
                rule_form(of, as_of, policy, place, _)
            else:
                _row(policy, place, rule, decided, _)
        _everyone_else(policy, decided, _)
        if st.session_state.get(OPEN) == NEW:
            rule_form(of, as_of, policy, NEW, _)
        elif st.button(_("Add a rule"), icon=":material/add:", key="rule_add"):
            begin(policy, NEW)
            st.session_state[OPEN] = NEW
            drafts.again()
    with st.container(border=True, key="thresholds"):
        thresholds(policy, _)
    with st.container(border=True, key="segments"):
        segments(policy, _)


def _decided(of: Edition, as_of: date, policy: Policy) -> dict[int, int] | None:
    """Return how many customers each rule decides today (NO_RULE: none of them does), None while the rules cannot be followed."""
    if unusable(policy):
        return None
    places, counts = np.unique(assign(reads.features(of, as_of), policy).rules, return_counts=True)
    return dict(zip(places.tolist(), counts.tolist(), strict=True))


def _row(policy: Policy, place: int, rule: Rule, decided: dict[int, int] | None, words: Words) -> None:
    _ = words
    labels = labels_of(policy, _)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"rule_row_{place}"):
        with st.container(width="stretch", gap=None):
            off = "" if rule.is_enabled else f" :orange-badge[{_('off')}]"
            head = f"{place + 1}. **{plain(_(rule.label))}** → {badge(labels.get(rule.segment, rule.segment))}{off}"
            st.markdown(head)
            number = (decided or {}).get(place, 0)
            told = "" if decided is None else " · " + _.count("{n} customer today", "{n} customers today", number)
            st.caption(plain(rule_in_words(policy, rule, _)) + told)
        _buttons(policy, place, rule, _)


def _buttons(policy: Policy, place: int, rule: Rule, words: Words) -> None:
    """Draw up, down, on or off, change and remove; each is a step of the proposal that undo takes back."""
    _ = words
    last = len(policy.rules) - 1
    name = _(rule.label)
    switch = _("Switch off") if rule.is_enabled else _("Switch on")
    with st.container(horizontal=True, width="content", gap="xxsmall"):
        for key, icon, help_, is_off in (
            ("up", "arrow_upward", _("Up: asked earlier"), place == 0),
            ("down", "arrow_downward", _("Down: asked later"), place == last),
            ("switch", "toggle_on" if rule.is_enabled else "toggle_off", switch, False),
            ("change", "edit", _("Change and test"), False),
            ("remove", "delete", _("Remove"), False),
        ):
            label = f":material/{icon}:"
            if st.button(
                label, help=f"{help_}: {plain(name)}", key=f"rule_{key}_{place}", disabled=is_off, type="tertiary"
            ):
                _act(policy, place, key)
                drafts.again()


def _act(policy: Policy, place: int, act: str) -> None:
    if act == "change":
        begin(policy, place)
        st.session_state[OPEN] = place
        return
    st.session_state.pop(OPEN, None)
    changed = {
        "up": lambda: edit.with_rule_moved(policy, place, place - 1),
        "down": lambda: edit.with_rule_moved(policy, place, place + 1),
        "switch": lambda: edit.with_rule_switched(policy, place),
        "remove": lambda: edit.without_rule(policy, place),
    }[act]()
    drafts.step(changed)


def _everyone_else(policy: Policy, decided: dict[int, int] | None, words: Words) -> None:
    _ = words
    labels = labels_of(policy, _)
    chosen = st.selectbox(
        _("Everyone else"),
        list(labels),
        index=list(labels).index(policy.otherwise) if policy.otherwise in labels else 0,
        format_func=lambda name: labels[name],
        key=f"otherwise_{policy.otherwise}",
        width=260,
        help=_("The segment of who fits no rule."),
    )
    if decided is not None:
        number = decided.get(NO_RULE, 0)
        st.caption(_.count("{n} customer fits no rule today", "{n} customers fit no rule today", number))
    if chosen != policy.otherwise:
        drafts.step(edit.with_otherwise(policy, chosen))
        drafts.again()
