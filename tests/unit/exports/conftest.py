"""Books and packs for exports: customers whose names would like to be formulas, markup or code."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from core.exports.make import make_pack
from core.language import Words
from core.metrics.customers import customer_list
from core.metrics.period import month_end, months_before
from tests.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.book.book import Book
    from core.exports.pack import Pack

AS_OF = date(2026, 10, 31)
MADE_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOSTILE = {
    "A": '=HYPERLINK(0)&"x"',
    "B": "#let x=p() $[]_a_ *b* `c` <d> @e",
    "C": "+31 20 555 <b>&amp;</b>",
    "D": "@SUM(1+1)*cmd|' /C calc'!A0",
    "E": "-2+3",
    "F": "Żółw & Zoon B.V.",
}
LABELS = {"good": "Prompt", "bad": "=Late payers"}


def ledger_text() -> str:
    """Thirty months of invoices for six customers in three countries and two own companies; E pays nothing, F late."""
    countries = ("NL", "NL", "BE", "DE", "NL", "BE")
    lines = []
    for (key, name), country in zip(HOSTILE.items(), countries, strict=True):
        entity = "entity BE01" if country == "BE" else ""
        spoken = name.replace("'", "'\"'\"'")
        lines.append(f"{key} is business {country} nl {key.lower()}@example.org name '{spoken}' {entity}")
        for place in range(30):
            end = months_before(AS_OF, 29 - place)
            issued = end.replace(day=5)
            due = month_end(months_before(end, -1)).replace(day=4)
            amount = 1000 + 37 * place + 211 * (ord(key) - ord("A"))
            paid_on = months_before(end, -2) if key == "F" else months_before(end, -1).replace(day=2)
            is_paid = (key == "E" and place < 20) or (key != "E" and paid_on <= AS_OF)
            paid = f"paid {amount}.50 on {paid_on}" if is_paid else ""
            lines.append(f"{key} {key}-{place} issued {issued} due {due} {amount}.50 EUR {paid} {entity}")
    lines.append("A cash 2026-10-20 75.25 EUR")
    lines.append("D YEN1 issued 2026-10-01 due 2026-10-15 90000 JPY")
    return "\n".join(lines)


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Shelf(tmp_path_factory)(ledger_text(), list_on=AS_OF)


@pytest.fixture(scope="session")
def segments(book: Book) -> pd.DataFrame:
    """A, B and C pay well; the others do not."""
    rows = customer_list(book, AS_OF, only_open=False).rows.drop_duplicates("customer_key")
    names = ["good" if each in {"A", "B", "C"} else "bad" for each in rows["customer_id"]]
    return pd.DataFrame({"customer_key": rows["customer_key"], "segment": names})


@pytest.fixture(scope="session")
def make(book: Book, segments: pd.DataFrame) -> Callable[..., Pack]:
    """``make(currency=..., most_items=...)`` is the pack of the book on its day."""

    def made(as_of: date = AS_OF, **asked: object) -> Pack:
        return make_pack(
            book,
            as_of,
            made_at=MADE_AT,
            segments=segments,
            segment_labels=LABELS,
            **asked,  # type: ignore[arg-type]
        )

    return made


@pytest.fixture(scope="session")
def pack(make: Callable[..., Pack]) -> Pack:
    return make(most_items=12)


@pytest.fixture(scope="session")
def dutch() -> Words:
    return Words(language="nl")


@pytest.fixture(scope="session")
def english() -> Words:
    return Words(language="en")
