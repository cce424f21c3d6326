"""Cached reads of the lab: lever tables, what-ifs and the ground of consequences, keyed by the edition and what is in force."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from core.behaviour.forecast.backtest import spread_of
from core.behaviour.prediction.store import serving_run
from core.desk import policies
from core.desk.channel_terms import terms
from core.desk.revisions import Topic, revisions
from core.segments.levers import Board, LeverTable, lever_values
from core.segments.policy import to_body
from core.segments.whatif import WhatIf, compare_with
from core.strategy import mix_versions, strategy_versions
from core.strategy.audience import audience
from core.strategy.cash_ahead import euro_factors, position_cash
from core.strategy.consequences import Consequences, Ground, consequences, ground
from core.strategy.contacts_coming import DAYS
from core.strategy.facts import desk_facts
from core.strategy.mix_reach import CHANNELS
from dashboard import reads
from dashboard.prediction.reads import number, whole

if TYPE_CHECKING:
    from datetime import date

    from core.segments.policy import Policy
    from dashboard.reads import Edition


def key_of(policy: Policy) -> str:
    """Return a text that two policies share only when they are the same."""
    return json.dumps(to_body(policy), sort_keys=True)


def what_if(of: Edition, as_of: date, proposed: Policy) -> WhatIf:
    """Return the customers under the policy in force and under ``proposed``."""
    return _what_if(of, as_of, key_of(proposed), proposed)


@st.cache_resource(show_spinner=False, max_entries=32)
def _what_if(of: Edition, as_of: date, key: str, _proposed: Policy) -> WhatIf:  # noqa: ARG001 - part of the key
    return compare_with(reads.assignment(of, as_of), _proposed)


def lever_tables(of: Edition, as_of: date, proposed: Policy) -> list[LeverTable]:
    """Return the table of every threshold of ``proposed``, in its order."""
    return _lever_tables(of, as_of, key_of(proposed), proposed)


@st.cache_resource(show_spinner=False, max_entries=16)
def _lever_tables(of: Edition, as_of: date, key: str, _proposed: Policy) -> list[LeverTable]:  # noqa: ARG001 - part of the key
    board = Board(features=reads.features(of, as_of), policy=_proposed, now=reads.assignment(of, as_of))
    return [board.table(each.name, lever_values(_proposed, each.name)) for each in _proposed.thresholds]


def told(of: Edition, as_of: date, proposed: Policy) -> Consequences:
    """Return the consequences of ``proposed``; the first time of an edition this takes as long as an audience."""
    return _told(of, as_of, _in_force(), key_of(proposed), proposed)


@st.cache_resource(show_spinner=False, max_entries=32)
def _told(of: Edition, as_of: date, in_force: tuple[int, ...], key: str, _proposed: Policy) -> Consequences:  # noqa: ARG001 - part of the key
    return consequences(_ground(of, as_of, in_force), what_if(of, as_of, _proposed))


def _in_force() -> tuple[int, ...]:
    """Return numbers that grow with what consequences rest on: the day (policies begin on one), policies, holds, campaigns, costs, model."""
    desk = reads.application().desk
    known, day = revisions(desk), policies.today(desk).toordinal()
    return (day, *(known[each] for each in (Topic.POLICIES, Topic.HOLDS, Topic.CAMPAIGNS, Topic.SETTINGS)), number())


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
        channels=lambda _segment, _ladder, _step: CHANNELS,  # the mix may lead to whom the step's own channels do not
    )
    outlook, trained = whole(of, as_of, in_force[-1]), serving_run(app.desk)
    known = reads.features(of, as_of)
    cash = position_cash(
        outlook,
        known,
        as_of + timedelta(days=DAYS),
        euro_factors(book, as_of, known.currencies),
        spread=None if trained is None else spread_of(trained.forecast),
    )
    return ground(everybody, cash, mix, strategy, terms(app.desk), outlook=outlook)
