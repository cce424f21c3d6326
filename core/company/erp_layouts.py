"""Layouts of the file back to the ERP: what the columns are called there, and the bytes of each format."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import pandas as pd

from core.errors import UnknownNameError
from core.intake.export import safe_cell
from core.money import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Customer = tuple[str, str]


class ErpFormat(StrEnum):
    """What the file is written as."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How an ERP wants the file: the head of each column in the order of FIELDS, words for yes and no, and marks."""

    label: str
    heads: tuple[str, ...]
    yes: str = "yes"
    no: str = "no"
    delimiter: str = ","
    has_decimal_comma: bool = False


FIELDS: Final = (
    "entity", "customer_id", "reminder_level", "is_blocked", "promised_on", "promised_minor", "currency", "decided_by",
)  # fmt: skip
PRESETS: Final = {
    "saldo": Layout(label="Saldo", heads=("entity", "customer_id", "reminder_level", "block", "promised_on", "promised_amount", "currency", "decided_by")),
    "nl": Layout(
        label="Nederlands (puntkomma)",
        heads=("Administratie", "Debiteurnummer", "Aanmaanniveau", "Geblokkeerd", "Toegezegd op", "Toegezegd bedrag", "Valuta", "Besloten door"),
        yes="Ja", no="Nee", delimiter=";", has_decimal_comma=True,
    ),
    "sap": Layout(
        label="SAP field names",
        heads=("BUKRS", "KUNNR", "MAHNS", "LIFSD", "P2P_DATE", "P2P_AMOUNT", "WAERS", "USNAM"),
        yes="01", no="", delimiter=";",
    ),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    """One customer as the ERP is told."""

    entity: str
    customer_id: str
    reminder_level: int
    is_blocked: bool
    promised_on: str | None
    promised_minor: int | None
    currency: str
    decided_by: str

    @property
    def name(self) -> Customer:
        """Return whose line it is."""
        return self.entity, self.customer_id


def content_of(told: Sequence[Line], layout: Layout, format_: ErpFormat) -> bytes:
    """Return the bytes of the file; equal lines give equal bytes."""
    rows = [_cells(each, layout) for each in told]
    return _CONTENTS[format_](layout, rows)


def preset_of(name: str) -> Layout:
    """Return the layout called ``name``; ``UnknownNameError`` when there is none."""
    if name not in PRESETS:
        raise UnknownNameError("preset", name, sorted(PRESETS))
    return PRESETS[name]


def _cells(line: Line, layout: Layout) -> list[str]:
    amount = "" if line.promised_minor is None else to_text(line.promised_minor, line.currency)
    return [
        line.entity,
        line.customer_id,
        str(line.reminder_level),
        layout.yes if line.is_blocked else layout.no,
        line.promised_on or "",
        amount.replace(".", ",") if layout.has_decimal_comma else amount,
        line.currency,
        line.decided_by,
    ]


def _csv(layout: Layout, rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=layout.delimiter, lineterminator="\r\n")
    writer.writerow(layout.heads)
    # A spreadsheet runs no cell of it; JSON and workbooks have texts that are none of its formulas as they are.
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _json(layout: Layout, rows: Sequence[Sequence[str]]) -> bytes:
    told = [dict(zip(layout.heads, row, strict=True)) for row in rows]
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _xlsx(layout: Layout, rows: Sequence[Sequence[str]]) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - only this format needs it, and it is slow to load

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"created": _EPOCH})  # no moment of writing: equal lines give equal bytes
    sheet = book.add_worksheet("ERP")
    for place, row in enumerate([layout.heads, *rows]):
        sheet.write_row(place, 0, row)
    sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()


_EPOCH: Final = pd.Timestamp("2026-01-01").to_pydatetime()
_CONTENTS: Final[dict[ErpFormat, Callable[[Layout, Sequence[Sequence[str]]], bytes]]] = {
    ErpFormat.CSV: _csv,
    ErpFormat.JSON: _json,
    ErpFormat.XLSX: _xlsx,
}
