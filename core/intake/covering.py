"""Words covered in a file that is kept: by stars of the same length, so that every row and cell stays where it is."""

from __future__ import annotations

import json
import re
import zipfile
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FEWEST_LETTERS: Final = 5
"""A shorter word stands in other words by chance: it is covered only where it is all of a cell, on a row of ``beside``."""
_ENCODINGS: Final = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")
_ZIP: Final = b"PK\x03\x04"
_DEEPEST: Final = 3  # a file in an archive in an archive
_EDGE: Final = rb"""["';,\t|<>\r\n]"""


class Cover:
    """Covers ``words`` wherever they stand, whatever the encoding and the case.

    Short ones, and those of ``near`` that others go by as well, only where they are all of a cell on a row that names ``beside``.
    """

    def __init__(self, words: Iterable[str], *, near: Iterable[str] = (), beside: Sequence[str] = ()) -> None:
        told = sorted({each.strip() for each in words if each.strip()}, key=len, reverse=True)
        self.words = tuple(each for each in told if len(each) >= FEWEST_LETTERS)
        others = {each.strip() for each in near if each.strip()} | set(told) - set(self.words)
        self._short = tuple(sorted(others - set(self.words), key=len, reverse=True))
        self._beside = tuple(each for each in beside if each)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to cover."""
        return not self.words and not self._short

    def text(self, text: str) -> str:
        """Return ``text`` with the long words covered."""
        if self._in_text is None:
            return text
        return self._in_text.sub(lambda found: "*" * len(found[0]), text)

    def value(self, value: object) -> object:
        """Return a value of a JSON document with the long words covered in every text of it, names of fields included."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if isinstance(value, dict):
            return {self.text(str(name)): self.value(each) for name, each in value.items()}
        return value

    def is_in(self, text: str) -> bool:
        """Return whether one of the long words stands in ``text``."""
        return self._in_text is not None and self._in_text.search(text) is not None

    def content(self, content: bytes, *, depth: int = 0) -> bytes:
        """Return the bytes of a file covered; a workbook or another archive is written anew with its parts covered."""
        if content.startswith(_ZIP) and depth < _DEEPEST:
            return self._archive(content, depth)
        for encoding, pattern in self._in_bytes:
            star = "*".encode(encoding)
            content = pattern.sub(lambda found, star=star: star * (len(found[0]) // len(star)), content)  # type: ignore[misc]  # bound now
        return self._short_words(content) if self._short else content

    def _archive(self, content: bytes, depth: int) -> bytes:
        made, is_other = BytesIO(), False
        try:
            with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(made, "w") as after:
                for entry in before.infolist():
                    held = before.read(entry)
                    covered = self.content(held, depth=depth + 1)
                    is_other |= covered != held
                    after.writestr(entry, covered, compress_type=entry.compress_type)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
            return content  # damaged, locked or packed in a way that nothing here reads
        return made.getvalue() if is_other else content

    def _short_words(self, content: bytes) -> bytes:
        rows = content.split(b"\n")
        beside = [each.encode() for each in self._beside]
        is_markup = content[:100].lstrip().startswith(b"<")
        cells = b"|".join(re.escape(each.encode()) for each in self._short)
        whole = re.compile(rb"(?:(?<=" + _EDGE + rb")|^)(?:" + cells + rb")(?=" + _EDGE + rb"|$)", re.IGNORECASE)
        for place, row in enumerate(rows):
            if is_markup or any(each in row for each in beside):
                rows[place] = whole.sub(lambda found: b"*" * len(found[0]), row)
        return b"\n".join(rows)

    @cached_property
    def _in_text(self) -> re.Pattern[str] | None:
        return re.compile("|".join(map(re.escape, self.words)), re.IGNORECASE) if self.words else None

    @cached_property
    def _in_bytes(self) -> tuple[tuple[str, re.Pattern[bytes]], ...]:
        patterns = []
        for encoding in _ENCODINGS:
            told = dict.fromkeys(each for word in self.words for each in _encoded(word, encoding))
            if told:
                alternatives = b"|".join(re.escape(each) for each in sorted(told, key=len, reverse=True))
                patterns.append((encoding, re.compile(alternatives, re.IGNORECASE)))
        return tuple(patterns)


def _by_number(text: str) -> str:
    """Return ``text`` with letters beyond ASCII as XML writes them by their hexadecimal number."""
    return "".join(each if each.isascii() else f"&#x{ord(each):x};" for each in text)


def _encoded(word: str, encoding: str) -> Iterable[bytes]:
    """Yield the bytes of ``word`` as a file of that encoding holds it: as it is, in XML, and in JSON."""
    forms = {word, escape(word), escape(word, {'"': "&quot;", "'": "&apos;"}), json.dumps(word)[1:-1]}
    forms |= {escape(word).encode("ascii", "xmlcharrefreplace").decode(), _by_number(escape(word))}
    if encoding != "utf-8" and word.isascii() and not encoding.startswith("utf-16"):
        return
    for form in sorted(forms):
        for cased in {form, form.upper(), form.lower()}:
            try:
                yield cased.encode(encoding)
            except UnicodeEncodeError:
                continue  # a letter that this encoding does not have: it cannot stand in such a file
