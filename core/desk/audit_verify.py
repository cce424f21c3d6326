"""Whether the audit trail is as it was written: what was altered, removed, put in, or cut off its end."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import String, cast, select

from core.acting import by_itself
from core.desk.audit import TOLD
from core.desk.audit_chain import NO_ENTRY, Head, commitment, link, of_values
from core.desk.audit_pieces import ERASED
from core.desk.audit_tables import AuditEntry, AuditHead, AuditValue
from core.desk.scope import BESIDE
from core.language import later
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

MOST_FAULTS: Final = 100
_STREAMED: Final = {**BESIDE, "yield_per": 5_000}


class Fault(StrEnum):
    """What can be wrong with an entry."""

    ALTERED = "altered"
    REMOVED = "removed"
    INSERTED = "inserted"
    VALUE_ALTERED = "value_altered"
    VALUE_REMOVED = "value_removed"
    VALUE_BLANKED = "value_blanked"
    CUT_OFF = "cut_off"
    REWRITTEN = "rewritten"


SENTENCES: Final[dict[Fault, str]] = {
    Fault.ALTERED: later("Entry {number} was altered: it does not match its own digest."),
    Fault.REMOVED: later("Entries are missing before entry {number}."),
    Fault.INSERTED: later("Entry {number} was put in or replaced: it does not follow the entry before it."),
    Fault.VALUE_ALTERED: later("What entry {number} says was altered."),
    Fault.VALUE_REMOVED: later("A part of what entry {number} says was removed or put in."),
    Fault.VALUE_BLANKED: later("A part of what entry {number} says was blanked, and no entry tells of an erasure."),
    Fault.CUT_OFF: later("The newest entries are gone: the trail ends before entry {number}."),
    Fault.REWRITTEN: later(
        "Entry {number} is another one than when the trail was checked before: it was rewritten since."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Found:
    """One thing that is wrong, at one entry."""

    fault: Fault
    number: int

    @property
    def sentence(self) -> str:
        """What it is, in words."""
        return Sentence(SENTENCES[self.fault], number=self.number)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a check found; ``head`` is the newest entry, to be kept elsewhere."""

    entries: int
    pieces: int
    erased: int
    head: Head
    faults: tuple[Found, ...]
    lost: tuple[Head, ...] = ()  # kept heads that the trail no longer holds

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


@dataclass(kw_only=True, eq=False)
class _Check:
    """A check under way, from the first entry to the last."""

    kept: dict[int, str]
    last: Head = NO_ENTRY
    entries: int = 0
    pieces: int = 0
    faults: list[Found] = field(default_factory=list)
    blanked: set[tuple[int, int]] = field(default_factory=set)
    told: set[tuple[int, int]] = field(default_factory=set)
    lost: list[Head] = field(default_factory=list)

    def find(self, fault: Fault, number: int) -> None:
        """Keep what is wrong, up to a number that says enough."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Found(fault=fault, number=number))

    def entry(self, row: Any, pieces: Sequence[Any]) -> None:  # noqa: ANN401 - a row of the database
        """Look at the next entry and at what it says."""
        self.entries += 1
        if _seal(row) != row.digest:
            self.find(Fault.ALTERED, row.number)
        if row.number != self.last.number + 1:
            self.find(Fault.REMOVED, row.number)
        elif row.previous != self.last.digest:
            self.find(Fault.INSERTED, row.number)
        kept = self.kept.pop(row.number, row.digest)
        if kept != row.digest:
            self.find(Fault.REWRITTEN, row.number)
            self.lost.append(Head(number=row.number, digest=kept))
        if of_values(str(piece.commitment) for piece in pieces) != row.values_digest:
            self.find(Fault.VALUE_REMOVED, row.number)
        for piece in pieces:
            self.piece(piece)
        self.last = Head(number=row.number, digest=row.digest)

    def piece(self, piece: Any) -> None:  # noqa: ANN401 - as above
        """Look at one piece of what an entry says."""
        self.pieces += 1
        if piece.salt is None or piece.body is None:
            self.blanked.add((piece.number, piece.piece))
            return
        told = (piece.salt, piece.entity, piece.customer_id, piece.body)
        if not _is_text(told) or commitment(*told) != piece.commitment:
            self.find(Fault.VALUE_ALTERED, piece.number)
        elif piece.body.startswith(f'{{"{ERASED}"'):
            # An entry can tell only of what came before it.
            self.told.update((number, part) for number, part in json.loads(piece.body)[ERASED] if number < piece.number)

    def end(self, head: Head) -> Verdict:
        """Compare the end of the trail with the kept ends of it, and return what was found."""
        for number, _ in sorted(self.blanked - self.told):
            self.find(Fault.VALUE_BLANKED, number)
        if head.number > self.last.number or self.kept:
            self.find(Fault.CUT_OFF, max(head.number, *self.kept, self.last.number))
        elif head != self.last:
            self.find(Fault.INSERTED, self.last.number)
        gone = (Head(number=number, digest=digest) for number, digest in sorted(self.kept.items()))
        return Verdict(
            entries=self.entries,
            pieces=self.pieces,
            erased=len(self.blanked),
            head=self.last,
            faults=tuple(self.faults),
            lost=(*self.lost, *gone),
        )


@by_itself
def verify(desk: Desk, *, kept: Iterable[Head] = ()) -> Verdict:
    """Return whether the trail of ``desk`` is whole, and still holds every one of the ``kept`` heads of earlier checks."""
    check = _Check(kept={head.number: head.digest for head in kept if head.number})
    with desk.reading() as session:
        newest = session.execute(select(AuditHead.number, AuditHead.digest)).first()
        pieces = _Pieces(session)
        columns = [column for column in AuditEntry.__table__.columns if column.name != "at"]
        entries = select(*columns, cast(AuditEntry.at, String).label("at")).order_by(AuditEntry.number)
        for row in session.connection().execute(entries.execution_options(**_STREAMED)):
            check.entry(row, pieces.of(row.number, check))
    found = NO_ENTRY if newest is None else Head(number=newest.number, digest=newest.digest)
    return check.end(found)


def _seal(row: Any) -> str | None:  # noqa: ANN401 - a row of the database
    """Return the digest that an entry should have; None for one with what no entry is written with, such as a day that is none."""
    told = [getattr(row, name) for name in TOLD]
    try:
        at = datetime.fromisoformat(row.at)
    except (ValueError, TypeError):
        return None
    if not _is_text((row.previous, *told)):
        return None
    return link(row.previous, row.number, at if at.tzinfo else at.replace(tzinfo=UTC), told)


def _is_text(told: Iterable[object]) -> bool:
    """Return whether everything in ``told`` is text or nothing: whoever writes to SQLite by hand can put anything anywhere."""
    return all(each is None or isinstance(each, str) for each in told)


class _Pieces:
    """The pieces of all entries, read once beside the entries."""

    def __init__(self, session: Session) -> None:
        wanted = select(*AuditValue.__table__.columns).order_by(AuditValue.number, AuditValue.piece)
        self._rows: Iterator[Any] = iter(session.connection().execute(wanted.execution_options(**_STREAMED)))
        self._next: Any = next(self._rows, None)

    def of(self, number: int, check: _Check) -> list[Any]:
        """Return the pieces of one entry; those of entries that are gone are passed by."""
        found = []
        while self._next is not None and self._next.number <= number:
            if self._next.number == number:
                found.append(self._next)
            else:
                check.find(Fault.VALUE_REMOVED, self._next.number)
            self._next = next(self._rows, None)
        return found
