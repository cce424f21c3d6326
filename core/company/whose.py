"""Whose row a file of the company speaks of: the customer of the ledger by its number, and by its company where one is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from core.book.book import Book

NOBODY = -1


def named(book: Book, rows: pd.DataFrame) -> pd.DataFrame:
    """Return entity and customer_id of ``rows`` as the book can look them up, with ``row``, their place.

    A company that is none of ours names nobody: then the customer's number decides, if only one company has it.
    """
    ours = {str(row["entity"]) for row in book.rows("entities_known", ends_on=book.latest_on)}
    return pd.DataFrame(
        {
            "row": range(len(rows)),
            "entity": [str(each) if each in ours else "" for each in rows["entity"]],
            "customer_id": rows["customer_id"].astype("str").array,
        }
    )


def with_customers(book: Book, rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` with entity as the book has it and ``customer_key``, NOBODY where no or more than one customer fits."""
    if rows.empty:
        return rows.assign(customer_key=pd.Series(dtype="int64"))
    found = book.frame("named_customers", relations={"named": named(book, rows)})
    found = found[~found["row"].duplicated(keep=False)].set_index("row")
    known = found.reindex(range(len(rows)))
    return rows.assign(
        entity=known["entity"].where(known["entity"].notna(), rows["entity"].reset_index(drop=True)).array,
        customer_key=known["customer_key"].fillna(NOBODY).astype("int64").array,
    )
