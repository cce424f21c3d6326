"""Errors of side files that the person at the screen can mend; each sentence says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SaldoError
from core.sentence import counted

if TYPE_CHECKING:
    from datetime import date


class MappingsDisagreeError(SaldoError):
    """Two mappings say different things about the same file or source."""


class FileMappingsDisagreeError(MappingsDisagreeError):
    """The very file was read by another mapping before, and says something else now."""

    def __init__(self, file_name: str, taken_on: date, rows: int, first: int) -> None:
        super().__init__(
            "{file_name} was taken in on {taken_on} by another mapping, and by this one {told} something else (first: row {first}): "
            "use the mapping of then, or confirm that this one is right and replaces it.",
            file_name=file_name,
            taken_on=taken_on,
            told=counted("1 of its rows says", "{n} of its rows say", rows),
            first=first,
        )


class SourceMappingsDisagreeError(MappingsDisagreeError):
    """Files of a source were read otherwise until now."""

    def __init__(self, file_name: str, source: str, field: str, earlier: str, header: str) -> None:
        super().__init__(
            "{file_name} takes {field!r} from the column {header!r}, but files of {source} took it from {earlier!r} "
            "until now, and that column is there too: use the same mapping, or confirm that this one is right from "
            "now on.",
            file_name=file_name,
            field=field,
            header=header,
            source=source,
            earlier=earlier,
        )


class UnknownSideFileError(SaldoError):
    """A file to take back that is not there, or was taken back before."""

    def __init__(self, file_id: int) -> None:
        super().__init__(
            "There is no file {file_id} to take back: it was taken back before, or never came in.", file_id=file_id
        )
