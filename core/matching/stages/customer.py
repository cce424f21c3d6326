"""What a payer who is known pays of what it has open, whatever told us who it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.matching.match import MOST_CANDIDATES, Certainty, Match
from core.matching.selection import exact_choice, twins

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from core.matching.ledger import Ledger
    from core.matching.match import BankLine, Stage


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The sentences of a stage: one choice of items fits, several have the amount, none fits; each names {customer}."""

    fits: str
    twins: str
    no_fit: str


def paid_by(
    line: BankLine,
    ledger: Ledger,
    customers: Collection[int],
    *,
    stage: Stage,
    exact: Certainty,
    evidence: Evidence,
) -> Match | None:
    """Return a match with the open items of the one of ``customers`` whom the amount fits, else with its oldest ones.

    ``exact`` is how sure it is when exactly one choice of items adds up to the amount; anything else is likely at most. Where it
    could be several customers, a few of them at most, it is possible for each and pays nothing until a person looked.
    """
    fits = {
        customer: chosen
        for customer in sorted(customers)
        if (chosen := exact_choice(ledger, ledger.open_of(line, customer), line.amount_minor)) is not None
    }
    if len(fits) == 1:
        customer, chosen = next(iter(fits.items()))
        return _match(line, ledger, customer, chosen, stage=stage, certainty=exact, evidence=evidence.fits)
    if len(customers) != 1:
        return _of_several(line, ledger, sorted(fits or customers), stage=stage, evidence=evidence)
    customer = next(iter(customers))
    keys = ledger.open_of(line, customer)
    same = twins(ledger, keys, line.amount_minor)
    words = evidence.twins if same else evidence.no_fit
    return _match(line, ledger, customer, same or tuple(keys), stage=stage, certainty=Certainty.LIKELY, evidence=words)


def _of_several(
    line: BankLine, ledger: Ledger, customers: Sequence[int], *, stage: Stage, evidence: Evidence
) -> Match | None:
    """Return a match that names ``customers`` and no items: the money of one of them keeps all of them from being reminded."""
    if not 0 < len(customers) <= MOST_CANDIDATES:
        return None
    return Match(
        line_key=line.key,
        stage=stage,
        certainty=Certainty.POSSIBLE,
        customer_keys=tuple(customers),
        parts=(),
        rest_minor=line.amount_minor,
        evidence=evidence.no_fit,
        values={"customer": ", ".join(ledger.names.get(each, "") for each in customers)},
    )


def _match(
    line: BankLine,
    ledger: Ledger,
    customer: int,
    keys: tuple[int, ...],
    *,
    stage: Stage,
    certainty: Certainty,
    evidence: str,
) -> Match:
    parts, rest = ledger.spread(keys, line.amount_minor)
    return Match(
        line_key=line.key,
        stage=stage,
        certainty=certainty,
        customer_keys=(customer,),
        parts=parts,
        rest_minor=rest,
        evidence=evidence,
        values={"customer": ledger.names.get(customer, "")},
    )
