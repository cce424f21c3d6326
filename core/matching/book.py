"""What the book gives to matching: its customers by name, and the items that money could be for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from core.matching.match import OpenItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


class Asked(Protocol):
    """What is asked of the book here: named queries as rows, and the last day it speaks of."""

    @property
    def latest_on(self) -> date:
        """The last day the book speaks of."""
        ...

    def rows(self, name: str, /, relations: None = None, **parameters: object) -> list[dict[str, Any]]:
        """Return the rows of the named query."""
        ...


class Customers:
    """The book's customers: ``names`` and ``ids`` (entity, customer id) by key."""

    def __init__(self, book: Asked) -> None:
        """Read all of them."""
        rows = book.rows("bank_customers")
        self.names = {row["customer_key"]: row["name"] for row in rows}
        self.ids = {row["customer_key"]: (row["entity"], row["customer_id"]) for row in rows}
        self._keys = {names: key for key, names in self.ids.items()}

    def key_of(self, entity: str, customer_id: str) -> int | None:
        """Return the key of a customer, None when the book does not have it."""
        return self._keys.get((entity, customer_id))

    def keys_of(self, accounts: Mapping[tuple[str, str], Iterable[str]]) -> dict[tuple[str, str], set[int]]:
        """Return (entity, account) -> customer keys for ``accounts`` given with customer ids; ids the book lacks are left out."""
        return {
            (entity, account): {self._keys[entity, each] for each in customers if (entity, each) in self._keys}
            for (entity, account), customers in accounts.items()
        }


def open_items(book: Asked, *, since: date, until: date) -> list[OpenItem]:
    """Return the due parts of invoices issued by ``until`` with the balance they had before ``since``, where they had any."""
    rows = book.rows("bank_items", since=since, until=until)
    return [
        OpenItem(
            key=row["item_key"],
            customer_key=row["customer_key"],
            entity=row["entity"],
            currency=row["currency"],
            number=row["number"],
            fiscal_year=row["fiscal_year"],
            part_no=row["part_no"],
            reference=row["reference"],
            issued_on=row["issued_on"],
            due_on=row["due_on"],
            balance_minor=row["balance_minor"],
        )
        for row in rows
    ]
