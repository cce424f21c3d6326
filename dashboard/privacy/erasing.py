"""Erasing, holding back, restricting and telling: a customer's own part, and the list of what waits."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from core.actions import Action
from core.language import Words as CoreWords
from core.privacy import erasing, holding, requests
from core.privacy.judging import judged
from core.privacy.readable import language_of, zipped
from core.privacy.requests import Stage
from core.privacy.standing import reasons
from core.privacy.telling import tell
from dashboard import jobs, reads
from dashboard.empty import nothing
from dashboard.exports import taken
from dashboard.people.said import attempt, turn
from dashboard.plain import plain
from dashboard.privacy.gone import gone, left_to_do
from dashboard.privacy.grounds import in_words
from dashboard.privacy.names import open_customer, with_names
from dashboard.session import may, person, words
from dashboard.tables import day_column, table
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.desk.erasure_tables import Erasure
    from dashboard.customer.reads import Who
    from dashboard.i18n import Words
    from dashboard.reads import Edition

STEPS: Final = (
    later("Looking for what the customer is called"),
    later("Covering files"),
    later("Emptying the desk"),
    later("Writing the ledger anew"),
    later("Tidying the desk"),
)
STAGES: Final = {
    Stage.WAITING: later("waits"),
    Stage.DONE: later("erased"),
    Stage.WITHDRAWN: later("withdrawn"),
    Stage.RETURNED: later("a customer again"),
}
HOLD_DAYS: Final = 365


def rights(who: Who) -> None:
    """Draw what a customer may ask of what is kept: to have it all, to be erased, to be left alone; and what holds that."""
    _ = words()
    st.header(_("Copies, erasing, restricting"), anchor=False)
    known = requests.erasure_of(reads.application().desk, who.names)
    if known is not None and known.state == Stage.DONE:
        gone(who, known, _)
        return
    standing = holding.restriction_of(reads.application().desk, who.names)
    if standing is not None:
        st.markdown(f":orange-badge[{_('only kept')}] {plain(standing.why)}")
    if known is not None and known.done:
        st.markdown(f":orange-badge[{_('erased, not tidied up yet')}]")
        st.caption(
            _("The desk's file still holds earlier pages. It is tried again within six hours, and by `privacy tidy`.")
        )
        left_to_do(known, _)
    elif known is not None:
        st.markdown(f":blue-badge[{_('asks to be erased')}] {_('answer by {day}', day=_.day(known.due_on))}")
    if not may(Action.PRIVACY):
        st.caption(_("An administrator gives copies, erases and restricts."))
        return
    with st.container(horizontal=True, gap="small"):
        _copy(who, _)
        with st.popover(_("Erase"), icon=":material/ink_eraser:"):
            _erase(who, known is not None and not known.done, _)
        with st.popover(_("Legal hold"), icon=":material/lock_clock:"):
            _hold(who, _)
        with st.popover(_("Restrict"), icon=":material/back_hand:"):
            _restrict(who, standing is not None, _)
    _outcome(who, _)


def _copy(who: Who, words: Words) -> None:
    _, app, by = words, reads.application(), person()
    name = f"saldo-{who.entity.lower()}-{who.customer_id}.zip"

    def load() -> bytes:
        told = tell(app.places, who.names, by=by)
        speech = CoreWords(language=language_of(told))
        return zipped(told.with_judged(judged(app.places, app.model(), who.names, speech)), speech.language)

    st.download_button(
        _("Everything of this customer"),
        taken(name, load),
        file_name=name,
        mime="application/zip",
        key="tell_everything",
        on_click="ignore",
        icon=":material/folder_zip:",
        help=_(
            "A page to read, the same as JSON, and every message and file: for a request for access (GDPR art. 15)."
        ),
    )


def _erase(who: Who, is_asked: bool, words: Words) -> None:
    _, app = words, reads.application()
    found = reasons(app.desk, app.places.book(), who.names)
    st.markdown(
        _("Names, addresses, messages, notes and scores go for good. Amounts and dates stay, as bookkeeping requires.")
    )
    for line in in_words(found, _):
        st.markdown(f":material/lock: {plain(line)}")
    why = st.text_input(_("How it was asked"), key=f"erase_why_{turn()}", max_chars=300)
    if found:
        st.caption(_("It waits for that. The request is noted with its last day; scores go at once."))
        if not is_asked and st.button(_("Note the request"), key="erase_ask", disabled=not why.strip()):
            attempt(lambda: requests.ask(app.desk, who.names, by=person(), why=why), _("The request is noted."))
    else:
        is_sure = st.checkbox(_("I know that nobody can undo this"), key=f"erase_sure_{turn()}")
        if st.button(_("Erase for good"), type="primary", key="erase_go", disabled=not (is_sure and why.strip())):
            _begin(who, why, _)
    if is_asked and st.button(_("Withdraw the request"), key="erase_withdraw", disabled=not why.strip()):
        attempt(lambda: requests.withdraw(app.desk, who.names, by=person(), why=why), _("The request is withdrawn."))


def _begin(who: Who, why: str, words: Words) -> None:
    places, by = reads.application().places, person()
    jobs.start(
        _job(who),
        later("Erasing the customer."),
        lambda progress: erasing.erase(
            places, who.names, by=by, why=why, progress=lambda share, step: progress(share, words(step))
        ),
    )
    st.rerun()


def _job(who: Who) -> str:
    return f"erase {who.entity} {who.customer_id}"


def _outcome(who: Who, words: Words) -> None:
    done = jobs.watch(_job(who), words)
    if done is None:
        return
    if done.problem is not None:
        jobs.tell(done.problem, words)
    jobs.forget(_job(who))
    if isinstance(done.result, erasing.Erased):
        st.rerun(scope="app")


def _hold(who: Who, words: Words) -> None:
    _, desk = words, reads.application().desk
    for each in holding.legal_holds(desk, customer=who.names):
        st.markdown(
            f"**{plain(each.owner)}**: {plain(each.why)}  \n:gray[{_('until {day}', day=_.day(each.until_on))}]"
        )
        why = st.text_input(_("Why it is over"), key=f"hold_over_{each.id}_{turn()}", max_chars=300)
        if st.button(_("End this hold"), key=f"hold_end_{each.id}", disabled=not why.strip()):
            attempt(
                partial(holding.end_hold, desk, each.id, by=person(), why=why),
                _("The hold is over."),
            )
    owner = st.text_input(_("Who answers for it"), key=f"hold_owner_{turn()}", value=person(), max_chars=100)
    until = st.date_input(
        _("Last day"), value=reads.today() + timedelta(days=HOLD_DAYS), key=f"hold_until_{turn()}", format="DD/MM/YYYY"
    )
    why = st.text_input(_("Why it has to be kept"), key=f"hold_why_{turn()}", max_chars=300)
    if st.button(_("Keep from being erased"), key="hold_go", disabled=not (why.strip() and owner.strip())):
        attempt(
            lambda: holding.place_hold(desk, who.names, owner=owner, why=why, until_on=until, by=person()),
            _("The hold stands."),
        )


def _restrict(who: Who, is_standing: bool, words: Words) -> None:
    _, desk = words, reads.application().desk
    st.caption(
        _(
            "Facts are only kept: nothing goes out, and what waits is held. For as long as a question is open (GDPR art. 18)."
        )
    )
    why = st.text_input(_("Why"), key=f"restrict_why_{turn()}", max_chars=300)
    if is_standing:
        if st.button(_("Lift it"), key="restrict_lift", disabled=not why.strip()):
            attempt(lambda: holding.lift(desk, who.names, by=person(), why=why), _("The restriction is over."))
    elif st.button(_("Only keep from now on"), key="restrict_go", disabled=not why.strip()):
        attempt(lambda: holding.restrict(desk, who.names, by=person(), why=why), _("From now on facts are only kept."))


@st.fragment
def erasures(of: Edition | None) -> None:
    """Draw who asked to be erased with the day to answer by and what keeps it waiting; holds and restrictions below."""
    _ = words()
    st.caption(
        _(
            "A request is answered within a month. What is owed or contested is kept until that is over, and what books need for as long as the"
            " law says. Erase, hold or restrict on the customer's page, under Privacy."
        )
    )
    app = reads.application()
    asked = requests.requests(app.desk)
    if not asked:
        nothing(_("No requests"), _("Nobody asked to be erased."), icon=":material/ink_eraser:")
    else:
        _requests(of, asked, _)
    _standing(of, _)


def _requests(of: Edition | None, asked: Sequence[Erasure], words: Words) -> None:
    _, app = words, reads.application()
    book = app.places.book()
    rows = pd.DataFrame(
        [
            {
                "entity": each.entity,
                "customer_id": each.customer_id,
                "state": _(STAGES[Stage(each.state)]),
                "due_on": pd.Timestamp(each.due_on) if each.state == Stage.WAITING else pd.NaT,
                "waits": "; ".join(in_words(reasons(app.desk, book, (each.entity, each.customer_id)), _))
                if each.state == Stage.WAITING
                else "",
                "why": each.why,
            }
            for each in asked
        ]
    )
    named = with_names(rows, of)
    columns = {
        "name": st.column_config.TextColumn(_("Customer"), width=200),
        "state": st.column_config.TextColumn(_("State"), width=110),
        "due_on": day_column(_("Answer by"), _, width=110),
        "waits": st.column_config.TextColumn(_("Waits for"), width=380),
        "why": st.column_config.TextColumn(_("How it was asked"), width=180),
    }
    open_customer(named, table(named, columns, alt=_("Requests to be erased"), key="privacy_requests"))


def _standing(of: Edition | None, words: Words) -> None:
    _, desk = words, reads.application().desk
    held = [
        {"entity": each.entity, "customer_id": each.customer_id, "kind": _("Legal hold"), "owner": each.owner,
         "why": each.why, "until_on": pd.Timestamp(each.until_on)}
        for each in holding.legal_holds(desk)
    ]  # fmt: skip
    kept = [
        {"entity": each.entity, "customer_id": each.customer_id, "kind": _("Only kept"), "owner": each.placed_by,
         "why": each.why, "until_on": pd.NaT}
        for each in holding.restrictions(desk)
    ]  # fmt: skip
    if not held and not kept:
        return
    st.header(_("Held and restricted"), anchor=False)
    named = with_names(pd.DataFrame([*held, *kept]), of)
    columns = {
        "name": st.column_config.TextColumn(_("Customer"), width=200),
        "kind": st.column_config.TextColumn(_("Kind"), width=110),
        "owner": st.column_config.TextColumn(_("Who answers for it"), width=140),
        "until_on": day_column(_("Last day"), _, width=110),
        "why": st.column_config.TextColumn(_("Reason"), width=280),
    }
    open_customer(named, table(named, columns, alt=_("Legal holds and restrictions"), key="privacy_held"))
