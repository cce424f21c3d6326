"""Nothing but the amount: who has exactly this open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.language import later
from core.matching.match import MOST_CANDIDATES, Certainty, Match, Stage
from core.matching.writing import is_like_name

if TYPE_CHECKING:
    from core.matching.ledger import Ledger
    from core.matching.match import BankLine

ALIKE = later("the amount is that of {numbers}; the name is alike")
ONLY_THE_AMOUNT = later("the amount is that of {numbers}")


def propose(line: BankLine, ledger: Ledger) -> Match | None:
    """Return a match with the one item of this amount whose customer's name is like the payer's, else the few candidates."""
    keys = ledger.of_amount(line)
    alike = [key for key in keys if is_like_name(line.party, ledger.names.get(ledger.customer_of(key), ""))]
    chosen, certainty = (alike, Certainty.LIKELY) if len(alike) == 1 else (keys, Certainty.POSSIBLE)
    customers = tuple(dict.fromkeys(ledger.customer_of(key) for key in chosen))
    if not customers or len(customers) > MOST_CANDIDATES:
        return None
    parts, rest = ledger.spread(chosen[:1], line.amount_minor) if len(chosen) == 1 else ((), line.amount_minor)
    return Match(
        line_key=line.key,
        stage=Stage.AMOUNT,
        certainty=certainty,
        customer_keys=customers,
        parts=parts,
        rest_minor=rest,
        evidence=ALIKE if certainty is Certainty.LIKELY else ONLY_THE_AMOUNT,
        values={"numbers": ", ".join(dict.fromkeys(ledger.number_of(key) for key in chosen))},
    )
