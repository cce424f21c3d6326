"""Cached reads of the comparison: the versions there are, and two strategies side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.behaviour.forecast.backtest import spread_of
from core.behaviour.prediction.store import serving_run
from core.segments import versions as segment_versions
from core.strategy import mix_versions, strategy_versions
from core.strategy.facts import desk_facts
from core.strategy.mix_compare import SideBySide, side_by_side
from core.strategy.replay.proposal import Proposal, proposal
from dashboard import reads
from dashboard.mix.reads import in_force
from dashboard.prediction.reads import whole

if TYPE_CHECKING:
    from datetime import date

    from dashboard.reads import Edition

Numbers = tuple[int, int, int]  # of the versions of segments, ladders and mix


def known() -> dict[str, dict[int, str]]:
    """Return by part the comment of every version by its number, the newest first."""
    desk = reads.application().desk
    return {
        "segments": {each.number: each.comment for each in segment_versions.history(desk)},
        "ladders": {each.number: each.comment for each in strategy_versions.history(desk)},
        "mix": {each.number: each.comment for each in mix_versions.history(desk)},
    }


def active() -> Numbers:
    """Return the numbers of the versions in force."""
    desk = reads.application().desk
    return (
        segment_versions.active(desk).number,
        strategy_versions.active(desk).number,
        mix_versions.active(desk).number,
    )


def beside(of: Edition, as_of: date, first: Numbers, second: Numbers) -> SideBySide:
    """Return both strategies on a day; the first time this takes as long as two audiences."""
    return _beside(of, as_of, in_force(), first, second)


@st.cache_resource(show_spinner=False, max_entries=8)
def _beside(of: Edition, as_of: date, in_force: tuple[int, ...], first: Numbers, second: Numbers) -> SideBySide:
    app = reads.application()
    trained = serving_run(app.desk)
    proposals = (_proposal(first), _proposal(second))
    return side_by_side(
        reads.book(of),
        desk_facts(app.desk, as_of, contact=proposals[0].strategy.contact),
        reads.features(of, as_of),
        whole(of, as_of, in_force[-1]),
        proposals,
        as_of=as_of,
        spread=None if trained is None else spread_of(trained.forecast),
    )


def _proposal(numbers: Numbers) -> Proposal:
    segments, ladders, mix = numbers
    return proposal(reads.application().desk, segments=segments, ladders=ladders, mix=mix)
