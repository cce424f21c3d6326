"""The formats of an export, and writing a pack in one of them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Final

from core.errors import UnknownNameError
from core.exports.board.write import write_pdf
from core.exports.errors import NoSuchFolderError, TakenError
from core.exports.slides.write import write_pptx
from core.exports.workbook.write import write_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.exports.pack import Pack
    from core.exports.words import Words

    Progress = Callable[[float, str], None]
    Target = IO[bytes]
    Writer = Callable[[Pack, Words, Target, Progress], None]


class Format(StrEnum):
    """What an export is written as."""

    XLSX = "xlsx"
    PPTX = "pptx"
    PDF = "pdf"


MIME: Final = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Format.PDF: "application/pdf",
}
_WRITERS: Final[dict[Format, Writer]] = {Format.XLSX: write_xlsx, Format.PPTX: write_pptx, Format.PDF: write_pdf}
ITEMS_LISTED: Final = 10_000
"""Open items in a workbook at most, the largest first; the sheet says how many there are in all."""


def format_of(name: str) -> Format:
    """Return the format called ``name``; raise ``UnknownNameError`` when there is none."""
    try:
        return Format(name.lower())
    except ValueError:
        raise UnknownNameError("format", name, [str(each) for each in Format]) from None


def most_items(format_: Format) -> int:
    """Return how many open items a pack for ``format_`` has to hold."""
    return ITEMS_LISTED if format_ is Format.XLSX else 0


def file_name(pack: Pack, format_: Format) -> str:
    """Return a name that says what the file is about, in letters that every system takes."""
    entity = "".join(letter for letter in pack.scope.entity or "" if letter.isascii() and letter.isalnum())
    parts = ("saldo", pack.as_of.isoformat(), pack.currency.lower(), entity.lower())
    return "-".join(part for part in parts if part) + f".{format_}"


def write(pack: Pack, format_: Format, words: Words, target: Target, progress: Progress | None = None) -> None:
    """Write ``pack`` to ``target``; ``progress`` is told how much is done (0-1) and what comes next."""
    _WRITERS[format_](pack, words, target, progress or _silent)


def write_file(pack: Pack, format_: Format, words: Words, path: Path, progress: Progress | None = None) -> None:
    """Write ``pack`` to the file ``path``, whole or not at all; an older file of that name is replaced.

    Raises
    ------
    NoSuchFolderError, TakenError
        The folder is not there, or ``path`` is one.

    """
    check_place(path)
    with NamedTemporaryFile(dir=path.parent, prefix=".saldo-", suffix=f".{format_}", delete=False) as target:
        written = Path(target.name)
        try:
            write(pack, format_, words, target, progress)
        except BaseException:
            written.unlink()
            raise
    written.chmod(0o644)
    written.replace(path)


def check_place(path: Path) -> None:
    """Raise when no file can be written at ``path``: asked before any work is done."""
    if path.is_dir():
        raise TakenError(path)
    if not path.parent.is_dir():
        raise NoSuchFolderError(path.parent)


def _silent(_share: float, _step: str) -> None:
    """Tell nobody."""
