"""The simple form: for each step of each ladder one channel, and what to use where that is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.strategy.mix import Rung
from core.vocabulary import ChannelName
from dashboard.mix import draft as drafts
from dashboard.mix.names import channel_label, day_label
from dashboard.plain import plain
from dashboard.texts import MESSAGES

if TYPE_CHECKING:
    from core.strategy.ladder import Step
    from dashboard.i18n import Words
    from dashboard.mix.draft import Draft
    from dashboard.mix.reads import Ground


def steps(on: Ground, draft: Draft, words: Words) -> None:
    """Draw every ladder with its steps; the first channel of a row is the usual one."""
    _ = words
    st.caption(
        _(
            "The first channel of a step is the usual one; the ones after it are used where it leads nowhere. A customer's own wish and the law come before both."
        )
    )
    with st.grid(len(on.strategy.ladders), min_column_width=300, gap="small"):
        for name, ladder in on.strategy.ladders.items():
            with st.container(border=True, height="stretch", gap="small", key=f"mix_ladder_{name}"):
                st.header(plain(_(ladder.label)), anchor=False)
                for step in ladder.steps:
                    _row(on, draft, Rung(name, step.number), step, _)


def _row(on: Ground, draft: Draft, rung: Rung, step: Step, words: Words) -> None:
    _ = words
    said = draft.mix.usual.get(rung)
    own = _("of its own")
    badge = f" :blue-badge[{own}]" if said is not None else ""
    st.markdown(f"**{plain(_(step.label))}**{badge}  \n{_day(step, _)}")
    key = f"mix_usual_{rung.ladder}_{rung.step}_{draft.turn}"
    st.multiselect(
        plain(_(step.label)),
        list(ChannelName),
        default=list(said or step.channels),
        format_func=lambda channel: channel_label(channel, on.terms, on.given.as_of, _),
        key=key,
        label_visibility="collapsed",
        placeholder=_("As the ladder says"),
        on_change=_said,
        args=(rung, step.channels, key),
    )


def _day(step: Step, words: Words) -> str:
    _ = words
    return f":gray[{plain(day_label(step.days_past_due, _))} · {plain(_(MESSAGES[step.message]))}]"


def _said(rung: Rung, usual: tuple[ChannelName, ...], key: str) -> None:
    """Take over what a row says now; the ladder's own channels are no word of the mix."""
    chosen = tuple(st.session_state[key])
    mix = drafts.current().mix
    drafts.propose(mix.with_usual(rung, () if chosen == usual else chosen))
