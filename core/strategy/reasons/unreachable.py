"""The customer cannot be written to: no address, one that cannot be right, or not wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.language import later
from core.strategy.addresses import Reach
from core.strategy.reason import Reason, hold_evidence, whole
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask

_WORDS = {
    Reach.NO_ADDRESS: later("no e-mail address is known"),
    Reach.INVALID: later("the e-mail address {address} cannot be right"),
    Reach.NOT_ALLOWED: later("the ledger does not allow e-mail to {address}"),
}


def _matches(items: Candidates, _: Left) -> Mask:
    is_closed: Mask = np.asarray(items.reach["reach"] != Reach.OPEN, dtype=bool)
    return items.holds(HoldKind.OPT_OUT).is_held | is_closed[items.position]


def _in_the_ledger(items: Candidates, row: int, words: Words) -> str:
    reach = items.reach.iloc[items.position[row]]
    return words(_WORDS[Reach(reach["reach"])], address=reach["address"])


REASON = Reason(
    code="unreachable",
    place=170,
    label="No usable address",
    explanation="There is no e-mail address we may use: none is known, it cannot be right, or the customer does not want it.",
    takes=whole(_matches),
    evidence=hold_evidence(HoldKind.OPT_OUT, otherwise=_in_the_ledger),
)
