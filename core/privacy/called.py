"""What a customer is called: every word of ledger and desk by which the person behind a number could be recognised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import select

from core.desk.bank_tables import BankRule
from core.desk.call_tables import Call
from core.desk.campaign_tables import Message, PreviewMessage
from core.desk.handover_tables import Handover
from core.desk.reply_tables import Reply
from core.desk.tables import Override

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from core.book.book import Book
    from core.desk.engine import Desk

Customer = tuple[str, str]
FEWEST_LETTERS: Final = 5
"""A shorter word stands in texts about others by chance: it is blanked where it is the customer's own only."""
_LINE: Final = ";"  # between the lines of a postal address
_ON_THE_DESK: Final[tuple[InstrumentedAttribute[str], ...]] = (
    PreviewMessage.name,
    PreviewMessage.address,
    Message.address,
    Handover.name,
    Call.number,
    BankRule.account,
)
_OF_A_PERSON: Final = ("address", "phone", "mobile", "email", "post", "name", "person", "contact")


@dataclass(frozen=True, kw_only=True)
class Called:
    """Words of one customer: ``own`` are all of them, ``apart`` those that no other customer is known by."""

    own: tuple[str, ...]
    apart: tuple[str, ...]


def called(desk: Desk, books: Sequence[Book], customer: Customer) -> Called:
    """Return what ``customer`` is called by the desk and by every version of the ledger, the present one first; the longest first.

    Earlier versions know a name that was given up since, and the one that an erasure which was cut off took from the present one.
    """
    with desk.reading() as session:
        found = set(_on_the_desk(session, customer))
    for book in books:
        entity, customer_id = customer
        known = book.rows("erasure_called", entity=entity, customer_id=customer_id)
        found |= {str(row["word"]) for row in known if row["word"]}
    own = _sorted(each for word in found for each in _with_parts(word) if each != customer[1])
    return Called(own=own, apart=_apart(books[0] if books else None, customer, own))


def _on_the_desk(session: Session, customer: Customer) -> Iterable[str]:
    for column in _ON_THE_DESK:
        table = column.class_
        yield from session.scalars(select(column).where(*_of(table, customer)).distinct())
    for reply in session.execute(select(Reply.from_address, Reply.from_name).where(*_of(Reply, customer)).distinct()):
        yield from reply
    for row in session.execute(
        select(Override.field, Override.value, Override.source_value).where(*_of(Override, customer))
    ):
        if any(part in row.field for part in _OF_A_PERSON):
            yield from (row.value, row.source_value or "")


def _of(table: Any, customer: Customer) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401 - a mapped class with both columns
    return (table.entity == customer[0], table.customer_id == customer[1])


def _with_parts(word: str) -> Iterable[str]:
    """Yield ``word``, and its first line alone where it is a postal address: the street is never of a whole town."""
    told = word.strip()
    if told:
        yield told
    if _LINE in told:
        yield told.split(_LINE)[0].strip()
        yield told.replace(_LINE, ",")
        yield told.replace(f"{_LINE} ", "\n")


def _apart(book: Book | None, customer: Customer, own: tuple[str, ...]) -> tuple[str, ...]:
    long = [word for word in own if len(word) >= FEWEST_LETTERS]
    if book is None or not long:
        return tuple(long)
    shared = book.rows(
        "erasure_shared", {"called": pd.DataFrame({"word": long})}, entity=customer[0], customer_id=customer[1]
    )
    others = {str(row["word"]).casefold() for row in shared}
    return tuple(word for word in long if word.casefold() not in others)


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))
