"""Cached reads of payment behaviour: the records and patterns of a book on a day, and who is asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from core.behaviour.patterns.find import as_frame, found
from core.behaviour.patterns.portfolio import late_by_calendar
from core.behaviour.patterns.records import Records, read_records
from dashboard import reads

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.behaviour.patterns.pattern import Flags
    from core.metrics.scope import Scope
    from dashboard.reads import Edition


@dataclass(frozen=True, kw_only=True, eq=False)
class Behaviour:
    """How everybody paid as known on a day: the records, and the patterns found in them when a view asks for them."""

    records: Records

    @cached_property
    def patterns(self) -> pd.DataFrame:
        """What was found of everybody, as ``core.behaviour.patterns.find`` tells it."""
        return as_frame(found(self.records), self.records)

    @cached_property
    def by_calendar(self) -> pd.DataFrame:
        """Who is late only by the calendar."""
        return late_by_calendar(self.records, self.patterns)


def behaviour(of: Edition, as_of: date) -> Behaviour:
    """Return how everybody paid, as known on ``as_of``; only another book changes it."""
    return _in_the_book(replace(of, policy=0, customers=0), as_of)


@st.cache_resource(show_spinner=False, max_entries=2)
def _in_the_book(of: Edition, as_of: date) -> Behaviour:
    return Behaviour(records=read_records(reads.book(of), as_of, None))


@st.cache_resource(show_spinner=False, max_entries=32)
def chosen(of: Edition, as_of: date, scope: Scope) -> Flags:
    """Return which customers of the records are in ``scope``, whatever currency they pay in; nobody who objects to profiling."""
    keys = behaviour(of, as_of).records.keys
    known = reads.features(of, as_of)
    kept = ~known.is_objecting
    for field in ("entity", "country", "customer_type"):
        asked = getattr(scope, field)
        if asked is not None:
            kept &= (known.frame[field] == asked).to_numpy()
    if scope.segment is not None:
        kept &= segment_of(of, as_of, known.keys) == scope.segment
    return np.isin(keys, known.keys[kept])


def segment_of(of: Edition, as_of: date, keys: np.ndarray) -> np.ndarray:
    """Return the segment of each of ``keys``, empty where it has none."""
    segments = reads.segments(of, as_of)
    known = segments["customer_key"].to_numpy(dtype=np.int64)
    if not len(known):
        return np.full(len(keys), "", dtype=object)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    names = segments["segment"].to_numpy(dtype=object)[place]
    return np.where(known[place] == keys, names, "")
