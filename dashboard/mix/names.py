"""What segments, ladders, steps and channels are called on the pages of the mix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.strategy.mix_words import CHANNELS
from dashboard import reads
from dashboard.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from core.desk.channel_terms import Terms
    from core.strategy.strategy import Strategy
    from core.vocabulary import ChannelName
    from dashboard.i18n import Words
    from dashboard.reads import Edition

MOST_TOLD: Final = 8


def names(of: Edition, strategy: Strategy, words: Words) -> dict[str, str]:
    """Return the labels of segments and ladders by name."""
    segments = {name: words(label) for name, label in reads.segment_labels(of).items()}
    return {**segments, **{name: words(each.label) for name, each in strategy.ladders.items()}}


def step_label(strategy: Strategy, ladder: str, number: int, words: Words) -> str:
    """Return a step as people call it: its number, its day and its label."""
    _ = words
    step = strategy.ladder(ladder).step(number)
    return _("{number}. {label}, {day}", number=number, label=_(step.label), day=day_label(step.days_past_due, words))


def day_label(days: int, words: Words) -> str:
    """Return a day of a ladder in words."""
    if days < 0:
        return words.count("{n} day before the due date", "{n} days before the due date", -days)
    return words("day {n}", n=words.number(days))


def told(changes: list[str], words: Words) -> None:
    """Draw changes in words, the first few of them at once and the others behind a click."""
    st.markdown("  \n".join(plain(each) for each in changes[:MOST_TOLD]))
    if len(changes) > MOST_TOLD:
        with st.expander(words("{n} more changes", n=words.number(len(changes) - MOST_TOLD))):
            st.markdown("  \n".join(plain(each) for each in changes[MOST_TOLD:]))


def channel_names(words: Words) -> Callable[[ChannelName], str]:
    """Return what tells the name of a channel, for a box to choose from."""

    def named(channel: ChannelName) -> str:
        return words(CHANNELS[channel])

    return named


def channel_label(channel: ChannelName, terms: Terms, on: date, words: Words) -> str:
    """Return a channel's name, and that it is off where it is."""
    name = words(CHANNELS[channel])
    return name if terms.is_on(channel, on) else words("{channel} (off)", channel=name)
