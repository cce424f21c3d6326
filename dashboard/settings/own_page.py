"""What customers may do on their own page by themselves, and for how long a link opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.errors import SaldoError
from core.payments.links import public_address
from core.payments.page_links import RANGES, PageLimits, page_limits, save_page_limits
from dashboard import reads
from dashboard.doors import link
from dashboard.refusals import refuse
from dashboard.session import may, person
from dashboard.texts import later

if TYPE_CHECKING:
    from dashboard.i18n import Words

DAYS = {
    "valid_days": later("Days that a link opens the page"),
    "promise_days": later("Days ahead that a promise may lie"),
    "promise_broken": later("Broken promises in a year before a person has to agree"),
    "paid_days": later("Days without reminders for who says he paid"),
    "pause_days": later("Days without reminders for who cannot pay"),
    "answer_days": later("Days in which a question or dispute has an answer"),
    "undo_minutes": later("Minutes in which the customer can undo"),
}
PLAN = {
    "plan_parts": later("Most parts (0: no plans)"),
    "plan_days": later("Days until the last part at most"),
    "plan_first_days": later("Days until the first part at most"),
}
CENT = 100


def own_page(words: Words) -> None:
    """Draw the limits, and save what is changed."""
    _, desk = words, reads.application().desk
    known = page_limits(desk)
    st.markdown(
        _(
            "Mails carry a link to a page of the customer's own: what is open, how to pay, and what the customer can arrange without"
            " calling. Everything that is done there stands on the desk at once and keeps reminders back."
        )
    )
    if not public_address(desk):
        st.info(_("The page is off until a public address is set on Payment."), icon=":material/info:")
        link("settings", _("Set the public address"), icon=":material/arrow_forward:", tab="payment")
    with st.form("own_page", enter_to_submit=False):
        is_on = st.toggle(_("Customers have a page of their own"), known.is_on)
        left, right = st.columns(2)
        with left:
            st.header(_("Promises and pauses"), anchor=False)
            days = {name: _number(name, label, known, words) for name, label in DAYS.items()}
        with right:
            st.header(_("Payment plans"), anchor=False)
            plan = {name: _number(name, label, known, words) for name, label in PLAN.items()}
            least = _amount(_("Smallest part, in euro or the currency owed"), "plan_least_minor", known)
            most = _amount(_("A larger sum waits for a person"), "plan_most_minor", known)
            is_accepted = st.checkbox(
                _("Plans inside these limits hold at once"),
                known.is_plan_accepted,
                help=_("Otherwise every plan waits for a person, and reminders wait with it."),
            )
            has_interest = st.checkbox(
                _("Businesses pay the legal interest on a plan"),
                known.has_plan_interest,
                help=_("Where the house asks interest at all (Law and data health). Private persons never pay it."),
            )
        if st.form_submit_button(_("Save"), type="primary", icon=":material/save:", disabled=not may(Action.SETTING)):
            try:
                limits = PageLimits(
                    is_on=is_on,
                    is_plan_accepted=is_accepted,
                    has_plan_interest=has_interest,
                    plan_least_minor=least,
                    plan_most_minor=most,
                    **days,
                    **plan,
                )
                save_page_limits(desk, limits, by=person())
            except SaldoError as problem:
                refuse(problem)
            else:
                st.toast(_("Saved. It holds for every link at once."), icon=":material/check:")


def _number(name: str, label: str, known: PageLimits, words: Words) -> int:
    least, most = RANGES[name]
    return int(st.number_input(words(label), least, most, int(getattr(known, name)), key=f"own_page_{name}"))


def _amount(label: str, name: str, known: PageLimits) -> int:
    least, most = (each // CENT for each in RANGES[name])
    return CENT * int(st.number_input(label, least, most, int(getattr(known, name)) // CENT, key=f"own_page_{name}"))
