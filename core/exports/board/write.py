"""Writing a pack as a board paper in PDF."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import typst

from core.exports.board.told import told
from core.exports.words import later

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.exports.pack import Pack
    from core.exports.words import Words

HERE: Final = Path(__file__).parent
PAPER: Final = HERE / "board.typ"
FONTS: Final = HERE.parent / "fonts"
ARCHIVE: Final = "a-2a"
"""PDF/A-2a: everything embedded, tagged, readable in twenty years."""
NO_LETTER: Final = "could not be displayed"
"""In typst's own words, what an archive format may not hold: a letter that no font has."""


def write_pdf(pack: Pack, words: Words, target: IO[bytes], tell_progress: Callable[[float, str], None]) -> None:
    """Write ``pack`` as a board paper to ``target``."""
    tell_progress(0.2, later("Setting the pages"))
    inputs = {"pack": json.dumps(told(pack, words), ensure_ascii=False)}
    target.write(_set(inputs, int(pack.made_at.timestamp())))


def _set(inputs: dict[str, str], made_at: int) -> bytes:
    """Return the paper, as PDF/A with our own font if that has every letter.

    A name in a script that our font lacks is set with a font of the machine; where that has none either, the letters
    are boxes, and an archive format may not hold boxes.
    """
    for is_archive, has_system_fonts in ((True, False), (True, True)):
        try:
            return _compiled(inputs, made_at, is_archive=is_archive, has_system_fonts=has_system_fonts)
        except typst.TypstError as problem:
            if NO_LETTER not in problem.message:
                raise
    return _compiled(inputs, made_at, is_archive=False, has_system_fonts=True)


def _compiled(inputs: dict[str, str], made_at: int, *, is_archive: bool, has_system_fonts: bool) -> bytes:
    return typst.compile(
        PAPER,
        format="pdf",
        root=HERE,
        font_paths=_fonts(has_system_fonts=has_system_fonts),
        sys_inputs=inputs,
        pdf_standards=[ARCHIVE] if is_archive else [],
        timestamp=made_at,
    )


@cache
def _fonts(*, has_system_fonts: bool) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=has_system_fonts, include_embedded_fonts=has_system_fonts, font_paths=[FONTS]
    )
