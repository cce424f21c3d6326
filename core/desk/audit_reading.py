"""The audit trail as it is read: by who, what, customer, day and words, the newest first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, or_, select

from core.desk.audit_tables import AuditEntry, AuditHead, AuditValue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from core.desk.engine import Desk

MOST_NAMES: Final = 500
REASONS: Final = ("why", "comment", "reason", "said")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody looks for; everything that is None or empty is left open. ``before``: entries with a lower number only."""

    who: str | None = None
    action: str | None = None
    act: str | None = None
    customer: str | None = None  # its number, in any company
    entity: str | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None  # the first instant that no longer counts
    words: str = ""
    before: int | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """One entry with what it says; ``withheld`` pieces were erased, or are of customers that the reader does not see."""

    number: int
    at: datetime
    who: str
    known_by: str
    roles: tuple[str, ...]
    action: str
    what: str
    act: str
    digest: str
    pieces: tuple[Mapping[str, Any], ...]
    customers: tuple[tuple[str, str], ...]
    withheld: int

    @property
    def why(self) -> str:
        """The reason that was given, or ''."""
        for piece in self.pieces:
            given = piece.get("given", {})
            for name in REASONS:
                if isinstance(given.get(name), str) and given[name]:
                    return str(given[name])
        return ""

    @property
    def changes(self) -> list[Mapping[str, Any]]:
        """Every row that was added, changed or removed, as far as they are told one by one."""
        return [change for piece in self.pieces for change in piece.get("changes", [])]

    @property
    def facts(self) -> dict[str, Any]:
        """What the act told of itself."""
        return {name: each for piece in self.pieces for name, each in piece.get("told", {}).items()}

    @property
    def given(self) -> dict[str, Any]:
        """With what it was asked for."""
        return {name: each for piece in self.pieces for name, each in piece.get("given", {}).items()}

    @property
    def counts(self) -> dict[str, int]:
        """Of what was changed by the many, how many: ``table verb`` to number."""
        return {name: int(each) for piece in self.pieces for name, each in piece.get("counts", {}).items()}


def found(desk: Desk, asked: Asked, *, limit: int) -> list[Told]:
    """Return up to ``limit`` entries that match, the newest first."""
    with desk.reading() as session:
        rows = list(session.scalars(_wanted(asked, desk).order_by(AuditEntry.number.desc()).limit(limit)))
        return _told(session, rows)


def people(desk: Desk) -> list[str]:
    """Return the names in the trail, in alphabetical order: each is looked up by itself, for the trail is long and names are few."""
    names: list[str] = []
    with desk.reading() as session:
        name = session.scalar(select(func.min(AuditEntry.who)))
        while name is not None and len(names) < MOST_NAMES:
            names.append(name)
            name = session.scalar(select(func.min(AuditEntry.who)).where(AuditEntry.who > name))
    return names


def newest(desk: Desk) -> int:
    """Return the number of the newest entry, 0 for none: what is cached of the trail holds until it grows."""
    with desk.reading() as session:
        return session.scalar(select(AuditHead.number)) or 0


def _wanted(asked: Asked, desk: Desk) -> Select[AuditEntry]:
    wanted = select(AuditEntry)
    same = {AuditEntry.who: asked.who, AuditEntry.action: asked.action, AuditEntry.act: asked.act}
    for column, value in same.items():
        if value:
            wanted = wanted.where(column == value)
    if asked.from_at is not None:
        wanted = wanted.where(AuditEntry.at >= asked.from_at)
    if asked.until_at is not None:
        wanted = wanted.where(AuditEntry.at < asked.until_at)
    if asked.before is not None:
        wanted = wanted.where(AuditEntry.number < asked.before)
    about = select(AuditValue.number)
    if asked.customer:
        wanted = wanted.where(AuditEntry.number.in_(about.where(AuditValue.customer_id == asked.customer)))
    if asked.entity:
        wanted = wanted.where(AuditEntry.number.in_(about.where(AuditValue.entity == asked.entity)))
    if words := asked.words.strip():
        kept = json.dumps(words, ensure_ascii=False)[1:-1]  # as they stand in JSON
        own = select(AuditValue.number).where(
            AuditValue.number == AuditEntry.number, _says(AuditValue.body, kept, desk)
        )
        wanted = wanted.where(or_(_says(AuditEntry.what, words, desk), own.exists()))
    return wanted


def _says(column: InstrumentedAttribute[Any], words: str, desk: Desk) -> ColumnElement[bool]:
    """Return the condition that ``column`` holds ``words`` in capitals or small letters.

    SQLite looks past capitals of a to z by itself, and only of those: other letters are looked for as written and small.
    """
    if desk.is_postgres:
        return column.icontains(words, autoescape=True)
    return or_(*(column.contains(each, autoescape=True) for each in dict.fromkeys((words, words.lower()))))


def _told(session: Session, rows: Sequence[AuditEntry]) -> list[Told]:
    pieces: dict[int, list[AuditValue]] = {row.number: [] for row in rows}
    if pieces:
        of_them = select(AuditValue).where(AuditValue.number.in_(pieces)).order_by(AuditValue.number, AuditValue.piece)
        for piece in session.scalars(of_them):
            pieces[piece.number].append(piece)
    return [_one(row, pieces[row.number]) for row in rows]


def _one(row: AuditEntry, pieces: Sequence[AuditValue]) -> Told:
    standing = [piece for piece in pieces if piece.body is not None]
    return Told(
        number=row.number,
        at=row.at,
        who=row.who,
        known_by=row.known_by,
        roles=tuple(row.roles.split(",")) if row.roles else (),
        action=row.action,
        what=row.what,
        act=row.act,
        digest=row.digest,
        pieces=tuple(json.loads(piece.body or "{}") for piece in standing),
        customers=tuple((piece.entity, piece.customer_id) for piece in standing if piece.entity and piece.customer_id),
        withheld=len(pieces) - len(standing),
    )
