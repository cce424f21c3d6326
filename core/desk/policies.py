"""Versions of policies by kind: saved, made active at once or from a day, rolled back; nothing is ever overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from core.acting import permitted
from core.actions import Action
from core.clock import local_day
from core.desk.revisions import Topic, changed
from core.desk.tables import PolicyActivation
from core.desk.tables import PolicyVersion as VersionRow
from core.errors import SaldoError, UnknownNameError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk


class PolicyMovedError(SaldoError):
    """Somebody else changed the policy between reading and saving."""

    def __init__(self, kind: str, number: int | None, changed_by: str, from_on: date | None = None) -> None:
        version = Sentence("version {number} by {name}", number=number, name=changed_by)
        super().__init__(
            "The {kind} policy changed while you were working on it ({since}: {now}): reload, and apply your change to that version.",
            kind=Sentence(kind),
            since=Sentence("active now") if from_on is None else Sentence("from {day:%d-%m-%Y}", day=from_on),
            now=Sentence("none") if number is None else version,
        )


class PastActivationError(SaldoError):
    """A policy that is to count from a day that is over: what was decided then, was decided by the policy of then."""

    def __init__(self, from_on: date, today: date) -> None:
        super().__init__(
            "A policy cannot count from {from_on:%d-%m-%Y}, which is over: choose {today:%d-%m-%Y} or later.",
            from_on=from_on,
            today=today,
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


@permitted(Action.POLICY)
def save(
    desk: Desk,
    kind: str,
    body: Mapping[str, Any],
    *,
    by: str,
    comment: str,
    based_on: int | None = None,
    seen: int | None = None,
    is_activated: bool = True,
    from_on: date | None = None,
) -> PolicyVersion:
    """Save ``body`` as the next version of ``kind`` and, unless told otherwise, make it the active one.

    ``based_on`` is the id of the version that was active when the author began, 0 when none was, and ``seen`` what
    ``turn`` was then; PolicyMovedError when either is no longer so. It is active from ``from_on`` on, at once without one;
    PastActivationError for a day that is over.
    """
    with desk.session() as session:
        changed(session, Topic.POLICIES)  # first, for it makes writers wait for each other
        _refuse_if_moved(session, kind, based_on=based_on, seen=seen, on=today(desk))
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
            _activate(session, desk, row, by=by, why=comment, from_on=from_on)
        return _value(row, _active_id(session, kind, today(desk)))


@permitted(Action.POLICY)
def activate(
    desk: Desk,
    kind: str,
    version_id: int,
    *,
    by: str,
    why: str,
    based_on: int | None = None,
    seen: int | None = None,
    from_on: date | None = None,
) -> PolicyVersion:
    """Make an existing version the active one (rolling back is activating an older one); parameters as in ``save``."""
    with desk.session() as session:
        changed(session, Topic.POLICIES)  # first, for it makes writers wait for each other
        _refuse_if_moved(session, kind, based_on=based_on, seen=seen, on=today(desk))
        row = session.get(VersionRow, version_id)
        if row is None or row.kind != kind:
            raise _unknown(session, kind, version_id)
        _activate(session, desk, row, by=by, why=why, from_on=from_on)
        return _value(row, _active_id(session, kind, today(desk)))


def today(desk: Desk) -> date:
    """Return the local day by the desk's clock."""
    return local_day(desk.now())


def active(desk: Desk, kind: str, on: date | None = None) -> PolicyVersion | None:
    """Return the version of ``kind`` that is active ``on`` a day, today by default; None when none was made active by then."""
    with desk.reading() as session:
        active_id = _active_id(session, kind, on or today(desk))
        row = None if active_id is None else session.get(VersionRow, active_id)
        return None if row is None else _value(row, active_id)


def get(desk: Desk, kind: str, version_id: int) -> PolicyVersion:
    """Return one version; UnknownNameError when there is no such version of ``kind``."""
    with desk.reading() as session:
        row = session.get(VersionRow, version_id)
        if row is None or row.kind != kind:
            raise _unknown(session, kind, version_id)
        return _value(row, _active_id(session, kind, today(desk)))


def history(desk: Desk, kind: str) -> list[PolicyVersion]:
    """Return every version of ``kind``, the newest first."""
    with desk.reading() as session:
        active_id = _active_id(session, kind, today(desk))
        rows = session.scalars(select(VersionRow).where(VersionRow.kind == kind).order_by(VersionRow.number.desc()))
        return [_value(row, active_id) for row in rows]


@dataclass(frozen=True, kw_only=True)
class Activation:
    """One time somebody made a version the active one, ``from_on`` a day or, where that is None, at once."""

    turn: int
    version_id: int
    number: int
    activated_by: str
    activated_at: datetime
    why: str
    from_on: date | None

    @property
    def begins_on(self) -> date:
        """The first day on which it counts, unless another one begins as late."""
        return _begins_on(self.from_on, self.activated_at)


def activations(desk: Desk, kind: str) -> list[Activation]:
    """Return every time a version of ``kind`` was made active, the latest act first."""
    statement = (
        select(PolicyActivation, VersionRow.number)
        .join(VersionRow, VersionRow.id == PolicyActivation.version_id)
        .where(PolicyActivation.kind == kind)
        .order_by(PolicyActivation.turn.desc())
    )
    with desk.reading() as session:
        return [
            Activation(
                turn=row.turn,
                version_id=row.version_id,
                number=number,
                activated_by=row.activated_by,
                activated_at=row.activated_at,
                why=row.why,
                from_on=row.from_on,
            )
            for row, number in session.execute(statement)
        ]


def planned(desk: Desk, kind: str) -> list[Activation]:
    """Return what is to become active after today, the soonest first; of one day only what counts, the latest act."""
    by_day: dict[date, Activation] = {}
    for each in activations(desk, kind):
        by_day.setdefault(each.begins_on, each)
    return [by_day[day] for day in sorted(by_day) if day > today(desk)]


def turn(desk: Desk, kind: str) -> int:
    """Return the number of the last activation of ``kind``, 0 before the first: what a manager had seen on beginning."""
    with desk.reading() as session:
        return _turn(session, kind)


def _activate(session: Session, desk: Desk, row: VersionRow, *, by: str, why: str, from_on: date | None) -> None:
    if from_on is not None and from_on < today(desk):
        raise PastActivationError(from_on, today(desk))
    session.add(
        PolicyActivation(
            kind=row.kind,
            turn=_turn(session, row.kind) + 1,
            version_id=row.id,
            activated_by=by,
            activated_at=desk.now(),
            why=why,
            from_on=from_on,
        ),
    )
    session.flush()


def _turn(session: Session, kind: str) -> int:
    return session.scalar(select(func.max(PolicyActivation.turn)).where(PolicyActivation.kind == kind)) or 0


def _active_id(session: Session, kind: str, on: date) -> int | None:
    """Return the version whose day came last by ``on``; of one day the latest act counts."""
    acts = session.scalars(select(PolicyActivation).where(PolicyActivation.kind == kind))
    begun = [(_begins_on(each.from_on, each.activated_at), each.turn, each.version_id) for each in acts]
    return max((each for each in begun if each[0] <= on), default=(on, 0, None))[2]


def _begins_on(from_on: date | None, activated_at: datetime) -> date:
    return from_on or local_day(activated_at)


def _refuse_if_moved(session: Session, kind: str, *, based_on: int | None, seen: int | None, on: date) -> None:
    active_id = _active_id(session, kind, on)
    is_moved = based_on is not None and (active_id or 0) != based_on
    is_later = seen is not None and _turn(session, kind) != seen
    if not is_moved and not is_later:
        return
    last = select(PolicyActivation).where(PolicyActivation.kind == kind).order_by(PolicyActivation.turn.desc()).limit(1)
    act = session.scalar(last)
    row = None if act is None else session.get(VersionRow, act.version_id)
    by = "" if act is None else act.activated_by
    raise PolicyMovedError(kind, None if row is None else row.number, by, None if act is None else act.from_on)


def _unknown(session: Session, kind: str, version_id: int) -> UnknownNameError:
    known = session.scalars(select(VersionRow.id).where(VersionRow.kind == kind).order_by(VersionRow.id))
    return UnknownNameError(
        Sentence("{kind} version", kind=kind), str(version_id), [str(known_id) for known_id in known]
    )


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
