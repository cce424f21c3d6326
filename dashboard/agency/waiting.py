"""Handovers that somebody proposed: what each asks, who may approve it, and the buttons of who does or says no."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.access import four_eyes
from core.actions import Action
from core.errors import SaldoError
from core.handover.place import approve
from core.handover.proposals import approver, withdraw
from dashboard import reads
from dashboard.agency import reads as read
from dashboard.people.second_looks import BECAUSE
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person, words

if TYPE_CHECKING:
    from datetime import date

    from core.access.four_eyes import Approver
    from core.desk.contacts import Customer
    from core.handover.candidates import Candidate
    from core.handover.place import HandedOver
    from core.handover.register import Handover
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def waiting(of: Edition, as_of: date, found: list[Candidate]) -> set[Customer]:
    """Draw every proposal that waits, and return whom they are about."""
    _ = words()
    proposed = read.proposals(of, read.turn())
    by_customer = {(each.entity, each.customer_id): each for each in found}
    if proposed:
        st.subheader(
            _.count("{n} handover waits for approval", "{n} handovers wait for approval", len(proposed)), anchor=False
        )
    for each in proposed:
        _one(of, as_of, each, by_customer.get((each.entity, each.customer_id)), _)
    return {(each.entity, each.customer_id) for each in proposed}


def _one(of: Edition, as_of: date, proposal: Handover, ripe: Candidate | None, words: Words) -> None:
    _ = words
    desk, who = reads.application().desk, person()
    with st.container(border=True, gap="small", key=f"proposal_{proposal.id}"):
        minor = proposal.principal_minor if ripe is None else ripe.principal_minor
        st.markdown(
            f"**{plain(proposal.name)}** · {plain(_.money(minor, proposal.currency))} · {plain(proposal.agency)}"
        )
        moment = _.moment(proposal.handed_at)
        said = _("Proposed by {who}, {moment}: {why}", who=proposal.handed_by, moment=moment, why=proposal.why)
        st.caption(plain(said))
        is_ready = ripe is not None and ripe.refused is None
        eyes = None
        if ripe is None:
            st.caption(_("It is not ripe any more, as after a payment: take the proposal back."))
        elif ripe.refused is not None:
            st.caption(plain(_(ripe.refused.sentence)))
        else:
            eyes = approver(desk, [ripe], by=who, made_by=proposal.handed_by)
            names = four_eyes.approvers(desk, {proposal.handed_by})
            if names:
                st.caption(plain(_("To be approved by: {names}", names=", ".join(names))))
            else:
                st.caption(_("Nobody else may approve it: an administrator gives a colleague the role, or a deputy."))
        with st.container(horizontal=True, gap="small"):
            is_mine = is_ready and may(Action.APPROVE) and eyes is not None and eyes.may_approve
            if st.button(
                _("Approve and hand over"), key=f"proposal_go_{proposal.id}", icon=":material/gavel:", type="primary",
                disabled=not is_mine,
            ) and ripe is not None:  # fmt: skip
                _approve(of, as_of, ripe, words)
            _withdraw(proposal, words)
        if eyes is not None and eyes.looks_again and is_mine:
            eyes_told(eyes, is_alone=True, words=words)


def _approve(of: Edition, as_of: date, ripe: Candidate, words: Words) -> None:
    _ = words
    app = reads.application()
    try:
        with st.spinner(_("Writing the files")):
            folder = app.settings.home / "agency"
            done = approve(app.desk, reads.book(of), [ripe], as_of=as_of, folder=folder, by=person())
    except SaldoError as problem:
        refuse(problem)
        return
    told_done(done, words)
    st.rerun()


def _withdraw(proposal: Handover, words: Words) -> None:
    _ = words
    with st.popover(_("Take back"), icon=":material/undo:", disabled=not may(Action.STOP)):
        st.caption(_("Nothing goes to the agency; reminders go on as they did."))
        why = st.text_input(_("Why?"), key=f"proposal_why_{proposal.id}", max_chars=300)
        if st.button(
            _("Take back"), key=f"proposal_no_{proposal.id}", disabled=not why.strip() or not may(Action.STOP)
        ):
            try:
                withdraw(reads.application().desk, proposal.reference, by=person(), why=why)
            except SaldoError as problem:
                refuse(problem)
                return
            st.rerun()


def told_done(done: list[HandedOver], words: Words) -> None:
    """Say how many files were written and messages held."""
    _ = words
    held = sum(each.held for each in done)
    st.toast(
        _.count("{n} file written.", "{n} files written.", len(done))
        + " "
        + _.count("{n} message held.", "{n} messages held.", held)
    )


def eyes_told(eyes: Approver, *, is_alone: bool, words: Words) -> None:
    """Say before the button why two people look, and what follows for who acts."""
    _ = words
    why = ", ".join(_(BECAUSE[each]) for each in eyes.because)
    if not is_alone:
        names = ", ".join(four_eyes.approvers(reads.application().desk, {person()}))
        st.info(
            plain(_("Two people decide on this ({why}). To be approved by: {names}. Nothing goes before.", why=why, names=names))
            if names
            else plain(_("Two people decide on this ({why}), and nobody else may approve it: an administrator gives a colleague the role.",
                         why=why)),
            icon=":material/visibility:",
        )  # fmt: skip
    elif eyes.looks_again:
        st.info(
            plain(_("Two people should decide on this ({why}): in a team this small it waits for a second look afterwards, under Settings,"
                    " People, Four eyes.", why=why)),
            icon=":material/visibility:",
        )  # fmt: skip
