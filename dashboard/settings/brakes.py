"""Brakes: how fast a channel goes, what of its day is taken, and stopping it for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.acting import action_of
from core.actions import Action
from core.campaigns import brake, capacity, rate
from core.campaigns.brake import Limits
from core.campaigns.hours import moments_of
from core.desk.channel_terms import terms
from core.strategy.mix_words import CHANNELS
from core.vocabulary import ChannelName
from dashboard import reads
from dashboard.plain import plain
from dashboard.session import may, person

if TYPE_CHECKING:
    from datetime import date

    from core.campaigns.brake import Paused
    from dashboard.i18n import Words

PER_MINUTE = 60.0


def brakes(words: Words) -> None:
    """Draw the brake of each channel that is used, and the limits at which one stops by itself."""
    _ = words
    desk = reads.application().desk
    stopped, known = brake.paused(desk), terms(desk)
    with st.container(border=True):
        st.header(_("Brakes"), anchor=False)
        today = moments_of(desk).days(desk.now())[0].on
        for channel in ChannelName:
            if known.is_on(channel, today) or channel in stopped:
                _channel(channel, stopped.get(channel), known.capacity(channel, today), today, words)
        _limits(words)


def _channel(channel: ChannelName, stop: Paused | None, a_day: int | None, today: date, words: Words) -> None:
    _ = words
    desk = reads.application().desk
    speed = rate.per_second(desk, channel)
    told = [_("no limit") if speed is None else _("at most {n} a minute", n=_.number(speed * PER_MINUTE, 1))]
    if a_day is not None:
        taken = _.number(capacity.taken(desk, channel, today))
        told.append(_("{taken} of {n} today", taken=taken, n=_.number(a_day)))
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            state = "" if stop is None else f" :red-badge[{_('paused')}]"
            st.markdown(f"**{_(CHANNELS[channel])}**{state}")
            st.caption(" · ".join(told))
            if stop is not None:
                who = _("by itself") if stop.is_automatic else plain(stop.by)
                st.caption(f"{words.moment(stop.at)}, {who}: {plain(stop.why)}")
        with st.popover(_("Edit"), icon=":material/tune:", disabled=not may(Action.CHANNEL)):
            _pace(channel, speed, words)
            _stop_or_go(channel, stop, words)


def _pace(channel: ChannelName, speed: float | None, words: Words) -> None:
    _ = words
    now = None if speed is None else speed * PER_MINUTE
    chosen = st.number_input(
        _("At most so many a minute"),
        min_value=0.1,
        value=now,
        placeholder=_("no limit"),
        key=f"pace_{channel}",
        help=_("Over all senders together. Hosted mailboxes allow about 30."),
    )
    if st.button(_("Save"), key=f"pace_save_{channel}", disabled=chosen == now or not may(Action.CHANNEL)):
        rate.limit(reads.application().desk, channel, None if chosen is None else chosen / PER_MINUTE)
        st.rerun()


def _stop_or_go(channel: ChannelName, stop: Paused | None, words: Words) -> None:
    _ = words
    desk = reads.application().desk
    why = st.text_input(_("Why?"), key=f"brake_why_{channel}", max_chars=300)
    label, act = (_("Pause the channel"), brake.pause) if stop is None else (_("Let it go on"), brake.resume)
    if st.button(label, key=f"brake_{channel}", disabled=not why.strip() or not may(action_of(act)), type="primary"):
        act(desk, channel, by=person(), why=why.strip())
        st.rerun()


def _limits(words: Words) -> None:
    _ = words
    desk = reads.application().desk
    now = brake.limits(desk)
    with st.expander(_("When sending stops by itself"), icon=":material/front_hand:"):
        share = st.number_input(
            _("Refused or uncertain, in percent"),
            min_value=1,
            max_value=100,
            value=round(now.failed_share * 100),
            help=_("Of the latest messages of a channel; then the channel waits for a person."),
            width=240,
            key="brake_share",
        )
        last = st.number_input(
            _("Of how many of the latest messages"),
            min_value=20,
            max_value=brake.MOST_LAST,
            value=now.last,
            width=240,
            key="brake_last",
        )
        times = st.number_input(
            _("Times the usual volume of a campaign"),
            min_value=2.0,
            value=now.times_usual,
            help=_(
                "A campaign with more than that, and more than {n} messages, waits at its launch.", n=now.never_unusual
            ),
            width=240,
            key="brake_times",
        )
        new = Limits(
            failed_share=share / 100,
            last=int(last),
            fewest=now.fewest,
            times_usual=float(times),
            never_unusual=now.never_unusual,
        )
        if st.button(_("Save"), key="brake_save", disabled=new == now or not may(Action.CHANNEL)):
            brake.save_limits(desk, new, by=person())
            st.rerun()
