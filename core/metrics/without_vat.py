"""Sales that a file states without VAT and nothing converts: in which month-long windows they count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.metrics.period import month_end
from core.metrics.span import span_of

if TYPE_CHECKING:
    from core.book.book import Book
    from core.metrics.period import Window
    from core.metrics.scope import Scope


def without_vat(book: Book, scope: Scope, windows: tuple[Window, ...]) -> dict[str, frozenset[int]]:
    """Return by currency the places of the windows whose sales are in part without VAT, while balances are with it.

    Nothing for a part of an entity: a sales file cannot be split, so documents count there.
    """
    if scope.is_within_entity or not windows or span_of(book).first_sales_month is None:
        return {}
    rows = book.rows(
        "sales_in_file",
        after_on=windows[-1].after_on,
        until_on=windows[0].until_on,
        entity=scope.entity,
        currency=scope.currency,
    )
    found: dict[str, set[int]] = {}
    for row in rows:
        if not row["is_comparable"]:
            begins_on, ends_on = row["month"], month_end(row["month"])
            found.setdefault(row["currency"], set()).update(
                place for place, each in enumerate(windows) if each.after_on < ends_on and each.until_on >= begins_on
            )
    return {currency: frozenset(places) for currency, places in found.items()}
