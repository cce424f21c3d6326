"""The layout of a file as found: what was decided, on which evidence, and in words for the screen."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a file is written; ``evidence`` says in plain sentences why Saldo thinks so.

    ``header_row`` is the row of the header, from 1; 0 when the file has none. ``first_row`` is the row of the first
    line below it. ``decimal_mark`` and ``date_order`` (dmy, mdy or ymd) are None as long as the file does not show
    them; ``date_formats`` are the ways of writing a date that were seen.
    """

    file_kind: str
    encoding: str = "utf-8"
    has_bom: bool = False
    delimiter: str = ","
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    header_row: int = 1
    first_row: int = 2
    columns: tuple[str, ...] = ()
    decimal_mark: str | None = None
    thousands_mark: str | None = None
    date_order: str | None = None
    date_formats: tuple[str, ...] = ()
    date_example: str | None = None
    list_on: date | None = None
    evidence: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the layout as JSON can hold it, for the import log and the screen."""
        told = asdict(self)
        told["list_on"] = self.list_on.isoformat() if self.list_on else None
        return told
