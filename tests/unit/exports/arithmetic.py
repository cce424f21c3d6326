"""A spreadsheet in forty lines: works out the formulas that Saldo writes, from the cells they name."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.workbook import Workbook

TOKENS = re.compile(r"('[^']+'!)?(\$?[A-Z]{1,2}\$?\d+)(:\$?[A-Z]{1,2}\$?\d+)?|([A-Za-z_]\w*)(?!\()")
ZERO = date(1899, 12, 30)
FUNCTIONS = {
    "SUM": lambda *parts: sum(sum(part) if isinstance(part, list) else part for part in parts),
    "IF": lambda test, then, other: then if test else other,
    "MAX": max,
    "ROUND": round,
    "EOMONTH": lambda day, months: _month_end(ZERO + timedelta(days=day), months),
}


def _month_end(day: date, months: int) -> int:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return (date(year, month + 1, monthrange(year, month + 1)[1]) - ZERO).days


class Sums:
    """Values of cells, worked out anew from formulas; a formula's stored outcome is never read."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.names = {name: place.attr_text for name, place in book.defined_names.items()}

    def value(self, sheet: str, cell: str) -> Any:
        held = self.book[sheet][cell.replace("$", "")].value
        if isinstance(held, str) and held.startswith("="):
            return self.outcome(sheet, held)
        if isinstance(held, datetime):
            return (held.date() - ZERO).days
        return 0 if held is None else held

    def outcome(self, sheet: str, formula: str) -> Any:
        """Return what ``formula`` on ``sheet`` comes to."""

        def put(found: re.Match[str]) -> str:
            there, first, last, name = found.groups()
            if name:
                return f"_name({name!r})" if name in self.names else name
            return f"_range({(there or sheet).strip(chr(39) + '!')!r}, {first!r}, {(last or ':' + first)[1:]!r})"

        text = re.sub(r"(?<![<>=])=(?!=)", "==", TOKENS.sub(put, formula[1:]))
        scope = FUNCTIONS | {"_range": self._range, "_name": self._name}
        return eval(text, {"__builtins__": {}}, scope)  # noqa: S307  # our own formulas, in a test

    def _name(self, name: str) -> Any:
        sheet, cell = self.names[name].rsplit("!", 1)
        return self.value(sheet.strip("'"), cell)

    def _range(self, sheet: str, first: str, last: str) -> Any:
        if first == last:
            return self.value(sheet, first)
        area = self.book[sheet][f"{first.replace('$', '')}:{last.replace('$', '')}"]
        return [self.value(sheet, cell.coordinate) for row in area for cell in row]

    def formulas(self) -> Iterator[tuple[str, str, str]]:
        """Yield sheet, cell and formula of every formula in the book."""
        for page in self.book.worksheets:
            for row in page.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        yield page.title, cell.coordinate, str(cell.value)
