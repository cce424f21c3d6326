"""One sheet of a workbook: cells by what they hold, and how it prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlsxwriter.utility import xl_rowcol_to_cell

from core.exports.labels import subject
from core.intake.export import safe_cell
from core.metrics.metric import Unit
from core.money import to_decimal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from core.exports.pack import Pack
    from core.exports.words import Words
    from core.exports.workbook.formats import Formats

A4: Final = 9
LONGEST_NAME: Final = 31
HEAD_ROW: Final = 4
"""Row of the column heads, from 0: title, subject and finding stand above it."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet with its title already on it; rows and columns count from 0."""

    name: str
    page: Worksheet
    book: Workbook
    formats: Formats
    pack: Pack
    words: Words

    def text(self, row: int, column: int, text: str, style: Format | None = None) -> None:
        """Write text that stays text: a cell that could be taken for a formula is marked as text for good."""
        is_risky = safe_cell(text) != text
        self.page.write_string(
            row, column, text, self.formats.guarded if is_risky and style is None else style or self.formats.text
        )

    def money(self, row: int, column: int, minor: int, style: Format | None = None) -> None:
        """Write minor units as an amount."""
        self.page.write_number(row, column, self.units(minor), style or self.formats.money)

    def figure(self, row: int, column: int, value: float | None, unit: Unit, style: Format | None = None) -> None:
        """Write a figure in its unit; an undefined one says n/a."""
        if value is None:
            self.text(row, column, self.words("n/a"), self.formats.undefined)
        else:
            self.page.write_number(row, column, self.shown(value, unit), style or self.formats.of(unit))

    def number(self, row: int, column: int, value: float, style: Format | None = None) -> None:
        """Write a plain number."""
        self.page.write_number(row, column, value, style or self.formats.count)

    def day(self, row: int, column: int, day: date) -> None:
        """Write a date."""
        self.page.write_datetime(row, column, day, self.formats.day)

    def formula(self, row: int, column: int, formula: str, value: float, style: Format | None = None) -> None:
        """Write a formula that Saldo made, with its outcome for viewers that do not compute."""
        self.page.write_formula(row, column, formula, style or self.formats.money, value)

    def head(self, row: int, labels: Sequence[str], *, left: Sequence[int] = (0,)) -> None:
        """Write column heads, the columns ``left`` to the left and the others to the right."""
        for column, label in enumerate(labels):
            self.page.write_string(row, column, label, self.formats.head if column in left else self.formats.head_right)

    def widths(self, widths: Sequence[float]) -> None:
        """Set the widths of the first columns, in characters."""
        for column, width in enumerate(widths):
            self.page.set_column(column, column, width)

    def ref(self, row: int, column: int) -> str:
        """Return the fixed address of a cell, good in any sheet."""
        quoted = self.name.replace("'", "''")
        return f"'{quoted}'!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    def units(self, minor: int) -> float:
        """Return minor units as units of the currency."""
        return float(to_decimal(minor, self.pack.currency))

    def shown(self, value: float, unit: Unit) -> float:
        """Return a figure as its cell holds it: amounts in units, percentages as shares."""
        if unit is Unit.AMOUNT:
            return self.units(round(value))
        return float(value) / 100 if unit is Unit.PERCENT else float(value)


def add_sheet(
    book: Workbook, formats: Formats, pack: Pack, words: Words, *, name: str, title: str, finding: str
) -> Sheet:
    """Return a new sheet with title, subject and finding above its table, set up to print on A4."""
    short = "".join(letter for letter in name if letter not in "[]:*?/\\")[:LONGEST_NAME]
    page = book.add_worksheet(short)
    sheet = Sheet(name=short, page=page, book=book, formats=formats, pack=pack, words=words)
    page.hide_gridlines(2)
    page.set_row(0, 24)
    sheet.text(0, 0, title, formats.title)
    sheet.text(1, 0, subject(pack, words), formats.line)
    sheet.text(2, 0, finding, formats.text)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    printed = subject(pack, words).replace("&", "&&")
    page.set_footer(f"&L&8Saldo · {printed}&R&8&P / &N")
    return sheet


def span(column: int, first: int, last: int) -> str:
    """Return the address of the rows ``first`` to ``last`` of a column."""
    return f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(last, column)}"


def cell(row: int, column: int) -> str:
    """Return the address of a cell of the same sheet."""
    address: str = xl_rowcol_to_cell(row, column)
    return address
