"""The messages of a previewed campaign as a list: searched by any text in them, filtered, counted, and read page by page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc
from sqlalchemy import select

from core.acting import current
from core.campaigns.search_index import (
    LINES,
    LISTS,
    TRAITS,
    IndexWriter,
    Lines,
    Traits,
    folded,
    read_lines,
    read_traits,
    values_of,
)
from core.campaigns.states import get
from core.desk.campaign_tables import CHANGED, PreviewMessage
from core.desk.template_tables import PreviewIndex
from core.master import reveal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

_MOST_TERMS = 64  # a hundred thousand messages take 100 kB a term
_MOST_ASKED = 1000  # ids in one statement
_TERM = re.compile(r'"([^"]+)"|(\S+)')


class Mark(StrEnum):
    """What may catch the eye about a message."""

    REMARK = "remark"  # the B1 check has something to say
    UNLAWFUL = "unlawful"  # it breaks a rule of the law
    LEFT_OUT = "left_out"
    OWN_WORDS = "own_words"
    OTHER_CHANNEL = "other_channel"  # a person chose its channel


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a list is narrowed by: within one field any of the values, between fields all of them; empty means all.

    ``text`` is words and "phrases", each of which must stand somewhere in the message. ``traits`` holds values, as text,
    by field: channel, language, step, segment, reason, remarks, rules.
    """

    text: str = ""
    traits: Mapping[str, frozenset[str]] = field(default_factory=dict)
    marks: frozenset[Mark] = frozenset()
    least_cost_minor: int | None = None
    most_cost_minor: int | None = None


_LIST_OF = {Mark.REMARK: "remarks", Mark.UNLAWFUL: "rules"}


class Listing:
    """A preview opened for searching, as it was written; the same object may serve many readers.

    The lines are read from the desk at the first search for text.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        campaign_id: int,
        index_id: int | None,
        traits: Traits,
        lines: Lines | None,
        seen: NDArray[np.int64] | None = None,
    ) -> None:
        """Open the messages of ``traits``, or of them those at the places ``seen``: what is not there is not found either."""
        self.desk = desk
        self.campaign_id = campaign_id
        self.index_id = index_id
        self.traits = traits if seen is None else traits.only(seen)
        self._seen = None if seen is None else (seen, len(traits.ids))
        self._lines = lines
        self._terms: dict[str, NDArray[np.bool_]] = {}

    def __len__(self) -> int:
        """Return the number of messages."""
        return len(self.traits.ids)

    def now(self) -> Shown:
        """Return the list with what people changed of it so far."""
        changed = select(PreviewMessage).where(PreviewMessage.campaign_id == self.campaign_id, CHANGED)
        with self.desk.reading() as session:
            rows = list(session.scalars(changed))
        return Shown(self, {place: row for row in rows if (place := self._place(row.id)) is not None})

    @property
    def lines(self) -> Lines:
        """Return every different line of the messages."""
        if self._lines is None:
            with self.desk.reading() as session:
                kept = select(PreviewIndex.lines).where(PreviewIndex.id == self.index_id)
                lines = read_lines(reveal(session, session.scalars(kept).one(), LINES))
            self._lines = lines if self._seen is None else lines.only(*self._seen)
        return self._lines

    def saying(self, term: str) -> NDArray[np.bool_]:
        """Return for every message whether the folded ``term`` stood in one of its lines when it was written.

        The latest terms are kept: whoever steps through what was found asks the same again.
        """
        known = self._terms.get(term)
        if known is None:
            lines, known = self.lines, np.zeros(len(self), dtype=bool)
            # The regular expression finds plain text faster than the search for plain text does.
            hit = pc.match_substring_regex(lines.text, re.escape(term)).to_numpy(zero_copy_only=False)
            known[lines.having(np.flatnonzero(hit))] = True
            if len(self._terms) >= _MOST_TERMS:
                self._terms.clear()
            self._terms[term] = known
        return known

    @cached_property
    def _order(self) -> NDArray[np.int64]:
        return np.argsort(self.traits.ids)

    def _place(self, message_id: int) -> int | None:
        found = int(np.searchsorted(self.traits.ids, message_id, sorter=self._order))
        place = None if found == len(self) else int(self._order[found])
        return place if place is not None and self.traits.ids[place] == message_id else None


class Shown:
    """A listing as it is now; places are those of the list, which is in the order of the names."""

    def __init__(self, listing: Listing, changed: Mapping[int, PreviewMessage]) -> None:
        traits = listing.traits
        self.listing = listing
        self.changed = changed
        self.names = {name: list(values) for name, values in traits.names.items()}
        self.owners = {name: np.repeat(np.arange(len(listing)), np.diff(traits.starts[name])) for name in LISTS}
        self.codes = {name: codes.copy() for name, codes in traits.codes.items()}
        self.costs = traits.costs.copy()
        if changed:
            self._overrule()

    def __len__(self) -> int:
        """Return the number of messages."""
        return len(self.listing)

    def find(self, filters: Filters) -> NDArray[np.int64]:
        """Return the places of the messages that ``filters`` leave, in the order of the list."""
        kept = np.ones(len(self), dtype=bool)
        for name, wanted in filters.traits.items():
            if wanted:
                kept &= self._having(name, wanted)
        if filters.marks:
            kept &= np.logical_or.reduce([self.marked(mark) for mark in filters.marks])
        if filters.least_cost_minor is not None:
            kept &= self.costs >= filters.least_cost_minor
        if filters.most_cost_minor is not None:
            kept &= self.costs <= filters.most_cost_minor
        for phrase, word in _TERM.findall(filters.text):
            kept &= self._saying(folded(phrase or word))
        return np.flatnonzero(kept)

    def counts(self, name: str) -> dict[str, int]:
        """Return how many messages have each value of a trait, the most frequent first; only values that occur."""
        counted = np.bincount(self.codes[name], minlength=len(self.names[name]))
        found = {value: int(number) for value, number in zip(self.names[name], counted, strict=True) if number}
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))

    def marked(self, mark: Mark) -> NDArray[np.bool_]:
        """Return for every message whether ``mark`` is on it."""
        marked = np.zeros(len(self), dtype=bool)
        if mark in _LIST_OF:
            marked[self.owners[_LIST_OF[mark]]] = True
            return marked
        for place, row in self.changed.items():
            marked[place] = {
                Mark.LEFT_OUT: row.is_excluded,
                Mark.OWN_WORDS: row.is_edited,
                Mark.OTHER_CHANNEL: row.is_channel_chosen,
            }[mark]
        return marked

    def page(self, places: NDArray[np.int64], *, offset: int = 0, limit: int | None = None) -> list[PreviewMessage]:
        """Return the messages at ``places``, in that order: ``limit`` of them from ``offset`` on."""
        wanted = places[offset:] if limit is None else places[offset : offset + limit]
        ids = self.listing.traits.ids[wanted].tolist()
        rows: dict[int, PreviewMessage] = {}
        with self.listing.desk.reading() as session:
            for start in range(0, len(ids), _MOST_ASKED):
                some = select(PreviewMessage).where(PreviewMessage.id.in_(ids[start : start + _MOST_ASKED]))
                rows.update((row.id, row) for row in session.scalars(some))
        return [rows[each] for each in ids if each in rows]

    def _overrule(self) -> None:
        """Let what the changed messages say now take the place of what was written."""
        touched = np.array(sorted(self.changed), dtype=np.int64)
        for name in LISTS:
            kept = ~np.isin(self.owners[name], touched)
            said = [
                (place, self._code(name, each))
                for place in self.changed
                for each in values_of(self.changed[place])[name]
            ]
            self.owners[name] = np.concatenate([self.owners[name][kept], [place for place, _ in said]]).astype(np.int64)
            self.codes[name] = np.concatenate([self.codes[name][kept], [code for _, code in said]]).astype(np.int32)
        for place, row in self.changed.items():
            self.costs[place] = row.cost_minor
            for name, [value] in ((name, values_of(row)[name]) for name in TRAITS):
                self.codes[name][place] = self._code(name, value)

    def _code(self, name: str, value: str) -> int:
        names = self.names[name]
        if value not in names:
            names.append(value)
        return names.index(value)

    def _having(self, name: str, wanted: frozenset[str]) -> NDArray[np.bool_]:
        codes = [code for code, value in enumerate(self.names[name]) if value in wanted]
        is_wanted = np.isin(self.codes[name], codes)
        if name not in LISTS:
            return is_wanted
        having = np.zeros(len(self), dtype=bool)
        having[self.owners[name][is_wanted]] = True
        return having

    def _saying(self, term: str) -> NDArray[np.bool_]:
        """Return for every message whether ``term`` stands in one of its lines."""
        saying = self.listing.saying(term).copy()
        for place, row in self.changed.items():
            if row.searched:
                saying[place] = any(term in folded(line) for line in row.searched.splitlines())
        return saying


def listing(desk: Desk, name: str) -> Listing:
    """Return the previewed messages of campaign ``name``, opened for searching; an empty one where there is no preview.

    A preview of before there was an index is searched by name, customer number, address and subject only.
    """
    with desk.reading() as session:
        campaign_id = get(session, name).id
        kept = session.execute(
            select(PreviewIndex.id, PreviewIndex.traits).where(PreviewIndex.campaign_id == campaign_id)
        ).one_or_none()
        if kept is not None:
            traits = read_traits(kept.traits)
            seen = _seen(session, campaign_id, traits)
            return Listing(desk, campaign_id=campaign_id, index_id=kept.id, traits=traits, lines=None, seen=seen)
        packed = _from_rows(session, campaign_id)
    traits, lines = read_traits(packed["traits"]), read_lines(packed["lines"])
    return Listing(desk, campaign_id=campaign_id, index_id=None, traits=traits, lines=lines)


def _seen(session: Session, campaign_id: int, traits: Traits) -> NDArray[np.int64] | None:
    """Return the places of the messages that who reads may see, None for all of them."""
    if current().limits.is_all:
        return None
    ids = list(session.scalars(select(PreviewMessage.id).where(PreviewMessage.campaign_id == campaign_id)))
    return np.flatnonzero(np.isin(traits.ids, np.array(ids, dtype=np.int64)))


def index_id(desk: Desk, name: str) -> int | None:
    """Return the number of the campaign's index, which is another after every new preview; None when it has none."""
    with desk.reading() as session:
        return session.scalar(select(PreviewIndex.id).where(PreviewIndex.campaign_id == get(session, name).id))


def facts_of(row: PreviewMessage) -> tuple[str, ...]:
    """Return what a message is found by besides its words."""
    return (row.name, row.customer_id, row.address, row.subject)


def _from_rows(session: Session, campaign_id: int) -> dict[str, Any]:
    rows = list(session.scalars(select(PreviewMessage).where(PreviewMessage.campaign_id == campaign_id)))
    writer = IndexWriter()
    for row in rows:
        writer.add(row.name, row.cost_minor, values_of(row), facts_of(row))
    return writer.packed([row.id for row in rows])
