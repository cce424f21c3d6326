"""The one filter bar: what part of the portfolio a screen is about, kept in the URL so that a view can be mailed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.scope import Scope
from core.vocabulary import CustomerType
from dashboard import reads
from dashboard.i18n import LANGUAGES, Words
from dashboard.plain import plain
from dashboard.texts import CUSTOMER_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from dashboard.reads import Edition

ALL = "all"
GROUP = "group"
KEYS = ("segment", "country", "currency", "type", "entity")
BOX_PIXELS = 168


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the reader asks about: a part of the portfolio, one currency, a day."""

    scope: Scope
    currency: str
    as_of: date
    is_group: bool = False  # all currencies together, in ``currency``


def filter_bar(of: Edition, words: Words, *, is_dated: bool = False, group: str | None = None) -> Asked:
    """Draw the filters that have something to choose, and return what they say; one currency is always chosen.

    With ``group``, the group's currency, all of them together can be chosen too.
    """
    _ = words
    choices = reads.choices(of)
    labels = reads.segment_labels(of)
    with st.container(
        horizontal=True,
        horizontal_alignment="right",
        vertical_alignment="bottom",
        gap="small",
        key="filters",
    ):
        segment = _box(_("Segment"), "segment", tuple(labels), words, lambda name, told: told(labels[name]))
        country = _box(_("Country"), "country", choices.countries, words, lambda code, told: told.country(code))
        currency = _currency(choices.currencies, words, group)
        kinds = choices.customer_types
        as_of = reads.latest_on(of)
        if is_dated or len(kinds) > 1 or len(choices.entities) > 1:
            with st.popover(_("More"), icon=":material/filter_list:"):
                kind = _box(
                    _("Customers"), "type", kinds, words, lambda name, told: told(CUSTOMER_TYPES[CustomerType(name)])
                )
                entity = _box(_("Own company"), "entity", choices.entities, words, lambda name, _told: name)
                if is_dated:
                    as_of = _day(as_of, words)
        else:
            kind = entity = None
    is_group = currency == GROUP
    one = None if is_group else currency
    return Asked(
        scope=Scope(entity=entity, country=country, customer_type=kind, segment=segment, currency=one),
        currency=group or currency if is_group else currency,
        as_of=as_of,
        is_group=is_group,
    )


def in_words(asked: Asked, of: Edition, words: Words) -> str:
    """Return the line under a title: the day, the currency, and every filter that is on."""
    _ = words
    scope = asked.scope
    parts = [
        _("As of {day}", day=words.day(asked.as_of)),
        _group_label(asked.currency, words) if asked.is_group else asked.currency,
    ]
    if scope.entity:
        parts.append(plain(scope.entity))
    if scope.country:
        parts.append(words.country(scope.country))
    if scope.customer_type:
        parts.append(_(CUSTOMER_TYPES[CustomerType(scope.customer_type)]))
    if scope.segment:
        parts.append(plain(_(reads.segment_labels(of).get(scope.segment, scope.segment))))
    return " · ".join(parts)


def keep_choices() -> None:
    """Set every filter to what it already is: a widget draws its label anew only when its value is set."""
    for key in KEYS:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def _box(
    label: str,
    key: str,
    options: Sequence[str],
    words: Words,
    shown: Callable[[str, Words], str],
) -> str | None:
    """Return the option chosen, None for all; with one option there is nothing to choose."""
    if len(options) < 2:  # noqa: PLR2004  # one is no choice
        return None
    everything = words("All")
    _translate_link(key, options, shown, words)
    value = st.selectbox(
        label,
        [ALL, *options],
        format_func=lambda name: everything if name == ALL else shown(name, words),
        key=key,
        bind="query-params",
        width=BOX_PIXELS,
    )
    return value if value in options else None


def _translate_link(key: str, options: Sequence[str], shown: Callable[[str, Words], str], words: Words) -> None:
    """Write what a link says in another language, or by code, as the widget knows it: in labels of this language."""
    said = st.query_params.get(key)
    if said is None or key in st.session_state:
        return
    for option in options:
        label = shown(option, words)
        if said != label and said in {option, *(shown(option, Words(language=language)) for language in LANGUAGES)}:
            st.query_params[key] = label
            st.rerun()


def _currency(options: Sequence[str], words: Words, group: str | None) -> str:
    if not options:
        return "EUR"
    if len(options) == 1:
        return options[0]
    every = [*options, GROUP] if group else list(options)
    value = st.selectbox(
        words("Currency"),
        every,
        format_func=lambda code: _group_label(group or "", words) if code == GROUP else code,
        key="currency",
        bind="query-params",
        width=132 if group else 96,
    )
    return value if value in every else options[0]


def _group_label(currency: str, words: Words) -> str:
    return words("Group ({currency})", currency=currency)


def _day(latest: date, words: Words) -> date:
    day = st.date_input(
        words("As of"),
        value=latest,
        max_value=latest,
        key="as_of",
        bind="query-params",
        format="DD-MM-YYYY",
        help=words("Everything is shown as it stood at the end of this day."),
    )
    return min(day, latest) if day else latest
