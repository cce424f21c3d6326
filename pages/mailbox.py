"""Mailbox: what left Saldo on this machine, exactly as it went: mail, and every other channel."""

from __future__ import annotations

import streamlit as st

from core.strategy.mix_words import CHANNELS
from core.vocabulary import POSTED, ChannelName
from dashboard.campaign.decide import where_mail_goes
from dashboard.campaign.inbox import received
from dashboard.campaign.outbox import channels_kept, kept, printed
from dashboard.doors import link
from dashboard.sections import section
from dashboard.session import words

_ = words()
link("campaigns", _("All campaigns"), icon=":material/arrow_back:")
st.title(_("Mailbox"), anchor=False)
others = channels_kept()
part = ChannelName.EMAIL
if others:
    shown = {str(each): _(CHANNELS[each]) for each in (ChannelName.EMAIL, *others)}
    part = ChannelName(section(_("Channel"), shown, param="channel"))
if part is ChannelName.EMAIL:
    where_mail_goes(_)
    received()
elif part in POSTED:
    printed(part)
else:
    kept(part)
