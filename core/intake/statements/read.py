"""Reading a statement file of whatever format the bank uses, zipped or not."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from core.intake.errors import EmptyFileError, FileMissingError
from core.intake.statements.camt import is_camt, read_camt
from core.intake.statements.coda import is_coda, read_coda
from core.intake.statements.errors import BrokenStatementError, DamageError, NotAStatementError
from core.intake.statements.mt940 import is_mt940, read_mt940

if TYPE_CHECKING:
    from pathlib import Path

    from core.intake.statements.statement import Statement

START_BYTES: Final = 8192
LARGEST_BYTES: Final = 512 * 1024 * 1024  # of all files inside a zip: more than a bank sends, less than memory
# Damaged, locked with a password, or packed in a way that nobody uses.
_UNZIPPABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, ArithmeticError)


def read_statements(path: Path) -> tuple[Statement, ...]:
    """Return the statements of ``path``, in the file's order.

    Raises ``FileMissingError``, ``EmptyFileError``, ``NotAStatementError`` or ``BrokenStatementError``. A balance that does not
    add up is no error: ``Statement.is_balanced`` says so.
    """
    if not path.is_file():
        raise FileMissingError(path)
    content = path.read_bytes()
    if not content.strip():
        raise EmptyFileError(path)
    try:
        if zipfile.is_zipfile(io.BytesIO(content)):
            return tuple(each for part in _unzipped(content) for each in _read(part, path))
        return _read(content, path)
    except _UNZIPPABLE as error:  # a reader says DamageError, which is a ValueError
        raise BrokenStatementError(path, str(error)) from error


def is_statement(path: Path) -> bool:
    """Return whether ``path`` looks like a bank statement, or a zip of them; it may still be a damaged one."""
    with path.open("rb") as file:
        start = file.read(START_BYTES)
    if zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                members = [each for each in archive.infolist() if not each.is_dir()]
                return bool(members) and all(_is_known(_start(archive, each)) for each in members)
        except _UNZIPPABLE:
            return False
    return _is_known(start)


def _is_known(start: bytes) -> bool:
    return is_camt(start) or is_coda(start) or is_mt940(start)


def _start(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as file:
        return file.read(START_BYTES)


def _unzipped(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [each for each in archive.infolist() if not each.is_dir()]
        if sum(each.file_size for each in members) > LARGEST_BYTES:
            message = "what is inside is larger than any statement"
            raise DamageError(message)
        return [archive.read(each) for each in members]


def _read(content: bytes, path: Path) -> tuple[Statement, ...]:
    start = content[:START_BYTES]
    if is_camt(start):
        return read_camt(content)
    if is_coda(start):
        return read_coda(_decoded(content))
    if is_mt940(start):
        return read_mt940(_decoded(content))
    raise NotAStatementError(path)


def _decoded(content: bytes) -> str:
    """Return text in UTF-8, else in the Western encoding that banks used before it."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
