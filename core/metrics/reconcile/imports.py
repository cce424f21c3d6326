"""Each import tied to its file: rows read, taken and refused with their amounts, and what the book has of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from core.metrics.paging import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from core.book.book import Book


WITH_AMOUNTS: Final = frozenset({"ledger", "payments", "disputes", "sales"})


@dataclass(frozen=True, kw_only=True)
class ImportTie:
    """One entity and currency of one import; amounts in minor units of the currency.

    ``file_minor`` is the file's own total of the currency, None where the file has none or several entities share it: the
    total of a file does not say whose it is. ``compared_minor`` is what it is laid beside: the rows' open amounts where
    the file gives them, else their amounts, refused rows included.
    """

    import_id: int
    imported_at: datetime
    list_on: date
    kind: str
    mode: str
    file_name: str
    entity: str
    currency: str
    rows_read: int
    accepted: int
    quarantined: int
    unreadable: int
    accepted_minor: int
    accepted_open_minor: int | None
    quarantined_minor: int
    book_rows: int
    book_minor: int
    file_minor: int | None

    @property
    def has_amounts(self) -> bool:
        """Return whether rows of this kind of file are amounts of money: those of customers and rates are not."""
        return self.kind in WITH_AMOUNTS

    @property
    def difference_minor(self) -> int:
        """What the book has less what the file's accepted rows say: 0 when the import is in the book as it was."""
        return self.book_minor - self.accepted_minor

    @property
    def is_tied(self) -> bool:
        """Return whether every row was taken and the book has what the file says."""
        return not self.difference_minor and not self.quarantined and not self.file_difference_minor

    @property
    def compared_minor(self) -> int:
        """The accepted rows as the file's own total counts them: open amounts where it gives them."""
        return self.accepted_minor if self.accepted_open_minor is None else self.accepted_open_minor

    @property
    def file_difference_minor(self) -> int:
        """The file's own total less its accepted rows; what refused rows hold is in it. 0 without a total."""
        return 0 if self.file_minor is None else self.file_minor - self.compared_minor


def import_ties(book: Book) -> tuple[ImportTie, ...]:
    """Return every import by entity and currency, newest first; imports made before totals were kept are absent."""
    rows = book.rows("import_ties")
    return tuple(tie for _, held in groupby(rows, key=itemgetter("import_id")) for tie in _ties(list(held)))


def _ties(held: list[dict[str, Any]]) -> Iterator[ImportTie]:
    stated: dict[str, int] = json.loads(held[0]["file_totals"])
    named = [row["currency"] for row in held]
    kept = set(ImportTie.__dataclass_fields__) - {"file_minor"}
    for row in held:
        currency = row["currency"]
        is_only = named.count(currency) == 1
        yield ImportTie(
            **{name: row[name] for name in kept},
            file_minor=stated.get(currency) if is_only else None,
        )


def refused_rows(
    book: Book,
    *,
    import_id: int | None = None,
    entity: str | None = None,
    currency: str | None = None,
    page_size: int = 50,
    page_start: int = 0,
) -> Page:
    """Return one page of refused rows, the largest first, with what could be read of them.

    Columns: import_id, source_row, file_name, reason, entity, customer_id, number, currency, row_on, amount_minor,
    open_minor; missing where the row does not say.
    """
    frame = book.frame(
        "refused_rows",
        import_id=import_id,
        entity=entity,
        currency=currency,
        page_size=page_size,
        page_start=page_start,
    )
    return page_of(frame.drop(columns="all_minor"), counted_in="all_rows")
