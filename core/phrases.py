"""Thousands of phrases looked for at once: in the bytes of a file, and in texts of tables."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    Span = tuple[int, int, bytes]

_WIDTHS: Final = (8, 5, 3, 2, 1)
"""Bytes of its beginning by which a phrase is looked for: the most that it has."""
_WINDOW: Final = 1 << 20
_FEWEST_PLACES: Final = 1 << 16
_PLACES_EACH: Final = 64  # so that one place in 64 is taken by chance
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
_BY_NUMBER: Final = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")


class Phrases:
    """Looks for ``phrases`` in bytes, in capitals or small letters of ASCII; the time it takes hardly grows with their number.

    With ``edges`` a phrase counts only where such a byte, or an end, stands on both sides of it.
    """

    def __init__(self, phrases: Iterable[bytes], *, edges: bytes = b"") -> None:
        self._edges = np.zeros(256, dtype=bool)
        self._edges[list(edges)] = True
        self._is_bounded = bool(edges)
        known: dict[int, dict[int, dict[int, set[bytes]]]] = {}
        for each in phrases:
            lowered = each.lower()
            width = next((width for width in _WIDTHS if width <= len(lowered)), 0)
            if width:
                begins = known.setdefault(width, {}).setdefault(int.from_bytes(lowered[:width], "little"), {})
                begins.setdefault(len(lowered), set()).add(lowered)
        self._looks = [_Look(width, beginnings) for width, beginnings in known.items()]

    def spans(self, content: bytes) -> Iterator[Span]:
        """Yield begin, end and phrase in small letters of what stands in ``content``: the first, and of several there the longest."""
        if not self._looks:
            return
        lowered, last = content.lower(), 0
        padded = lowered + bytes(8)
        for start in range(0, len(lowered), _WINDOW):
            size = min(_WINDOW, len(lowered) - start)
            every = np.ndarray((size,), np.dtype("<u8"), padded, start, (1,)).copy()  # the 8 bytes from each place on
            found = [span for look in self._looks for span in self._fitting(look, lowered, every, start)]
            for begin, end, phrase in sorted(found, key=lambda span: (span[0], -span[1])):
                if begin >= last:
                    yield begin, end, phrase
                    last = end

    def _fitting(self, look: _Look, lowered: bytes, every: NDArray[np.uint64], start: int) -> Iterator[Span]:
        places, begins = look.likely(every)
        if self._is_bounded:
            before = np.frombuffer(lowered, dtype=np.uint8)[np.maximum(places + start - 1, 0)]
            is_edge = (places + start == 0) | self._edges[before]
            places, begins = places[is_edge], begins[is_edge]
        for place, beginning in zip((places + start).tolist(), begins.tolist(), strict=True):
            for length, phrases in look.known.get(beginning, ()):
                end = place + length
                if lowered[place:end] in phrases and (not self._is_bounded or self._ends(lowered, end)):
                    yield place, end, lowered[place:end]
                    break

    def _ends(self, lowered: bytes, end: int) -> bool:
        return end == len(lowered) or bool(self._edges[lowered[end]])


class _Look:
    """Phrases known by so many bytes of their beginning."""

    def __init__(self, width: int, known: dict[int, dict[int, set[bytes]]]) -> None:
        self.known = {beginning: sorted(each.items(), reverse=True) for beginning, each in known.items()}
        self._mask = np.uint64((1 << (8 * width)) - 1)
        size = max(_FEWEST_PLACES, 1 << (len(known) * _PLACES_EACH - 1).bit_length())
        self._shift = np.uint64(64 - (size.bit_length() - 1))
        self._taken = np.zeros(size, dtype=bool)
        self._taken[self._places(np.array(list(known), dtype=np.uint64))] = True

    def likely(self, every: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """Return where a phrase may begin, and what stands there."""
        begins = every & self._mask
        places = np.flatnonzero(self._taken[self._places(begins)])
        return places, begins[places]

    def _places(self, begins: NDArray[np.uint64]) -> NDArray[np.uint64]:
        placed: NDArray[np.uint64] = (begins * _ODD) >> self._shift
        return placed


class Texts:
    """Looks for ``words`` in texts, in capitals or small letters of any script, also where a text is JSON."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[bytes, list[str]] = {}
        told = [
            (form, word) for word in dict.fromkeys(words) for form in {word, json.dumps(word, ensure_ascii=False)[1:-1]}
        ]
        small = _small(pa.array([form for form, _ in told], pa.large_string()))
        for form, (_, word) in zip(small.to_pylist(), told, strict=True):
            self._words.setdefault(form.encode().lower(), []).append(word)
        self._phrases = Phrases(self._words)

    def found(self, texts: Sequence[str | None] | pa.Array) -> dict[int, frozenset[str]]:
        """Return the words that stand in each of ``texts``, by its place; of words within each other the first and longest."""
        told: Any = (
            texts if isinstance(texts, pa.Array) else pa.array([_plain(each) for each in texts], pa.large_string())
        )
        small, seen = _small(told), dict[int, set[str]]()
        offsets = np.frombuffer(small.buffers()[1], dtype=np.int64)[small.offset : small.offset + len(small) + 1]
        content = small.buffers()[2]
        for begin, end, phrase in self._phrases.spans(b"" if content is None else content.to_pybytes()):
            row = int(np.searchsorted(offsets, begin, side="right")) - 1
            if 0 <= row < len(small) and end <= offsets[row + 1]:
                seen.setdefault(row, set()).update(self._words[phrase])
        return {row: frozenset(said) for row, said in seen.items()}


def _small(texts: pa.Array) -> Any:  # noqa: ANN401 - an array of Arrow
    """Return ``texts`` in small letters; the Turkish i without its dot is one with it, for its capital has none in either."""
    return pc.replace_substring(pc.utf8_lower(texts.cast(pa.large_string())), "ı", "i")


def _plain(text: str | None) -> str:
    """Return ``text`` with letters that JSON wrote by their number as they are."""
    if text is None or "\\u" not in text:
        return text or ""
    return _BY_NUMBER.sub(
        lambda found: str(json.loads(f'"{found[0]}"')).encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        text,
    )
