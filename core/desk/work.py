"""Who has which entry of the work list, who is away, and what was said to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.acting import permitted, require
from core.actions import Action
from core.desk.call_tables import Absence, WorkAssignment, WorkDone
from core.desk.frames import frame
from core.desk.revisions import Topic, changed, put
from core.desk.statements import rows_changed
from core.errors import SaldoError

if TYPE_CHECKING:
    from datetime import date, datetime

    import pandas as pd
    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

TEAM: Final = ""
ASSIGNED: Final = {"key": "str", "person": "str", "turn": "int64", "why": "str", "assigned_by": "str"}
AWAY: Final = {
    "absence_id": "int64",
    "person": "str",
    "from_on": "datetime64[us]",
    "until_on": "datetime64[us]",
    "deputy": "str",
    "noted_by": "str",
}


class WorkMovedError(SaldoError):
    """An entry that somebody else took or handed over in the meantime."""

    def __init__(self) -> None:
        super().__init__("Somebody else took this or handed it over in the meantime: reload the page.")


class AbsenceError(SaldoError):
    """An absence that ends before it begins, or whose deputy is the same person."""

    def __init__(self) -> None:
        super().__init__("Choose a last day that is not before the first, and somebody else as the deputy.")


class WorkDoneError(SaldoError):
    """An entry that somebody else said is done."""

    def __init__(self) -> None:
        super().__init__("Somebody else did this in the meantime: reload the page.")


@permitted(Action.HANDLE)
def assign(desk: Desk, key: str, person: str, *, by: str, why: str = "", seen: int = 0) -> int:
    """Give an entry to ``person`` (TEAM: back to everybody) and return its new turn.

    ``seen`` is the turn that was seen, 0 for an entry nobody was given: ``WorkMovedError`` when it is another by now.
    """
    with desk.session() as session:
        changed(session, Topic.WORK)
        if seen:
            moved = update(WorkAssignment).where(WorkAssignment.key == key, WorkAssignment.turn == seen)
            values = {"person": person.strip(), "turn": seen + 1, "why": why.strip(), "assigned_by": by}
            if rows_changed(session, moved.values(**values, assigned_at=desk.now())) == 0:
                raise WorkMovedError
            return seen + 1
        row = WorkAssignment(
            key=key, person=person.strip(), turn=1, why=why.strip(), assigned_by=by, assigned_at=desk.now()
        )
        session.add(row)
        try:
            session.flush()
        except IntegrityError:
            raise WorkMovedError from None
        return 1


def assignments(desk: Desk) -> pd.DataFrame:
    """Return who has which entry: ASSIGNED; an entry given back has no person."""
    with desk.reading() as session:
        return frame(session, select(*(getattr(WorkAssignment, name) for name in ASSIGNED)), ASSIGNED)


@permitted(Action.HANDLE)
def note_absence(desk: Desk, person: str, from_on: date, until_on: date, *, by: str, deputy: str | None = None) -> int:
    """Note that somebody is away, both days included; their work goes to ``deputy``, or to the team. ``AbsenceError``."""
    replacement = (deputy or "").strip() or None
    if until_on < from_on or not person.strip() or replacement == person.strip():
        raise AbsenceError
    row = Absence(
        person=person.strip(),
        from_on=from_on,
        until_on=until_on,
        deputy=replacement,
        noted_by=by,
        noted_at=desk.now(),
    )
    return put(desk, Topic.WORK, row)


@permitted(Action.HANDLE)
def end_absence(desk: Desk, absence_id: int) -> bool:
    """End an absence: who was away is back; return whether it stood.

    One that gives the deputy roles, too, is ended by who may give them (``NotAllowedError``).
    """
    with desk.session() as session:
        if session.scalar(select(Absence.gives_roles).where(Absence.id == absence_id)):
            require(Action.PEOPLE)
            changed(session, Topic.PEOPLE)
        changed(session, Topic.WORK)
        ending = update(Absence).where(Absence.id == absence_id, Absence.ended_at.is_(None))
        return rows_changed(session, ending.values(ended_at=desk.now())) == 1


def absences(desk: Desk, on: date) -> pd.DataFrame:
    """Return who is away on a day or later: AWAY."""
    statement = select(Absence.id.label("absence_id"), *(getattr(Absence, name) for name in list(AWAY)[1:]))
    standing = statement.where(Absence.ended_at.is_(None), Absence.until_on >= on).order_by(Absence.from_on)
    with desk.reading() as session:
        return frame(session, standing, AWAY)


def stands_in(away: pd.DataFrame, on: date) -> dict[str, str]:
    """Return who does the work of each person that is away on a day; TEAM: everybody."""
    today = away[(away["from_on"].dt.date <= on) & (away["until_on"].dt.date >= on)] if len(away) else away
    deputies = dict(zip(today["person"].tolist(), today["deputy"].fillna(TEAM).tolist(), strict=True))
    return {person: TEAM if deputy in deputies else deputy for person, deputy in deputies.items()}


@permitted(Action.HANDLE)
def finish(desk: Desk, key: str, customer: tuple[str, str], *, by: str, why: str) -> int:
    """Say that an entry is done and return the id by which that is taken back; ``WorkDoneError`` when it was already."""
    with desk.session() as session:
        changed(session, Topic.WORK)
        if session.scalar(select(WorkDone.id).where(WorkDone.key == key, WorkDone.undone_at.is_(None))) is not None:
            raise WorkDoneError
        return finish_within(session, key, customer, by=by, at=desk.now(), why=why)


def finish_within(session: Session, key: str, customer: tuple[str, str], *, by: str, at: datetime, why: str) -> int:
    """Say that an entry is done, in the caller's transaction."""
    row = WorkDone(key=key, entity=customer[0], customer_id=customer[1], why=why, done_by=by, done_at=at)
    session.add(row)
    session.flush()
    return row.id


@permitted(Action.HANDLE)
def reopen(desk: Desk, done_id: int, *, by: str) -> bool:
    """Take it back that an entry is done; return whether it stood."""
    with desk.session() as session:
        changed(session, Topic.WORK)
        standing = update(WorkDone).where(WorkDone.id == done_id, WorkDone.undone_at.is_(None))
        return rows_changed(session, standing.values(undone_by=by, undone_at=desk.now())) == 1


def reopen_within(session: Session, why: str, *, by: str, at: datetime) -> None:
    """Take back what was done for the reason ``why``, in the caller's transaction."""
    standing = update(WorkDone).where(WorkDone.why == why, WorkDone.undone_at.is_(None))
    session.execute(standing.values(undone_by=by, undone_at=at))


def done_keys(desk: Desk, *, before: datetime | None = None) -> set[str]:
    """Return the entries that were said to be done, all or those that were ``before`` an instant."""
    standing = select(WorkDone.key).where(WorkDone.undone_at.is_(None))
    if before is not None:
        standing = standing.where(WorkDone.done_at < before)
    with desk.reading() as session:
        return set(session.scalars(standing))
