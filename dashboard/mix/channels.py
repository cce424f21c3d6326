"""Cost, capacity and assumed effect of each channel, from a day on, with who changed what and why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from core.actions import Action
from core.desk.channel_changes import (
    BadTermError,
    TermMovedError,
    newest_effect,
    newest_term,
    save_effect,
    save_term,
)
from core.desk.channel_terms import ALWAYS, Effect
from core.strategy.mix_words import CHANNELS
from core.vocabulary import ChannelName
from dashboard import reads, tables
from dashboard.doors import link
from dashboard.mix.names import channel_names
from dashboard.mix.reads import terms as known_terms
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person

if TYPE_CHECKING:
    from core.desk.channel_terms import Term, Terms
    from dashboard.i18n import Words

CENTS: Final = 100
EURO: Final = "EUR"
MOST_CENTS: Final = 100_000_00


def channels(words: Words) -> None:
    """Draw all channels as they stand today, and the forms that change one from a day on."""
    _ = words
    found, today = known_terms(), reads.today()
    with st.container(border=True, gap="small"):
        st.header(_("Cost and capacity"), anchor=False)
        _table(found, today, _)
        st.caption(
            _(
                "A contact costs what its channel costs on its day. The effect is the share that one contact brings in of what would not have come by itself within the days ahead."
            )
        )
    with st.container(border=True, gap="small", key="mix_channel"):
        channel: ChannelName = st.selectbox(
            _("Channel"), list(CHANNELS), format_func=channel_names(_), key="mix_channel_name"
        )
        left, right = st.columns(2, gap="medium")
        with left:
            _term_form(found, channel, today, _)
        with right:
            _effect_form(found, channel, today, _)
        _history(found, channel, _)
        link("effect", _("What was measured of channels"), icon=":material/science:", view="mix")


def _table(found: Terms, today: date, words: Words) -> None:
    _ = words
    rows = []
    for each in ChannelName:
        term, effect = found.term(each, today), found.effect(each, today)
        rows.append(
            {
                "channel": _(CHANNELS[each]),
                "state": _("on") if found.is_on(each, today) else _("off"),
                "cost": term.cost_minor / CENTS,
                "capacity": term.daily_capacity,
                "effect": effect_in_words(effect, _),
                "known": known_by(effect, _),
                "since": "" if term.valid_from == ALWAYS else _.short_day(term.valid_from),
                "why": _(term.why),
            }
        )
    text = st.column_config.TextColumn
    columns = {
        "channel": text(_("Channel"), width=130, pinned=True),
        "state": text(_("State"), width=60),
        "cost": tables.money_column(_("Cost, €"), EURO, _, width=80),
        "capacity": tables.number_column(_("Fits a day"), _, width=85, help=_("Empty: no limit.")),
        "effect": text(_("Effect"), width=130),
        "known": text(_("Known by"), width=210),
        "since": text(_("Since"), width=95),
        "why": text(_("Why"), width=330),
    }
    tables.table(pd.DataFrame(rows).astype({"capacity": "Int64"}), columns, alt=_("Cost and capacity"))


def known_by(effect: Effect, words: Words) -> str:
    """Return whether an effect was measured, and then from how many customers, beside what was assumed."""
    _ = words
    if effect.evidence is not None:
        return _(
            "{share} measured, from {n} customers; the rest assumed",
            share=_.share(effect.measured_weight, 0),
            n=_.number(effect.evidence["contacts"]),
        )
    return _("measured") if effect.is_measured else _("assumed")


def effect_in_words(effect: Effect, words: Words) -> str:
    """Return an effect with its interval, as in ``8% (3 to 13)``."""
    _ = words
    return _(
        "{effect} ({low} to {high})",
        effect=_.share(effect.effect_share, 0),
        low=_.share(effect.low_share, 0),
        high=_.share(effect.high_share, 0),
    )


def _term_form(found: Terms, channel: ChannelName, today: date, words: Words) -> None:
    _ = words
    term = found.term(channel, today)
    seen = newest_term(found, channel)
    with st.form(f"mix_term_{channel}_{seen}", border=False):
        st.markdown("**" + _("Cost and capacity") + "**")
        valid_from = st.date_input(_("From"), value=today, format="DD/MM/YYYY")
        cost = st.number_input(_("Cost per contact, €"), 0.0, MOST_CENTS / CENTS, term.cost_minor / CENTS, 0.01)
        capacity = st.number_input(
            _("Fits a day"), 0, 1_000_000, term.daily_capacity, 1, help=_("Empty: no limit."), placeholder=_("no limit")
        )
        is_on = st.toggle(_("In use"), value=term.is_on)
        why = st.text_input(_("Why?"), max_chars=300)
        is_sent = st.form_submit_button(_("Save"), icon=":material/save:", disabled=not may(Action.POLICY))
    if is_sent:
        try:
            save_term(
                reads.application().desk,
                channel,
                valid_from=_one_day(valid_from, today),
                cost_minor=round(cost * CENTS),
                daily_capacity=capacity,
                is_on=is_on,
                by=person(),
                why=why,
                based_on=seen,
            )
        except (BadTermError, TermMovedError) as problem:
            refuse(problem)
            return
        st.rerun()


def _effect_form(found: Terms, channel: ChannelName, today: date, words: Words) -> None:
    _ = words
    effect = found.effect(channel, today)
    seen = newest_effect(found, channel)
    with st.form(f"mix_effect_{channel}_{seen}", border=False):
        st.markdown("**" + _("Effect of one contact") + "**")
        valid_from = st.date_input(_("From"), value=today, format="DD/MM/YYYY")
        low, middle, high = (
            st.number_input(label, -100.0, 100.0, round(share * CENTS, 1), 0.5, format="%.1f")
            for label, share in (
                (_("Lowest, %"), effect.low_share),
                (_("Expected, %"), effect.effect_share),
                (_("Highest, %"), effect.high_share),
            )
        )
        is_measured = st.toggle(
            _("Measured by a test"),
            value=effect.is_measured,
            help=_("A test divides customers by a draw. What was merely seen is an assumption."),
        )
        why = st.text_input(_("Why, or which test?"), max_chars=300)
        is_sent = st.form_submit_button(_("Save"), icon=":material/save:", disabled=not may(Action.POLICY))
    if is_sent:
        try:
            save_effect(
                reads.application().desk,
                channel,
                valid_from=_one_day(valid_from, today),
                effect_share=middle / CENTS,
                low_share=low / CENTS,
                high_share=high / CENTS,
                is_measured=is_measured,
                by=person(),
                why=why,
                based_on=seen,
            )
        except (BadTermError, TermMovedError) as problem:
            refuse(problem)
            return
        st.rerun()


def _one_day(chosen: object, today: date) -> date:
    """Return the day of a date box; today where it was emptied."""
    return chosen if isinstance(chosen, date) else today


def _history(found: Terms, channel: ChannelName, words: Words) -> None:
    """Draw every change of the channel, the latest day first; what is still to come stands on top."""
    _ = words
    st.markdown("**" + _("History") + "**")
    changes: list[Term | Effect] = [*found.terms.get(channel, ()), *found.effects.get(channel, ())]
    if not changes:
        st.caption(_("Nothing was changed yet: this is as Saldo ships."))
    for each in sorted(changes, key=lambda change: (change.valid_from, change.changed_at), reverse=True):
        said = effect_in_words(each, _) if isinstance(each, Effect) else _term_in_words(each, _)
        who = f"{plain(each.changed_by or '')}, {_.moment(each.changed_at)}" if each.changed_at else ""
        st.markdown(
            _("From {day}", day=_.short_day(each.valid_from)) + f": {plain(said)}  \n:gray[{plain(each.why)} · {who}]"
        )


def _term_in_words(term: Term, words: Words) -> str:
    _ = words
    fits = _("no limit") if term.daily_capacity is None else _("{n} a day", n=_.number(term.daily_capacity))
    state = "" if term.is_on else ", " + _("off")
    return f"{_.money(term.cost_minor, EURO)}, {fits}{state}"
