"""When customers were written to, by us and by the source system, by their place in the features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.strategy.keys import customers_named
from core.strategy.steps_done import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.segments.features import Features
    from core.strategy.facts import DeskFacts


def messages(facts: DeskFacts, frame: pd.DataFrame, position: NDArray[np.int64], features: Features) -> pd.DataFrame:
    """Return position and contact_on of every message that may have arrived: ours of the caps' days, the source system's last ones.

    One reminder of the source system may speak of several items of ``frame``; it is one message.
    """
    named = customers_named(facts.contact_days, features)
    source_on = _days(frame["source_reminded_on"])
    is_told = ~np.isnat(source_on)
    source = pd.DataFrame({"position": position[is_told], "contact_on": source_on[is_told]})
    ours = pd.DataFrame({"position": named["position"], "contact_on": _days(named["contact_on"])})
    return pd.concat([ours, source.drop_duplicates()], ignore_index=True)


def last_days(
    facts: DeskFacts, frame: pd.DataFrame, position: NDArray[np.int64], features: Features
) -> NDArray[np.datetime64]:
    """Return the day each customer was last written to, by us or by the source system; NaT for never. One per position."""
    last = np.full(len(features), NEVER)
    named = customers_named(facts.contacts, features)
    np.fmax.at(last, named["position"].to_numpy(dtype=np.int64), _days(named["last_contact_on"]))
    np.fmax.at(last, position, _days(frame["source_reminded_on"]))
    return last


def _days(column: pd.Series[pd.Timestamp]) -> NDArray[np.datetime64]:
    return column.to_numpy(dtype="datetime64[D]")
