"""Words covered in a file that is kept: by stars of the same length, so that every row and cell stays where it is."""

from __future__ import annotations

import json
import re
import zipfile
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from core.phrases import Phrases, Texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

FEWEST_LETTERS: Final = 5
"""A shorter word stands in other words by chance: it is covered only where it is all of a cell, on a row of its customer."""
_ENCODINGS: Final = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")
_ZIP: Final = b"PK\x03\x04"
_DEEPEST: Final = 3  # a file in an archive in an archive
_EDGES: Final = b"\"';,\t|<>\r\n"
_MOST_IN_A_PATTERN: Final = 100


class Cover:
    """Covers ``words`` wherever they stand, whatever the encoding and the case; thousands of them take hardly longer than one.

    ``near`` are words by the customer's number: short ones, and those that others go by as well, are covered only where they are all
    of a cell on a row that names that number.
    """

    def __init__(self, words: Iterable[str], *, near: Mapping[str, Collection[str]] | None = None) -> None:
        told = sorted({each.strip() for each in words if each.strip()}, key=len, reverse=True)
        self.words = tuple(each for each in told if len(each) >= FEWEST_LETTERS)
        known, beside = set(self.words), dict[bytes, set[bytes]]()
        for number, short in [("", set(told) - known), *(near or {}).items()]:
            for form in {form for each in short for form in _cased(each.strip()) if each.strip() not in known}:
                beside.setdefault(form.encode().lower(), set()).update([number.encode()] if number else [])
        self._beside = {form: numbers for form, numbers in beside.items() if form}

    def text(self, text: str) -> str:
        """Return ``text`` with the long words covered."""
        pattern = self._pattern(text)
        return text if pattern is None else pattern.sub(lambda found: "*" * len(found[0]), text)

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
        pattern = self._pattern(text)
        return pattern is not None and pattern.search(text) is not None

    def content(self, content: bytes, *, depth: int = 0) -> bytes:
        """Return the bytes of a file covered; a workbook or another archive is written anew with its parts covered."""
        if content.startswith(_ZIP) and depth < _DEEPEST:
            return self._archive(content, depth)
        pieces, done = [], 0
        for begin, end, form in self._in_bytes[0].spans(content):
            star = self._in_bytes[1][form]
            pieces += [content[done:begin], star * ((end - begin) // len(star))]
            done = end
        return self._cells(b"".join([*pieces, content[done:]]) if pieces else content)

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

    def _cells(self, content: bytes) -> bytes:
        """Cover the words that count only as a cell; in a workbook, which keeps texts apart from their rows, on every row."""
        if not self._beside:
            return content
        is_markup, pieces, done = content[:100].lstrip().startswith(b"<"), list[bytes](), 0
        for begin, end, form in self._as_cells.spans(content):
            row = b"" if is_markup else content[content.rfind(b"\n", 0, begin) + 1 : _end_of_row(content, end)]
            if is_markup or any(_stands_in(row, number) for number in self._beside[form]):
                pieces += [content[done:begin], b"*" * (end - begin)]
                done = end
        return b"".join([*pieces, content[done:]]) if pieces else content

    def _pattern(self, text: str) -> re.Pattern[str] | None:
        """Return what finds in ``text`` the words that stand in it; None where there are none."""
        if len(self.words) <= _MOST_IN_A_PATTERN:
            return self._in_text
        return _any_of(self._in_texts.found([text]).get(0, ()))

    @cached_property
    def _in_text(self) -> re.Pattern[str] | None:
        return _any_of(self.words)

    @cached_property
    def _in_texts(self) -> Texts:
        return Texts(self.words)

    @cached_property
    def _in_bytes(self) -> tuple[Phrases, dict[bytes, bytes]]:
        stars: dict[bytes, bytes] = {}
        for word in self.words:
            forms = _forms(word)
            for encoding in _ENCODINGS:
                if encoding != "cp1252" or not word.isascii():
                    for told in _encoded(forms, encoding):
                        stars.setdefault(told.lower(), "*".encode(encoding))
        return Phrases(stars), stars

    @cached_property
    def _as_cells(self) -> Phrases:
        return Phrases(self._beside, edges=_EDGES)


def _any_of(words: Collection[str]) -> re.Pattern[str] | None:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if longest_first else None


def _stands_in(row: bytes, number: bytes) -> bool:
    """Return whether ``number`` stands in ``row`` by itself: within longer ones it does by chance."""
    return re.search(rb"(?<![0-9A-Za-z])" + re.escape(number) + rb"(?![0-9A-Za-z])", row) is not None


def _end_of_row(content: bytes, place: int) -> int:
    end = content.find(b"\n", place)
    return len(content) if end < 0 else end


def _by_number(text: str) -> str:
    """Return ``text`` with letters beyond ASCII as XML writes them by their hexadecimal number."""
    return "".join(each if each.isascii() else f"&#x{ord(each):x};" for each in text)


def _cased(form: str) -> set[str]:
    return {form, form.upper(), form.lower()}


def _forms(word: str) -> set[str]:
    """Return ``word`` as it is, in XML, and in JSON, in capitals and small letters."""
    forms = {word, escape(word), escape(word, {'"': "&quot;", "'": "&apos;"}), json.dumps(word)[1:-1]}
    forms |= {escape(word).encode("ascii", "xmlcharrefreplace").decode(), _by_number(escape(word))}
    return {cased for form in forms for cased in _cased(form)}


def _encoded(forms: Iterable[str], encoding: str) -> Iterable[bytes]:
    for form in forms:
        try:
            yield form.encode(encoding)
        except UnicodeEncodeError:
            continue  # a letter that this encoding does not have: it cannot stand in such a file
