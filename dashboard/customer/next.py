"""What comes next for a customer, and why: the step, its day and channel, or the one reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.strategy.account import deciding_evidence
from core.strategy.audience import IN
from core.strategy.reasons import REASONS
from core.strategy.reasons.credit import REASON as CREDIT
from core.strategy.reasons.not_due import REASON as NOT_DUE
from core.vocabulary import ChannelName
from dashboard.campaign.held_why import held_why
from dashboard.plain import plain
from dashboard.texts import MESSAGES, later

if TYPE_CHECKING:
    from core.strategy.account import Account, NextStep
    from dashboard.i18n import Words

CHANNELS = {
    ChannelName.EMAIL: later("by e-mail"),
    ChannelName.SMS: later("by SMS"),
    ChannelName.WHATSAPP: later("by WhatsApp"),
    ChannelName.LETTER: later("by letter"),
    ChannelName.REGISTERED_LETTER: later("by registered letter"),
    ChannelName.REGISTERED_EMAIL: later("by registered e-mail"),
    ChannelName.PHONE: later("by phone"),
    ChannelName.VOICE: later("by voice message"),
}


def next_board(account: Account, words: Words) -> None:
    """Draw the next step of a customer, or say that nothing is open."""
    _ = words
    coming = account.next_step
    with st.container(border=True, gap=None, key="next"):
        if coming is None:
            said = _("Nothing is open: no reminder comes.")
            st.markdown(f":material/task_alt: **{said}**")
            return
        st.markdown(f":material/event_upcoming: **{_headline(coming, words)}**")
        if coming.reason is not None:
            st.caption(_why(account, _(coming.reason.label), words))
        _whys(coming, words)


def _whys(coming: NextStep, words: Words) -> None:
    """Draw why this segment, this step, this channel and this moment, folded away."""
    _, why = words, coming.why(words)
    if why is None:
        return
    lines = [
        (_("Why this segment"), why.segment),
        (_("Why this step"), why.step),
        (_("Why this channel"), "" if coming.why_channel is None else _(coming.why_channel)),
        (_("Why now") if coming.reason is None else _("Why then"), why.now),
    ]
    with st.expander(_("Why this message"), icon=":material/help:"):
        for label, said in lines:
            if said:
                st.markdown(f"**{label}** · {plain(said[:1].upper() + said[1:])}")


def _headline(coming: NextStep, words: Words) -> str:
    _ = words
    if coming.step is None or coming.on is None:
        return _("No reminder comes as things stand.")
    step = _(MESSAGES[coming.step.message])
    channel = _(CHANNELS[coming.channel])
    if coming.reason is None:
        to = plain(coming.address or "")
        return _("{step} is due now, {channel} to {address}.", step=step, channel=channel, address=to)
    return _("{step} on {day}, {channel}.", step=step, day=words.day(coming.on), channel=channel)


def _why(account: Account, reason: str, words: Words) -> str:
    """Return why nothing goes now; where invoices wait for different reasons, that this is the first of them."""
    _, evidence = words, _evidence(account, words)
    found = {REASONS[rank].code for rank in account.audience.ranks.tolist() if rank != IN}
    kinds = len(found - {CREDIT.code, NOT_DUE.code})  # these two say nothing of what is past due
    if kinds <= 1:
        return _("Not now: {reason}. {evidence}.", reason=reason, evidence=evidence)
    return _(
        "Not now, for {n} reasons; the first: {reason}. {evidence}. Each invoice below has its own.",
        n=words.number(kinds),
        reason=reason,
        evidence=evidence,
    )


def _evidence(account: Account, words: Words) -> str:
    said = plain(held_why(deciding_evidence(account.audience, words), words))
    return said[:1].upper() + said[1:]
