"""Another campaign still has a message for the customer to send."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.reason import Reason, whole

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, _: Left) -> Mask:
    return np.isin(items.position, np.array(list(items.campaign_under_way), dtype=np.int64))


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    return [
        words("a message of campaign {name} is waiting", name=items.campaign_under_way[each])
        for each in items.position[rows].tolist()
    ]


REASON = Reason(
    code="in_campaign",
    place=200,
    label="In another campaign",
    explanation="A campaign that was launched still has a message for this customer to send.",
    takes=whole(_matches),
    evidence=_evidence,
)
