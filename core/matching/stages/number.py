"""The payer wrote numbers of our documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.language import later
from core.matching.match import Certainty, Match, Stage
from core.matching.selection import exact_choice
from core.matching.writing import numbers_in

if TYPE_CHECKING:
    from core.matching.ledger import Ledger
    from core.matching.match import BankLine

NAMED = later("names {numbers}, and the amount fits")
NAMED_OTHERWISE = later("names {numbers}; the amount differs")


def propose(line: BankLine, ledger: Ledger) -> Match | None:
    """Return a match with the documents named; certain when the amount fits them, or the payer is known to be the customer."""
    named = [key for number in numbers_in(line.text) for key in ledger.by_number(line, number)]
    keys = [key for key in dict.fromkeys(named) if ledger.left_minor(key) > 0]
    if not keys:
        return None
    chosen = exact_choice(ledger, keys, line.amount_minor)
    customers = tuple(dict.fromkeys(ledger.customer_of(key) for key in chosen or keys))
    values = {"numbers": ", ".join(dict.fromkeys(ledger.number_of(key) for key in chosen or keys))}
    if chosen is not None:
        evidence = NAMED
        certainty = Certainty.CERTAIN
    else:
        # Which of several documents is left short, only the payer knows.
        is_clear = len(values["numbers"].split(", ")) == 1 or line.amount_minor > sum(map(ledger.left_minor, keys))
        is_known = len(customers) == 1 and ledger.is_payer(line, customers[0])
        evidence = NAMED_OTHERWISE
        certainty = Certainty.CERTAIN if is_known and is_clear else Certainty.LIKELY
    parts, rest = ledger.spread(chosen or keys, line.amount_minor)
    return Match(
        line_key=line.key,
        stage=Stage.NUMBER,
        certainty=certainty,
        customer_keys=customers,
        parts=parts,
        rest_minor=rest,
        evidence=evidence,
        values=values,
    )
