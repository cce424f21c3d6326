"""One pass over a file's bytes: its fingerprint, its encoding and its number of lines."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.intake.errors import EmptyFileError, FileMissingError

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK: Final = 1 << 20
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UNDEFINED_1252: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_DOS_LETTERS: Final = re.compile(rb"[a-z][\x80-\x9f\xa0-\xa5][a-z]")
_WINDOWS_LETTERS: Final = re.compile(rb"[A-Za-z][\xc0-\xff][a-z]")


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What one pass over the bytes tells: ``sha256``, ``size`` in bytes, lines, encoding and whether a BOM was there.

    ``is_damaged``: UTF-8 by far the most of it, but some characters are broken.
    """

    sha256: str
    size: int
    line_count: int
    has_mixed_line_ends: bool
    encoding: str
    has_bom: bool
    is_damaged: bool
    evidence: tuple[str, ...]


def scan(path: Path) -> Scan:
    """Return the scan of the file; raise ``FileMissingError`` or ``EmptyFileError``."""
    if not path.is_file():
        raise FileMissingError(path)
    digest, size, line_feeds, both = hashlib.sha256(), 0, 0, 0
    is_ascii, unicode_text, foreign, last = True, _Utf8(), b"", b""
    with path.open("rb") as file:
        start = file.read(4096)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            last = chunk[-1:]
            line_feeds += chunk.count(b"\n")
            both += chunk.count(b"\r\n") if b"\r" in chunk else 0
            if not chunk.isascii():
                is_ascii = False
                foreign = foreign or chunk
            unicode_text.feed(chunk)
    if not size:
        raise EmptyFileError(path)
    is_utf8 = unicode_text.is_valid()
    is_damaged = not is_utf8 and _is_mostly_utf8(foreign)
    encoding, has_bom, why = _encoding(start, foreign, is_ascii=is_ascii, is_utf8=is_utf8 or is_damaged)
    return Scan(
        sha256=digest.hexdigest(),
        size=size,
        line_count=line_feeds + (last != b"\n"),
        has_mixed_line_ends=0 < both < line_feeds - size // _CHUNK - 1,
        encoding=encoding,
        has_bom=has_bom,
        is_damaged=is_damaged and encoding == "utf-8",
        evidence=("UTF-8, but some characters are broken: check a few names",) if is_damaged else (why,),
    )


class _Utf8:
    """Whether a stream of chunks is UTF-8 throughout."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._is_valid = True
        self._is_inside = False

    def feed(self, chunk: bytes) -> None:
        if not self._is_valid or (chunk.isascii() and not self._is_inside):
            return
        try:
            self._decoder.decode(chunk)
        except UnicodeDecodeError:
            self._is_valid = False
        else:
            self._is_inside = bool(self._decoder.getstate()[0])

    def is_valid(self) -> bool:
        return self._is_valid and not self._is_inside


def _is_mostly_utf8(foreign: bytes) -> bool:
    text = foreign.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(not character.isascii() for character in text) > 2 * broken


def _encoding(start: bytes, foreign: bytes, *, is_ascii: bool, is_utf8: bool) -> tuple[str, bool, str]:
    for mark, name in _BOMS:
        if start.startswith(mark):
            return name, True, f"a byte order mark says {name}"
    nulls_even, nulls_odd = start[::2].count(0), start[1::2].count(0)
    if max(nulls_even, nulls_odd) > len(start) // 5:
        name = "utf-16-le" if nulls_odd > nulls_even else "utf-16-be"
        return name, False, f"every other byte is zero, as in {name}"
    if is_ascii or is_utf8:
        return "utf-8", False, "only plain ASCII" if is_ascii else "all accented characters are valid UTF-8"
    return _single_byte(foreign)


def _single_byte(foreign: bytes) -> tuple[str, bool, str]:
    if _DOS_LETTERS.search(foreign) and not _WINDOWS_LETTERS.search(foreign):
        return "cp850", False, "not UTF-8: the accented letters are those of DOS (cp850); check a few names"
    if _UNDEFINED_1252.search(foreign):
        return "latin-1", False, "not UTF-8 and not Windows-1252: read as Latin-1; check a few names"
    return "cp1252", False, "not UTF-8: the accented letters are those of Windows-1252"
