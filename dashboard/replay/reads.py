"""Cached reads of the time machine: runs, what each found, and the names that results do not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from core.desk import policies, replays
from core.desk.revisions import Topic, revisions
from core.segments import versions as segment_versions
from core.strategy import mix_versions, strategy_versions
from core.strategy.replay.moments import span
from dashboard import reads

if TYPE_CHECKING:
    from datetime import date

    from core.desk.replays import Run
    from dashboard.reads import Edition

KINDS: Final = {"segments": segment_versions.KIND, "ladders": strategy_versions.KIND, "mix": mix_versions.KIND}


def runs() -> list[Run]:
    """Return every run as it is now; a running one changes by the second, so nothing is kept."""
    return replays.runs(reads.application().desk)


@st.cache_resource(show_spinner=False, max_entries=16)
def book_span(of: Edition) -> tuple[date, date]:
    """Return the first and the last day of which the book says anything."""
    return span(reads.book(of))


def versions() -> dict[str, list[int]]:
    """Return the numbers of the versions of segments, ladders and mix, the newest first and 0 (as shipped) last."""
    desk = reads.application().desk
    return {name: [*(each.number for each in policies.history(desk, kind)), 0] for name, kind in KINDS.items()}


def active() -> dict[str, int]:
    """Return the number in force of each."""
    desk = reads.application().desk
    return {
        "segments": segment_versions.active(desk).number,
        "ladders": strategy_versions.active(desk).number,
        "mix": mix_versions.active(desk).number,
    }


def result(of: Edition, run_id: int, table: str) -> pd.DataFrame:
    """Return a table of a run, with the names of today."""
    return _result(reads.desk_key(), run_id, table, revisions(reads.application().desk)[Topic.REPLAYS], of.book)


@st.cache_resource(show_spinner=False, max_entries=12)
def _result(home: str, run_id: int, table: str, revision: int, version: str) -> pd.DataFrame:  # noqa: ARG001 - what the answer depends on
    found = replays.result(reads.application().desk, run_id, table)
    if "customer_key" not in found:
        return found
    keys = pd.DataFrame({"customer_key": found["customer_key"].unique()})
    names = reads.application().book(version).frame("names_of", relations={"asked": keys})
    return found.merge(names, on="customer_key", how="left").assign(
        name=lambda rows: rows["name"].fillna(rows["customer_id"])
    )
