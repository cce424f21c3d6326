"""The audit trail as a file for the auditor: every entry of some days with its values, a table to read, and a way to check it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from sqlalchemy import select

from core.acting import permitted
from core.actions import Action
from core.desk import audit
from core.desk.audit import TOLD
from core.desk.audit_chain import Head
from core.desk.audit_tables import AuditEntry, AuditHead, AuditValue
from core.zipped import Zipped, lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

CHECK: Final = Path(__file__).with_name("audit_check.py")
AT_A_TIME: Final = 5_000
README: Final = """The audit trail of Saldo, {count} entries.

entries.jsonl  one line per entry: number, moment (UTC), who, how that is known, roles, action, function, and the chain:
               digest = SHA-256 of the JSON list [previous, number, at, who, known_by, roles, sign_in, action, what, act, values_digest]
values.jsonl   what each entry says, in pieces. commitment = SHA-256 of the JSON list [salt, entity, customer_id, body];
               values_digest = SHA-256 of the commitments of an entry one after the other.
               A piece without body was erased (right to be forgotten, retention) or lies outside the scope of who made this file;
               its commitment stays, so that the chain still closes.
audit_check.py checks both files without Saldo: python audit_check.py FOLDER
manifest.json  SHA-256 of every part of this file

Newest entry when this file was made: {number} {digest}
`python -m core audit verify` on the running system must know this entry, with this digest.
"""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What went into a file."""

    entries: int
    head: Head


@permitted(Action.AUDIT)
def write(
    desk: Desk,
    target: IO[bytes],
    *,
    by: str,  # noqa: ARG001 - the trail keeps it with the act
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> Written:
    """Write the entries from one instant until before another to ``target``; the trail tells that somebody did."""
    with desk.reading() as session, Zipped(target) as file:
        newest = session.execute(select(AuditHead.number, AuditHead.digest)).one()
        bounds = _bounds(from_at, until_at)
        entries = select(AuditEntry).where(*bounds).order_by(AuditEntry.number)
        counted = _Counted()
        file.add("entries.jsonl", lines(counted.of(_entry(row) for row in _rows(session, entries))))
        values = select(AuditValue).order_by(AuditValue.number, AuditValue.piece)
        if bounds:
            values = values.join(AuditEntry, AuditEntry.number == AuditValue.number).where(*bounds)
        file.add("values.jsonl", lines(_value(row) for row in _rows(session, values)))
        file.add(CHECK.name, CHECK.read_bytes())
        told = README.format(count=counted.count, number=newest.number, digest=newest.digest)
        file.add("README.txt", told.encode())
    audit.keep(desk, file="audit.zip", entries=counted.count)
    return Written(entries=counted.count, head=Head(number=newest.number, digest=newest.digest))


class _Counted:
    """Rows that pass, counted."""

    def __init__(self) -> None:
        self.count = 0

    def of(self, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for row in rows:
            self.count += 1
            yield row


def _bounds(from_at: datetime | None, until_at: datetime | None) -> list[Any]:
    after = [] if from_at is None else [AuditEntry.at >= from_at]
    return after if until_at is None else [*after, AuditEntry.at < until_at]


def _rows(session: Session, wanted: Any) -> Iterator[Any]:  # noqa: ANN401 - one kind of row or the other
    for part in session.scalars(wanted.execution_options(yield_per=AT_A_TIME)).partitions():
        yield from part
        session.expunge_all()  # a trail is longer than memory is wide


def _entry(row: AuditEntry) -> dict[str, Any]:
    told = {name: row.values if name == "values_digest" else getattr(row, name) for name in TOLD}
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return {"number": row.number, "at": at, **told, "previous": row.previous, "digest": row.digest}


def _value(row: AuditValue) -> dict[str, Any]:
    return {column: getattr(row, column) for column in AuditValue.__table__.columns.keys()}  # noqa: SIM118 - of columns, not of a dict
