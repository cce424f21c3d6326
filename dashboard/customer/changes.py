"""What people here know better than the source: each field beside the source's word, a way to change it and to take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st
from babel import Locale

from core.actions import Action
from core.desk import customers
from core.desk.customers import OverrideField
from core.errors import SaldoError
from core.messages.templates import shipped
from core.strategy.mix_words import CHANNELS
from core.strategy.overrides import change, source_says, standing
from core.vocabulary import ChannelName, Label
from dashboard import reads
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person, words
from dashboard.texts import LABELS, later

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from dashboard.i18n import Words
    from dashboard.reads import Edition

FIELDS = {
    OverrideField.EMAIL: later("E-mail address"),
    OverrideField.PERSON: later("Contact person"),
    OverrideField.LANGUAGE: later("Language"),
    OverrideField.LABEL: later("Label"),
    OverrideField.CHANNEL: later("Channel asked for"),
}


@st.fragment
def change_board(of: Edition, entity: str, customer_id: str) -> None:
    """Draw the fields that may be overridden, with what the source says, who changed it and when."""
    _ = words()
    named = pd.DataFrame({"entity": [entity], "customer_id": [customer_id]})
    said = source_says(reads.book(of), named)
    known = standing(
        customers.overrides(reads.application().desk, entity=entity, customer_id=customer_id),
        said,
    )
    changed = {row["field"]: row for row in known.to_dict("records")}
    with st.container(border=True, gap="small", key="changes"):
        st.header(_("Change what the source says"), anchor=False)
        st.caption(
            _(
                "What you fill in here wins until the source says something else. Campaigns planned from now on follow it; "
                "a message that is already written stays as it was read."
            )
        )
        for field in OverrideField:
            value = said[str(field)].iloc[0]
            _field(of, field, value if isinstance(value, str) else "", changed.get(str(field)), (entity, customer_id))


def _field(
    of: Edition, field: OverrideField, said: str, changed: Mapping[Hashable, Any] | None, customer: tuple[str, str]
) -> None:
    _ = words()
    now = said if changed is None else str(changed["value"])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch", gap=None):
            st.markdown(f":gray[{_(FIELDS[field])}] **{plain(_shown(field, now, _))}**")
            if changed is not None:
                st.caption(_history(field, said, changed, _))
        with st.popover(_("Edit"), icon=":material/edit:", key=f"change_{field}", disabled=not may(Action.CUSTOMER)):
            _form(of, field, now, customer)
        if changed is not None and st.button(
            _("Take back"), key=f"take_back_{field}", icon=":material/undo:", disabled=not may(Action.CUSTOMER)
        ):
            desk = reads.application().desk
            customers.end_override(desk, entity=customer[0], customer_id=customer[1], field=field, by=person())
            st.rerun()


def _history(field: OverrideField, said: str, changed: Mapping[Hashable, Any], words: Words) -> str:
    _ = words
    source = _("The source says {value}", value=plain(_shown(field, said, _)))
    told = _("{who}, {moment}", who=plain(changed["created_by"]), moment=words.moment(changed["created_at"]))
    return " · ".join([source, plain(changed["why"]), told])


def _form(of: Edition, field: OverrideField, now: str, customer: tuple[str, str]) -> None:
    _ = words()
    with st.form(f"change_{field}", border=False, enter_to_submit=False):
        value = _input(field, now, _)
        why = st.text_input(_("Why"), key=f"change_why_{field}", max_chars=300)
        if st.form_submit_button(_("Save"), key=f"change_save_{field}", type="primary", icon=":material/save:"):
            if not why.strip():
                st.error(_("Say why in a few words: the next person needs it."))
                return
            try:
                change(
                    reads.application().desk,
                    reads.book(of),
                    entity=customer[0],
                    customer_id=customer[1],
                    field=field,
                    value=value,
                    by=person(),
                    why=why.strip(),
                )
            except SaldoError as refused:
                refuse(refused)
            else:
                st.rerun()


def _input(field: OverrideField, now: str, words: Words) -> str:
    key, label = f"change_value_{field}", words(FIELDS[field])
    if field is OverrideField.CHANNEL:
        channels = list(CHANNELS)
        asked = st.selectbox(
            label,
            channels,
            index=channels.index(ChannelName(now)) if now else 0,
            format_func=lambda channel: words(CHANNELS[channel]),
            key=key,
            help=words(
                "It wins over the channel mix, and opens what needs consent: WhatsApp, spoken messages, registered e-mail."
            ),
        )
        return str(asked)
    if field in {OverrideField.LANGUAGE, OverrideField.LABEL}:
        codes = list(shipped().spoken) if field is OverrideField.LANGUAGE else [str(each) for each in Label]
        chosen = st.selectbox(
            label,
            codes,
            index=codes.index(now) if now in codes else 0,
            format_func=lambda code: _shown(field, code, words),
            key=key,
        )
        return str(chosen)
    return st.text_input(label, now, key=key, max_chars=254)


def _shown(field: OverrideField, value: str, words: Words) -> str:
    """Return a value as people read it."""
    if not value:
        return words("nothing")
    if field is OverrideField.LANGUAGE:
        return str(Locale.parse(words.locale).languages.get(value, value))
    if field is OverrideField.LABEL:
        return words(LABELS.get(Label(value), value))
    if field is OverrideField.CHANNEL:
        return words(CHANNELS[ChannelName(value)])
    return value
