"""What narrows the list of messages: a search in everything they say, and filters that only offer what occurs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.campaigns.search import Filters, Mark
from core.messages.readability import said
from core.strategy.mix_words import CHANNELS
from core.vocabulary import ChannelName
from dashboard.plain import plain
from dashboard.session import words
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.campaigns.search import Shown
    from dashboard.i18n import Words

SEARCH = "reader_search"
MOST_OFFERED = 60  # values of one field; more are found by searching
MARKS = {
    Mark.UNLAWFUL: later("breaks a rule"),
    Mark.REMARK: later("has a remark"),
    Mark.LEFT_OUT: later("left out"),
    Mark.OWN_WORDS: later("own words"),
    Mark.OTHER_CHANNEL: later("channel chosen by hand"),
}
LANGUAGES = {
    "nl": later("Dutch"),
    "nl_BE": later("Dutch (Belgium)"),
    "fr": later("French"),
    "fr_BE": later("French (Belgium)"),
    "de": later("German"),
    "en": later("English"),
}
FIELDS = {
    "channel": later("Channel"),
    "language": later("Language"),
    "step": later("Step"),
    "segment": later("Segment"),
    "reason": later("Why this channel"),
    "remarks": later("Remark"),
    "rules": later("Rule of the law"),
}


def narrowed(shown: Shown, labels: dict[str, str], words: Words) -> Filters:
    """Draw search and filters, and return what they say; ``labels`` are the names of the segments."""
    _ = words
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        text = st.text_input(
            _("Search"),
            key=SEARCH,
            type="search",
            placeholder=_("Any words, amount or number in the messages"),
            label_visibility="collapsed",
            help=_("All words must occur; put a phrase between quotation marks."),
            on_change=from_the_start,
        )
        chosen = _chosen()
        count = sum(bool(values) for values in chosen.values())
        label = _("Filters ({n})", n=count) if count else _("Filters")
        with st.popover(label, icon=":material/filter_list:", key="reader_filters"):
            marks = _boxes(shown, labels, words)
            least, most = _costs(shown, words)
    return Filters(
        text=text or "",
        traits={name: frozenset(st.session_state.get(f"reader_{name}") or ()) for name in FIELDS},
        marks=frozenset(marks),
        least_cost_minor=least,
        most_cost_minor=most,
    )


def from_the_start() -> None:
    """Go back to the first message of the list."""
    st.session_state["reader_at"] = 0


def _chosen() -> dict[str, object]:
    return {key: st.session_state.get(f"reader_{key}") for key in (*FIELDS, "marks")}


def _boxes(shown: Shown, labels: dict[str, str], words: Words) -> list[Mark]:
    _ = words
    present = {mark: int(shown.marked(mark).sum()) for mark in MARKS}
    marks = st.pills(
        _("Only messages with"),
        [mark for mark, number in present.items() if number or mark in (st.session_state.get("reader_marks") or ())],
        selection_mode="multi",
        format_func=lambda mark: f"{_(MARKS[mark])} {words.number(present[mark])}",
        key="reader_marks",
        on_change=from_the_start,
    )
    for name, label in FIELDS.items():
        counted = shown.counts(name)
        counted.pop("", None)
        if len(counted) > 1 or (counted and name in {"remarks", "rules"}):
            st.multiselect(
                _(label),
                list(counted)[:MOST_OFFERED],
                format_func=_counted(_sayer(name, labels, words), counted, words),
                key=f"reader_{name}",
                placeholder=_("All"),
                on_change=from_the_start,
            )
    return list(marks or ())


def _sayer(name: str, labels: dict[str, str], words: Words) -> Callable[[str], str]:
    """Return how the values of a field are written."""
    if name == "channel":
        return lambda value: words(CHANNELS[ChannelName(value)])
    if name == "language":
        return lambda value: words(LANGUAGES.get(value, value))
    if name == "segment":
        return lambda value: plain(words(labels.get(value, value)))
    if name == "reason":
        return words
    if name == "remarks":
        return lambda value: plain(said(value, words))
    return plain


def _counted(said: Callable[[str], str], counted: dict[str, int], words: Words) -> Callable[[str], str]:
    return lambda value: f"{said(value)} · {words.number(counted.get(value, 0))}"


def _costs(shown: Shown, words: Words) -> tuple[int | None, int | None]:
    """Draw the range of costs where messages differ in it."""
    prices = sorted({int(cost) for cost in shown.costs})
    if len(prices) < 2:  # noqa: PLR2004 - one is no choice
        return None, None
    low, high = st.select_slider(
        words("Cost of a message"),
        prices,
        value=(prices[0], prices[-1]),
        format_func=lambda minor: words.money(minor, "EUR"),
        key="reader_cost",
        on_change=from_the_start,
    )
    return (None if low == prices[0] else low), (None if high == prices[-1] else high)


def clear() -> None:
    """Take every filter away."""
    for name in (*FIELDS, "marks", "cost"):
        st.session_state.pop(f"reader_{name}", None)
    st.session_state[SEARCH] = ""
    from_the_start()


def clear_button() -> None:
    """Offer to take every filter away."""
    _ = words()
    st.button(_("Show all messages"), icon=":material/filter_list_off:", on_click=clear, key="reader_clear")
