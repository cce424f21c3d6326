"""What customers are called: every word of ledger and desk by which the person behind a number could be recognised."""

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
from core.desk.statements import is_of, parts
from core.desk.tables import Override

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
    """Words of one customer: ``own`` are all of them, ``apart`` those that nobody else goes by but who is erased along with it."""

    own: tuple[str, ...]
    apart: tuple[str, ...]


def called(desk: Desk, books: Sequence[Book], customers: Sequence[Customer]) -> dict[Customer, Called]:
    """Return what each of ``customers`` is called by the desk and by every version of the ledger, the present one first; the longest first.

    Earlier versions know a name that was given up since, and the one that an erasure which was cut off took from the present one.
    """
    told: dict[Customer, set[str]] = {each: set() for each in customers}
    with desk.reading() as session:
        for some in parts(customers):
            for customer, word in _on_the_desk(session, some):
                told[customer].add(word)
    wanted = as_relation(customers)
    for book in books:
        for row in book.rows("erasure_called", {"wanted": wanted}):
            told[str(row["entity"]), str(row["customer_id"])].add(str(row["word"]))
    own = {
        customer: _sorted(each for word in words for each in _with_parts(word) if each != customer[1])
        for customer, words in told.items()
    }
    shared = _shared(books[0], wanted, own) if books else frozenset[str]()
    return {customer: Called(own=words, apart=_apart(words, shared)) for customer, words in own.items()}


def as_relation(customers: Sequence[Customer]) -> pd.DataFrame:
    """Return ``customers`` as the table that questions to the book are asked with."""
    return pd.DataFrame(customers, columns=["entity", "customer_id"], dtype="str")


def _on_the_desk(session: Session, customers: Sequence[Customer]) -> Iterable[tuple[Customer, str]]:
    columns = [*_ON_THE_DESK, Reply.from_address, Reply.from_name]
    for column in columns:
        table: Any = column.class_
        asked = select(table.entity, table.customer_id, column).where(is_of(table.entity, table.customer_id, customers))
        for entity, customer_id, word in session.execute(asked.distinct()):
            yield (entity, customer_id), word or ""
    for row in session.scalars(select(Override).where(is_of(Override.entity, Override.customer_id, customers))):
        if any(part in row.field for part in _OF_A_PERSON):
            yield (row.entity, row.customer_id), row.value
            yield (row.entity, row.customer_id), row.source_value or ""


def _with_parts(word: str) -> Iterable[str]:
    """Yield ``word``, and its first line alone where it is a postal address: the street is never of a whole town."""
    told = word.strip()
    if told:
        yield told
    if _LINE in told:
        yield told.split(_LINE)[0].strip()
        yield told.replace(_LINE, ",")
        yield told.replace(f"{_LINE} ", "\n")


def _shared(book: Book, wanted: pd.DataFrame, own: Mapping[Customer, Sequence[str]]) -> frozenset[str]:
    """Return the words, in small letters, that customers go by who are not ``wanted``."""
    long = sorted({word for words in own.values() for word in words if len(word) >= FEWEST_LETTERS})
    called_so = pd.DataFrame({"word": long}, dtype="str")
    rows = book.rows("erasure_shared", {"called": called_so, "wanted": wanted}) if long else []
    return frozenset(str(row["word"]).casefold() for row in rows)


def _apart(words: Sequence[str], shared: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in words if len(word) >= FEWEST_LETTERS and word.casefold() not in shared)


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))
