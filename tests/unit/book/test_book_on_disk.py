"""Answers kept beside the book: the same frame as asked, read by whoever comes next, and gone with the version."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from core.book import book as books
from core.book import on_disk as kept
from core.book.draft import remove
from core.book.on_disk import on_disk
from tests.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

    from core.book.book import Book

LEDGER = """
    A INV1 issued 2026-08-01 due 2026-09-01 100.00 EUR
    A INV2 issued 2026-08-01 due 2026-09-30 60.00 EUR paid 60.00 on 2026-10-05
    B is consumer BE nl
    B INV3 issued 2026-09-15 due 2026-10-15 500.00 USD
    B cash 2026-10-20 5.00 EUR
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Ledger(tmp_path_factory.mktemp("book"))(LEDGER)


def asked(book: Book, name: str, *, days: int = 0, customer_key: int | None = None) -> pd.DataFrame:
    day = book.latest_on - timedelta(days=days)
    parameters: dict[str, dict[str, Any]] = {
        "audience_addresses": {"customer_key": customer_key},
        "audience_items": {"as_of": day, "customer_key": customer_key},
        "customer_balances": {"as_of": day, "year_ago": day - timedelta(days=365), "customer_key": customer_key},
        "customer_features": {"as_of": day, "since": day - timedelta(days=730), "customer_key": customer_key},
        "payment_counts": {"as_of": day, "since": day - timedelta(days=730)},
    }
    return book.frame(name, **parameters[name])


@pytest.mark.parametrize("name", sorted(books._ON_DISK))
def test_what_is_read_is_what_was_asked(name: str, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "FEWEST_ROWS", 0)
    found = asked(book, name)
    files = sorted(book.file.with_name(book.file.name + kept.KEPT).glob(f"{name}-*.arrow"))
    assert len(files) == 1
    with monkeypatch.context() as closed:
        closed.setattr(books.Book, "_frame", None)  # the book is not asked again
        pd.testing.assert_frame_equal(asked(book, name), found)
    assert len(sorted(files[0].parent.iterdir())) == len({each.stem for each in files[0].parent.iterdir()})


def test_a_past_day_and_one_customer_are_not_kept(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "FEWEST_ROWS", 0)
    monkeypatch.setattr(books, "on_disk", None)
    asked(book, "customer_balances", days=1)
    asked(book, "customer_balances", customer_key=1)


def test_it_goes_with_its_version_and_a_short_answer_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "v000001.duckdb"
    file.touch()
    frame = pd.DataFrame({"word": ["a", None], "number": [1, 2]})
    on_disk(file, "short", {}, lambda: frame)
    assert [each.name for each in tmp_path.iterdir()] == [file.name]
    on_disk(file, "long", {}, lambda: frame, fewest=0)
    pd.testing.assert_frame_equal(on_disk(file, "long", {}, lambda: frame.iloc[:0], fewest=0), frame)
    assert len(on_disk(file, "long", {"other": 1}, lambda: frame.iloc[:0], fewest=1)) == 0
    remove(file)
    assert not list(tmp_path.iterdir())
    on_disk(file, "late", {}, lambda: frame, fewest=0)  # still open when its version was removed
    assert not list(tmp_path.iterdir())
