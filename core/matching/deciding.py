"""What a person says of a bank line: whose it is, that it is nobody's, or that we should look again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.acting import permitted
from core.actions import Action
from core.desk import bank, bank_rules
from core.desk.bank import MatchRow
from core.language import later
from core.matching.book import Customers, open_items
from core.matching.errors import SeveralCustomersError, UnknownCustomerError, UnknownLineError
from core.matching.ledger import Ledger
from core.matching.match import Certainty
from core.matching.rematch import NOBODY, part_told, payer, told

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.bank_tables import BankLine, BankMatch
    from core.desk.engine import Desk

ACCEPTED, DISMISSED = "accepted", "dismissed"
PERSON = "person"


@permitted(Action.BANK)
def accept(desk: Desk, book: Book, line_id: int, *, customer_id: str | None = None, by: str, why: str = "") -> MatchRow:
    """Say that a line is ``customer_id``'s, by default the one that was proposed; return what it pays now.

    What was proposed for that customer is kept, else its oldest items are paid first. The payer's account is remembered.
    Raises ``UnknownLineError``, ``SeveralCustomersError`` when several were proposed, ``UnknownCustomerError``.
    """
    line, match = _known(desk, line_id)
    if customer_id is None:
        proposed = [] if match is None else match.customers
        if len(proposed) != 1:
            raise SeveralCustomersError
        customer_id = str(proposed[0])
    key = Customers(book).key_of(line.entity, customer_id)
    if key is None:
        raise UnknownCustomerError(customer_id, line.entity)
    if match is not None and match.parts and match.customers == [customer_id]:
        parts, rest = match.parts, match.rest_minor
    else:
        parts, rest = _oldest_first(book, line, key, customer_id)
    row = MatchRow(
        line_id=line.id,
        state=ACCEPTED,
        stage=PERSON if match is None else match.stage,
        certainty=Certainty.CERTAIN.value,
        customers=[customer_id],
        parts=parts,
        rest_minor=rest,
        evidence=later("a person matched it"),
    )
    bank.decide(desk, row, by=by, why=why)
    if line.account:
        bank_rules.learn(desk, line.entity, line.account, customer_id, by=by)
    return row


@permitted(Action.BANK)
def dismiss(desk: Desk, line_id: int, *, by: str, why: str) -> None:
    """Say that a line is no customer's: it keeps nobody from being reminded, and its payer's next one is nobody's either."""
    line, _ = _known(desk, line_id)
    row = MatchRow(
        line_id=line.id,
        state=DISMISSED,
        stage=PERSON,
        certainty=Certainty.CERTAIN.value,
        customers=[],
        parts=[],
        rest_minor=line.amount_minor,
        evidence=later("a person said it is no customer's"),
    )
    bank.decide(desk, row, by=by, why=why)
    if payer(line):  # one without account and name is like every other such one
        bank_rules.learn(desk, line.entity, payer(line), NOBODY, by=by)


@permitted(Action.BANK)
def undo(desk: Desk, line_id: int) -> bool:
    """Take back what a person said of a line, and what was learnt from it; return whether there was anything."""
    line, match = _known(desk, line_id)
    if match is not None and match.state == ACCEPTED and line.account:
        for customer_id in match.customers:
            bank_rules.unlearn(desk, line.entity, line.account, str(customer_id))
    if match is not None and match.state == DISMISSED:
        bank_rules.unlearn(desk, line.entity, payer(line), NOBODY)
    return bank.reopen(desk, line_id)


def _known(desk: Desk, line_id: int) -> tuple[BankLine, BankMatch | None]:
    found = bank.line_with_match(desk, line_id)
    if found is None:
        raise UnknownLineError(line_id)
    return found


def _oldest_first(book: Book, line: BankLine, key: int, customer_id: str) -> tuple[list[dict[str, object]], int]:
    today = book.latest_on
    items = open_items(book, since=today + timedelta(days=1), until=max(today, line.booked_on))
    ledger = Ledger((item for item in items if item.customer_key == key), names={})
    parts, rest = ledger.spread(ledger.open_of(told(line), key), line.amount_minor)
    return [part_told(part, customer_id, ledger) for part in parts], rest
