"""The people of the house: who may sign in, in which roles and for whose customers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from core.access.limits import as_body, covers, joined, of_body
from core.access.people_errors import (
    GoneAdministratorError,
    LastAdministratorError,
    NoNameError,
    NoRoleError,
    OwnRolesError,
    PersonKnownError,
)
from core.acting import Actor, Limits, current, permitted, require_all
from core.actions import Action, Role
from core.clock import LOCAL
from core.desk.call_tables import Absence
from core.desk.people_tables import Person as Row
from core.desk.revisions import Topic, changed
from core.desk.sign_in_tables import SignIn
from core.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

EVERYTHING: Final = Limits()
LONGEST_NAME: Final = 120


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of the house. ``subject``: who that is to the provider of sign-in, None before the first time."""

    id: int
    name: str
    email: str | None
    subject: str | None
    roles: frozenset[Role]
    limits: Limits
    is_active: bool

    @property
    def is_administrator(self) -> bool:
        """Whether this person can change what people may do."""
        return self.is_active and Role.ADMINISTRATOR in self.roles


def people(desk: Desk) -> list[Person]:
    """Return everybody by name, those who left among them."""
    with desk.reading() as session:
        return [value(row) for row in session.scalars(select(Row).order_by(Row.name))]


def named(desk: Desk, name: str) -> Person | None:
    """Return the person called ``name``."""
    with desk.reading() as session:
        row = session.scalar(select(Row).where(Row.name == name))
        return None if row is None else value(row)


def found(desk: Desk, *, subject: str, email: str | None) -> Person | None:
    """Return who signs in as ``subject``, else the person of that address who never signed in yet."""
    with desk.reading() as session:
        row = session.scalar(select(Row).where(Row.subject == subject))
        if row is None and email:
            row = session.scalar(select(Row).where(Row.email == email.strip().lower(), Row.subject.is_(None)))
        return None if row is None else value(row)


def numbered(desk: Desk, number: int) -> Person | None:
    """Return the person of that id."""
    with desk.reading() as session:
        row = session.get(Row, number)
        return None if row is None else value(row)


def actor(desk: Desk, person: Person, *, sign_in: str | None = None) -> Actor:
    """Return ``person`` as somebody who acts now: in their own roles, and in those of everybody they stand in for today.

    Nobody sees more by it than one of the two would: where that cannot be said, the roles of who is away do not come along.
    """
    roles, limits = person.roles, own_limits(person)
    if person.is_active:
        for away in _away(desk, person):
            both = joined(limits, own_limits(away))
            if both is not None:
                roles, limits = roles | away.roles, both
    return Actor(name=person.name, roles=roles, limits=limits, is_known=True, sign_in=sign_in)


def own_limits(person: Person) -> Limits:
    """Return whose customers a person sees; who is an account manager and nothing else sees their own at the most."""
    if person.roles == {Role.ACCOUNT_MANAGER} and person.limits.account_managers is None:
        return replace(person.limits, account_managers=frozenset({person.name}))
    return person.limits


def _away(desk: Desk, deputy: Person) -> list[Person]:
    """Return who gave ``deputy`` their roles for today."""
    today = desk.now().astimezone(LOCAL).date()
    given = select(Row).join(Absence, Absence.person == Row.name)
    given = given.where(
        Row.is_active,
        Absence.gives_roles,
        Absence.deputy == deputy.name,
        Absence.ended_at.is_(None),
        Absence.from_on <= today,
        Absence.until_on >= today,
    )
    with desk.reading() as session:
        return [value(row) for row in session.scalars(given.order_by(Row.name).distinct())]


def has_administrator(desk: Desk) -> bool:
    """Return whether somebody active can change what people may do."""
    return any(each.is_administrator for each in people(desk))


@permitted(Action.PEOPLE)
def add(
    desk: Desk,
    name: str,
    *,
    email: str | None = None,
    roles: AbstractSet[Role],
    limits: Limits = EVERYTHING,
    by: str,
    why: str = "",  # noqa: ARG001 - the audit trail keeps it with the act
) -> Person:
    """Add somebody who may sign in, known by the address the provider proves.

    Raises ``NoNameError``, ``PersonKnownError`` when the name or address is taken, ``NoRoleError`` without a role.
    """
    _refuse(roles)
    refuse_wider(limits)
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise NoNameError
    row = Row(
        name=name.strip(),
        email=_address(email),
        roles=sorted(roles),
        limits=as_body(limits),
        is_active=True,
        added_by=by,
        added_at=desk.now(),
    )
    with desk.session() as session:
        _begin(desk, session)
        if row.name.casefold() in {each.casefold() for each in session.scalars(select(Row.name))}:
            raise PersonKnownError(row.name, row.email)
        session.add(row)
        try:
            session.flush()
        except IntegrityError:
            raise PersonKnownError(row.name, row.email) from None
        return value(row)


def refuse_wider(limits: Limits) -> None:
    """Refuse to let somebody see, or to change who sees, what who acts does not see."""
    if not covers(current().limits, limits):
        require_all()


def refuse_own(session: Session, name: str) -> None:
    """Raise ``OwnRolesError`` when who acts is ``name`` and another administrator is there to do it."""
    acts = current()
    if acts.is_known and acts.name == name and _administrators(session) - {name}:
        raise OwnRolesError(name)


@permitted(Action.PEOPLE)
def change(
    desk: Desk,
    name: str,
    *,
    roles: AbstractSet[Role] | None = None,
    limits: Limits | None = None,
    by: str,  # noqa: ARG001 - the audit trail keeps it with the act
    why: str,  # noqa: ARG001 - the audit trail keeps it with the act
) -> Person:
    """Give somebody other roles or limits, at once, signed in or not; None leaves them.

    Raises ``LastAdministratorError``, and ``OwnRolesError`` where another administrator can do it.
    """
    with desk.session() as session:
        _begin(desk, session)
        row = _row(session, name)
        before = value(row)
        refuse_own(session, name)
        refuse_wider(before.limits)
        refuse_wider(before.limits if limits is None else limits)
        row.roles = sorted(before.roles if roles is None else roles)
        row.limits = as_body(before.limits if limits is None else limits)
        _refuse(value(row).roles)
        _flush_with_administrator(session, before)
        return value(row)


@permitted(Action.PEOPLE)
def change_email(desk: Desk, name: str, email: str | None, *, by: str, why: str) -> Person:  # noqa: ARG001 - kept with the act
    """Let somebody sign in by another address; the provider proves it anew. ``PersonKnownError`` when it is another's."""
    with desk.session() as session:
        _begin(desk, session)
        row = _row(session, name)
        refuse_wider(value(row).limits)
        row.email, row.subject = _address(email), None
        try:
            session.flush()
        except IntegrityError:
            raise PersonKnownError(name, _address(email)) from None
        return value(row)


@permitted(Action.PEOPLE)
def deactivate(desk: Desk, name: str, *, by: str, why: str) -> Person:  # noqa: ARG001 - kept with the act
    """Let somebody in no more, from this moment on; what they did stays under their name. ``LastAdministratorError``."""
    return _switch(desk, name, is_active=False, by=by)


@permitted(Action.PEOPLE)
def reactivate(desk: Desk, name: str, *, by: str, why: str) -> Person:  # noqa: ARG001 - kept with the act
    """Let somebody in again who left; they sign in anew."""
    return _switch(desk, name, is_active=True, by=by)


def value(row: Row) -> Person:
    """Return what a row says."""
    return Person(
        id=row.id,
        name=row.name,
        email=row.email,
        subject=row.subject,
        roles=frozenset(Role(each) for each in row.roles),
        limits=of_body(row.limits),
        is_active=row.is_active,
    )


def _switch(desk: Desk, name: str, *, is_active: bool, by: str) -> Person:
    with desk.session() as session:
        _begin(desk, session)
        row = _row(session, name)
        before = value(row)
        refuse_wider(before.limits)
        row.is_active = is_active
        if is_active:  # what they had open before they left stays shut
            theirs = update(SignIn).where(SignIn.person_id == row.id, SignIn.ended_at.is_(None))
            session.execute(theirs.values(ended_at=desk.now(), ended_by=by))
        _flush_with_administrator(session, before)
        return value(row)


def _begin(desk: Desk, session: Session) -> None:
    """Wait for whoever changes people now; then who acts must still be able to, for it may have been them."""
    changed(session, Topic.PEOPLE)
    acts = current()
    if acts.is_known:
        person = named(desk, acts.name)
        if person is None or not person.is_active or not actor(desk, person).may(Action.PEOPLE):
            raise GoneAdministratorError(acts.name)


def _administrators(session: Session) -> set[str]:
    rows = session.scalars(select(Row).where(Row.is_active).execution_options(populate_existing=True))
    return {row.name for row in rows if Role.ADMINISTRATOR in row.roles}


def _flush_with_administrator(session: Session, before: Person) -> None:
    """Keep a change, unless it takes the last administrator away."""
    session.flush()
    if before.is_administrator and not _administrators(session):
        raise LastAdministratorError(before.name)


def _row(session: Session, name: str) -> Row:
    row = session.scalar(select(Row).where(Row.name == name))
    if row is None:
        raise UnknownNameError("person", name, list(session.scalars(select(Row.name).order_by(func.lower(Row.name)))))
    return row


def _refuse(roles: AbstractSet[Role]) -> None:
    if not roles:
        raise NoRoleError


def _address(email: str | None) -> str | None:
    return (email or "").strip().lower() or None
