"""The audit trail as it is written: one entry for each transaction in which an act changes something, sealed to the one before."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, bindparam, func, insert, select, true, update

from core.acting import SYSTEM, Act, act, doing
from core.actions import Action
from core.desk.audit_chain import link, of_values
from core.desk.audit_pieces import ERASED, sealed_pieces
from core.desk.audit_tables import AuditEntry, AuditHead, AuditValue
from core.desk.audit_watch import Watch, watch
from core.desk.scope import BESIDE
from core.desk.statements import is_of, parts
from core.phrases import Texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select
    from sqlalchemy.orm import Session

    from core.desk.audit_pieces import Subject
    from core.desk.engine import Desk

Piece = tuple[int, int]
_AT_ONCE: Final = 5_000
MOST_ENTRIES: Final = 20
"""Entries of one act that only say how many: a run that writes the many in a thousand transactions is told by its first ones.

A row that is told by itself always is, and so is what an act tells: of fifty customers handed over at once, each.
"""
GIVERS: Final = ("by", "written_by", "saved_by", "person")
"""Arguments by which people say their name where nobody signs in."""
TOLD: Final = ("who", "known_by", "roles", "sign_in", "action", "what", "act", "values_digest")
"""The columns of an entry that its digest covers, besides its place and instant."""
_LAST = select(AuditHead.number, AuditHead.digest).where(AuditHead.id == 1).with_for_update()
_ENTRY = insert(AuditEntry.__table__)  # type: ignore[arg-type]  # a class's table is a table
_VALUES = insert(AuditValue.__table__)  # type: ignore[arg-type]
_HEAD = update(AuditHead.__table__).where(AuditHead.id == 1)  # type: ignore[arg-type]


@contextmanager
def witnessed(connection: Connection, desk: Desk) -> Iterator[None]:
    """Let what the running act writes on ``connection`` inside the block become an entry, as the last thing before the commit.

    The newest entry is locked from here to the commit, and nothing is locked after it: acts at the same time wait for each other's
    commit, never for each other.
    """
    begun = act()
    if begun is None:
        yield
        return
    told = len(begun.changes)
    seen = watch(connection)
    try:
        yield
    except BaseException:
        del begun.changes[told:]  # undone with the transaction
        raise
    seen.stop()
    if begun.changes or seen.changes or (seen.counts and begun.entries < MOST_ENTRIES):
        record(connection, begun, seen, desk.now())


def tell(**facts: Any) -> None:  # noqa: ANN401 - whatever is worth telling
    """Add ``facts`` to what the trail will say of the running act; nothing where no act runs."""
    begun = act()
    if begun is not None:
        begun.changes.append(facts)


def keep(desk: Desk, **facts: Any) -> None:  # noqa: ANN401 - as above
    """Add ``facts`` and write the entry now: for an act that changes nothing on the desk, such as an export."""
    tell(**facts)
    with desk.transaction():
        pass


def took_away(desk: Desk, what: str, *, by: str, **facts: Any) -> None:  # noqa: ANN401 - as above
    """Keep that somebody took ``what`` away as a file; raises ``NotAllowedError`` for who may not."""
    if act() is not None:
        keep(desk, file=what, **facts)
        return
    with doing(Action.EXPORT, "export", {"by": by}):
        keep(desk, file=what, **facts)


def record(connection: Connection, begun: Act, seen: Watch, at: datetime) -> None:
    """Write the entry of ``begun`` with what ``seen`` saw."""
    pieces, actor = sealed_pieces(begun, seen), begun.actor
    row: dict[str, Any] = {
        "at": at,
        "who": _who(begun),
        "known_by": "sign_in" if actor.is_known else "system" if actor == SYSTEM else "local",
        "roles": ",".join(sorted(actor.roles)) if actor.is_known else "",
        "sign_in": actor.sign_in,
        "action": str(begun.action),
        "what": begun.what,
        "act": begun.id,
        "values_digest": of_values(each["commitment"] for each in pieces),
    }
    last = connection.execute(_LAST).one()
    number = last.number + 1
    digest = link(last.digest, number, at, [row[name] for name in TOLD])
    connection.execute(_ENTRY, {**row, "number": number, "previous": last.digest, "digest": digest})
    connection.execute(_VALUES, [{**each, "number": number} for each in pieces])
    connection.execute(_HEAD, {"number": number, "digest": digest})
    begun.entries += 1
    begun.changes.clear()


def erase_values(session: Session, customers: Sequence[Subject], *, saying: Collection[Piece] = ()) -> int:
    """Blank every piece about ``customers``, few at a time, and those of ``saying``; return how many.

    The chain still holds: it covers the commitments, which stay. What was blanked is told by the entry of the running act, so that
    a piece blanked by hand is found; outside of an act there is no such entry, hence ``RuntimeError``.
    """
    about = _standing(is_of(AuditValue.entity, AuditValue.customer_id, customers))
    keys = {(row.number, row.piece) for row in session.execute(about)}
    for some in parts(sorted({number for number, _ in saying})):
        standing = {(row.number, row.piece) for row in session.execute(_standing(AuditValue.number.in_(some)))}
        keys |= standing.intersection(saying)
    return _blank(session, keys)


def pieces_saying(session: Session, words: Iterable[str]) -> dict[Piece, frozenset[str]]:
    """Return the pieces of the trail that say one of ``words``, with which: one look at all of it."""
    texts, found = Texts(word for word in words if word.strip()), dict[Piece, frozenset[str]]()
    asked = _standing(true()).add_columns(AuditValue.body).execution_options(yield_per=_AT_ONCE)
    for rows in session.execute(asked).partitions():
        said = texts.found([row.body for row in rows])
        found |= {(rows[place].number, rows[place].piece): told for place, told in said.items()}
    return found


def count_older(session: Session, before: datetime, which: ColumnElement[bool]) -> int:
    """Return how many pieces ``erase_older`` would blank."""
    asked = _standing(_older(before) & which).with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalar(asked) or 0


def erase_older(session: Session, before: datetime, which: ColumnElement[bool]) -> int:
    """Blank the pieces of ``which`` in entries made before an instant (retention); return how many. See :func:`erase_values`."""
    return _blank(session, {(row.number, row.piece) for row in session.execute(_standing(_older(before) & which))})


def _older(before: datetime) -> ColumnElement[bool]:
    return AuditValue.number.in_(select(AuditEntry.number).where(AuditEntry.at < before))


def _standing(which: ColumnElement[bool]) -> Select[int, int]:
    """Return the question for pieces that are not blanked yet.

    What tells of an earlier erasure stays: without it, that one would look like one by hand.
    """
    standing = and_(AuditValue.body.is_not(None), AuditValue.body.not_like(f'{{"{ERASED}"%'), which)
    return select(AuditValue.number, AuditValue.piece).where(standing).execution_options(**BESIDE)


def _blank(session: Session, keys: Collection[tuple[int, int]]) -> int:
    if act() is None:
        raise RuntimeError("values of the audit trail are erased by an act only, which tells that they were")
    if keys:
        chosen = sorted(keys)
        key = and_(AuditValue.number == bindparam("of_number"), AuditValue.piece == bindparam("of_piece"))
        blank = update(AuditValue.__table__).values(salt=None, entity=None, customer_id=None, body=None)  # type: ignore[arg-type]
        rows = [{"of_number": number, "of_piece": piece} for number, piece in chosen]
        session.connection().execute(blank.where(key), rows)
        tell(**{ERASED: [[number, piece] for number, piece in chosen]})
    return len(keys)


def _who(begun: Act) -> str:
    if begun.actor.is_known or begun.actor == SYSTEM:
        return begun.actor.name
    return next((name for each in GIVERS if isinstance(name := begun.given.get(each), str) and name), begun.actor.name)
