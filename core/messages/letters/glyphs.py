"""The characters that the fonts of the letters can print; an archive format may hold no others."""

from __future__ import annotations

import re
import struct
from functools import cache
from typing import TYPE_CHECKING, Final

from core.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDERS: Final = (ROOT / "core" / "exports" / "fonts", ROOT / "core" / "messages" / "letters" / "fonts")
UNPRINTABLE: Final = "\N{WHITE SQUARE}"
_INVISIBLE = range(0x2066, 0x206A)  # the marks that keep a right-to-left name to itself take no glyph
_WIDE_FORMAT: Final = 12  # of the table that maps every character of Unicode
_NARROW_FORMAT: Final = 4
_NO_CHARACTER: Final = 0xFFFF  # ends the narrow table


def printable(text: str) -> str:
    """Return ``text`` with a square for every character that no font of the letters has, such as most emoji."""
    return text if text.isascii() else _missing().sub(UNPRINTABLE, text)


@cache
def _missing() -> re.Pattern[str]:
    """Return the pattern of what no font has; tab and line break are no characters of a font."""
    known = {0x09, 0x0A, *_INVISIBLE}
    for folder in FOLDERS:
        for font in sorted(folder.glob("*.ttf")):
            known |= set(_characters(font))
    return re.compile(f"[^{''.join(_ranges(sorted(known)))}]")


def _ranges(known: list[int]) -> Iterator[str]:
    start = before = known[0]
    for code in [*known[1:], -1]:
        if code != before + 1:
            yield f"{re.escape(chr(start))}-{re.escape(chr(before))}"
            start = code
        before = code


def _characters(font: Path) -> Iterator[int]:
    """Yield the characters that ``font`` maps to a glyph, from its table cmap."""
    content = font.read_bytes()
    tables = struct.unpack_from(">H", content, 4)[0]
    directory = {
        content[at : at + 4]: struct.unpack_from(">I", content, at + 8)[0] for at in range(12, 12 + 16 * tables, 16)
    }
    cmap = directory[b"cmap"]
    for entry in range(struct.unpack_from(">H", content, cmap + 2)[0]):
        table = cmap + struct.unpack_from(">I", content, cmap + 4 + 8 * entry + 4)[0]
        form = struct.unpack_from(">H", content, table)[0]
        if form == _WIDE_FORMAT:
            for group in range(struct.unpack_from(">I", content, table + 12)[0]):
                first, last, _glyph = struct.unpack_from(">III", content, table + 16 + 12 * group)
                yield from range(first, last + 1)
        elif form == _NARROW_FORMAT:
            double = struct.unpack_from(">H", content, table + 6)[0]
            ends = struct.unpack_from(f">{double // 2}H", content, table + 14)
            starts = struct.unpack_from(f">{double // 2}H", content, table + 16 + double)
            yield from (
                code
                for first, last in zip(starts, ends, strict=True)
                for code in range(first, last + 1)
                if last < _NO_CHARACTER
            )
