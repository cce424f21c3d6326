"""Cached reads of what campaigns did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from core.desk.revisions import Topic, revisions
from core.experiments import described, kept
from core.experiments.example import example
from core.experiments.feasible import Feasible
from core.experiments.feasible import feasible as found_feasible
from core.experiments.results import Results
from core.experiments.results import results as found_results
from core.experiments.terms import Terms, terms
from core.strategy import strategy_versions
from core.strategy.gentle import gentle
from dashboard import reads

if TYPE_CHECKING:
    from core.experiments.described import Described, Launched
    from core.experiments.kept import Kept
    from core.strategy.mix import Rung
    from core.strategy.strategy import Strategy
    from dashboard.reads import Edition

# Contacts and their cost change by the minute and are no topic of the desk.
STALE_SECONDS: Final = 60
TOPICS: Final = (Topic.EXPERIMENTS, Topic.CAMPAIGNS, Topic.HOLDS, Topic.CUSTOMERS, Topic.SETTINGS, Topic.DELIVERIES)


def stands_at() -> tuple[int, ...]:
    """Return the revisions of what results depend on besides the book."""
    known = revisions(reads.application().desk)
    return tuple(known[each] for each in TOPICS)


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
    return _results(of, name, stands_at())


@st.cache_resource(show_spinner=False, max_entries=16, ttl=STALE_SECONDS)
def _results(of: Edition, name: str, stands: tuple[int, ...]) -> Results:  # noqa: ARG001 - what the answer depends on
    return found_results(reads.application().desk, reads.book(of), name)


@st.cache_resource(show_spinner=False, max_entries=1)
def made_up() -> Results:
    """Return the made-up example."""
    return example()


def description(of: Edition, campaign: Launched, window_days: int) -> Described:
    """Return what came in after a campaign."""
    return _described(of, campaign, window_days, stands_at())


@st.cache_resource(show_spinner=False, max_entries=256, ttl=STALE_SECONDS)
def _described(of: Edition, campaign: Launched, window_days: int, stands: tuple[int, ...]) -> Described:  # noqa: ARG001
    return described.describe(reads.application().desk, reads.book(of), campaign, window_days=window_days)


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
