"""Cached reads of what campaigns did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.desk.revisions import Topic, revisions
from core.experiments import described, kept
from core.experiments.example import example
from core.experiments.feasible import Feasible
from core.experiments.feasible import feasible as found_feasible
from core.experiments.results import results as found_results
from core.experiments.terms import Terms, terms
from core.strategy import strategy_versions
from core.strategy.gentle import gentle
from dashboard import reads
from dashboard.moving import moving

if TYPE_CHECKING:
    from core.experiments.described import Described, Launched
    from core.experiments.found import Results
    from core.experiments.kept import Kept
    from core.strategy.mix import Rung
    from core.strategy.strategy import Strategy
    from dashboard.reads import Edition


def experiments() -> list[Kept]:
    """Return every experiment as it is now, the newest first."""
    return kept.experiments(reads.application().desk)


def campaigns() -> list[Launched]:
    """Return every campaign that left, the newest first."""
    return described.launched(reads.application().desk)


def decided() -> Terms:
    """Return what the team decided about experiments."""
    return terms(reads.application().desk)


def strategy() -> Strategy:
    """Return the strategy in force."""
    return strategy_versions.strategy_of(reads.application().desk)


def results(of: Edition, name: str) -> Results:
    """Return what an experiment found by the ledger of ``of``."""
    desk = reads.application().desk
    return moving("results", (of, name), lambda: found_results(desk, reads.book(of), name), room=16).answer


@st.cache_resource(show_spinner=False, max_entries=1)
def made_up() -> Results:
    """Return the made-up example."""
    return example()


def description(of: Edition, campaign: Launched, window_days: int) -> Described:
    """Return what came in after a campaign."""

    def found() -> Described:
        return described.describe(reads.application().desk, reads.book(of), campaign, window_days=window_days)

    return moving("described", (of, campaign, window_days), found, room=256).answer


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whose answer is asked for: which steps and customers, with how many alone, within which days."""

    rungs: tuple[Rung, ...]
    segments: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    share: float | None = None
    window_days: int | None = None


def feasible(of: Edition, question: Question) -> Feasible:
    """Return whether this portfolio can answer ``question``."""
    return _feasible(of, question, revisions(reads.application().desk)[Topic.SETTINGS])


@st.cache_resource(show_spinner=False, max_entries=32)
def _feasible(of: Edition, question: Question, stands: int) -> Feasible:  # noqa: ARG001 - what the answer depends on
    as_of = reads.latest_on(of)
    return found_feasible(
        reads.book(of),
        strategy(),
        reads.assignment(of, as_of),
        as_of=as_of,
        rungs=question.rungs,
        segments=question.segments,
        entities=question.entities,
        terms=decided(),
        first_share=question.share,
        window_days=question.window_days,
    )


def gentle_rungs() -> tuple[Rung, ...]:
    """Return the steps that experiments may concern: gentle ones after the due date."""
    found = strategy()
    return tuple(each for each in gentle(found) if not found.ladder(each.ladder).step(each.step).is_before_due)
