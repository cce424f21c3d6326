"""Everybody in one table, and the form of whoever is clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.access import people
from core.access.words import ROLES
from core.actions import Action, Role
from dashboard import reads
from dashboard.people.form import add_form, change_form
from dashboard.people.limits import in_words
from dashboard.people.said import turn
from dashboard.session import may, words
from dashboard.tables import table

if TYPE_CHECKING:
    from core.access.people import Person
    from dashboard.i18n import Words


def listing() -> None:
    """Draw the table; a click on somebody opens what can be changed of them."""
    _ = words()
    known = people.people(reads.application().desk)
    if not any(each.is_active for each in known):
        st.info(
            _(
                "Nobody is listed yet: on this machine whoever is there may do everything. Add an administrator first, then set up"
                " sign-in; who is listed by then is let in."
            ),
            icon=":material/info:",
        )
        return
    frame = pd.DataFrame([_row(each, _) for each in sorted(known, key=lambda each: not each.is_active)])
    columns = {name: name for name in frame.columns if name != "place"}
    alt = _("{n} people, {m} of them let in", n=len(known), m=sum(each.is_active for each in known))
    chosen = table(frame, columns, alt=alt, key=f"people_{turn()}", most=20)
    if chosen is None:
        st.caption(_("Click somebody to change what they may do.") if may(Action.PEOPLE) else _only_administrators(_))
        return
    person = people.named(reads.application().desk, str(frame[_("Name")].iloc[chosen]))
    if person is not None:
        change_form(person, _)


def add_one() -> None:
    """Draw the button that lets somebody in."""
    _ = words()
    if may(Action.PEOPLE):
        with st.popover(_("Add somebody"), icon=":material/person_add:", width="content", key=f"add_person_{turn()}"):
            add_form(_)


def _row(person: Person, words: Words) -> dict[str, str]:
    _ = words
    return {
        _("Name"): person.name,
        _("E-mail"): person.email or "",
        _("Roles"): ", ".join(_(ROLES[role]) for role in Role if role in person.roles),
        _("Sees"): in_words(people.own_limits(person), _),
        _("State"): _("let in") if person.is_active else _("left"),
    }


def _only_administrators(words: Words) -> str:
    return words("Only an administrator changes people.")
