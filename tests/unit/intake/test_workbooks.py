"""Workbooks: stored values of formulas, merged cells, passwords, several sheets, texts among numbers."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

from core.intake.errors import EmptyFileError, OnlyHeaderError, PasswordProtectedError, UnreadableFileError
from core.intake.readers import xlsx_size
from core.intake.readers.xlsx_reader import as_text, cells, sheets

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.intake.conftest import Staged

COLUMNS = ("entity", "customer_id", "number", "issued_on", "due_on", "amount", "currency")


def workbook(write: Callable[[Any, Any], None], *sheets: str) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    dates = book.add_format({"num_format": "dd/mm/yyyy"})
    for name in sheets or ("Sheet1",):
        write(book.add_worksheet(name), dates)
    book.close()
    return buffer.getvalue()


def plain(page: Any, dates: Any) -> None:
    page.write_row(0, 0, COLUMNS)
    page.write_row(1, 0, ("NL01", "0017", 20260001))
    page.write_datetime(1, 3, datetime(2026, 1, 10), dates)  # noqa: DTZ001 (a cell has no zone)
    page.write_datetime(1, 4, datetime(2026, 2, 9), dates)  # noqa: DTZ001
    page.write(1, 5, 1234.5)
    page.write(1, 6, "EUR")


def test_numbers_dates_and_leading_zeros(staged: Callable[..., Staged]) -> None:
    file = staged(workbook(plain), name="list.xlsx")
    assert file.rows("SELECT source_row, customer_id, number, issued_on, due_on, amount_minor FROM stage.invoice") == [
        (2, "0017", "20260001", date(2026, 1, 10), date(2026, 2, 9), 123450)
    ]
    assert file.report.layout.file_kind == "xlsx"


def test_formulas_count_by_their_stored_value(staged: Callable[..., Staged]) -> None:
    def write(page: Any, dates: Any) -> None:
        plain(page, dates)
        page.write_formula(1, 5, "=100*2+0.1+0.2", None, 200.3)
        page.write_row(2, 0, ("NL01", "17", "F2", "2026-01-10", "2026-02-09"))
        page.write_formula(2, 5, "=1/0", None, "#DIV/0!")
        page.write(2, 6, "EUR")

    file = staged(workbook(write), name="list.xlsx")
    assert file.amounts == {"20260001": 20030}
    assert file.refused == {3: "There is no amount."}


def test_a_merged_customer_belongs_to_all_its_rows(staged: Callable[..., Staged]) -> None:
    def write(page: Any, _: Any) -> None:
        page.write_row(0, 0, COLUMNS)
        page.merge_range(1, 1, 3, 1, "C1")
        for row in range(1, 4):
            page.write(row, 0, "NL01")
            page.write_row(row, 2, (f"F{row}", "2026-01-10", "2026-02-09", 10 * row, "EUR"))

    file = staged(workbook(write), name="list.xlsx")
    assert file.rows("SELECT customer_id, count(*), sum(amount_minor) FROM stage.invoice GROUP BY 1") == [
        ("C1", 3, 6000)
    ]


def test_a_password_is_named_as_the_trouble(staged: Callable[..., Staged]) -> None:
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook(plain))).encrypt("secret", locked)
    with pytest.raises(PasswordProtectedError, match=r"list\.xlsx is protected with a password: open it in Excel"):
        staged(locked.getvalue(), name="list.xlsx")


def test_the_sheet_with_the_list_is_found_and_another_may_be_named(staged: Callable[..., Staged]) -> None:
    def write(page: Any, dates: Any) -> None:
        if page.get_name() == "Notes":
            page.write(0, 0, "Made on a rainy day")
        else:
            plain(page, dates)
            page.write(1, 2, page.get_name())

    content = workbook(write, "Notes", "List", "Copy")
    assert list(staged(content, name="list.xlsx").amounts) == ["List"]
    assert list(staged(content, name="list.xlsx", sheet="Copy").amounts) == ["Copy"]
    with pytest.raises(EmptyFileError):
        staged(content, name="list.xlsx", sheet="No such sheet")


def test_texts_with_a_decimal_comma_among_numbers(staged: Callable[..., Staged]) -> None:
    def write(page: Any, _: Any) -> None:
        page.write_row(0, 0, COLUMNS)
        for row, amount in enumerate(("1.234,56", 1234.567, 12.5, "1.234"), start=1):
            page.write_row(row, 0, ("NL01", "C1", f"F{row}", "10-01-2026", "28-02-2026", amount, "EUR"))

    file = staged(workbook(write), name="list.xlsx")
    assert file.report.layout.decimal_mark == ","
    assert file.amounts == {"F1": 123456, "F3": 1250, "F4": 123400}
    assert "more decimals" in file.refused[3]


def test_an_empty_workbook_and_one_with_a_header_only(staged: Callable[..., Staged]) -> None:
    with pytest.raises(EmptyFileError):
        staged(workbook(lambda *_: None), name="list.xlsx")
    with pytest.raises(OnlyHeaderError):
        staged(workbook(lambda page, _: page.write_row(0, 0, COLUMNS)), name="list.xlsx")


def test_a_zip_that_is_no_workbook(staged: Callable[..., Staged]) -> None:
    with pytest.raises(UnreadableFileError, match="save it as CSV or XLSX"):
        staged(b"PK\x03\x04 this is not a workbook", name="list.xlsx")


def test_a_workbook_called_csv_is_still_read(staged: Callable[..., Staged]) -> None:
    assert staged(workbook(plain), name="list.csv").amounts == {"20260001": 123450}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (12.0, "12"),
        (12.5, "12,5"),
        (datetime(2026, 1, 2, 3, 4), "2026-01-02 03:04:00"),  # noqa: DTZ001
        (datetime(2026, 1, 2), "2026-01-02"),  # noqa: DTZ001
        (date(2026, 1, 2), "2026-01-02"),
        (None, ""),
        (" x ", " x "),
    ],
)
def test_cells_become_the_text_a_csv_would_hold(value: object, text: str) -> None:
    assert as_text(value, ",") == text


def test_a_small_file_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    def far(page: Any, dates: Any) -> None:
        plain(page, dates)
        page.write(1_048_575, 16_383, "x")

    path = tmp_path / "far.xlsx"
    path.write_bytes(workbook(far))
    assert path.stat().st_size < 20_000
    with pytest.raises(UnreadableFileError, match="row 1,048,576 and column 16,384"):
        sheets(path)

    def wide(page: Any, dates: Any) -> None:
        plain(page, dates)
        page.write(3, 16_383, "x")

    path.write_bytes(workbook(wide))
    assert sheets(path) == ("Sheet1",), "wide and short is no harm"


def test_a_workbook_that_unpacks_to_too_much_or_is_of_another_kind_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(workbook(plain))
    monkeypatch.setattr(xlsx_size, "MOST_BYTES", 1_000)
    with pytest.raises(UnreadableFileError, match="larger than any list"):
        sheets(path)
    monkeypatch.undo()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    with pytest.raises(UnreadableFileError, match="another kind of workbook"):
        sheets(path)
    content = workbook(plain)
    at = content.index(b"xl/worksheets/sheet1.xml") + 40
    for damaged in (content[:-30], content[:at] + b"\x00" * 100 + content[at + 100 :]):
        path.write_bytes(damaged)
        with pytest.raises(UnreadableFileError):
            cells(path, sheets(path)[0])
