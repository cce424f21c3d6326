"""Customers to try a template on: any of the book, and the most awkward ones, made up where the book has none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.campaigns.legal import Known, with_law
from core.campaigns.senders import sender_of
from core.messages.context import Item, MessageContext
from core.messages.samples import awkward as made_up
from core.messages.samples import for_message, samples
from core.strategy.law_choices import choices_of
from core.vocabulary import ChannelName, CustomerType, Label, MessageName

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from core.book.book import Book
    from core.desk.engine import Desk

    Pick = Callable[[pd.DataFrame], pd.Series[Any]]

MANY = 40  # invoices in one message
ONE_EURO = 100  # or one of any other currency with cents
_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_SIGNS = r"[<>&\"'{}\\#*_]"


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One customer a template is tried on: what is awkward about it, and whether the book has it."""

    what: str  # English: the screens translate it
    customer_id: str
    name: str
    is_made_up: bool
    context: MessageContext


@dataclass(frozen=True, kw_only=True)
class _Trait:
    """One way to be awkward: the customer of the book that is so most, and who is made up where nobody is."""

    what: str
    pick: Pick  # a number a customer: the largest is taken, when it is above zero
    made_up: str


def _matching(pattern: str) -> Pick:
    return lambda them: them["name"].str.contains(pattern, regex=True) * 1


def _at_least(column: str, least: int) -> Pick:
    return lambda them: them[column].where(them[column] >= least, 0)


def _below(column: str, limit: int) -> Pick:
    return lambda them: (them[column] < limit) * 1


def _nameless(frame: pd.DataFrame) -> pd.Series[Any]:
    """Return 2 for people known by one word only, 1 where there is nobody to greet by name."""
    is_one_word = (frame["customer_type"] == CustomerType.CONSUMER) & ~frame["name"].str.strip().str.contains(" ")
    return is_one_word * 2 + (~frame["has_person"] & (frame["customer_type"] != CustomerType.CONSUMER))


TRAITS = (
    _Trait(what="the longest name", pick=lambda them: them["name"].str.len(), made_up="a name of 200 characters"),
    _Trait(what="forty invoices or more", pick=_at_least("invoices", MANY), made_up="400 invoices"),
    _Trait(what="no first name", pick=_nameless, made_up="nothing known"),
    _Trait(what="a right-to-left name", pick=_matching(_RIGHT_TO_LEFT), made_up="a right-to-left name"),
    _Trait(what="a name with signs of a program", pick=_matching(_SIGNS), made_up="a name that tries to be more"),
    _Trait(what="amounts without cents", pick=lambda them: them["is_round"] * 1, made_up="a million"),
    _Trait(what="less than one euro", pick=_below("smallest_minor", ONE_EURO), made_up="one cent"),
    _Trait(what="two currencies", pick=_at_least("currencies", 2), made_up="a firm"),
    _Trait(what="a credit note", pick=_at_least("credits", 1), made_up="a credit beside an invoice"),
    _Trait(what="an invoice paid in part", pick=_at_least("part_paid", 1), made_up="a firm"),
)


def customers(book: Book) -> pd.DataFrame:
    """Return every customer with an open invoice and what is awkward about it; columns as the query studio_customers."""
    return book.frame("studio_customers")


def found(everybody: pd.DataFrame, text: str, *, most: int = 20) -> pd.DataFrame:
    """Return the customers whose name or number contains ``text``, at most ``most``."""
    sought = text.strip()
    if not sought:
        return everybody.head(most)
    is_named = everybody["name"].str.contains(sought, case=False, regex=False)
    is_numbered = everybody["customer_id"].str.contains(sought, case=False, regex=False)
    return everybody[is_named | is_numbered].head(most)


def awkward(desk: Desk, book: Book, everybody: pd.DataFrame, message: MessageName) -> list[Tried]:
    """Return the awkward customers for ``message``, one a trait; nobody of the book stands for two traits."""
    used: set[int] = set()
    tried = []
    for trait in TRAITS:
        key = _most(everybody, trait, used)
        if key is None:
            context = for_message(message, made_up()[trait.made_up])
            tried.append(
                Tried(
                    what=trait.what,
                    customer_id=context.customer_id,
                    name=context.customer_name,
                    is_made_up=True,
                    context=context,
                )
            )
            continue
        used.add(key)
        tried.append(customer(desk, book, everybody, key, message, what=trait.what))
    return tried


def customer(
    desk: Desk, book: Book, everybody: pd.DataFrame, customer_key: int, message: MessageName, *, what: str = ""
) -> Tried:
    """Return one customer of the book as ``message`` would speak of it today, about everything that is open.

    What only a message of its kind knows (a promise, a plan, an agency) is made up.
    """
    row = everybody.loc[everybody["customer_key"] == customer_key].iloc[0]
    items = book.rows("studio_items", customer_key=customer_key)
    invented = for_message(message, samples()[0])
    references = [each["structured_reference"] for each in items]
    context = MessageContext(
        customer_id=row["customer_id"],
        customer_name=row["name"],
        customer_type=CustomerType(row["customer_type"]),
        country=row["country"],
        label=Label(row["label"]),
        person=_person(book, customer_key),
        items=tuple(_item(each) for each in items),
        sender=sender_of(desk, row["entity"]),
        as_of=book.latest_on,
        reference=references[0] if len(references) == 1 else None,
        channel=ChannelName.EMAIL,
    )
    facts = {
        name: getattr(invented, name) for name in ("promise", "plan", "instalment", "dispute", "reversal", "agency")
    }
    lawful = with_law(
        message,
        replace(context, **facts),
        (row["entity"], row["customer_id"]),
        Known(at=desk.now(), choices=choices_of(desk)),
    )
    return Tried(what=what, customer_id=row["customer_id"], name=row["name"], is_made_up=False, context=lawful)


def _most(everybody: pd.DataFrame, trait: _Trait, used: set[int]) -> int | None:
    left = everybody[~everybody["customer_key"].isin(used)]
    if left.empty:
        return None
    marks = trait.pick(left).to_numpy()
    best = int(marks.argmax())
    return int(left["customer_key"].to_numpy()[best]) if marks[best] > 0 else None


def _item(row: dict[str, Any]) -> Item:
    paid = row["amount_minor"] - row["balance_minor"]
    return Item(
        number=row["number"],
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        amount_minor=row["amount_minor"],
        balance_minor=row["balance_minor"],
        currency=row["currency"],
        paid_minor=paid if row["amount_minor"] > 0 else 0,
    )


def _person(book: Book, customer_key: int) -> str | None:
    known = (each["person"] for each in book.rows("audience_addresses", customer_key=customer_key))
    return next((person for person in known if person and person.strip()), None)
