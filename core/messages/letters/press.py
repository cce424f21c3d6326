"""The press: letters set by typst, as a picture of each page or as one document ready for the printer."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import typst

from core.messages.letters.glyphs import FOLDERS
from core.messages.letters.source import BrokenLetterError, parted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ARCHIVE: Final = "a-2b"
"""PDF/A-2b: everything embedded, readable in twenty years; typst tags it too."""
SCREEN_DPI: Final = 110
"""Of a preview: a page of A4 fits a screen and its smallest words can be read."""
TIMESTAMP: Final = 1_767_225_600
"""Seconds since 1970 that stand in every document as its date: the letters carry their own, and equal letters stay equal."""
_PAGE_TREE = re.compile(rb"/Type\s*/Pages\s*/Count (\d+)")
_LAST_PAGES: Final = "#context [#metadata(query(<letter-end>).map(it => it.location().page()))<last-pages>]\n"


def pages(source: bytes, *, dpi: int = SCREEN_DPI) -> list[bytes]:
    """Return a letter's pages as PNG pictures; raise :class:`BrokenLetterError` when typst cannot set it."""
    return Setting([source]).pictures(dpi=dpi)


def pdf(source: bytes) -> bytes:
    """Return one letter as PDF/A."""
    return Setting([source]).pdf()


def document(source: Path, inputs: dict[str, str]) -> bytes:
    """Return a document of a layout of its own as PDF/A, in the fonts of the letters; ``inputs`` are its ``sys.inputs``."""
    compiler = typst.Compiler(str(source), root=str(source.parent), font_paths=_fonts(), sys_inputs=inputs)
    with _said():
        made = compiler.compile(format="pdf", pdf_standards=[ARCHIVE], timestamp=TIMESTAMP)
    return made if isinstance(made, bytes) else b"".join(made or [])


class Setting:
    """A few letters laid out as one typst document, each on pages of its own; they share one layout.

    Typst lays out everything twice as soon as a page has to say how many there are. So the letters are set as if each had
    one page; only when there are more pages than letters are they counted, and set again, told how many they have.
    """

    def __init__(self, sources: Sequence[bytes]) -> None:
        letters = [parted(source) for source in sources]
        layouts = {layout for layout, _ in letters}
        if len(layouts) != 1:
            raise BrokenLetterError("letters of two layouts cannot stand in one document")
        self._layout = layouts.pop()
        self._letters = [letter for _, letter in letters]
        self._folder = TemporaryDirectory(prefix="letters-")  # goes with this object
        self.page_counts = [1] * len(letters)
        """How many pages each letter has, in their order; known once they were set."""

    def pdf(self) -> bytes:
        """Return all letters as one PDF/A."""
        made = self._archive(self._laid_out())
        if max(int(count) for count in _PAGE_TREE.findall(made)) > len(self._letters):
            self._count()
            made = self._archive(self._laid_out())
        return made

    def pictures(self, *, dpi: int) -> list[bytes]:
        """Return every page as a PNG picture."""
        made = self._pictures(self._laid_out(), dpi)
        if len(made) > len(self._letters):
            self._count()
            made = self._pictures(self._laid_out(), dpi)
        return made

    def _archive(self, compiler: typst.Compiler) -> bytes:
        with _said():
            made = compiler.compile(format="pdf", pdf_standards=[ARCHIVE], timestamp=TIMESTAMP)
        return made if isinstance(made, bytes) else b"".join(made or [])

    def _pictures(self, compiler: typst.Compiler, dpi: int) -> list[bytes]:
        with _said():
            made = compiler.compile(format="png", ppi=dpi)
        return made if isinstance(made, list) else [made or b""]

    def _laid_out(self, end: str = "") -> typst.Compiler:
        counted = zip(self.page_counts, self._letters, strict=True)
        said = "".join(f"#[\n#let sheets = {count}\n{letter}\n]\n" for count, letter in counted)
        main = Path(self._folder.name) / "letters.typ"
        main.write_text(f"{self._layout}{said}{end}", encoding="utf-8")
        return typst.Compiler(str(main), root=self._folder.name, font_paths=_fonts())

    def _count(self) -> None:
        compiler = self._laid_out(_LAST_PAGES)
        with _said():
            last = json.loads(compiler.query("<last-pages>", field="value", one=True))
        if len(last) != len(self._letters):
            raise BrokenLetterError("it does not say where it ends")
        self.page_counts = [page - before for before, page in pairwise([0, *last])]


@contextmanager
def _said() -> Iterator[None]:
    """Say what typst refuses in a sentence of our own."""
    try:
        yield
    except RuntimeError as error:  # typst.TypstError is one; a query raises the plain kind
        raise BrokenLetterError(str(error)) from error


@cache
def _fonts() -> typst.Fonts:
    """Return our own fonts only, so that a letter looks the same on every machine."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in FOLDERS]
    )
