"""Sign-ins: who came in with a token, whether that still holds, and how it ends for every tab at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from core.access import people
from core.access.arrivals import welcome
from core.access.claims import ClaimsError, read_claims
from core.access.refusals import Refusal, RefusedError
from core.acting import by_itself, permitted
from core.actions import Action
from core.desk.sign_in_tables import SignIn
from core.desk.statements import rows_changed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from core.access.claims import Claims
    from core.access.provider import Provider
    from core.acting import Actor
    from core.desk.engine import Desk

LEEWAY: Final = timedelta(minutes=2)
"""So far two clocks may be apart; the provider's token is checked with the same."""
SEEN_EVERY: Final = timedelta(minutes=5)

log = structlog.get_logger()


@by_itself
def arrive(desk: Desk, provider: Provider, raw: Mapping[str, Any], *, agent: str = "") -> Actor:
    """Return who the checked claims ``raw`` are of, as they may act now; the first time this begins a sign-in.

    Raises :class:`RefusedError`: for a token of somebody else's, a sign-in that is over or has ended, and people who are not or
    no longer let in.
    """
    try:
        claims = read_claims(raw, provider)
    except ClaimsError as error:
        log.warning("a sign-in was refused", why=str(error))
        raise RefusedError(Refusal.FOREIGN) from error
    with desk.reading() as session:
        is_new = session.get(SignIn, claims.sign_in) is None
    if is_new:
        _begin(desk, provider, claims, agent)
    return holds(desk, claims.sign_in)


def _begin(desk: Desk, provider: Provider, claims: Claims, agent: str) -> None:
    now = desk.now()
    if claims.proven_at > now + LEEWAY:
        log.error(
            "the clock is wrong, here or at the provider", here=now.isoformat(), there=claims.proven_at.isoformat()
        )
        raise RefusedError(Refusal.CLOCK)
    if now >= claims.proven_at + provider.longest:
        raise RefusedError(Refusal.OVER)
    person = welcome(desk, provider, claims)
    row = SignIn(
        id=claims.sign_in,
        person_id=person.id,
        subject=claims.who,
        began_at=claims.proven_at,
        expires_at=claims.proven_at + provider.longest,
        seen_at=now,
        agent="".join(each for each in agent if each.isprintable())[:200],
    )
    try:
        with desk.session() as session:
            session.add(row)
    except IntegrityError:  # another tab of the same browser was first
        return
    log.info("somebody signed in", person=person.id, until=row.expires_at.isoformat())


@by_itself
def holds(desk: Desk, sign_in: str) -> Actor:
    """Return who ``sign_in`` is of, with the roles and limits they have now; raise :class:`RefusedError` when it no longer holds."""
    now = desk.now()
    with desk.reading() as session:
        row = session.get(SignIn, sign_in)
    if row is None or row.ended_at is not None:
        raise RefusedError(Refusal.ENDED)
    if now - row.seen_at >= SEEN_EVERY:
        _see(desk, sign_in, now)
    if max(now, row.seen_at) >= row.expires_at:  # a clock that is set back afterwards brings nothing back
        raise RefusedError(Refusal.OVER)
    if now < row.began_at - LEEWAY:
        raise RefusedError(Refusal.CLOCK)
    person = people.numbered(desk, row.person_id)
    if person is None or not person.is_active:
        raise RefusedError(Refusal.INACTIVE)
    if person.subject != row.subject:  # they sign in by another account since
        raise RefusedError(Refusal.ENDED)
    actor = people.actor(desk, person, sign_in=sign_in)
    if not actor.roles:
        raise RefusedError(Refusal.NO_ROLE)
    return actor


def still(desk: Desk, actor: Actor) -> Actor:
    """Return ``actor`` as they may act now, for what they were offered earlier; raises as :func:`holds`."""
    return actor if actor.sign_in is None else holds(desk, actor.sign_in)


def _see(desk: Desk, sign_in: str, now: datetime) -> None:
    with desk.transaction(is_relaxed=True) as connection:
        connection.execute(update(SignIn).where(SignIn.id == sign_in, SignIn.seen_at < now).values(seen_at=now))


@by_itself
def end(desk: Desk, sign_in: str, *, by: str) -> None:
    """End ``sign_in``: every tab of that browser is signed out, and the cookie that is left opens nothing."""
    with desk.session() as session:
        still = update(SignIn).where(SignIn.id == sign_in, SignIn.ended_at.is_(None))
        session.execute(still.values(ended_at=desk.now(), ended_by=by))


@by_itself
def end_everywhere(desk: Desk, sign_in: str, *, by: str) -> int:
    """End every sign-in of whoever ``sign_in`` is of, on every machine; return how many there were."""
    with desk.reading() as session:
        row = session.get(SignIn, sign_in)
    return 0 if row is None else _end_all(desk, row.person_id, by)


def standing(desk: Desk, person_id: int) -> int:
    """Return how many sign-ins of somebody hold: browsers and machines on which they need not sign in now."""
    with desk.reading() as session:
        count = select(func.count()).select_from(SignIn).where(*_holding(person_id, desk.now()))
        return session.scalar(count) or 0


@permitted(Action.PEOPLE)
def end_all(desk: Desk, person_id: int, *, by: str) -> int:
    """End every sign-in of somebody else, as when a laptop was lost; return how many there were."""
    return _end_all(desk, person_id, by)


def _end_all(desk: Desk, person_id: int, by: str) -> int:
    now = desk.now()
    with desk.transaction() as connection:
        of_them = update(SignIn).where(*_holding(person_id, now))
        return rows_changed(connection, of_them.values(ended_at=now, ended_by=by))


def _holding(person_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.expires_at > now
