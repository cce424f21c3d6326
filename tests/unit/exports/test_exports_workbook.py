"""The workbook: formulas that live and say what core says, formats of the language, and text that never runs."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from core.exports.formats import Format, write
from core.exports.workbook.formats import money_code
from core.exports.workbook.summary import FORMULAS as OF_DAY
from core.exports.workbook.trend import FORMULAS as OF_MONTH
from core.metrics.metric import Unit
from core.metrics.registry import METRICS
from tests.unit.exports.arithmetic import Sums
from tests.unit.exports.conftest import AS_OF, HOSTILE, LABELS

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook import Workbook

    from core.exports.pack import Pack
    from core.language import Words


def written(pack: Pack, words: Words) -> bytes:
    target = io.BytesIO()
    write(pack, Format.XLSX, words, target)
    return target.getvalue()


@pytest.fixture(scope="module")
def content(pack: Pack, english: Words) -> bytes:
    return written(pack, english)


@pytest.fixture(scope="module")
def formulas(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def stored(content: bytes) -> Workbook:
    """The same with the outcomes that stand beside the formulas, as a viewer without arithmetic shows them."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


def test_every_formula_comes_to_the_outcome_stored_beside_it(formulas: Workbook, stored: Workbook) -> None:
    sums = Sums(formulas)
    found = list(sums.formulas())
    assert len(found) > 300
    for sheet, cell, formula in found:
        assert sums.outcome(sheet, formula) == pytest.approx(stored[sheet][cell].value, rel=1e-9, abs=1e-6), (
            f"{sheet}!{cell} {formula}"
        )


def test_the_figures_are_those_of_core(pack: Pack, stored: Workbook, english: Words) -> None:
    shown = {row[0].value: row[1].value for row in stored["Summary"].iter_rows(min_row=6)}
    for slug, metric in METRICS.items():
        value = pack.figures[slug].value
        told = shown[english(metric.label)]
        if value is None:
            assert told == "n/a"
        else:
            scale = 100 if metric.unit in (Unit.AMOUNT, Unit.PERCENT) else 1
            assert told == pytest.approx(value / scale)


def test_figures_that_follow_from_the_inputs_are_formulas(formulas: Workbook, pack: Pack, english: Words) -> None:
    shown = {row[0].value: row[1] for row in formulas["Summary"].iter_rows(min_row=6)}
    assert set(METRICS) >= {*OF_DAY, *OF_MONTH}
    for slug in OF_DAY:
        assert shown[english(METRICS[slug].label)].data_type == ("n" if pack.figures[slug].value is None else "f")


def test_a_changed_number_changes_what_follows_from_it(content: bytes, english: Words) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = {row[0].value: row[1].coordinate for row in book["Summary"].iter_rows(min_row=6)}
    before = Sums(book).value("Summary", rows["DSO"])
    sales = rows[english("Sales of the period")]
    book["Summary"][sales] = book["Summary"][sales].value * 2
    assert Sums(book).value("Summary", rows["DSO"]) == pytest.approx(before / 2)
    page = book["Aging"]
    page["B6"] = page["B6"].value + 1_000
    assert Sums(book).value("Summary", rows["DSO"]) > before / 2


def test_no_text_of_the_ledger_runs_links_or_reaches_out(content: bytes, formulas: Workbook) -> None:
    texts = {
        cell.value: cell.data_type
        for page in formulas.worksheets
        for row in page.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.data_type != "f"
    }
    for name in HOSTILE.values():
        assert texts[name] == "s"
    assert texts[LABELS["bad"]] == "s"
    for _, _, formula in Sums(formulas).formulas():
        assert not any(word in formula for word in ("HYPERLINK", "cmd", "http", "WEBSERVICE", "|", "[", "SUM(1+1)"))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if "external" in name.lower() or name.endswith(".bin")]
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [name for name in sheets if b"<hyperlink" in parts.read(name)]


def test_a_risky_name_stays_text_when_somebody_edits_it(formulas: Workbook) -> None:
    cells = {cell.value: cell for row in formulas["Customers"].iter_rows() for cell in row}
    assert cells[HOSTILE["A"]].quotePrefix
    assert not cells[HOSTILE["F"]].quotePrefix


def test_dates_are_dates_and_amounts_have_their_currency(pack: Pack, content: bytes, dutch: Words) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(pack, dutch)))
    assert book.sheetnames[:3] == ["Samenvatting", "Ouderdom", "Verloop"]
    page = book["Verloop"]
    last = max(cell.value for cell in page["A"] if isinstance(cell.value, datetime))
    assert last.date() == AS_OF
    assert "[$-413]" in next(cell.number_format for cell in page["A"] if cell.value == last)
    assert book["Ouderdom"]["B6"].number_format == "[$€-413] #,##0.00;[$€-413] -#,##0.00"
    english = openpyxl.load_workbook(io.BytesIO(content))
    assert english["Aging"]["B6"].number_format == "[$€-809]#,##0.00;-[$€-809]#,##0.00"


@pytest.mark.parametrize(
    ("currency", "language", "expected"),
    [
        ("JPY", "en", "[$JP¥-809]#,##0;-[$JP¥-809]#,##0"),
        ("TND", "nl", "[$TND-413] #,##0.000;[$TND-413] -#,##0.000"),
    ],
)
def test_a_currency_keeps_its_own_decimals(currency: str, language: str, expected: str) -> None:
    assert money_code(currency, language) == expected


def test_sheets_stand_still_print_on_a4_and_have_charts(formulas: Workbook, content: bytes) -> None:
    for page in formulas.worksheets:
        assert page.freeze_panes is not None, page.title
        assert page.page_setup.paperSize == 9
        assert page.page_setup.orientation == "landscape"
        assert page.oddFooter.right.text == "&P / &N"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 3  # aging, trend, bridge


def test_a_viewer_without_arithmetic_sees_the_same_total(content: bytes, pack: Pack) -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Aging").to_python()
    total = next(row for row in rows if row[0] == "Total")
    assert total[len(pack.aging.buckets) + 1] == pytest.approx(pack.open_minor / 100)


def test_items_say_how_many_are_not_listed(stored: Workbook, pack: Pack) -> None:
    assert pack.items is not None
    page = stored["Open items"]
    assert page["A3"].value == f"The 12 largest of {pack.items.total} open items, by balance."
    total = next(row[11].value for row in page.iter_rows(min_row=6) if row[0].value == "Total")
    assert total == pytest.approx(pack.items.total_minor / 100)


def test_a_currency_without_decimals_and_a_short_history_can_be_written(
    make: Callable[..., Pack], dutch: Words
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(make(currency="JPY"), dutch)), data_only=True)
    total = next(row for row in book["Ouderdom"].iter_rows(min_row=6) if row[0].value == "Totaal")
    assert total[6].value == 90_000
