"""The item is in the hands of a collection agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.reason import Reason, hold_evidence, whole
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, _: Left) -> Mask:
    marked: Mask = items.frame["is_at_agency"].to_numpy(dtype=np.int64) == 1
    return items.holds(HoldKind.AGENCY).is_held | marked


def _in_the_ledger(_: Candidates, rows: Rows, words: Words) -> list[str]:
    return [words("the ledger marks it as handed over")] * len(rows)


REASON = Reason(
    code="agency",
    place=30,
    label="At the agency",
    explanation="The item was handed to a collection agency: two voices at once confuse and cost.",
    takes=whole(_matches),
    evidence=hold_evidence(HoldKind.AGENCY, otherwise=_in_the_ledger),
)
