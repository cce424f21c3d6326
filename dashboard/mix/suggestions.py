"""Two suggested mixes beside each other: the cheapest with as much cash, and the most cash for as little."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.strategy.mix_difference import difference
from core.strategy.mix_words import CHANNELS
from core.vocabulary import ChannelName
from dashboard.mix import draft as drafts
from dashboard.mix.names import names, told
from dashboard.mix.outlook import EURO, per_euro
from dashboard.mix.reads import suggestions as suggested
from dashboard.plain import plain

if TYPE_CHECKING:
    from core.strategy.suggest import Suggested, Suggestions
    from dashboard.i18n import Words
    from dashboard.mix.draft import Draft
    from dashboard.mix.reads import Ground
    from dashboard.reads import Edition


def suggestions(of: Edition, on: Ground, draft: Draft, words: Words) -> None:
    """Draw what could be, from the proposal as it stands, and the way to take either over."""
    _ = words
    usable = [each for each in ChannelName if on.terms.is_on(each, on.given.as_of)]
    with st.container(border=True, gap="small", key="mix_suggest"):
        st.header(_("What could be better"), anchor=False)
        chosen = st.multiselect(
            _("Channels to choose among"),
            usable,
            default=usable,
            format_func=lambda each: _(CHANNELS[each]),
            key="mix_suggest_channels",
        )
        found = suggested(of, on.given.as_of, draft.mix, frozenset(chosen))
        st.caption(
            _(
                "Set beside your mix of now: {cost} for {n} contacts. Each suggestion is the best by the costs, capacities and effects under Channels; a step with too few contacts is not divided.",
                cost=_.money(found.present.cost_minor, EURO),
                n=_.number(found.present.contacts),
            )
        )
        left, right = st.columns(2, gap="medium")
        with left:
            _one(
                of,
                on,
                draft,
                found,
                found.cheapest,
                title=_("Cheapest with at least the same cash"),
                key="cheapest",
                words=_,
            )
        with right:
            _one(of, on, draft, found, found.most_cash, title=_("Most cash at the same cost"), key="most", words=_)


def _one(
    of: Edition, on: Ground, draft: Draft, found: Suggestions, one: Suggested, *, title: str, key: str, words: Words
) -> None:
    _ = words
    with st.container(border=True, height="stretch", gap="small", key=f"mix_{key}"):
        st.markdown(f"**{plain(title)}**")
        if not one.changed:
            st.markdown(":material/check_circle: " + _("Nothing is better than what you have."))
            return
        _figures(found, one, _)
        told(difference(draft.mix, one.mix, _, names=names(of, on.strategy, _)), _)
        st.button(
            _("Take this as my proposal"),
            icon=":material/input:",
            key=f"mix_take_{key}",
            on_click=drafts.take,
            args=(one.mix,),
        )


def _figures(found: Suggestions, one: Suggested, words: Words) -> None:
    """Draw cost and cash of a suggestion, with the change from now, its interval, and what of it is assumed."""
    _ = words
    change, cash = one.ahead.cost_minor - found.present.cost_minor, one.cash
    left, right = st.columns(2, gap="small")
    left.metric(
        _("Cost"),
        _.money(one.ahead.cost_minor, EURO),
        f"{'+' if change > 0 else '-'}{_.money(abs(change), EURO)}" if change else 0,
        delta_color="inverse",
    )
    gain = cash.gain_minor
    right.metric(
        _("Expected cash"),
        _.round_money(cash.expected_minor, EURO),
        f"{'+' if gain > 0 else '-'}{_.money(abs(gain), EURO)}" if gain else 0,
    )
    st.caption(
        _(
            "Cash more or less: {low} to {high}; {measured} of the change was measured, {assumed} is assumed. {cents} per euro.",
            low=_.money(cash.gain_low_minor, EURO),
            high=_.money(cash.gain_high_minor, EURO),
            measured=_.share(cash.measured_share or 0.0, 0),
            assumed=_.share(1 - (cash.measured_share or 0.0), 0),
            cents=per_euro(one.ahead.cost_minor, cash.expected_minor, _),
        )
    )
