"""Sniffing: how a file is written, decided by what is in it and told with the evidence."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from core.intake.errors import EmptyFileError, OnlyHeaderError, UnreadableFileError, WrongEncodingError
from core.intake.headers import Header, find_header, samples
from core.intake.layout import Layout
from core.intake.readers import xlsx_reader
from core.intake.shapes import amount_marks, date_shapes
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.intake.scan import Scan

_START: Final = 1 << 18
_END: Final = 1 << 16
_DELIMITERS: Final = (";", ",", "\t", "|")
_SAMPLED: Final = 2000
_OTHER_FORMATS: Final = {
    "<!doctype": "a web page",
    "<html": "a web page",
    "<?xml": "XML",
    "<": "XML",
    "{": "JSON",
    "[": "JSON",
    "%pdf": "a PDF",
}
_PREAMBLE_DATE: Final = re.compile(
    r"(?i)\b(as at|as of|per|stand|stichtag|au|date|op|am)\b\D{0,12}(\d{1,2} [a-zéû]+ \d{4}|\d{4}-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{4})"
)
_NAMED_DATE: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)-?([01]\d)-?([0-3]\d)(?!\d)")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, kw_only=True)
class Sniffed:
    """A layout with the first rows below the header, and all cells of the sheet when it is a workbook."""

    layout: Layout
    rows: list[list[str]]
    sheet: list[list[Any]]


def sniff(path: Path, scan: Scan, *, sheet: str | None = None, encoding: str | None = None) -> Sniffed:
    """Return how the file is written; raise the error that says why it cannot be read."""
    if xlsx_reader.is_workbook(path):
        return _sniff_workbook(path, sheet)
    return _sniff_text(path, scan, encoding or scan.encoding)


def _sniff_workbook(path: Path, wanted: str | None) -> Sniffed:
    names = xlsx_reader.sheets(path)
    found: list[tuple[int, int, str, list[list[Any]], Header]] = []
    for place, name in enumerate(names):
        if wanted is not None and name != wanted:
            continue
        cells = xlsx_reader.cells(path, name)
        texts = [[xlsx_reader.as_text(cell) for cell in row] for row in cells[:_SAMPLED]]
        if any(any(row) for row in texts):
            header = find_header(texts)
            found.append((_known(header), -place, name, cells, header))
    if not found:
        raise EmptyFileError(path)
    _, _, name, cells, header = max(found, key=lambda entry: entry[:2])
    texts = [[xlsx_reader.as_text(cell) for cell in row] for row in cells[: _SAMPLED + header.row + 1]]
    texts += [[xlsx_reader.as_text(cell) for cell in row] for row in cells[max(len(texts), len(cells) - 200) :]]
    layout = Layout(
        file_kind="xlsx",
        encoding="xlsx",
        delimiter="",
        sheet=name,
        sheets=names,
        evidence=(f"the sheet {name!r} of {len(names)} was taken",) if len(names) > 1 else (),
    )
    # Numbers are stored without marks: only what was typed as text shows how this file writes amounts.
    typed = [[cell if isinstance(cell, str) else "" for cell in row] for row in cells[header.row + header.height :]]
    return Sniffed(
        layout=_shaped(path, layout, texts, header, typed=typed[:_SAMPLED]),
        rows=texts[header.row + header.height :],
        sheet=cells,
    )


def _known(header: Header) -> int:
    return len(header.columns) if header.row >= 0 else 0


def _sniff_text(path: Path, scan: Scan, encoding: str) -> Sniffed:
    start, end = _edges(path, scan.size, encoding, is_damaged=scan.is_damaged)
    for opening, what in _OTHER_FORMATS.items():
        if start.lstrip()[: len(opening)].lower() == opening:
            raise UnreadableFileError(path, Sentence("it is {what}", what=what))
    if "\0" in start:
        raise UnreadableFileError(path, "it is not text, but a picture, an archive or the like")
    delimiter, why = _delimiter(start)
    first, lines = _records(start, delimiter, complete=scan.size <= _START)
    if not any(any(cell.strip() for cell in row) for row in first):
        raise EmptyFileError(path)
    header = find_header(first)
    below = header.row + header.height
    last, _ = _records(end.partition("\n")[2], delimiter, complete=True) if end else ([], [])
    layout = Layout(
        file_kind="csv",
        encoding=encoding,
        has_bom=scan.has_bom,
        delimiter=delimiter,
        evidence=(*scan.evidence, why),
    )
    shaped = _shaped(
        path, layout, [*first[: below + _SAMPLED], *last], header, lines=lines, is_whole=scan.size <= _START
    )
    return Sniffed(layout=shaped, rows=first[below:], sheet=[])


def _edges(path: Path, size: int, encoding: str, *, is_damaged: bool) -> tuple[str, str]:
    with path.open("rb") as file:
        start = file.read(_START)
        end = b""
        if size > _START:
            file.seek(max(_START, size - _END) // 2 * 2)
            end = file.read()
    try:
        # A chunk may end inside a character; only its edge may be unreadable.
        text = start.decode(encoding, errors="strict" if size <= _START and not is_damaged else "replace")
        return text.removeprefix("﻿"), end.decode(encoding, errors="ignore")
    except UnicodeDecodeError as error:
        raise WrongEncodingError(path, encoding) from error


def _delimiter(text: str) -> tuple[str, str]:
    if match := re.match(r"sep=(.)\r?\n", text):
        return match[1], f"the first line says that {match[1]!r} separates the columns"
    best, best_score, share = ",", 0.0, 0.0
    for delimiter in _DELIMITERS:
        rows = [row for row in _records(text[: 1 << 16], delimiter, complete=False)[0] if any(row)][:300]
        widths = [len(row) for row in rows if len(row) > 1]
        if not widths:
            continue
        common = max(set(widths), key=widths.count)
        agreeing = widths.count(common) / len(rows)
        if agreeing * min(common, 6) > best_score:
            best, best_score, share = delimiter, agreeing * min(common, 6), agreeing
    name = {";": "a semicolon", ",": "a comma", "\t": "a tab", "|": "a bar"}[best]
    return best, f"{name} separates the columns ({share:.0%} of the rows agree)"


def _records(text: str, delimiter: str, *, complete: bool) -> tuple[list[list[str]], list[int]]:
    """Return the records of ``text`` and the line each of them ends on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, lines = [], []
    try:
        for row in reader:
            rows.append(row)
            lines.append(reader.line_num)
    except csv.Error:
        pass  # a torn cell: the records before it are enough to judge by, and the import reports the row itself
    return (rows, lines) if complete else (rows[:-1] or rows, lines[:-1] or lines)


def _shaped(
    path: Path,
    layout: Layout,
    rows: Sequence[list[str]],
    header: Header,
    *,
    lines: Sequence[int] = (),
    typed: Sequence[list[str]] | None = None,
    is_whole: bool = True,
) -> Layout:
    below = header.row + header.height
    if is_whole and header.row >= 0 and not any(any(cell.strip() for cell in row) for row in rows[below:]):
        raise OnlyHeaderError(path)
    amounts, dates = samples(rows[below:], len(header.columns))
    if typed is not None:
        amounts, _ = samples(typed, len(header.columns))
    marks, shapes = amount_marks(amounts), date_shapes(dates)
    list_on, told = _stated_date(path, rows[: max(header.row, 0)])
    # A record of a text file may end on another line than its number: titles can hold line breaks.
    ends = (0, *(lines or range(1, len(rows) + 1)))
    return Layout(
        file_kind=layout.file_kind,
        encoding=layout.encoding,
        has_bom=layout.has_bom,
        delimiter=layout.delimiter,
        sheet=layout.sheet,
        sheets=layout.sheets,
        header_row=ends[header.row] + 1 if header.row >= 0 else 0,
        first_row=ends[max(below, 0)] + 1,
        columns=header.columns,
        decimal_mark=marks.decimal_mark,
        thousands_mark=marks.thousands_mark,
        date_order=shapes.order,
        date_formats=shapes.formats,
        date_example=shapes.example,
        list_on=list_on,
        evidence=(*layout.evidence, header.evidence, *marks.evidence, *shapes.evidence, *told),
    )


def _stated_date(path: Path, preamble: Sequence[Sequence[str]]) -> tuple[date | None, tuple[str, ...]]:
    """Return the day the file says it speaks of: in its title rows, else in its name."""
    for text in (cell for row in preamble for cell in row if cell):
        if (match := _PREAMBLE_DATE.search(text)) and (stated := _written_date(match[2])):
            return stated, (f"the file says {text.strip()!r}",)
    if match := _NAMED_DATE.search(path.name):
        try:
            stated = date(*map(int, match.groups()))
        except ValueError:
            return None, ()
        return stated, (f"the file's name says {stated.isoformat()}",)
    return None, ()


def _written_date(text: str) -> date | None:
    try:
        if re.match(r"\d{4}-", text):
            return date.fromisoformat(text)
        if match := re.match(r"(\d{1,2}) ([a-zéû]{3})\w* (\d{4})", text.lower()):
            return date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
        day, month, year = map(int, re.split(r"[./-]", text))
        return date(year, month, day) if month != day and day > len(_MONTHS) else None
    except ValueError:
        return None
