"""The other way round: which threshold fits so many calls a day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from core.segments.words import threshold_in_words
from core.strategy.mix_reach import PLACE
from core.strategy.mix_words import CHANNELS
from core.vocabulary import ChannelName
from dashboard import reads
from dashboard.charts.fit import fit_curve
from dashboard.doors import link
from dashboard.drawn import draw
from dashboard.mix.names import channel_names
from dashboard.mix.reads import every_fit, fitting
from dashboard.plain import plain

if TYPE_CHECKING:
    from core.segments.policy import Policy
    from core.strategy.contacts_ahead import Ahead
    from core.strategy.suggest_threshold import Fit
    from dashboard.i18n import Words
    from dashboard.mix.draft import Draft
    from dashboard.mix.reads import Ground
    from dashboard.reads import Edition

THRESHOLD, DAILY = "mix_fit_threshold", 30


def question(of: Edition, on: Ground, draft: Draft, then: Ahead, words: Words) -> None:
    """Draw the question and its answer: the value of a threshold that fills a channel without asking too much of it."""
    _ = words
    policy = reads.policy(of)
    labels = {each.name: _(each.label) for each in policy.thresholds}
    with st.container(border=True, gap="small", key="mix_question"):
        st.header(_("Which threshold fits our day?"), anchor=False)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            channel: ChannelName = st.selectbox(
                _("Channel"),
                list(CHANNELS),
                index=list(CHANNELS).index(ChannelName.PHONE),
                format_func=channel_names(_),
                key="mix_fit_channel",
            )
            fits = on.terms.capacity(channel, on.given.as_of) or DAILY
            per_day = st.number_input(_("Contacts that fit a day"), 1, 100_000, fits, 1, key=f"mix_fit_{channel}")
            if st.button(_("Find the threshold"), icon=":material/search:", key="mix_fit_all"):
                _try_all(of, draft, channel, per_day, _)
            name = st.selectbox(
                _("Threshold"), list(labels), format_func=lambda each: labels[each], key=THRESHOLD, width="stretch"
            )
        asked = float(then.wanted[PLACE[channel]].sum()) / max(int(on.given.is_open.sum()), 1)
        st.caption(
            _(
                "Your mix asks for {n} a working day by {channel} as things stand.",
                n=_.number(asked, 1),
                channel=_(CHANNELS[channel]),
            )
        )
        with st.spinner(_("Trying every value")):
            found = fitting(of, on.given.as_of, draft.mix, name, channel=channel, per_day=float(per_day))
        _answer(found, policy, labels[name], _)


def _try_all(of: Edition, draft: Draft, channel: ChannelName, per_day: int, words: Words) -> None:
    """Choose the threshold that comes nearest to what fits; say so when none changes anything."""
    _ = words
    with st.spinner(_("Trying every threshold")):
        found = every_fit(of, reads.latest_on(of), draft.mix, channel=channel, per_day=float(per_day))
    if found:
        st.session_state[THRESHOLD] = found[0].threshold
    else:
        st.info(
            _(
                "No threshold changes how many contacts go by {channel}: give some segments a step by it, under Shares.",
                channel=_(CHANNELS[channel]),
            ),
            icon=":material/info:",
        )


def _answer(found: Fit, policy: Policy, label: str, words: Words) -> None:
    _ = words
    threshold, channel = policy.threshold(found.threshold), _(CHANNELS[found.channel])

    def said(value: float) -> str:
        return threshold_in_words(replace(threshold, value=value), _)

    if not found.is_moved:
        st.info(
            _(
                "“{threshold}” does not change how many contacts go by {channel}: try another, or give its segments a step by it.",
                threshold=label,
                channel=channel,
            ),
            icon=":material/info:",
        )
        return
    if found.best is None:
        st.warning(
            _(
                "No value of “{threshold}” brings it down to {n} a day: give the channel to fewer steps, or find more people.",
                threshold=label,
                n=_.number(found.wanted),
            ),
            icon=":material/warning:",
        )
    else:
        st.markdown(
            "**"
            + plain(
                _(
                    "“{threshold}” at {value} fits: {n} a working day by {channel}. It is {present} now.",
                    threshold=label,
                    value=said(found.best),
                    n=_.number(found.at(found.best), 1),
                    channel=channel,
                    present=said(found.present),
                )
            )
            + "**"
        )
    draw(fit_curve(found, words, label=label), label, key="mix_fit")
    st.caption(
        _("Customers stay on their ladders, all else stays as it is. Move the threshold itself in the segment lab.")
    )
    link("strategy", _("To the segment lab"), icon=":material/account_tree:")
