"""Orders under way, as the order files say: which customer's, worth what, and what holds them up."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from core.company.whose import with_customers
from core.desk.side_frames import facts
from core.intake.field_types import ImportKind

if TYPE_CHECKING:
    import pandas as pd

    from core.book.book import Book
    from core.desk.engine import Desk


class OrderState(StrEnum):
    """How an order stands."""

    OPEN = "open"
    REFUSED = "refused"  # by the customer
    BLOCKED = "blocked"  # by us
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


UNDER_WAY: Final = (OrderState.OPEN, OrderState.BLOCKED)
BODY: Final = ("order_number", "order_state", "amount_minor", "currency", "ordered_on", "delivery_on", "obstacle")


def orders(desk: Desk, book: Book, *, customer: tuple[str, str] | None = None) -> pd.DataFrame:
    """Return every order as the files say now: the columns of a side fact, BODY, and ``customer_key`` (-1: of nobody we know)."""
    entity, customer_id = customer or (None, None)
    said = facts(desk, ImportKind.ORDERS, columns=BODY, entity=entity, customer_id=customer_id)
    return with_customers(book, said.reset_index(drop=True))


def under_way(known: pd.DataFrame) -> pd.DataFrame:
    """Return the orders that are still to be delivered, blocked ones among them."""
    return known[known["order_state"].isin([str(each) for each in UNDER_WAY])]
