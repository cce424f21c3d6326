"""A print run: many letters in few documents, with the index that a print provider reads beside them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.messages.letters.address import LONGEST_LINE, MOST_LINES
from core.messages.letters.press import Setting
from core.messages.letters.source import parted, posted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_IN_DOCUMENT: Final = 100
"""Letters set at once: typst remembers some 1.3 MB of each until the document is done, and is slower from a few hundred on."""


@dataclass(frozen=True, kw_only=True)
class ToPrint:
    """One approved letter: what the print provider calls it, and its bytes as they were approved."""

    reference: str
    source: bytes


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the index."""

    reference: str
    document: int
    first_page: int
    pages: int
    name: str
    lines: tuple[str, ...]
    country: str
    is_registered: bool


@dataclass(frozen=True, kw_only=True)
class Document:
    """Letters one after the other in one PDF/A, each beginning on a page of its own."""

    number: int
    pdf: bytes
    entries: tuple[Entry, ...]


def batch(letters: Sequence[ToPrint], *, most: int = MOST_IN_DOCUMENT) -> Iterator[Document]:
    """Yield the documents of a print run, at most ``most`` letters in each; memory holds one document at a time.

    Letters of another layout, as of a campaign from before an update, stand in documents of their own.
    Raises ``BrokenLetterError`` when a letter cannot be set.
    """
    number = 0
    for same in _by_layout(letters):
        for start in range(0, len(same), most):
            number += 1
            yield _document(same[start : start + most], number)


def _by_layout(letters: Sequence[ToPrint]) -> Iterable[list[ToPrint]]:
    found: dict[str, list[ToPrint]] = {}
    for letter in letters:
        found.setdefault(parted(letter.source)[0], []).append(letter)
    return found.values()


def _document(letters: Sequence[ToPrint], number: int) -> Document:
    setting = Setting([letter.source for letter in letters])
    pdf, counts = setting.pdf(), setting.page_counts
    entries, page = [], 1
    for letter, count in zip(letters, counts, strict=True):
        to = posted(letter.source)
        entries.append(
            Entry(
                reference=letter.reference,
                document=number,
                first_page=page,
                pages=count,
                name=to.name,
                lines=to.lines,
                country=to.country,
                is_registered=to.is_registered,
            )
        )
        page += count
    return Document(number=number, pdf=pdf, entries=tuple(entries))


def index(entries: Sequence[Entry]) -> bytes:
    """Return the index as CSV in UTF-8: one row a letter, lines of at most 50 characters, registered yes or no."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    addressed = [f"address_{place}" for place in range(1, MOST_LINES + 1)]
    rows.writerow(["reference", "document", "first_page", "pages", "name", *addressed, "country", "registered"])
    for entry in entries:
        lines = [*entry.lines, *[""] * (MOST_LINES - len(entry.lines))]
        said = [_cell(each[:LONGEST_LINE]) for each in (entry.name, *lines)]
        rows.writerow(
            [
                _cell(entry.reference),
                entry.document,
                entry.first_page,
                entry.pages,
                *said,
                entry.country,
                "yes" if entry.is_registered else "no",
            ]
        )
    return text.getvalue().encode()


def _cell(text: str) -> str:
    """Return ``text`` so that a spreadsheet takes it for text, whatever it begins with."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text
