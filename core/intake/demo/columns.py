"""Columns of text, money and dates made from numbers, whole columns at a time."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Column: TypeAlias = Any  # a pyarrow array: the library ships no types

_MONEY_DIGITS = 19


def text(words: Sequence[str], index: Ints) -> Column:
    """Return ``words[index]``."""
    return pa.array(words, pa.string()).take(pa.array(index))


def number(values: Ints, width: int = 0) -> Column:
    """Return whole numbers as text, filled with zeros to ``width``."""
    return pc.utf8_lpad(pa.array(values).cast(pa.string()), width, "0")


def joined(*parts: Column, separator: str = "") -> Column:
    """Return the parts side by side; a plain string stands in every row, and a null makes the row null."""
    return pc.binary_join_element_wise(*parts, separator)


def only(rows: Flags, column: Column) -> Column:
    """Return ``column`` where ``rows``, null elsewhere."""
    return pc.if_else(pa.array(rows), column, None)


def money(minor: Ints) -> Column:
    """Return cents as decimal amounts, without going through a float."""
    whole = pa.array(minor).cast(pa.decimal128(_MONEY_DIGITS, 0))
    return pa.Array.from_buffers(pa.decimal128(_MONEY_DIGITS, 2), len(whole), whole.buffers())


def dates(days: Ints) -> Column:
    """Return days since 1970 as dates."""
    return pa.array(days.astype("datetime64[D]"))


def moments(days: Ints, minutes: Ints) -> Column:
    """Return days since 1970 and minutes since midnight as timestamps."""
    return pa.array((days * 1440 + minutes).astype("datetime64[m]").astype("datetime64[s]"))


def flags(rows: Flags) -> Column:
    """Return truth values."""
    return pa.array(rows)


def empty(rows: int) -> Column:
    """Return a column that says nothing."""
    return pa.nulls(rows, pa.string())


def slug(word: str) -> str:
    """Return ``word`` as it may stand in a mail address: plain small letters and digits."""
    folded = unicodedata.normalize("NFKD", word.replace("ß", "ss").replace("ø", "o").replace("œ", "oe"))
    return re.sub(r"[^a-z0-9]", "", folded.encode("ascii", "ignore").decode().lower())


class Pool:
    """Word lists side by side, one a tongue, to draw from all at once."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        self.words = [word for words in lists for word in words]
        self.slugs = [slug(word) for word in self.words]
        self._sizes = np.array([len(words) for words in lists], dtype=np.int64)
        self._starts = np.concatenate(([0], np.cumsum(self._sizes)[:-1]))

    def draw(self, rng: np.random.Generator, tongue: Ints) -> Ints:
        """Return one index into the words for each tongue, all words of a list equally likely."""
        drawn = (rng.random(len(tongue)) * self._sizes[tongue]).astype(np.int64)
        return self._starts[tongue] + drawn

    def text(self, index: Ints) -> Column:
        """Return the words at ``index``."""
        return text(self.words, index)

    def slug(self, index: Ints) -> Column:
        """Return the words at ``index`` as they may stand in a mail address."""
        return text(self.slugs, index)
