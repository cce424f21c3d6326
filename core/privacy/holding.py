"""Legal holds on erasure, each with an owner, a reason and a last day; and the mark that a customer's facts may only be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select, update

from core.acting import permitted
from core.actions import Action
from core.campaigns.freshness import hold_customer
from core.desk import holds
from core.desk.case_errors import NoReasonError
from core.desk.erasure_tables import LegalHold, Restriction
from core.desk.revisions import Topic, changed, put
from core.desk.statements import rows_changed
from core.desk.typed import typed
from core.errors import SaldoError
from core.sentence import Sentence
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from core.desk.engine import Desk
    from core.privacy.called import Customer

LONGEST_YEARS: Final = 10


class HoldTermsError(SaldoError):
    """A legal hold without an owner, or whose last day is past or too far."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "A legal hold needs an owner, a reason and a last day within {longest_years} years: {why}. Give the day "
            "on which somebody looks again.",
            longest_years=LONGEST_YEARS,
            why=Sentence(why),
        )


class AlreadyRestrictedError(SaldoError):
    """A second restriction of a customer whose facts are only kept already."""

    def __init__(self, customer: Customer) -> None:
        super().__init__(
            "{customer} in {entity} is restricted already: lift that first to note another reason.",
            customer=customer[1],
            entity=customer[0],
        )


@permitted(Action.PRIVACY)
def place_hold(desk: Desk, customer: Customer, *, owner: str, why: str, until_on: date, by: str) -> int:
    """Keep ``customer`` from being erased up to and with ``until_on``; return the hold's number. Raises :class:`HoldTermsError`."""
    today = desk.now().date()
    if not why.strip() or not owner.strip():
        raise HoldTermsError("one of them is missing")
    if until_on < today:
        raise HoldTermsError("that day is past")
    if until_on.year - today.year > LONGEST_YEARS:
        raise HoldTermsError("that day is too far")
    row = LegalHold(
        entity=customer[0],
        customer_id=customer[1],
        owner=owner.strip(),
        why=typed(why.strip()),
        until_on=until_on,
        placed_by=by,
        placed_at=desk.now(),
    )
    return put(desk, Topic.ERASURES, row)


@permitted(Action.PRIVACY)
def end_hold(desk: Desk, hold_id: int, *, by: str, why: str) -> bool:
    """End a legal hold before its last day; return whether it stood until now."""
    if not why.strip():
        raise NoReasonError
    standing = update(LegalHold).where(LegalHold.id == hold_id, LegalHold.ended_at.is_(None))
    with desk.session() as session:
        changed(session, Topic.ERASURES)
        ending = standing.values(ended_by=by, ended_at=desk.now(), ended_why=typed(why.strip()))
        return rows_changed(session, ending) == 1


def legal_holds(desk: Desk, *, customer: Customer | None = None, with_past: bool = False) -> Sequence[LegalHold]:
    """Return the legal holds that stand, of everybody or of one ``customer``, the first to end first."""
    wanted = select(LegalHold).order_by(LegalHold.until_on, LegalHold.id)
    if customer is not None:
        wanted = wanted.where(LegalHold.entity == customer[0], LegalHold.customer_id == customer[1])
    if not with_past:
        wanted = wanted.where(LegalHold.ended_at.is_(None), LegalHold.until_on >= desk.now().date())
    with desk.reading() as session:
        return session.scalars(wanted).all()


@permitted(Action.PRIVACY)
def restrict(desk: Desk, customer: Customer, *, by: str, why: str) -> int:
    """Let the facts of ``customer`` only be kept from now on (GDPR art. 18): nothing goes out, nothing that waits is sent.

    Returns the restriction's number. Raises ``NoReasonError`` and :class:`AlreadyRestrictedError`.
    """
    if not why.strip():
        raise NoReasonError
    if restriction_of(desk, customer) is not None:
        raise AlreadyRestrictedError(customer)
    entity, customer_id = customer
    hold_id = holds.place(desk, HoldKind.STOP, entity=entity, customer_id=customer_id, by=by, why=why.strip())
    hold_customer(desk, entity=entity, customer_id=customer_id, why=f"{HoldKind.STOP}: {why.strip()}")
    row = Restriction(
        entity=entity, customer_id=customer_id, why=why.strip(), hold_id=hold_id, placed_by=by, placed_at=desk.now()
    )
    return put(desk, Topic.ERASURES, row)


@permitted(Action.PRIVACY)
def lift(desk: Desk, customer: Customer, *, by: str, why: str) -> bool:
    """End the restriction of ``customer`` and the stop that came with it; return whether one stood until now."""
    if not why.strip():
        raise NoReasonError
    standing = restriction_of(desk, customer)
    if standing is None:
        return False
    holds.end(desk, standing.hold_id, by=by, why=why.strip())
    with desk.session() as session:
        changed(session, Topic.ERASURES)
        lifted = update(Restriction).where(Restriction.id == standing.id, Restriction.lifted_at.is_(None))
        ending = lifted.values(lifted_by=by, lifted_at=desk.now(), lifted_why=typed(why.strip()))
        return rows_changed(session, ending) == 1


def restriction_of(desk: Desk, customer: Customer) -> Restriction | None:
    """Return the restriction that stands on ``customer``, None where there is none."""
    named = (Restriction.entity == customer[0], Restriction.customer_id == customer[1], Restriction.lifted_at.is_(None))
    with desk.reading() as session:
        return session.scalars(select(Restriction).where(*named).limit(1)).one_or_none()


def restrictions(desk: Desk) -> Sequence[Restriction]:
    """Return every restriction that stands, the oldest first."""
    with desk.reading() as session:
        return session.scalars(
            select(Restriction).where(Restriction.lifted_at.is_(None)).order_by(Restriction.id)
        ).all()
