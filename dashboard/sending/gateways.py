"""Text messages, WhatsApp, spoken messages and registered e-mail: the gateway of each, its settings, and a test message."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from core.actions import Action
from core.desk.channel_terms import terms as terms_of_channels
from core.errors import SaldoError
from core.gateways.kept import CHANNELS, callback, gateway_of, save_gateway, switch
from core.gateways.presets import presets
from core.outlets import APPRISE, way_of
from core.strategy.mix_words import CHANNELS as NAMES
from core.vocabulary import ChannelName
from dashboard import reads
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.sending.gateway_trial import gateway_trial
from dashboard.session import may, person
from dashboard.texts import later

if TYPE_CHECKING:
    from core.gateways.kept import KeptGateway
    from core.gateways.presets import Preset
    from dashboard.i18n import Words

NOW: Final = ""
WARNINGS: Final = {
    ChannelName.WHATSAPP: later(
        "WhatsApp stays off until the provider has confirmed in writing that reminders may go by it. Only customers who agreed to it get one, and only in the words of an approved template."
    ),
    ChannelName.VOICE: later(
        "Nobody is called outside contact hours. The message says who calls, and a key asks for a person: that becomes a call on the work list. Consumers are called only when they agreed to it."
    ),
    ChannelName.REGISTERED_EMAIL: later(
        "Where the law asks for a registered letter, only a qualified service counts. Consumers get one only when they agreed to it."
    ),
}


def gateways(words: Words) -> None:
    """Draw one box a channel."""
    _ = words
    for channel in CHANNELS:
        _box(channel, words)


def _box(channel: ChannelName, words: Words) -> None:
    _ = words
    desk = reads.application().desk
    kept = gateway_of(desk, channel)
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(_heading(_(NAMES[channel])), anchor=False, width="stretch")
            st.markdown(_state(channel, kept, words))
        st.caption(_why(channel, kept, words))
        if channel in WARNINGS:
            st.caption(_(WARNINGS[channel]))
        if kept is not None:
            _about(kept, words)
        with st.container(horizontal=True):
            _declare(channel, kept, words)
            if kept is not None:
                _switch(kept, words)
                gateway_trial(channel, words)


def _heading(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}"


def _state(channel: ChannelName, kept: KeptGateway | None, words: Words) -> str:
    _ = words
    if kept is not None and kept.is_on:
        return f":green-badge[:material/check: {_('on')}]"
    if way_of(reads.application().desk, channel) == APPRISE:
        return ":green-badge[Apprise]"
    return f":gray-badge[{_('off')}]"


def _why(channel: ChannelName, kept: KeptGateway | None, words: Words) -> str:
    """Say by which way messages go now, and what that means."""
    _ = words
    app = reads.application()
    is_used = terms_of_channels(app.desk).is_on(channel, app.clock().date())
    unused = "" if is_used else " " + _("The channel mix does not use this channel now.")
    if kept is not None and kept.is_on:
        return _("Messages go to {gateway}.", gateway=plain(kept.terms.label)) + unused
    if way_of(app.desk, channel) == APPRISE:
        return _("Messages go over Apprise, which says yes or no and nothing about delivery.") + unused
    if kept is not None:
        return (
            _("{gateway} is declared and off: messages are kept on this machine.", gateway=plain(kept.terms.label))
            + unused
        )
    return _("No gateway is set: messages are kept on this machine, and nothing leaves it.") + unused


def _about(kept: KeptGateway, words: Words) -> None:
    _ = words
    terms = kept.terms
    hook = callback(reads.application().desk, kept.channel, terms)
    again = _("knows a message by its key: a lost answer is asked again, and nothing goes twice")
    doubt = _("takes no key: after a lost answer a person decides")
    secret = plain(terms.secret) if terms.secret else _("none")
    told = [
        (_("Address"), plain(terms.address)),
        (_("Secret, by name"), secret),
        (_("After a lost answer"), again if terms.is_idempotent else doubt),
        (
            _("Delivery receipts"),
            plain(hook) if hook else _("none: they need a public address and a way to prove who sends them"),
        ),
    ]
    st.markdown("  \n".join(f":gray[{name}] {value}" for name, value in told))


def _switch(kept: KeptGateway, words: Words) -> None:
    _ = words
    label = _("Switch off") if kept.is_on else _("Switch on")
    icon = ":material/toggle_off:" if kept.is_on else ":material/toggle_on:"
    if st.button(label, key=f"gateway_switch_{kept.channel}", icon=icon, disabled=not may(Action.CHANNEL)):
        try:
            switch(reads.application().desk, kept.channel, is_on=not kept.is_on, by=person())
        except SaldoError as refused:
            refuse(refused)
        else:
            st.rerun()


def _declare(channel: ChannelName, kept: KeptGateway | None, words: Words) -> None:
    """Draw the declaration: a ready-made one to begin from, and all of it as it is kept."""
    _ = words
    ready = [each for each in presets().values() if each.channel == channel]
    others = [each for each in presets().values() if each.name == "free_form" and each not in ready]
    with st.popover(_("Settings of the gateway"), icon=":material/tune:", width="content"):
        by_name = {each.name: each for each in (*ready, *others)}
        name = st.selectbox(
            _("Begin from"),
            [*([NOW] if kept is not None else []), *by_name],
            format_func=lambda name: plain(by_name[name].label) if name in by_name else _("what is set now"),
            key=f"gateway_begin_{channel}",
        )
        chosen: Preset | None = by_name.get(name or NOW)
        if chosen is not None:
            tried = (
                _("tried")
                if chosen.is_tried
                else _("never tried on a live account: compare it with their documentation")
            )
            st.caption(f"{plain(chosen.remark)} ({tried}; {plain(chosen.source)}, {words.day(chosen.checked_on)})")
        shown = kept.terms.to_dict() if chosen is None and kept is not None else dict(chosen.terms if chosen else {})
        version = kept.revision if kept is not None else 0
        text = st.text_area(
            _("Declaration"),
            json.dumps(shown, indent=2, ensure_ascii=False, default=list),
            height=360,
            width=560,
            key=f"gateway_text_{channel}_{'' if chosen is None else chosen.name}_{version}",
            help=_(
                "The secret itself never stands here: name an environment variable or a file that holds it, as in env:SALDO_SMS_TOKEN."
            ),
        )
        if st.button(
            _("Save"),
            key=f"gateway_save_{channel}",
            type="primary",
            icon=":material/save:",
            disabled=not may(Action.CHANNEL),
        ):
            _save(channel, text, kept, words)


def _save(channel: ChannelName, text: str, kept: KeptGateway | None, words: Words) -> None:
    try:
        said: Any = json.loads(text)
    except ValueError as error:
        st.error(words("This is no JSON: {why}", why=plain(str(error))), icon=":material/error:")
        return
    desk, is_on = reads.application().desk, kept is not None and kept.is_on
    try:
        save_gateway(desk, channel, said, is_on=is_on, by=person(), based_on=0 if kept is None else kept.revision)
    except SaldoError as refused:
        refuse(refused)
    else:
        st.toast(words("Saved. Nothing was sent."), icon=":material/check:")
        st.rerun()
