"""Errors of an import that the person at the screen can mend; each sentence says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class FileMissingError(SaldoError):
    """The path names no file."""

    def __init__(self, path: Path) -> None:
        super().__init__("There is no file {path}: check the name and try again.", path=path)


class EmptyFileError(SaldoError):
    """The file, or every sheet in it, holds nothing."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "{file} is empty: export it again from the source system and import that file.", file=path.name
        )


class OnlyHeaderError(SaldoError):
    """The file has a header and no row below it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "{file} has a header and no rows: check the selection of the export (dates, company) and export again.",
            file=path.name,
        )


class PasswordProtectedError(SaldoError):
    """The workbook is encrypted."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "{file} is protected with a password: open it in Excel, save a copy without password and import that copy.",
            file=path.name,
        )


class UnreadableFileError(SaldoError):
    """The file is not what its name says."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            "{file} cannot be read ({why}): save it as CSV or XLSX and import that file.",
            file=path.name,
            why=Sentence(why),
        )


class WrongEncodingError(SaldoError):
    """The text does not decode in the encoding that was stated."""

    def __init__(self, path: Path, encoding: str) -> None:
        super().__init__(
            "{file} is not {encoding} text: leave the encoding to Saldo, or save the file as UTF-8 and import it "
            "again.",
            file=path.name,
            encoding=encoding,
        )


class UnclosedQuoteError(SaldoError):
    """A quotation mark swallows the rows behind it."""

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(
            "Line {line} of {file} opens a quotation mark that is never closed, so the rows behind it cannot be told "
            "apart: correct that line, or export the file again as XLSX. Nothing was changed.",
            line=line,
            file=path.name,
        )


class AmbiguousDatesError(SaldoError):
    """Every date reads both as day/month and as month/day."""

    def __init__(self, path: Path, example: str) -> None:
        super().__init__(
            "The dates in {file}, such as {example!r}, can be day/month or month/day: say which on the mapping page "
            "(date order), or use a preset that states it.",
            file=path.name,
            example=example,
        )


class ColumnsMissingError(SaldoError):
    """Required fields have no column and no fixed value."""

    def __init__(self, path: Path, missing: Sequence[str], found: Sequence[str]) -> None:
        super().__init__(
            "{file} has no column for {missing}: choose a preset that fits, or name the column on the mapping page. Columns found: {columns}.",
            file=path.name,
            missing=tuple(missing),
            columns=tuple(found[:20]),
        )


class LayoutUnknownError(SaldoError):
    """No preset recognises the header and the guess is not good enough to import unseen."""

    def __init__(self, path: Path, missing: Sequence[str]) -> None:
        super().__init__(
            "Saldo does not recognise the columns of {file} (nothing found for {missing}): map them once on Settings "
            "> Data, or name a preset with --preset.",
            file=path.name,
            missing=tuple(missing),
        )


class NothingAcceptedError(SaldoError):
    """Every row failed, so there is nothing to publish."""

    def __init__(self, file_name: str, reason: str) -> None:
        super().__init__(
            "None of the rows of {file_name} could be taken; the first reason is: {reason} Nothing was changed. "
            "Check preset and mapping, then import again.",
            file_name=file_name,
            reason=Sentence(reason),
        )
