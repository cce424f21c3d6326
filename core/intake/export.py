"""CSV that no spreadsheet can mistake for a formula: the one way anything leaves Saldo as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

# What makes Excel, LibreOffice or Google Sheets run a cell; a quote before it shows the text as it is.
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_GUARD: Final = "'"


def safe_cell(value: object) -> object:
    """Return the cell, a text that could start a formula with an apostrophe before it; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    return _GUARD + value if _could_be_formula(value) else value


def _could_be_formula(text: str) -> bool:
    start = text.lstrip(" \u00a0\u200b\ufeff")
    return start.startswith(_STARTS_FORMULA) and not _is_number(start)


def _is_number(text: str) -> bool:
    return text[:1] in "+-" and text[1:].replace(".", "", 1).replace(",", "").isdigit()


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return header and rows as CSV text (comma, double quotes, CRLF), every text made safe."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([safe_cell(name) for name in header])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def csv_safe(frame: pd.DataFrame) -> str:
    """Return the frame as CSV text without its index, every text made safe; missing values are empty."""
    filled = frame.astype(object).where(frame.notna(), "")
    return csv_text([str(name) for name in frame.columns], filled.itertuples(index=False, name=None))
