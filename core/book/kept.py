"""Answers of one version of the book, kept for as long as it is open: a version never changes, so neither do they."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar
from weakref import WeakKeyDictionary, ref

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from core.book.book import Book

Answer = TypeVar("Answer")

_LOCK: Final = Lock()
_KEPT: Final[WeakKeyDictionary[Book, dict[str, OrderedDict[Hashable, Any]]]] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Same:
    """A table as part of a question: equal only to itself, for as long as somebody else holds it."""

    _table: ref[Any]
    _identity: int

    def __eq__(self, other: object) -> bool:
        """Return whether both are one table that is still there: an address may be used again."""
        return isinstance(other, Same) and self._table() is not None and self._table() is other._table()

    def __hash__(self) -> int:
        """Return a number by which the table is found."""
        return self._identity


def same(table: object) -> Same:
    """Return ``table`` as part of a question; it must never change while it is held."""
    return Same(ref(table), id(table))


def kept(book: Book, kind: str, question: Hashable, ask: Callable[[], Answer], *, room: int) -> Answer:
    """Return the answer to ``question``, asked once; of each ``kind`` the ``room`` used last are kept.

    Two that ask at the same time may both do the work; they get the same answer.
    """
    with _LOCK:
        answers = _KEPT.setdefault(book, {}).setdefault(kind, OrderedDict())
        if question in answers:
            answers.move_to_end(question)
            found: Answer = answers[question]
            return found
    found = ask()
    with _LOCK:
        answers[question] = found
        answers.move_to_end(question)
        while len(answers) > room:
            answers.popitem(last=False)
    return found
