"""The copy that a customer asked for: written and queued by one click, where a copy of every invoice lies in the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from core.acting import permitted
from core.actions import Action
from core.campaigns.answers.audience import answered
from core.campaigns.answers.occasions import Occasion
from core.campaigns.answers.run import send
from core.campaigns.states import cancel
from core.desk.answer_tables import Answer
from core.errors import SaldoError
from core.payments.copies import copies
from core.payments.terms import payment_terms
from core.vocabulary import MAILED, DocumentType, MessageName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.book.book import Book
    from core.desk.cases import ItemName
    from core.desk.engine import Desk


class CopyWentError(SaldoError):
    """A copy that cannot be kept back any more."""

    def __init__(self) -> None:
        super().__init__("The copy is on its way already and cannot be taken back.")


def send_copies(
    desk: Desk, book: Book, *, key: str, entity: str, customer_id: str, items: Sequence[ItemName], by: str
) -> str | None:
    """Queue a mail with the copies of ``items`` and return its campaign; None where a person has to send them.

    So it is where a copy is missing or all of them are too large for a mail, where the customer gets no mail or something keeps
    every message back, and where ``key`` had its copies before.
    """
    numbers = {each.number for each in items if each.document_type == DocumentType.INVOICE}
    if not items or len(copies(payment_terms(desk, entity), items)) < max(1, len(numbers)):
        return None
    asked = Occasion(
        key=key,
        message=MessageName.INVOICE_COPY,
        entity=entity,
        customer_id=customer_id,
        why="a copy was asked for",
        items=tuple(items),
    )
    who = answered(desk, book, [asked])
    if not who.keys or not set(who.customers["channel"]) <= MAILED:
        return None
    name, went = send(desk, book, MessageName.INVOICE_COPY, who, [asked], by=by, why="the customer asked for a copy")
    return name if went else None


@permitted(Action.STOP)
def keep_back(desk: Desk, name: str, *, by: str) -> None:
    """Take copies back that did not go yet; raise ``CopyWentError`` when they did."""
    if not cancel(desk, name, by=by, why="taken back"):
        raise CopyWentError
    with desk.session() as session:
        session.execute(delete(Answer).where(Answer.campaign == name))
