"""What the page of one customer finds on a shorter road is what the longer one says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from core.behaviour.prediction.lives import chosen
from core.desk import contacts
from core.metrics.customers import customer_items
from core.strategy.account import Account, account
from core.strategy.audience import audience_of
from tests.unit.campaigns.portfolio import AS_OF, LEDGER, launched
from tests.unit.campaigns.test_one_message import key_of

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(1)

CUSTOMERS = "ABCDEF"
MARKS = ["import_id", "source_row", "is_disputed", "promised_on", "blocked_until", "is_at_agency", "source_step"]


def found(desk: Desk, book: Book, customer_id: str) -> Account:
    return account(desk, book, ("NL01", customer_id), key_of(book, customer_id), as_of=AS_OF)


def test_open_invoices_are_the_rows_of_the_query_they_stand_for(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    rows = 0
    for customer_id in CUSTOMERS:
        told = book.frame("open_balances", chosen([key_of(book, customer_id)]), as_of=AS_OF, is_all=False)
        assert_frame_equal(found(desk, book, customer_id).invoices, told, check_dtype=False)
        rows += len(told)
    assert rows >= len(CUSTOMERS)


def test_marks_of_what_is_open_are_those_of_the_list_of_items(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    for customer_id in CUSTOMERS:
        key = key_of(book, customer_id)
        listed = customer_items(book, key, AS_OF, is_settled=False).rows.set_index("item_key")
        told = book.frame("customer_sources", customer_key=key, as_of=AS_OF).set_index("item_key")
        assert len(listed)
        assert_frame_equal(told.reindex(listed.index)[MARKS], listed[MARKS], check_dtype=False)
        assert set(found(desk, book, customer_id).items["item_key"].dropna()) <= set(told.index)


@pytest.mark.parametrize("days", [7, 90])
def test_a_later_day_is_found_as_if_nothing_was_kept(desk: Desk, ledger: Ledger, days: int) -> None:
    book = ledger(LEDGER)
    launched(desk, book)
    assert len(contacts.last_contacts(desk)) or len(contacts.under_way(desk))
    for customer_id in CUSTOMERS:
        items = found(desk, book, customer_id).audience.candidates  # the audience was found: much is kept by now
        day = AS_OF + timedelta(days=days)
        frame = items.frame.assign(days_past_due=items.frame["days_past_due"] + days)
        kept, anew = audience_of(items.on(day)), audience_of(replace(items, as_of=day, frame=frame))
        np.testing.assert_array_equal(kept.ranks, anew.ranks)
        np.testing.assert_array_equal(kept.asked_minor, anew.asked_minor)
        assert_frame_equal(kept.set_aside, anew.set_aside)
        assert_frame_equal(kept.items, anew.items)


def test_a_shared_answer_is_no_ones_to_change(ledger: Ledger) -> None:
    book = ledger(LEDGER)
    first = book.frame("book_imports")
    before = first["layout"].tolist()
    first["layout"] = "changed"
    first.loc[0, "import_id"] = -1
    assert book.frame("book_imports")["layout"].tolist() == before
    assert (book.frame("book_imports")["import_id"] > 0).all()
