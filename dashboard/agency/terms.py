"""The agency of each entity: who it is, its fee, and what its work brings as far as is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.errors import SaldoError
from core.handover.register import success
from core.handover.terms import AgencyTerms, known_terms, save_terms
from core.language import LANGUAGES
from dashboard import reads
from dashboard.refusals import refuse
from dashboard.session import may, person, words

if TYPE_CHECKING:
    from dashboard.reads import Edition


@st.fragment
def terms(of: Edition) -> None:
    """Draw the form of one entity, or of all that have none of their own."""
    _ = words()
    desk = reads.application().desk
    entity = st.selectbox(
        _("For"),
        ["", *reads.choices(of).entities],
        format_func=lambda each: each or _("every company of ours"),
        key="terms_entity",
        width=280,
    )
    known = known_terms(desk, entity) or AgencyTerms(name="")
    with st.form(f"terms_{entity}", border=True):
        one, two = st.columns(2)
        name = one.text_input(_("Agency"), known.name, max_chars=120)
        address = two.text_input(_("Address, parts with commas"), known.address, max_chars=300)
        email = one.text_input(_("E-mail"), known.email, max_chars=200)
        phone = two.text_input(_("Telephone"), known.phone, max_chars=40)
        fee = one.number_input(
            _("Fee, percent of what it collects"),
            0.0,
            99.0,
            known.fee_percent,
            step=0.5,
            help=_("No cure no pay: nothing else is charged."),
        )
        knows = two.number_input(
            _("Collects in 90 days, percent of the principal"), 0.0, 100.0, known.success_percent, step=1.0,
            placeholder=_("not known"), help=_("As agreed or known; empty: only the break-even is told."),
        )  # fmt: skip
        effort = one.number_input(
            _("Our own effort in 90 days, euros a customer"), 0, 10_000, known.effort_minor // 100
        )
        language = two.selectbox(
            _("Language of the file"),
            list(LANGUAGES),
            index=list(LANGUAGES).index(known.language),
            format_func=lambda each: LANGUAGES[each],
        )
        saved = st.form_submit_button(
            _("Save"), type="primary", icon=":material/check:", disabled=not may(Action.POLICY)
        )
    if saved:
        try:
            chosen = AgencyTerms(
                name=name.strip(), address=address.strip(), email=email.strip(), phone=phone.strip(), fee_percent=float(fee),
                success_percent=None if knows is None else float(knows), effort_minor=int(effort) * 100, language=language,
            )  # fmt: skip
            save_terms(desk, chosen, by=person(), entity=entity)
        except SaldoError as problem:
            refuse(problem)
            return
        st.toast(_("Saved."), icon=":material/check:")
    closed, share = success(desk, known.name)
    if share is not None:
        st.caption(
            _.count(
                "Of {n} closed handover {share} of the principal came in.",
                "Of {n} closed handovers {share} of the principal came in.",
                closed,
                share=_.share(share),
            )
        )
