"""A person took the customer out of this campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.strategy.keys import customers_named
from core.strategy.reason import Reason, whole

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, _: Left) -> Mask:
    named = pd.DataFrame(sorted(items.choice.excluded), columns=["entity", "customer_id"], dtype="str")
    positions = customers_named(named, items.assignment.features)["position"].to_numpy(dtype=np.int64)
    return np.isin(items.position, positions)


def _evidence(_: Candidates, rows: Rows, words: Words) -> list[str]:
    return [words("taken out of this campaign by hand")] * len(rows)


REASON = Reason(
    code="excluded",
    place=230,
    label="Excluded by hand",
    explanation="A person took this customer out of this campaign.",
    takes=whole(_matches),
    evidence=_evidence,
)
