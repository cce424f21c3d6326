"""Writing a template: the texts, what is wrong or hard to read in them, and beside them a real customer's message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.campaigns import studio
from core.campaigns.studio_trial import draft
from core.errors import SaldoError
from core.messages.readability.by_form import remarks_by_form
from core.messages.sources import BODY, CALL, SMS, SUBJECT
from core.messages.words import VOCABULARY
from dashboard import reads
from dashboard.components.follow import follow_typing
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person, words
from dashboard.studio.boxes import base_key, begin_from, box_key
from dashboard.studio.reword import reword
from dashboard.studio.show import show, test_mail
from dashboard.studio.whom import message_of, whom
from dashboard.texts import later

if TYPE_CHECKING:
    from core.campaigns.studio import Version
    from core.campaigns.studio_customers import Tried
    from core.campaigns.studio_trial import Draft
    from core.vocabulary import MessageName
    from dashboard.i18n import Words
    from dashboard.reads import Edition
    from dashboard.studio.pick import Picked

LABELS = {
    SUBJECT: later("Subject"),
    BODY: later("Mail and letter"),
    SMS: later("SMS"),
    CALL: later("Call script"),
}
READ = {"subject": LABELS[SUBJECT], "text": LABELS[BODY], "sms": LABELS[SMS], "call": LABELS[CALL]}
HEIGHTS = {SUBJECT: 68, SMS: 160}
MOST_REMARKS = 8


@st.fragment
def write(picked: Picked, of: Edition) -> None:
    """Draw the editor and the preview, which follows what is typed."""
    _ = words()
    left, right = st.columns([1, 1.15], gap="medium")
    with left, st.container(border=True, key="studio_texts"):
        base = _base(picked)
        _moved(picked, base, _)
        forms = _texts(picked, base, _)
        follow_typing("studio_texts", key="studio_follow")
    written = draft(reads.application().desk, picked.message, picked.language, forms)
    with right, st.container(border=True, key="studio_shown"):
        message = message_of(picked.message, _)
        tried = whom(of, message, _)
        rendered = None if tried is None else show(written, tried, message, _, key="write")
    with left:
        _problems(written, _)
        if rendered is not None and tried is not None:
            _readability(written, message, tried, _)
        with st.container(horizontal=True):
            _save(picked, base, forms, _)
            reword(picked, base, forms, _)
            if rendered is not None and tried is not None:
                test_mail(rendered, tried, _)
            _names(_)


def _base(picked: Picked) -> Version:
    """Return the version that the editor began from: the newest, until there is a newer one and something was typed."""
    number = st.session_state.setdefault(base_key(picked), picked.newest.number)
    base = next((each for each in picked.versions if each.number == number), picked.newest)
    if base.number != picked.newest.number and _typed(picked, base) == dict(base.forms):
        begin_from(picked, picked.newest.number)
        return picked.newest
    return base


def _typed(picked: Picked, base: Version) -> dict[str, str]:
    return {name: st.session_state.get(box_key(picked, name, base.number), text) for name, text in base.forms.items()}


def _moved(picked: Picked, base: Version, words: Words) -> None:
    """Tell the second of two editors, whose text stays until it is decided which one counts."""
    _ = words
    newest = picked.newest
    if base.number == newest.number:
        return
    st.warning(
        _(
            "{who} saved version {n} while you were writing. Your text is still here.",
            who=plain(newest.created_by),
            n=newest.number,
        ),
        icon=":material/group:",
    )
    with st.container(horizontal=True):
        st.button(
            _("Take version {n}", n=newest.number),
            key="studio_take",
            on_click=begin_from,
            args=(picked, newest.number, dict(newest.forms)),
        )
        st.button(
            _("Keep my text, after version {n}", n=newest.number),
            key="studio_keep",
            on_click=begin_from,
            args=(picked, newest.number, _typed(picked, base)),
        )


def _texts(picked: Picked, base: Version, words: Words) -> dict[str, str]:
    """Draw the boxes, the subject above the body it goes with, and return what stands in them."""
    _ = words
    forms = dict(base.forms)
    tabs = [name for name in forms if name != SUBJECT]
    labels = [_(LABELS[name]) if name in LABELS else f"[{name.removesuffix('.md')}]" for name in tabs]
    for tab, name in zip(st.tabs(labels), tabs, strict=True):
        with tab:
            for each in (SUBJECT, BODY) if name == BODY and SUBJECT in forms else (name,):
                forms[each] = _box(picked, base, each, words)
    st.caption(
        _("A blank line ends a paragraph, # begins a title, ** stands around what is bold, [part] is a shared part.")
    )
    return forms


def _box(picked: Picked, base: Version, name: str, words: Words) -> str:
    text = st.text_area(
        words(LABELS[name]) if name in LABELS else name,
        base.forms[name],
        height=HEIGHTS.get(name, 440),
        max_chars=studio.LONGEST_FORM,
        key=box_key(picked, name, base.number),
        label_visibility="visible" if name == SUBJECT else "collapsed",
    )
    return text or ""


def _problems(written: Draft, words: Words) -> None:
    if written.problems:
        told = "\n".join(f"- {plain(_placed(each, written, words))}" for each in written.problems[:MOST_REMARKS])
        st.error(f"{words('This text cannot go out yet:')}\n{told}", icon=":material/error:")


def _placed(problem: str, written: Draft, words: Words) -> str:
    """Return a problem with the name of its box instead of that of its file."""
    said = problem.replace(f"{written.message}/{written.language}/", "")
    name, _, rest = said.partition(" ")
    return f"{words(LABELS[name])}: {rest}" if name in LABELS else said


def _readability(written: Draft, message: MessageName, tried: Tried, words: Words) -> None:
    """Say what the B1 check has to say of the texts as this customer would get them."""
    _ = words
    by_form = remarks_by_form(written.templates, message, written.language, tried.context)
    found = [(form, each) for form, remarks in by_form.items() for each in remarks]
    if not found:
        st.success(_("B1 check: no remarks"), icon=":material/spellcheck:")
        return
    label = _.count("B1 check: {n} remark", "B1 check: {n} remarks", len(found))
    with st.expander(label, icon=":material/spellcheck:", expanded=True):
        for form, each in found[:MOST_REMARKS]:
            st.markdown(f"- {_(READ[form])}: {plain(each.where)}  \n:gray[{plain(each.advice)}]")
        if len(found) > MOST_REMARKS:
            st.caption(_("These are the first {n}.", n=MOST_REMARKS))


def _save(picked: Picked, base: Version, forms: dict[str, str], words: Words) -> None:
    _ = words
    is_changed = forms != dict(picked.newest.forms)
    with st.popover(
        _("Save"), icon=":material/save:", type="primary", disabled=not is_changed or not may(Action.TEMPLATE)
    ):
        st.caption(_("It becomes a draft: nothing goes out with it before somebody approves it."))
        comment = st.text_input(_("What did you change?"), key="studio_comment", max_chars=300)
        if st.button(_("Save as a new version"), key="studio_save", type="primary", disabled=not may(Action.TEMPLATE)):
            try:
                number = studio.save(
                    reads.application().desk,
                    picked.message,
                    picked.language,
                    forms,
                    based_on=base.number,
                    by=person(),
                    comment=comment or "",
                )
            except SaldoError as error:
                refuse(error)
            else:
                begin_from(picked, number)
                st.toast(_("Saved as version {n}.", n=number), icon=":material/save:")
                st.rerun(scope="app")


def _names(words: Words) -> None:
    with st.popover(words("Names"), icon=":material/data_object:", help=words("What a text can say of the customer")):
        st.caption(words("Write a name between double braces, as in {example}.", example="{{ total }}"))
        st.dataframe(
            [{"name": name, "meaning": meaning} for name, meaning in VOCABULARY.items()],
            hide_index=True,
            height=360,
            alt=words("Names"),
        )
