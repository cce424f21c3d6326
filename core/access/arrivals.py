"""Which person of the house somebody is who comes with a token; with a role claim the provider also says what they may do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select

from core.access import people
from core.access.limits import as_body, of_body
from core.access.people import EVERYTHING
from core.access.refusals import Refusal, RefusedError
from core.acting import SYSTEM, permitted
from core.actions import Action, Role
from core.desk.people_tables import Person as PersonRow
from core.desk.revisions import Topic, changed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.access.claims import Claims
    from core.access.people import Person
    from core.access.provider import Provider
    from core.acting import Limits
    from core.desk.engine import Desk

log = structlog.get_logger()


def welcome(desk: Desk, provider: Provider, claims: Claims) -> Person:
    """Return who ``claims`` are of; raise :class:`RefusedError` for nobody, for somebody who left, and for somebody without a role.

    Somebody is known by what the provider calls them; the first time by an e-mail address that it vouches for.
    """
    known = people.found(desk, subject=claims.who, email=claims.email if claims.is_email_proven else None)
    if known is not None and not known.is_active:
        raise RefusedError(Refusal.INACTIVE)
    if provider.role_claim is None:
        return _by_the_table(desk, claims, known)
    roles = provider.roles_of(claims.said)
    if not roles:
        log.warning("somebody came without a role", claim=provider.role_claim, values=len(claims.said))
        raise RefusedError(Refusal.NO_ROLE)
    if known is None:
        return _made(desk, claims=claims, roles=roles)
    if known.roles != roles or known.subject is None:
        return _renewed(desk, known.id, subject=claims.who, roles=roles)
    return known


def _by_the_table(desk: Desk, claims: Claims, known: Person | None) -> Person:
    if known is None:
        is_unproven = claims.email is not None and not claims.is_email_proven
        raise RefusedError(Refusal.UNPROVEN if is_unproven else Refusal.UNKNOWN)
    if not known.roles:
        raise RefusedError(Refusal.NO_ROLE)
    return known if known.subject is not None else _renewed(desk, known.id, subject=claims.who)


@permitted(Action.PEOPLE)
def _made(desk: Desk, *, claims: Claims, roles: frozenset[Role]) -> Person:
    """Add somebody whom the provider gives a role."""
    with desk.session() as session:
        changed(session, Topic.PEOPLE)
        known = session.scalar(select(PersonRow.id).where(PersonRow.subject == claims.who))
        if known is not None:  # another tab was first
            return _numbered(desk, known)
        if claims.email is not None:
            # Two accounts of one address would be one person twice, who writes as one and approves as the other.
            taken = session.scalar(select(PersonRow.id).where(PersonRow.email == claims.email))
            if taken is not None:
                raise RefusedError(Refusal.TAKEN)
        name = _free_name(session, claims)
        row = PersonRow(
            name=name,
            email=claims.email if claims.is_email_proven else None,
            subject=claims.who,
            roles=sorted(roles),
            limits=as_body(_limits(roles, EVERYTHING, name)),
            is_active=True,
            added_by=SYSTEM.name,
            added_at=desk.now(),
        )
        session.add(row)
        session.flush()
        number = row.id
    return _numbered(desk, number)


@permitted(Action.PEOPLE)
def _renewed(desk: Desk, number: int, *, subject: str, roles: frozenset[Role] | None = None) -> Person:
    """Note what the provider calls somebody, and what it lets them do."""
    with desk.session() as session:
        changed(session, Topic.PEOPLE)
        row = session.get_one(PersonRow, number)
        row.subject = subject
        if roles is not None:
            row.roles = sorted(roles)
            row.limits = as_body(_limits(roles, of_body(row.limits), row.name))
    return _numbered(desk, number)


def _limits(roles: frozenset[Role], limits: Limits, name: str) -> Limits:
    """Return ``limits``, for an account manager of nobody yet those to the customers that the ledger gives their name."""
    if roles != {Role.ACCOUNT_MANAGER} or limits.account_managers:
        return limits
    return replace(limits, account_managers=frozenset({name}))


def _numbered(desk: Desk, number: int) -> Person:
    found = people.numbered(desk, number)
    if found is None:
        raise RefusedError(Refusal.UNKNOWN)
    return found


def _free_name(session: Session, claims: Claims) -> str:
    """Return a name that nobody has yet: everything that was done here carries it."""
    names = [claims.name, f"{claims.name} ({claims.email or claims.who.rpartition('|')[2]})"[:200]]
    taken = {name.casefold() for name in session.scalars(select(PersonRow.name))}
    free = [name for name in names if name.casefold() not in taken]
    return free[0] if free else f"{claims.name} ({claims.who.rpartition('|')[2]})"
