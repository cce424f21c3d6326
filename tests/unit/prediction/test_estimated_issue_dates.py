"""An invoice date that the import estimated does not tell when the invoice was paid."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.behaviour.prediction.lives import day_number, read_lives
from core.book.store import BookStore
from core.intake.importer import import_file

if TYPE_CHECKING:
    from pathlib import Path

FILE = """row_id,cust_number,due_date,clear_date,days_late,amount,name_customer
R1,C1,2019-03-20,2019-02-10,-38.0,100.00,One
R2,C1,2019-03-20,2019-03-25,5.0,100.00,One
R3,C2,2019-03-20,,,100.00,Two
"""


def test_paid_long_before_the_due_date_is_issued_when_the_others_are(tmp_path: Path) -> None:
    file = tmp_path / "cleared.csv"
    file.write_text(FILE, encoding="utf-8")
    store = BookStore(tmp_path / "book")
    import_file(file, store=store, sources=tmp_path / "sources", by="a test", list_on=date(2019, 4, 1))
    read = read_lives(store.open(), date(2019, 4, 1))
    assert set(read.issued.tolist()) == {day_number(date(2019, 3, 5))}
    assert sorted(read.late.tolist())[:2] == [-38, 5]
