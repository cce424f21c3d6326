"""All currencies together in the group's: its figures, what each currency brings, and the rates that were used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.actions import Action
from core.desk import group_currency as setting
from core.desk.revisions import Topic, revisions
from core.metrics.group_currency import GroupMeasures, group_measures, group_values
from core.metrics.rates import RateKind
from core.metrics.registry import METRICS
from dashboard import reads, tables
from dashboard.exports import export_menu
from dashboard.kpi import cards, said
from dashboard.numbers.reads import house
from dashboard.plain import plain
from dashboard.review import sentence
from dashboard.session import may, person, words
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from core.metrics.scope import Scope
    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition
    from dashboard.review.ask import Review

KINDS: dict[str, str] = {RateKind.CLOSING: later("Closing"), RateKind.AVERAGE: later("Month's average")}
CHOICES = ("EUR", "USD", "GBP", "CHF")


def currency() -> str:
    """Return the group's currency, as the team set it."""
    desk = reads.application().desk
    return _currency(str(reads.application().settings.home), revisions(desk)[Topic.SETTINGS])


@st.cache_resource(show_spinner=False, max_entries=8)
def _currency(_home: str, _revision: int) -> str:
    return setting.group_currency(reads.application().desk)


@st.cache_resource(show_spinner=False, max_entries=64)
def measured(of: Edition, as_of: date, scope: Scope, into: str) -> GroupMeasures:
    """Return the group's measures of ``as_of``."""
    segments = reads.segments(of, as_of) if scope.segment else None
    return group_measures(reads.book(of), as_of, into=into, scope=scope, segments=segments)


def figures_together(of: Edition, asked: Asked, as_of: date) -> None:
    """Draw the five cards of the group on one day, and what they are made of."""
    _ = words()
    told = measured(of, as_of, asked.scope, asked.currency)
    values = group_values(told)
    _undefined(of, [told], _)
    cards([METRICS[slug] for slug in house().headlines], values, {}, currency=asked.currency, as_of=as_of, words=_)
    st.caption(_("Aging, course and bridge are per currency: choose one above."))
    _made_of([told], asked.currency, house().dso, _)
    _choose(asked.currency, _)


def change_together(of: Edition, review: Review) -> None:
    """Draw the group's figure at both dates, and what it is made of; its parts are per currency."""
    _ = words()
    asked, metric = review.asked, METRICS[review.metric]
    both = [measured(of, day, asked.scope, asked.currency) for day in (review.from_on, review.to_on)]
    _undefined(of, both, _)
    days = [group_values(each).get(review.metric) for each in both]
    known = [None if each is None else each.value for each in days]
    change = None
    if known[0] is not None and known[1] is not None:
        change = sentence.signed(known[1] - known[0], _).replace("\u2212", "-")
    with st.container(horizontal=True, gap="small"):
        for day, value, delta in zip((review.from_on, review.to_on), known, (None, change), strict=True):
            st.metric(
                f"{_(metric.label)}, {_.short_day(day)}",
                said(value, metric.unit, asked.currency, _),
                delta,
                delta_color="inverse",
                border=True,
                height="stretch",
            )
    st.caption(_("Why it moved is told per currency: choose one above. A rate moves the group's figure as well."))
    _made_of(both, asked.currency, review.metric, _)
    _choose(asked.currency, _)


def _undefined(of: Edition, told: Sequence[GroupMeasures], words: Words) -> None:
    """Say which rate is missing, where one is."""
    for each in dict.fromkeys(sentence.said(one.why, of, words) for one in told if one.why is not None):
        st.warning(each, icon=":material/currency_exchange:")


def _made_of(told: Sequence[GroupMeasures], into: str, slug: str, words: Words) -> None:
    """Draw what each currency brings, in its own money and its own days, and every rate with its source and day."""
    _ = words
    last = told[-1]
    rows = pd.DataFrame(
        [
            {
                "currency": code,
                "open": said(each.gross_minor, METRICS["open_balance"].unit, code, _),
                "figure": said(METRICS[slug].value(each).value, METRICS[slug].unit, code, _),
            }
            for code, each in last.by_currency.items()
        ],
        columns=["currency", "open", "figure"],
    )
    text = st.column_config.TextColumn
    with st.container(border=True, gap="small", key="group_currencies"):
        st.header(_("By currency"), anchor=False)
        heads = {"currency": _("Currency"), "open": _("Open balance"), "figure": _(METRICS[slug].label)}
        tables.table(rows, {name: text(label) for name, label in heads.items()}, alt=_("By currency"))
    used = _rates(told, words)
    with st.container(border=True, gap="small", key="group_rates"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(_("Rates used"), anchor=False, width="stretch")
            export_menu(lambda: used.rename(columns=_rate_heads(words)), name="rates", words=_, key="group_rates")
        st.caption(
            _(
                "Balances at the closing rate of their day, each month of sales at that month's average, as first complete: "
                "a file that comes later moves no past month-end. Euros for one unit; the group is in {currency}.",
                currency=plain(into),
            )
        )
        columns = {
            name: tables.day_column(label, _) if name in {"on", "last_on"} else text(label)
            for name, label in _rate_heads(words).items()
        }
        tables.table(used, columns, alt=_("Rates used"), most=8)


def _rate_heads(words: Words) -> dict[str, str]:
    _ = words
    return {
        "currency": _("Currency"),
        "kind": _("Rate"),
        "on": _("Day or month-end"),
        "euros": _("Euros for one unit"),
        "last_on": _("Published on"),
        "days": _("Days in it"),
        "source": _("Source"),
    }


def _rates(told: Sequence[GroupMeasures], words: Words) -> pd.DataFrame:
    """Return every rate that was used, the newest first."""
    used = {(rate.kind, rate.currency, rate.on): rate for each in told for rate in each.rates}
    return pd.DataFrame(
        [
            {
                "currency": rate.currency,
                "kind": words(KINDS[rate.kind]),
                "on": rate.on,
                "euros": words.number(float(rate.euros), 5),
                "last_on": rate.last_on,
                "days": str(rate.days) if rate.kind is RateKind.AVERAGE else "",
                "source": rate.file_name or "",
            }
            for rate in sorted(used.values(), key=lambda each: (-each.on.toordinal(), each.currency, each.kind))
        ],
        columns=list(_rate_heads(words)),
    )


def _choose(into: str, words: Words) -> None:
    """Let the reader set the group's currency, for everybody."""

    def save() -> None:
        setting.set_group_currency(reads.application().desk, st.session_state["group_currency"], by=person())

    options = list(dict.fromkeys([into, *CHOICES]))
    st.selectbox(
        words("Group currency, for everybody"),
        options,
        key="group_currency",
        on_change=save,
        width=240,
        disabled=not may(Action.SETTING),
    )
