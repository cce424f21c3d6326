"""One customer's rights on their page: what is worked out about them and why, their objection, and decisions of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.actions import Action
from core.behaviour.prediction.explained import explained, in_words
from core.behaviour.prediction.store import serving_number
from core.desk.objections import object_to_profiling, objections, withdraw_objection
from core.desk.person_decisions import Decision, Step, decide_on_person, decisions
from dashboard import reads
from dashboard.customer.reads import account
from dashboard.people.said import attempt, turn
from dashboard.plain import plain
from dashboard.privacy.erasing import rights
from dashboard.privacy.texts import STEPS
from dashboard.session import may, person, words

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date

    from core.behaviour.prediction.explained import Explained
    from dashboard.customer.reads import Who
    from dashboard.i18n import Words
    from dashboard.reads import Edition

MOST_INVOICES = 10


@st.fragment
def privacy_panel(of: Edition, who: Who, as_of: date) -> None:
    """Draw what is worked out about a customer with the reasons, whether they object, and what people decided of them."""
    _ = words()
    known = objections(reads.application().desk, customer=who.names)
    left, right = st.columns(2, gap="small")
    with left, st.container(border=True, key="worked_out"):
        _worked_out(of, who, as_of, _)
    with right:
        with st.container(border=True, key="objection"):
            _objection(who, None if known.empty else known.iloc[0].to_dict(), _)
        with st.container(border=True, key="decided"):
            _decided(who, _)
        with st.container(border=True, key="rights"):
            rights(who)


def _worked_out(of: Edition, who: Who, as_of: date, words: Words) -> None:
    _ = words
    st.header(_("What is worked out, and why"), anchor=False)
    found = account(of, who, as_of).assignment
    if len(found.features):
        label = found.policy.segments[int(found.codes[0])].label
        st.markdown(f"**{plain(_(label))}**: {plain(found.reason(0, words))}.")
        st.caption(_("The segment decides which gentle step is next, and nothing else."))
    if found.objecting:
        st.markdown(_("The customer objects to profiling: nothing is foretold of them."))
        return
    told = _explained(of, who.key, as_of, serving_number(reads.application().desk))
    for each in told[:MOST_INVOICES]:
        first, *more = in_words(each, words)
        st.markdown(f"**{plain(first)}**  \n" + "  \n".join(f":gray[{plain(line)}]" for line in more))
    if not told:
        st.caption(_("Nothing is open: nothing is foretold."))
    elif len(told) > MOST_INVOICES:
        st.caption(_("The first {n} of {all} open invoices.", n=MOST_INVOICES, all=len(told)))
    st.caption(
        _(
            "From dates and amounts of invoices and payments only: no name, age, gender, language, address or origin. For planning work, not for"
            " judging creditworthiness; of natural persons their place on the work list is the mean of their kind."
        )
    )


@st.cache_resource(show_spinner=False, max_entries=128)
def _explained(of: Edition, key: int, as_of: date, served: int) -> list[Explained]:  # noqa: ARG001 - part of the key
    segments = reads.segments(of, as_of)
    return explained(
        reads.book(of), reads.application().model(), as_of, key, segments=segments[segments["customer_key"] == key]
    )


def _objection(who: Who, known: Mapping[Hashable, Any] | None, words: Words) -> None:
    _ = words
    desk, by = reads.application().desk, person()
    st.header(_("Objection to profiling"), anchor=False)
    if known is None:
        st.caption(
            _(
                "Not noted. With an objection the customer gets the standard flow at once: no segment, no score, no habit."
            )
        )
    else:
        st.markdown(f":orange-badge[{_('objects')}] {plain(str(known['why']))}")
        st.caption(plain(_("{who}, {moment}", who=known["noted_by"], moment=_.moment(known["noted_at"]))))
    if not may(Action.PRIVACY):
        return
    label = _("How it came") if known is None else _("Why it is over")
    why = st.text_input(label, key=f"objection_why_{turn()}", max_chars=300)
    if known is None and st.button(
        _("Note the objection"), icon=":material/front_hand:", key="object", disabled=not why.strip()
    ):
        attempt(
            lambda: object_to_profiling(desk, who.names, by=by, why=why), _("Noted: the standard flow from now on.")
        )
    if known is not None and st.button(
        _("Withdraw it"), icon=":material/undo:", key="withdraw", disabled=not why.strip()
    ):
        attempt(lambda: withdraw_objection(desk, who.names, by=by, why=why), _("The objection is over."))


def _decided(who: Who, words: Words) -> None:
    _ = words
    st.header(_("Decisions of people"), anchor=False)
    known = decisions(reads.application().desk, customer=who.names, most=20)
    if known.empty:
        st.caption(
            _("None. Costs, a delivery stop, refused credit and the agency stand here with who decided and why.")
        )
    for row in known.to_dict("records"):
        answer = _("taken") if row["is_taken"] else _("not taken")
        st.markdown(f"**{_(STEPS[Step(row['step'])])}**, {answer}: {plain(row['why'])}")
        st.caption(plain(_("{who}, {moment}", who=row["decided_by"], moment=_.moment(row["decided_at"]))))
    if may(Action.DECIDE):
        with st.expander(_("Note a decision")):
            _decision_form(who, _)


def _decision_form(who: Who, words: Words) -> None:
    _ = words
    desk, key = reads.application().desk, turn()
    step = st.selectbox(
        _("Step"), list(Step), format_func=lambda each: _(STEPS[Step(each)]), key=f"decision_step_{key}"
    )
    is_taken = st.radio(
        _("Decision"), [True, False], format_func=lambda each: _("taken") if each else _("not taken"), horizontal=True, key=f"decision_is_{key}"
    )  # fmt: skip
    why = st.text_input(_("Reason"), key=f"decision_why_{key}", max_chars=300)
    if st.button(_("Keep the decision"), icon=":material/gavel:", key="decision_go", disabled=not why.strip()):
        decided = Decision(customer=who.names, step=Step(step or Step.AGENCY), is_taken=bool(is_taken), why=why)
        attempt(lambda: decide_on_person(desk, decided, by=person()), _("The decision is kept."))
