"""How much memory a workbook would take: looked at before it is opened, for the reader makes room for every cell up to the last one."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Final

from core.intake.errors import UnreadableFileError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MOST_CELLS: Final = 60_000_000
"""Every row that a sheet can have, with 57 columns: about a gigabyte and a half."""
MOST_BYTES: Final = 3_000_000_000
"""Of all that is in the file, unpacked."""
_PIECE: Final = 1 << 22
_OVERLAP: Final = 64
# Up to column Z every sheet is small enough, so only cells further to the right are looked for: most lists have few.
_WIDE: Final = re.compile(rb'[\s"]r="([A-Z]{2,3})[0-9]{1,7}"')
_AT: Final = re.compile(rb'[\s"]r="[A-Z]{0,3}([0-9]{1,7})"')
_LAST_ROW: Final = 1_048_576
_SHEET: Final = re.compile(r"/?xl/.*\.xml", re.IGNORECASE)


def refuse_oversized(path: Path) -> None:
    """Raise ``UnreadableFileError`` when the workbook at ``path`` would not fit, is no XLSX, or is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(each.file_size for each in members) > MOST_BYTES:
                raise UnreadableFileError(path, "unpacked it would be larger than any list")
            names = {each.filename.lower().lstrip("/") for each in members}
            if "content.xml" in names or "xl/workbook.bin" in names:
                raise UnreadableFileError(path, "it is another kind of workbook: save it as .xlsx")
            for each in members:
                if _SHEET.fullmatch(each.filename):
                    _refuse_wide(path, archive, each)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadableFileError(path, str(error) or type(error).__name__) from error


def _refuse_wide(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    columns = _most(archive, member, _WIDE, _number)
    if columns * _LAST_ROW <= MOST_CELLS:
        return
    rows = _most(archive, member, _AT, int)
    if columns * rows > MOST_CELLS:
        raise UnreadableFileError(
            path,
            Sentence(
                "its sheet reaches to row {rows:,} and column {columns:,}: delete what stands far outside the list",
                rows=rows,
                columns=columns,
            ),
        )


def _most(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, what: re.Pattern[bytes], number: Callable[[bytes], int]
) -> int:
    with archive.open(member) as sheet:
        return max((number(each) for piece in _pieces(sheet) for each in set(what.findall(piece))), default=0)


def _pieces(sheet: IO[bytes]) -> Iterator[bytes]:
    """Yield the sheet in pieces that overlap, so that nothing is cut in two."""
    before = b""
    while piece := sheet.read(_PIECE):
        yield before + piece
        before = piece[-_OVERLAP:]


def _number(letters: bytes) -> int:
    """Return a column's number: A is 1.

    >>> _number(b"AA"), _number(b"XFD")
    (27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
