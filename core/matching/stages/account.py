"""The payer's account is one a customer paid from before, or that a person said is a customer's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.language import later
from core.matching.match import Certainty, Match, Stage
from core.matching.stages.customer import Evidence, paid_by

if TYPE_CHECKING:
    from core.matching.ledger import Ledger
    from core.matching.match import BankLine

EVIDENCE = Evidence(
    fits=later("from an account that {customer} pays from; the amount fits"),
    twins=later("from an account that {customer} pays from; several items have this amount"),
    no_fit=later("from an account that {customer} pays from; the amount fits nothing exactly"),
)


def propose(line: BankLine, ledger: Ledger) -> Match | None:
    """Return a match with what the account's customer has open; certain where one choice of items fits the amount."""
    return paid_by(
        line,
        ledger,
        ledger.customers_of_account(line),
        stage=Stage.ACCOUNT,
        exact=Certainty.CERTAIN,
        evidence=EVIDENCE,
    )
