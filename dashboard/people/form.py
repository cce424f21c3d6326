"""The forms of one person: letting somebody in, and changing what somebody may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.access import people, sign_ins
from core.access.words import MEANINGS, ROLES
from core.actions import Action, Role
from core.settings import Settings
from dashboard import reads
from dashboard.people.limits import choose
from dashboard.people.said import attempt, turn
from dashboard.plain import plain
from dashboard.session import may, person

if TYPE_CHECKING:
    from core.access.people import Person
    from dashboard.i18n import Words


def add_form(words: Words) -> None:
    """Draw the form that lets somebody in."""
    _ = words
    desk, key = reads.application().desk, f"new_person_{turn()}"
    name = st.text_input(_("Name"), key=f"{key}_name", max_chars=people.LONGEST_NAME)
    email = st.text_input(
        _("E-mail"),
        key=f"{key}_email",
        max_chars=254,
        help=_("The address your sign-in provider has for this person; by it they are known the first time."),
    )
    roles = _roles(frozenset({Role.VIEWER}), key, words, is_open=True)
    limits = choose(people.EVERYTHING, key, words)
    if st.button(_("Let in"), type="primary", icon=":material/person_add:", key=f"{key}_go"):
        attempt(
            lambda: people.add(desk, name, email=email, roles=roles, limits=limits, by=person()),
            _("{who} is let in.", who=name.strip()),
        )


def change_form(of: Person, words: Words) -> None:
    """Draw what can be changed of somebody, and the reason that goes with it."""
    _ = words
    desk, key = reads.application().desk, f"person_{of.id}_{turn()}"
    is_open = may(Action.PEOPLE)
    is_provided = Settings().oidc_role_claim is not None
    with st.container(border=True, key="one_person", gap="small"):
        st.header(plain(of.name), anchor=False)
        if is_provided:
            st.caption(_("Roles come from your sign-in provider, and are read again at every sign-in."))
        left, right = st.columns(2)
        with left:
            roles = _roles(of.roles, key, words, is_open=is_open and not is_provided)
            email = st.text_input(_("E-mail"), of.email or "", key=f"{key}_email", max_chars=254, disabled=not is_open)
        with right:
            limits = choose(of.limits, key, words)
        if not is_open:
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            why = st.text_input(_("Why?"), key=f"{key}_why", max_chars=300, width=360)
            is_saved = st.button(_("Save"), type="primary", icon=":material/check:", key=f"{key}_save")
            label = _("Let in no more") if of.is_active else _("Let in again")
            is_switched = st.button(
                label, icon=":material/block:" if of.is_active else ":material/undo:", key=f"{key}_in"
            )

        def save() -> None:
            if (email.strip().lower() or None) != of.email:
                people.change_email(desk, of.name, email, by=person(), why=why)
            if roles != of.roles or limits != of.limits:
                people.change(desk, of.name, roles=roles, limits=limits, by=person(), why=why)

        if is_saved:
            attempt(save, _("{who}: saved.", who=of.name))
        if is_switched:
            switch = people.deactivate if of.is_active else people.reactivate
            said = _("{who} is let in no more.", who=of.name) if of.is_active else _("{who} is let in.", who=of.name)
            attempt(lambda: switch(desk, of.name, by=person(), why=why), said)
        _sign_ins(of, key, _)


def _sign_ins(of: Person, key: str, words: Words) -> None:
    """Draw where somebody is signed in, and the button that ends that, as when a laptop was lost."""
    _ = words
    desk = reads.application().desk
    count = sign_ins.standing(desk, of.id)
    if not count:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_.count("Signed in in one browser now.", "Signed in in {n} browsers now.", count))
        if st.button(
            _("Sign out everywhere"),
            icon=":material/logout:",
            key=f"{key}_out",
            help=_("As when a laptop was lost: whoever sits there has to sign in anew. The person stays let in."),
        ):
            attempt(
                lambda: sign_ins.end_all(desk, of.id, by=person()),
                lambda ended: _.count(
                    "{who} is signed out: one sign-in was ended.",
                    "{who} is signed out: {n} sign-ins were ended.",
                    ended,
                    who=of.name,
                ),
            )


def _roles(known: frozenset[Role], key: str, words: Words, *, is_open: bool) -> frozenset[Role]:
    """Draw the roles with what each means, and return the chosen ones."""
    _ = words
    chosen = st.pills(
        _("Roles"),
        list(Role),
        default=[role for role in Role if role in known],
        selection_mode="multi",
        format_func=lambda role: _(ROLES[Role(role)]),
        key=f"{key}_roles",
        disabled=not is_open,
    )
    roles = frozenset(Role(each) for each in chosen or ())
    for role in Role:
        if role in roles:
            st.caption(f"**{_(ROLES[role])}**: {_(MEANINGS[role])}")
    return roles
