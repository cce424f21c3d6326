"""Versions of policies by kind: saved, made active, rolled back; nothing is ever overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from core.desk.revisions import Topic, changed
from core.desk.tables import PolicyActivation
from core.desk.tables import PolicyVersion as VersionRow
from core.errors import SaldoError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk


class PolicyMovedError(SaldoError):
    """Somebody else changed the policy between reading and saving."""

    def __init__(self, kind: str, number: int | None, changed_by: str) -> None:
        now = "none" if number is None else f"version {number} by {changed_by}"
        super().__init__(
            f"The {kind} policy changed while you were working on it (active now: {now}): reload, and apply your change to that version.",
        )


@dataclass(frozen=True, kw_only=True)
class PolicyVersion:
    """One version of a policy; ``number`` is its name within its kind, ``id`` its key on the desk."""

    id: int
    kind: str
    number: int
    body: Mapping[str, Any]
    comment: str
    created_by: str
    created_at: datetime
    is_active: bool


def save(
    desk: Desk,
    kind: str,
    body: Mapping[str, Any],
    *,
    by: str,
    comment: str,
    based_on: int | None = None,
    is_activated: bool = True,
) -> PolicyVersion:
    """Save ``body`` as the next version of ``kind`` and, unless told otherwise, make it the active one.

    ``based_on`` is the id of the version that was active when the author began, 0 when none was; PolicyMovedError when
    that is no longer so.
    """
    with desk.session() as session:
        changed(session, Topic.POLICIES)  # first, for it makes writers wait for each other
        if based_on is not None:
            _refuse_if_moved(session, kind, based_on)
        newest = session.scalar(select(func.max(VersionRow.number)).where(VersionRow.kind == kind)) or 0
        row = VersionRow(
            kind=kind,
            number=newest + 1,
            body=dict(body),
            comment=comment,
            created_by=by,
            created_at=desk.now(),
        )
        session.add(row)
        session.flush()
        if is_activated:
            _activate(session, row, by=by, why=comment, at=desk.now())
        return _value(row, _active_id(session, kind))


def activate(
    desk: Desk,
    kind: str,
    version_id: int,
    *,
    by: str,
    why: str,
    based_on: int | None = None,
) -> PolicyVersion:
    """Make an existing version the active one (rolling back is activating an older one); errors as in ``save``."""
    with desk.session() as session:
        changed(session, Topic.POLICIES)  # first, for it makes writers wait for each other
        if based_on is not None:
            _refuse_if_moved(session, kind, based_on)
        row = session.get(VersionRow, version_id)
        if row is None or row.kind != kind:
            raise _unknown(session, kind, version_id)
        _activate(session, row, by=by, why=why, at=desk.now())
        return _value(row, row.id)


def active(desk: Desk, kind: str) -> PolicyVersion | None:
    """Return the active version of ``kind``, or None when none was ever made active."""
    with desk.reading() as session:
        active_id = _active_id(session, kind)
        row = None if active_id is None else session.get(VersionRow, active_id)
        return None if row is None else _value(row, active_id)


def get(desk: Desk, kind: str, version_id: int) -> PolicyVersion:
    """Return one version; UnknownNameError when there is no such version of ``kind``."""
    with desk.reading() as session:
        row = session.get(VersionRow, version_id)
        if row is None or row.kind != kind:
            raise _unknown(session, kind, version_id)
        return _value(row, _active_id(session, kind))


def history(desk: Desk, kind: str) -> list[PolicyVersion]:
    """Return every version of ``kind``, the newest first."""
    with desk.reading() as session:
        active_id = _active_id(session, kind)
        rows = session.scalars(select(VersionRow).where(VersionRow.kind == kind).order_by(VersionRow.number.desc()))
        return [_value(row, active_id) for row in rows]


@dataclass(frozen=True, kw_only=True)
class Activation:
    """One time a version became the active one."""

    number: int
    activated_by: str
    activated_at: datetime
    why: str


def activations(desk: Desk, kind: str) -> list[Activation]:
    """Return every time a version of ``kind`` became active, the latest first."""
    statement = (
        select(PolicyActivation, VersionRow.number)
        .join(VersionRow, VersionRow.id == PolicyActivation.version_id)
        .where(PolicyActivation.kind == kind)
        .order_by(PolicyActivation.turn.desc())
    )
    with desk.reading() as session:
        return [
            Activation(number=number, activated_by=row.activated_by, activated_at=row.activated_at, why=row.why)
            for row, number in session.execute(statement)
        ]


def _activate(session: Session, row: VersionRow, *, by: str, why: str, at: datetime) -> None:
    last = session.scalar(select(func.max(PolicyActivation.turn)).where(PolicyActivation.kind == row.kind)) or 0
    session.add(
        PolicyActivation(kind=row.kind, turn=last + 1, version_id=row.id, activated_by=by, activated_at=at, why=why),
    )
    session.flush()


def _active_id(session: Session, kind: str) -> int | None:
    newest = select(PolicyActivation.version_id).where(PolicyActivation.kind == kind)
    return session.scalar(newest.order_by(PolicyActivation.turn.desc()).limit(1))


def _refuse_if_moved(session: Session, kind: str, based_on: int) -> None:
    active_id = _active_id(session, kind)
    if (active_id or 0) != based_on:
        row = None if active_id is None else session.get(VersionRow, active_id)
        raise PolicyMovedError(kind, None if row is None else row.number, "" if row is None else row.created_by)


def _unknown(session: Session, kind: str, version_id: int) -> UnknownNameError:
    known = session.scalars(select(VersionRow.id).where(VersionRow.kind == kind).order_by(VersionRow.id))
    return UnknownNameError(f"{kind} version", str(version_id), [str(known_id) for known_id in known])


def _value(row: VersionRow, active_id: int | None) -> PolicyVersion:
    return PolicyVersion(
        id=row.id,
        kind=row.kind,
        number=row.number,
        body=row.body,
        comment=row.comment,
        created_by=row.created_by,
        created_at=row.created_at,
        is_active=row.id == active_id,
    )
