"""The largest open items of a pack, bucket by bucket as the aging has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from core.exports.pack import Item, Items
from core.metrics.buckets import UNALLOCATED, AgedBy, buckets
from core.metrics.drill import aging_items
from core.metrics.scope import UNASSIGNED

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date

    from core.book.book import Book
    from core.metrics.scope import Scope


def largest_items(book: Book, as_of: date, scope: Scope, segments: pd.DataFrame, most: int) -> Items:
    """Return the ``most`` open items with the largest balance either way, of all buckets and of what is unallocated."""
    pages = [
        aging_items(book, as_of, bucket=bucket, scope=scope, segments=segments, page_size=most)
        for bucket in (*(each.key for each in buckets(AgedBy.DUE)), UNALLOCATED)
    ]
    rows = pd.concat([page.rows for page in pages], ignore_index=True)
    largest = rows.reindex(rows["balance_minor"].abs().sort_values(ascending=False, kind="stable").index).head(most)
    # The query names a segment only where the scope asks for one.
    segment_of = segments.set_index("customer_key")["segment"].reindex(largest["customer_key"]).fillna(UNASSIGNED)
    largest = largest.assign(segment=segment_of.to_numpy())
    return Items(
        lines=tuple(_item(row) for row in largest.to_dict("records")),
        total=sum(page.cell.count for page in pages),
        total_minor=sum(page.cell.minor for page in pages),
    )


def _item(row: dict[Hashable, Any]) -> Item:
    part = int(row["part_no"])
    number = str(row["number"])
    return Item(
        customer=str(row["name"]),
        customer_id=str(row["customer_id"]),
        entity=str(row["entity"]),
        country=str(row["country"]),
        segment=str(row["segment"]),
        document_type=str(row["document_type"]),
        number=f"{number} / {part}" if part > 1 else number,
        issued_on=pd.Timestamp(row["issued_on"]).date(),
        due_on=pd.Timestamp(row["due_on"]).date(),
        days_past_due=int(row["days_past_due"]),
        amount_minor=int(row["amount_minor"]),
        balance_minor=int(row["balance_minor"]),
        is_disputed=bool(row["is_disputed"]),
        source=f"{row['file_name']}:{row['source_row']}",
    )
