"""Errors of an import that the person at the screen can mend; each sentence says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SaldoError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class FileMissingError(SaldoError):
    """The path names no file."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no file {path}: check the name and try again.")


class EmptyFileError(SaldoError):
    """The file, or every sheet in it, holds nothing."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} is empty: export it again from the source system and import that file.")


class OnlyHeaderError(SaldoError):
    """The file has a header and no row below it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} has a header and no rows: check the selection of the export (dates, company) and export again.",
        )


class PasswordProtectedError(SaldoError):
    """The workbook is encrypted."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} is protected with a password: open it in Excel, save a copy without password and import that copy.",
        )


class UnreadableFileError(SaldoError):
    """The file is not what its name says."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name} cannot be read ({why}): save it as CSV or XLSX and import that file.")


class WrongEncodingError(SaldoError):
    """The text does not decode in the encoding that was stated."""

    def __init__(self, path: Path, encoding: str) -> None:
        super().__init__(
            f"{path.name} is not {encoding} text: leave the encoding to Saldo, or save the file as UTF-8 and import it again.",
        )


class UnclosedQuoteError(SaldoError):
    """A quotation mark swallows the rows behind it."""

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(
            f"Line {line} of {path.name} opens a quotation mark that is never closed, so the rows behind it cannot be told "
            "apart: correct that line, or export the file again as XLSX. Nothing was changed.",
        )


class AmbiguousDatesError(SaldoError):
    """Every date reads both as day/month and as month/day."""

    def __init__(self, path: Path, example: str) -> None:
        super().__init__(
            f"The dates in {path.name}, such as {example!r}, can be day/month or month/day: "
            "say which on the mapping page (date order), or use a preset that states it.",
        )


class ColumnsMissingError(SaldoError):
    """Required fields have no column and no fixed value."""

    def __init__(self, path: Path, missing: Sequence[str], found: Sequence[str]) -> None:
        columns = ", ".join(found[:20])
        super().__init__(
            f"{path.name} has no column for {', '.join(missing)}: choose a preset that fits, or name the column "
            f"on the mapping page. Columns found: {columns}.",
        )


class LayoutUnknownError(SaldoError):
    """No preset recognises the header and the guess is not good enough to import unseen."""

    def __init__(self, path: Path, missing: Sequence[str]) -> None:
        super().__init__(
            f"Saldo does not recognise the columns of {path.name} (nothing found for {', '.join(missing)}): "
            "map them once on Settings > Data, or name a preset with --preset.",
        )


class NothingAcceptedError(SaldoError):
    """Every row failed, so there is nothing to publish."""

    def __init__(self, file_name: str, reason: str) -> None:
        super().__init__(
            f"None of the rows of {file_name} could be taken; the first reason is: {reason} "
            "Nothing was changed. Check preset and mapping, then import again.",
        )
