"""What the messages of a preview are searched by: every different line once, and which messages have it.

Messages of one campaign share nearly all of their lines, so a hundred thousand of them come to some lines each. One
way for every database, and a search finds parts of words, phrases and amounts as they stand in the message.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from core.desk.campaign_tables import PreviewMessage

_ZSTD = pa.ipc.IpcWriteOptions(compression="zstd")
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]+"
)  # what NFKD leaves beside a letter; Hebrew and Arabic points too
TRAITS = ("channel", "language", "step", "segment", "reason")  # one of each a message
LINES = b"preview lines"  # what the lines are kept as, for the master key
LISTS = ("remarks", "rules")  # any number of each a message


def folded(text: str) -> str:
    """Return ``text`` as it is searched: without case, accents and doubled or no-break spaces."""
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return " ".join(text.casefold().split())


@dataclass(frozen=True, kw_only=True, eq=False)
class Traits:
    """One entry per message in the order of the list: its id on the desk, and what it is filtered by.

    ``codes`` point into ``names``; of a list, ``codes`` holds the entries of all messages and ``starts`` where each begins.
    """

    ids: NDArray[np.int64]
    costs: NDArray[np.int64]
    names: Mapping[str, list[str]]
    codes: Mapping[str, NDArray[np.int32]]
    starts: Mapping[str, NDArray[np.int64]]

    def only(self, places: NDArray[np.int64]) -> Traits:
        """Return the messages at ``places``, which ascend."""
        many = {name: np.diff(starts)[places] for name, starts in self.starts.items()}
        taken = {name: _ranges(self.starts[name][places], many[name]) for name in many}
        return Traits(
            ids=self.ids[places],
            costs=self.costs[places],
            names=self.names,
            codes={name: codes[taken.get(name, places)] for name, codes in self.codes.items()},
            starts={name: np.concatenate([[0], np.cumsum(each)]).astype(np.int64) for name, each in many.items()},
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Lines:
    """Every different line, folded, and from ``starts`` on in ``places`` the messages that have it."""

    text: pa.LargeStringArray
    starts: NDArray[np.int64]
    places: NDArray[np.uint32]

    def having(self, lines: NDArray[np.int64]) -> NDArray[np.uint32]:
        """Return the messages that have any of ``lines``, some of them more than once."""
        first, many = self.starts[lines], self.starts[lines + 1] - self.starts[lines]
        alone = self.places[first[many == 1]]  # nearly all lines are of one message only
        return np.concatenate([alone, self.places[_ranges(first[many > 1], many[many > 1])]])

    def only(self, places: NDArray[np.int64], size: int) -> Lines:
        """Return the lines that messages at ``places`` have, of the ``size`` there are; a message is then its place among them."""
        place_of = np.full(size, -1, dtype=np.int64)
        place_of[places] = np.arange(len(places))
        owners = place_of[self.places]
        line_of = np.repeat(np.arange(len(self.text)), np.diff(self.starts))[owners >= 0]
        counts = np.bincount(line_of, minlength=len(self.text))
        is_left = counts > 0
        return Lines(
            text=self.text.filter(pa.array(is_left)),
            starts=np.concatenate([[0], np.cumsum(counts[is_left])]).astype(np.int64),
            places=owners[owners >= 0].astype(np.uint32),
        )


class IndexWriter:
    """Takes the messages of a preview one by one, then gives the two blobs that the desk keeps."""

    def __init__(self) -> None:
        self._sorted_by: list[str] = []
        self._costs = array("q")
        self._names: dict[str, dict[str, int]] = {name: {} for name in (*TRAITS, *LISTS)}
        self._codes = {name: array("i") for name in (*TRAITS, *LISTS)}
        self._counts = {name: array("i") for name in LISTS}
        self._known: dict[str, int] = {}  # line as written -> its number; two lines may fold to one
        self._numbers: dict[str, int] = {}  # folded line -> its number
        self._first = array("I")  # of each line, the message that has it; nearly all lines are of one message only
        self._further: dict[int, array[int]] = {}

    def __len__(self) -> int:
        """Return the number of messages so far."""
        return len(self._sorted_by)

    def add(self, name: str, cost_minor: int, values: dict[str, list[str]], lines: Iterable[str]) -> None:
        """Take the next message: its customer's name, what it is filtered by, and the lines that a reader can look for."""
        place = len(self._sorted_by)
        self._sorted_by.append(folded(name))
        self._costs.append(cost_minor)
        for field, of_message in values.items():
            names, codes = self._names[field], self._codes[field]
            codes.extend([names.setdefault(value, len(names)) for value in of_message])
            if field in self._counts:
                self._counts[field].append(len(of_message))
        known, first, further = self._known, self._first, self._further
        for line in lines:
            number = known.get(line)
            if number is None:
                number = self._number(line, place)
            if number < 0:
                continue
            more = further.get(number)
            if more is None:
                if first[number] != place:
                    further[number] = array("I", [place])
            elif more[-1] != place:
                more.append(place)

    def _number(self, line: str, place: int) -> int:
        seen = folded(line)
        number = self._numbers.setdefault(seen, len(self._first)) if seen else -1
        if number == len(self._first):
            self._first.append(place)
        self._known[line] = number
        return number

    def packed(self, ids: Sequence[int]) -> dict[str, Any]:
        """Return the columns of ``PreviewIndex``; ``ids`` are those of the messages on the desk, in the order of ``add``."""
        order = sorted(range(len(self)), key=lambda place: (self._sorted_by[place], ids[place]))
        rows = np.array(order, dtype=np.int64)
        columns: dict[str, pa.Array] = {
            "id": pa.array(np.asarray(ids, dtype=np.int64)[rows]),
            "cost": pa.array(_of(self._costs, np.int64)[rows]),
        }
        for name in TRAITS:
            columns[name] = self._said(name, _of(self._codes[name], np.int32)[rows])
        for name in LISTS:
            counts = _of(self._counts[name], np.int32)
            ends = np.cumsum(counts)
            taken = _ranges((ends - counts)[rows], counts[rows])
            starts = np.concatenate([[0], np.cumsum(counts[rows])]).astype(np.int32)
            said = self._said(name, _of(self._codes[name], np.int32)[taken]).cast(pa.string())
            columns[name] = pa.ListArray.from_arrays(pa.array(starts), said)
        return {"messages": len(self), "traits": _written(pa.table(columns)), "lines": _written(self._lines(rows))}

    def _said(self, name: str, codes: NDArray[np.int32]) -> pa.DictionaryArray:
        return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(list(self._names[name]), pa.string()))

    def _lines(self, rows: NDArray[np.int64]) -> pa.Table:
        rank = np.empty(len(rows), dtype=np.uint32)
        rank[rows] = np.arange(len(rows), dtype=np.uint32)
        counts = np.ones(len(self._first), dtype=np.int64)
        for number, more in self._further.items():
            counts[number] += len(more)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        places = np.empty(starts[-1], dtype=np.uint32)
        places[starts[:-1]] = _of(self._first, np.uint32)
        for number, more in self._further.items():
            places[starts[number] + 1 : starts[number + 1]] = more
        having = pa.LargeListArray.from_arrays(pa.array(starts), pa.array(rank[places]))
        return pa.table({"line": pa.array(list(self._numbers), pa.large_string()), "places": having})


def values_of(row: PreviewMessage) -> dict[str, list[str]]:
    """Return what a message on the desk is filtered by, by field: one value of each trait, any number of each list."""
    return filtered_by(
        channel=row.channel,
        language=row.language,
        step=row.step,
        segment=row.segment,
        treatment=row.treatment,
        remarks=row.remarks,
        breaches=row.breaches,
    )


def filtered_by(
    *,
    channel: str,
    language: str,
    step: int,
    segment: str,
    treatment: Mapping[str, Any],
    remarks: Iterable[str],
    breaches: Iterable[Mapping[str, Any]],
    **_others: object,
) -> dict[str, list[str]]:
    """Return what a message is filtered by, from the columns of its row."""
    return {
        "channel": [str(channel)],
        "language": [language],
        "step": [str(step)],
        "segment": [segment],
        "reason": [str(treatment.get("channel") or "")],
        "remarks": list(dict.fromkeys(map(str, remarks))),
        "rules": list(dict.fromkeys(str(each["rule"]) for each in breaches)),
    }


def read_traits(blob: bytes) -> Traits:
    """Return what :meth:`IndexWriter.packed` wrote of the messages."""
    table = _read(blob)
    names: dict[str, list[str]] = {}
    codes: dict[str, NDArray[np.int32]] = {}
    starts: dict[str, NDArray[np.int64]] = {}
    for name in TRAITS:
        column = table.column(name).combine_chunks()
        names[name], codes[name] = column.dictionary.to_pylist(), column.indices.to_numpy().astype(np.int32)
    for name in LISTS:
        column = table.column(name).combine_chunks()
        encoded = column.flatten().dictionary_encode()
        names[name], codes[name] = encoded.dictionary.to_pylist(), encoded.indices.to_numpy().astype(np.int32)
        starts[name] = np.asarray(column.offsets, dtype=np.int64)
    ids, costs = (table.column(name).combine_chunks().to_numpy() for name in ("id", "cost"))
    return Traits(ids=ids, costs=costs, names=names, codes=codes, starts=starts)


def read_lines(blob: bytes) -> Lines:
    """Return what :meth:`IndexWriter.packed` wrote of the lines."""
    table = _read(blob)
    having = table.column("places").combine_chunks()
    return Lines(
        text=table.column("line").combine_chunks(),
        starts=np.asarray(having.offsets, dtype=np.int64),
        places=having.values.to_numpy(),
    )


def without_messages(traits: bytes, lines: bytes, message_ids: Collection[int], cover: Callable[[str], str]) -> bytes:
    """Return ``lines`` without those that only ``message_ids`` have; in the lines that others share ``cover`` says what may stay."""
    ids, table = read_traits(traits).ids, _read(lines)
    gone = np.flatnonzero(np.isin(ids, list(message_ids)))
    having = table.column("places").combine_chunks()
    starts, places = np.asarray(having.offsets, dtype=np.int64), having.values.to_numpy()
    owner = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    is_gone = np.isin(places, gone)
    touched = np.unique(owner[is_gone])
    left = np.bincount(owner[~is_gone], minlength=len(starts) - 1)
    text = table.column("line").to_pylist()
    for line in touched.tolist():
        text[line] = cover(text[line])
    kept = np.flatnonzero(left > 0)
    ends = np.concatenate([[0], np.cumsum(left[kept])]).astype(np.int64)
    still = pa.LargeListArray.from_arrays(pa.array(ends), pa.array(places[~is_gone]))
    return _written(pa.table({"line": pa.array([text[line] for line in kept], pa.large_string()), "places": still}))


def _ranges(first: NDArray[np.int64], many: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return ``first``, ``first + 1`` ... for every pair, ``many`` of each, one after the other."""
    within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    ranges: NDArray[np.int64] = np.repeat(first, many) + within
    return ranges


def _of(values: array[int], kind: type[np.generic]) -> NDArray[Any]:
    return np.array(values, dtype=kind)


def _written(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema, options=_ZSTD) as writer:
        writer.write_table(table)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _read(blob: bytes) -> pa.Table:
    return pa.ipc.open_file(pa.BufferReader(blob)).read_all()
