"""Who stands in for whom, from day to day: a deputy has the work of who is away, and may what they may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from core.access.limits import joined
from core.access.people import named, own_limits, refuse_own, refuse_wider
from core.access.people_errors import DeputyError, DeputySeesOthersError
from core.acting import permitted
from core.actions import Action
from core.desk.call_tables import Absence
from core.desk.revisions import Topic, changed
from core.desk.statements import rows_changed

if TYPE_CHECKING:
    from datetime import date

    from core.desk.engine import Desk


@dataclass(frozen=True, kw_only=True)
class Deputy:
    """Somebody who stands in, both days included."""

    id: int
    person: str
    deputy: str
    from_on: date
    until_on: date
    appointed_by: str


@permitted(Action.PEOPLE)
def appoint(desk: Desk, person: str, deputy: str, from_on: date, until_on: date, *, by: str) -> int:
    """Let ``deputy`` have the work and the roles of ``person`` on those days, and return the id that ends it.

    Four eyes stay four: what somebody made, their deputy's name does not approve a second time for them. Raises ``DeputyError``,
    ``DeputySeesOthersError`` where the two together would see more than either does, and ``OwnRolesError`` as ``people.change`` does.
    """
    away, instead = named(desk, person), named(desk, deputy)
    if away is None or instead is None or not away.is_active or not instead.is_active:
        raise DeputyError
    if away.name == instead.name or until_on < from_on:
        raise DeputyError
    if joined(own_limits(instead), own_limits(away)) is None:
        raise DeputySeesOthersError(person, deputy)
    refuse_wider(own_limits(away))
    refuse_wider(own_limits(instead))
    row = Absence(
        person=person,
        from_on=from_on,
        until_on=until_on,
        deputy=deputy,
        noted_by=by,
        noted_at=desk.now(),
        gives_roles=True,
    )
    with desk.session() as session:
        changed(session, Topic.PEOPLE)
        refuse_own(session, instead.name)
        changed(session, Topic.WORK)  # the work goes along
        session.add(row)
        session.flush()
        return row.id


@permitted(Action.PEOPLE)
def end(desk: Desk, deputy_id: int, *, by: str) -> bool:  # noqa: ARG001 - the audit trail keeps it with the act
    """End it before its last day, at once; return whether it stood."""
    with desk.session() as session:
        changed(session, Topic.PEOPLE)
        changed(session, Topic.WORK)
        standing = update(Absence).where(Absence.id == deputy_id, Absence.ended_at.is_(None), Absence.gives_roles)
        return rows_changed(session, standing.values(ended_at=desk.now())) == 1


def deputies(desk: Desk, on: date) -> list[Deputy]:
    """Return who stands in for whom on a day or later, the earliest first."""
    chosen = select(Absence).where(Absence.gives_roles, Absence.ended_at.is_(None), Absence.until_on >= on)
    with desk.reading() as session:
        return [
            Deputy(
                id=row.id,
                person=row.person,
                deputy=row.deputy or "",
                from_on=row.from_on,
                until_on=row.until_on,
                appointed_by=row.noted_by,
            )
            for row in session.scalars(chosen.order_by(Absence.from_on, Absence.id))
        ]
