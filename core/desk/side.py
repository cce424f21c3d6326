"""What others say about our customers, on the desk: landed from files, kept with its history, taken back when it was wrong."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from core.acting import permitted, require_all
from core.actions import Action
from core.desk.revisions import Topic, changed
from core.desk.side_disagreement import differing_lines, file_before, refuse_other_columns
from core.desk.side_errors import FileMappingsDisagreeError, UnknownSideFileError
from core.desk.side_tables import SideFact, SideFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

BATCH: Final = 5_000
SNAPSHOT: Final = "snapshot"


@dataclass(frozen=True, kw_only=True)
class NewFact:
    """One thing a source said; see ``SideFact``."""

    key: str
    source: str
    entity: str
    customer_id: str
    said_on: date
    line: int
    body: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Return what changes when the source says otherwise."""
        told = json.dumps([self.entity, self.customer_id, self.body], sort_keys=True, default=str)
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class NewFile:
    """One side file as it was read; ``columns`` says which header each field was taken from, ``headers`` all there are."""

    kind: str
    file_name: str
    file_sha256: str
    list_on: date
    mode: str
    mapping: Mapping[str, Any]
    columns: Mapping[str, str]
    headers: Sequence[str]
    rows_read: int
    accepted: int
    quarantined: int
    refused: Sequence[Mapping[str, Any]] = ()
    facts: Sequence[NewFact] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Landed:
    """What became of a file's facts; ``older`` ones were said before what holds now and only add to the history."""

    file_id: int
    new: int = 0
    changed: int = 0
    same: int = 0
    older: int = 0
    ended: int = 0
    is_repeated: bool = False


@dataclass(frozen=True, kw_only=True)
class _Held:
    id: int
    digest: str
    said_on: date


@permitted(Action.IMPORT)
def land(desk: Desk, file: NewFile, *, by: str, confirmed: bool = False) -> Landed:
    """Keep the facts of ``file``, whole or not at all; the same file again changes nothing.

    A full list (mode snapshot) ends what its sources said before and it does not name. ``confirmed`` says that the new mapping
    is right where two disagree.

    Raises
    ------
    FileMappingsDisagreeError
        This very file was taken in before by another mapping, under which its rows say something else.
    SourceMappingsDisagreeError
        Files of this source were read otherwise until now: a field came from another column that this file has, too.

    """
    with desk.session() as session:
        changed(session, Topic.SIDE)  # first, for it makes writers wait for each other
        now = desk.now()
        before = file_before(session, file)
        if before is not None:
            differing = differing_lines(session, file, before)
            if not differing:
                return Landed(file_id=before.id, same=len(file.facts), is_repeated=True)
            if not confirmed:
                raise FileMappingsDisagreeError(file.file_name, before.taken_at.date(), len(differing), differing[0])
        elif not confirmed:
            refuse_other_columns(session, file)
        row = SideFile(
            kind=file.kind,
            sources=sorted({each.source for each in file.facts}),
            file_name=file.file_name,
            file_sha256=file.file_sha256,
            list_on=file.list_on,
            mode=file.mode,
            mapping=dict(file.mapping),
            columns=dict(file.columns),
            rows_read=file.rows_read,
            accepted=file.accepted,
            quarantined=file.quarantined,
            refused=[dict(each) for each in file.refused],
            landed={},
            taken_by=by,
            taken_at=now,
        )
        session.add(row)
        session.flush()
        counts = _put(session, file, row.id, now, is_correction=before is not None)
        row.landed = dict(counts)
        return Landed(
            file_id=row.id,
            new=counts["new"],
            changed=counts["changed"],
            same=counts["same"],
            older=counts["older"],
            ended=counts["ended"],
        )


def note(desk: Desk, kind: str, fact: NewFact, *, by: str) -> Landed:
    """Keep one fact that came in no file: somebody here wrote it down, or the customer did on its own page."""
    file = NewFile(
        kind=kind,
        file_name="",
        file_sha256="",
        list_on=fact.said_on,
        mode="movements",
        mapping={},
        columns={},
        headers=(),
        rows_read=1,
        accepted=1,
        quarantined=0,
        facts=(fact,),
    )
    return land(desk, file, by=by)


@permitted(Action.IMPORT)
def take_back(desk: Desk, file_id: int, *, by: str, why: str) -> int:
    """Take back a file that was wrong and let hold again what it replaced; return how many facts no longer hold.

    What it said stays in the history, known for as long as it was. Facts that a later file replaced since are left alone.
    """
    require_all()  # all of it, whoever it is about
    with desk.session() as session:
        changed(session, Topic.SIDE)
        row = session.get(SideFile, file_id)
        if row is None or row.taken_back_at is not None:
            raise UnknownSideFileError(file_id)
        now = desk.now()
        row.taken_back_by, row.taken_back_at, row.taken_back_why = by, now, why
        held = SideFact.replaced_at.is_(None)
        mine = list(session.scalars(select(SideFact).where(SideFact.file_id == file_id, held)))
        _end(session, [each.id for each in mine], now, file_id=None)
        replaced = session.scalars(select(SideFact).where(SideFact.replaced_by_file == file_id))
        last = {(each.source, each.key): each for each in sorted(replaced, key=lambda each: each.id)}
        standing = session.execute(select(SideFact.source, SideFact.key).where(SideFact.kind == row.kind, held))
        taken = {(source, key) for source, key in standing}
        _insert(session, [_copied(each, now) for name, each in last.items() if name not in taken])
        return len(mine)


def _put(session: Session, file: NewFile, file_id: int, now: datetime, *, is_correction: bool) -> Counter[str]:
    """Write what is new, end what it replaces; return the counts of ``Landed``."""
    held = _held(session, file)
    counts: Counter[str] = Counter()
    fresh, ended = [], []
    for fact in file.facts:
        known = held.pop((fact.source, fact.key), None)
        digest = fact.digest
        if known is not None and known.digest == digest:
            counts["same"] += 1
            continue
        is_older = known is not None and fact.said_on < known.said_on and not is_correction
        if known is not None and not is_older:
            ended.append(known.id)
        counts["older" if is_older else "new" if known is None else "changed"] += 1
        fresh.append(_row(file.kind, fact, digest, file_id, now, replaced_at=now if is_older else None))
    if file.mode == SNAPSHOT:
        gone = [each.id for each in held.values() if each.said_on <= file.list_on]
        counts["ended"] += len(gone)
        ended += gone
    _end(session, ended, now, file_id=file_id)
    _insert(session, fresh)
    return counts


def _held(session: Session, file: NewFile) -> dict[tuple[str, str], _Held]:
    """Return what holds now of the file's sources; of a few facts only those, of a file all."""
    wanted = select(SideFact.source, SideFact.key, SideFact.id, SideFact.digest, SideFact.said_on).where(
        SideFact.kind == file.kind,
        SideFact.source.in_({each.source for each in file.facts}),
        SideFact.replaced_at.is_(None),
    )
    if len(file.facts) == 1 and file.mode != SNAPSHOT:
        wanted = wanted.where(SideFact.key == file.facts[0].key)
    return {
        (source, key): _Held(id=id_, digest=digest, said_on=said_on)
        for source, key, id_, digest, said_on in session.execute(wanted)
    }


def _row(
    kind: str, fact: NewFact, digest: str, file_id: int, now: datetime, *, replaced_at: datetime | None
) -> dict[str, Any]:
    return {
        "file_id": file_id,
        "kind": kind,
        "source": fact.source,
        "key": fact.key,
        "entity": fact.entity,
        "customer_id": fact.customer_id,
        "said_on": fact.said_on,
        "line": fact.line,
        "body": dict(fact.body),
        "digest": digest,
        "known_at": now,
        "replaced_at": replaced_at,
        "replaced_by_file": None,
    }


def _copied(fact: SideFact, now: datetime) -> dict[str, Any]:
    names = ("file_id", "kind", "source", "key", "entity", "customer_id", "said_on", "line", "body", "digest")
    return {name: getattr(fact, name) for name in names} | {
        "known_at": now,
        "replaced_at": None,
        "replaced_by_file": None,
    }


def _end(session: Session, fact_ids: Sequence[int], now: datetime, *, file_id: int | None) -> None:
    for start in range(0, len(fact_ids), BATCH):
        within = SideFact.id.in_(fact_ids[start : start + BATCH])
        session.execute(update(SideFact).where(within).values(replaced_at=now, replaced_by_file=file_id))


def _insert(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    listed = list(rows)
    for start in range(0, len(listed), BATCH):
        session.execute(insert(SideFact), listed[start : start + BATCH])
