"""The payer quoted a structured reference that we asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.language import later
from core.matching.match import Certainty, Match, Stage
from core.matching.selection import exact_choice
from core.matching.writing import references_in

if TYPE_CHECKING:
    from core.matching.ledger import Ledger
    from core.matching.match import BankLine

QUOTED = later("quotes the reference of {numbers}")
QUOTED_BY_ANOTHER = later("quotes the reference of {numbers}; amount and payer differ")
PAID_ALREADY = later("quotes the reference of {numbers}, which is paid already")


def propose(line: BankLine, ledger: Ledger) -> Match | None:
    """Return a match with the documents that ask for the line's references; what is over goes to the same customer."""
    quoted = dict.fromkeys((*line.references, *references_in(line.text)))
    keys = list(dict.fromkeys(key for each in quoted for key in ledger.by_reference(line, each)))
    if not keys:
        return None
    customers = tuple(dict.fromkeys(ledger.customer_of(key) for key in keys))
    open_keys = [key for key in keys if ledger.left_minor(key) > 0]
    values = {"numbers": ", ".join(dict.fromkeys(ledger.number_of(key) for key in keys))}
    if not open_keys:
        return Match(
            line_key=line.key,
            stage=Stage.REFERENCE,
            certainty=Certainty.LIKELY,
            customer_keys=customers,
            parts=(),
            rest_minor=line.amount_minor,
            evidence=PAID_ALREADY,
            values=values,
        )
    chosen = exact_choice(ledger, open_keys, line.amount_minor)
    parts, rest = ledger.spread(chosen or open_keys, line.amount_minor)
    if rest and len(customers) == 1:
        others = [key for key in ledger.open_of(line, customers[0]) if key not in open_keys]
        more = exact_choice(ledger, others, rest)
        if more is not None:
            added, rest = ledger.spread(more, rest)
            parts, chosen = (*parts, *added), (*open_keys, *more)
    # A slip of the pen can be somebody else's reference: where the amount fits nothing, the payer has to be the customer.
    is_sure = chosen is not None or (len(customers) == 1 and ledger.is_payer(line, customers[0]))
    return Match(
        line_key=line.key,
        stage=Stage.REFERENCE,
        certainty=Certainty.CERTAIN if is_sure else Certainty.LIKELY,
        customer_keys=customers,
        parts=parts,
        rest_minor=rest,
        evidence=QUOTED if is_sure else QUOTED_BY_ANOTHER,
        values=values,
    )
