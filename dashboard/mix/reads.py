"""Cached reads of the mix: the contacts that are coming, whatever their channel, and what a mix makes of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import streamlit as st

from core.behaviour.forecast.backtest import spread_of
from core.behaviour.prediction.store import serving_run
from core.desk import policies
from core.desk.channel_terms import terms as known_terms
from core.desk.revisions import Topic, revisions
from core.strategy import mix_versions, strategy_versions
from core.strategy.audience import audience
from core.strategy.cash_ahead import CashAhead, PositionCash, cash_ahead, euro_factors, position_cash
from core.strategy.contacts_ahead import Ahead, ahead
from core.strategy.contacts_coming import DAYS, Coming, coming
from core.strategy.facts import desk_facts
from core.strategy.mix import Mix, to_body
from core.strategy.mix_reach import CHANNELS
from core.strategy.suggest import Suggestions, suggest
from core.strategy.suggest_threshold import Fit, fit, fits
from dashboard import reads
from dashboard.prediction.reads import number, whole

if TYPE_CHECKING:
    from datetime import date

    from core.desk.channel_terms import Terms
    from core.strategy.strategy import Strategy
    from core.vocabulary import ChannelName
    from dashboard.reads import Edition


TRIED: Final = 11  # values of each threshold, where all of them are tried


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What every mix is set against: contacts coming, cash expected by itself, and what the mix in force makes of them."""

    given: Coming
    cash: PositionCash
    strategy: Strategy
    terms: Terms
    mix: Mix
    was: Ahead


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """The days ahead under a mix, beside those under the mix in force."""

    was: Ahead
    then: Ahead
    cash_was: CashAhead
    cash_then: CashAhead


def in_force() -> tuple[int, ...]:
    """Return numbers that grow with what the days ahead rest on: the day (policies begin on one), policies, holds, campaigns, costs, model."""
    desk = reads.application().desk
    known, day = revisions(desk), policies.today(desk).toordinal()
    return (day, *(known[each] for each in (Topic.POLICIES, Topic.HOLDS, Topic.CAMPAIGNS, Topic.SETTINGS)), number())


def terms() -> Terms:
    """Return every dated term of the channels."""
    return _terms(str(reads.application().settings.home), revisions(reads.application().desk)[Topic.SETTINGS])


@st.cache_resource(show_spinner=False, max_entries=4)
def _terms(home: str, revision: int) -> Terms:  # noqa: ARG001 - what the answer is kept by
    return known_terms(reads.application().desk)


def ground(of: Edition, as_of: date) -> Ground:
    """Return the ground of a day; the first time of an edition it takes as long as an audience and a prediction."""
    return _ground(of, as_of, in_force())


@st.cache_resource(show_spinner=False, max_entries=2)
def _ground(of: Edition, as_of: date, in_force: tuple[int, ...]) -> Ground:
    app, book = reads.application(), reads.book(of)
    strategy, mix = strategy_versions.strategy_of(app.desk), mix_versions.active(app.desk).mix
    everybody = audience(
        book,
        desk_facts(app.desk, as_of, contact=strategy.contact),
        as_of=as_of,
        strategy=strategy,
        assignment=reads.assignment(of, as_of),
        channels=lambda _segment, _ladder, _step: CHANNELS,  # whom a mix does not reach, it tells itself
    )
    outlook, known, trained = whole(of, as_of, in_force[-1]), reads.features(of, as_of), serving_run(app.desk)
    euros = euro_factors(book, as_of, known.currencies)
    spread = None if trained is None else spread_of(trained.forecast)
    given = coming(everybody, strategy, outlook=outlook)
    return Ground(
        given=given,
        cash=position_cash(outlook, known, as_of + timedelta(days=DAYS), euros, spread=spread),
        strategy=strategy,
        terms=terms(),
        mix=mix,
        was=ahead(given, mix, strategy, terms()),
    )


def answer(of: Edition, as_of: date, mix: Mix) -> Answer:
    """Return what ``mix`` makes of the days ahead; milliseconds once the ground is there."""
    on = ground(of, as_of)
    then = ahead(on.given, mix, on.strategy, on.terms)
    return Answer(
        was=on.was,
        then=then,
        cash_was=cash_ahead(on.was, on.cash),
        cash_then=cash_ahead(then, on.cash, beside=on.was),
    )


def suggestions(of: Edition, as_of: date, mix: Mix, channels: frozenset[ChannelName]) -> Suggestions:
    """Return the cheapest mix with the cash of ``mix``, and the one with most cash at its cost."""
    return _suggestions(of, as_of, in_force(), key_of(mix), channels, _mix=mix)


@st.cache_resource(show_spinner=False, max_entries=16)
def _suggestions(
    of: Edition,
    as_of: date,
    in_force: tuple[int, ...],  # noqa: ARG001 - what the answer is kept by
    key: str,  # noqa: ARG001
    channels: frozenset[ChannelName],
    *,
    _mix: Mix,
) -> Suggestions:
    on = ground(of, as_of)
    return suggest(ahead(on.given, _mix, on.strategy, on.terms), _mix, on.strategy, on.cash, channels=channels)


def fitting(of: Edition, as_of: date, mix: Mix, threshold: str, *, channel: ChannelName, per_day: float) -> Fit:
    """Return what each value of ``threshold`` asks of ``channel`` under ``mix``."""
    return replace(_fitting(of, as_of, (*in_force(), key_of(mix)), threshold, channel, _mix=mix), wanted=per_day)


@st.cache_resource(show_spinner=False, max_entries=64)
def _fitting(
    of: Edition,
    as_of: date,
    rests_on: tuple[int | str, ...],  # noqa: ARG001 - what the answer is kept by
    threshold: str,
    channel: ChannelName,
    *,
    _mix: Mix,
) -> Fit:
    on, policy = ground(of, as_of), reads.policy(of)
    return fit(on.given, policy, _mix, on.strategy, on.terms, threshold=threshold, channel=channel, per_day=0.0)


def every_fit(of: Edition, as_of: date, mix: Mix, *, channel: ChannelName, per_day: float) -> list[Fit]:
    """Return the thresholds that change how many contacts go by ``channel``, the one that fits best first."""
    on, policy = ground(of, as_of), reads.policy(of)
    return fits(on.given, policy, mix, on.strategy, on.terms, channel=channel, per_day=per_day, most_values=TRIED)


def key_of(mix: Mix) -> str:
    """Return a text that two mixes share only when they are the same."""
    return json.dumps(to_body(mix), sort_keys=True)
