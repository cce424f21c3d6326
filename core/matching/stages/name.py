"""The payer's name is a customer's, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.language import later
from core.matching.match import Certainty, Match, Stage
from core.matching.stages.customer import Evidence, paid_by

if TYPE_CHECKING:
    from core.matching.ledger import Ledger
    from core.matching.match import BankLine

EVIDENCE = Evidence(
    fits=later("the name is that of {customer}; the amount fits"),
    twins=later("the name is that of {customer}; several items have this amount"),
    no_fit=later("the name is that of {customer}; the amount fits nothing exactly"),
)


def propose(line: BankLine, ledger: Ledger) -> Match | None:
    """Return a match with what the customer of that name has open; never certain without the amount and one such customer."""
    customers = ledger.customers_of_name(line)
    if line.account and ledger.customers_of_account(line) - customers:
        return None  # the account belongs to somebody else: two parties of one name
    return paid_by(
        line,
        ledger,
        customers,
        stage=Stage.NAME,
        exact=Certainty.CERTAIN,
        evidence=EVIDENCE,
    )
