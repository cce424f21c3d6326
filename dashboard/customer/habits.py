"""How a customer pays: the habits in one line, and one click deeper every pattern with its strength and its dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.behaviour.patterns import Pattern, PatternName, patterns_of, payment_history
from core.behaviour.patterns.declarations import DECLARATIONS, STRENGTH
from core.behaviour.patterns.words import sentence, summary
from core.desk.contacts import latest_turn
from dashboard import reads
from dashboard.charts.evidence import dots
from dashboard.customer.expected import expected_board
from dashboard.drawn import draw
from dashboard.empty import nothing
from dashboard.plain import plain
from dashboard.session import words

if TYPE_CHECKING:
    from datetime import date

    from core.behaviour.patterns import History
    from dashboard.customer.reads import Who
    from dashboard.i18n import Words
    from dashboard.reads import Edition

ALARMS = (PatternName.DRIFT, PatternName.TROUBLE)


def habit_line(of: Edition, who: Who, as_of: date, words: Words) -> None:
    """Draw the habits of a customer in one line and what has changed in another; nothing without evidence."""
    patterns = _found(of, who, as_of, latest_turn(reads.application().desk, who.names))
    told = summary(patterns, words)
    if told:
        st.markdown(f":material/schedule: {plain(_capital(told))}")
    for pattern in patterns:
        if pattern.name in ALARMS:
            st.markdown(f":material/warning: :orange[{plain(_capital(sentence(pattern, words)))}]")


@st.fragment
def habit_board(of: Edition, who: Who, as_of: date) -> None:
    """Draw every pattern of a customer: the sentence, how strong it is, and the payments that keep to it or do not."""
    _ = words()
    known = history(of, who, as_of)
    expected_board(of, who, as_of, _)
    if not known.patterns:
        nothing(
            _("No habit to show"),
            _("Too few payments, or none of them alike: nothing is made up."),
            icon=":material/query_stats:",
        )
        return
    st.caption(_(STRENGTH))
    for pattern in known.patterns:
        _pattern(pattern, as_of, _)


def _pattern(pattern: Pattern, as_of: date, words: Words) -> None:
    _ = words
    declared = DECLARATIONS[pattern.name]
    with st.container(border=True, gap=None):
        strength = _("strength {share}", share=words.share(pattern.strength, 0))
        said = plain(_capital(sentence(pattern, words)))
        st.markdown(f"**{said}** :gray[{strength}]", help=_(declared.help))
        if pattern.dots:
            figure = dots(pattern.dots, as_of=as_of, words=words)
            draw(figure, _(declared.label), key=f"dots_{pattern.name}_{pattern.text}")


@st.cache_resource(show_spinner=False, max_entries=256)
def _found(of: Edition, who: Who, as_of: date, turn: tuple[int, str]) -> tuple[Pattern, ...]:  # noqa: ARG001 - part of the key
    """Return the patterns of one customer without the dots behind them: those cost more than all the rest."""
    found = patterns_of(reads.book(of), as_of, [who.key], desk=reads.application().desk)
    return tuple(
        Pattern(
            name=PatternName(row["pattern"]),
            value=row["value"],
            low=row["low"],
            high=row["high"],
            text=row["text"] if isinstance(row["text"], str) else None,
            n=row["n"],
            of=row["of"],
            strength=row["strength"],
            since=None,
        )
        for row in found.to_dict("records")
    )


def history(of: Edition, who: Who, as_of: date) -> History:
    """Return the patterns of one customer; a reminder of our own may change what it answers to."""
    return _history(of, who, as_of, latest_turn(reads.application().desk, who.names))


@st.cache_resource(show_spinner=False, max_entries=256)
def _history(of: Edition, who: Who, as_of: date, turn: tuple[int, str]) -> History:  # noqa: ARG001 - part of the key
    return payment_history(reads.book(of), who.key, as_of, desk=reads.application().desk)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
