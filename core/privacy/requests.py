"""Requests to be erased: noted with the day they have to be answered by, and what became of each."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select, update

from core.acting import permitted
from core.actions import Action
from core.book.erase_list import digest
from core.desk.call_tables import UnpaidChance
from core.desk.case_errors import NoReasonError
from core.desk.credit_tables import CreditStanding
from core.desk.erasure_tables import Erasure
from core.desk.revisions import Topic, changed
from core.desk.statements import is_of, parts, rows_changed
from core.desk.typed import typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from core.desk.engine import Desk
    from core.privacy.called import Customer

DAYS_TO_ANSWER: Final = 30
"""GDPR art. 12(3) gives a month; the shortest month but one."""


class Stage(StrEnum):
    """Where a request to be erased stands."""

    WAITING = "waiting"  # noted, not done yet
    DONE = "done"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"  # erased, and a customer again since


@permitted(Action.PRIVACY)
def ask(desk: Desk, customer: Customer, *, by: str, why: str) -> int:
    """Note that ``customer`` asks to be erased and return the request's number; one that waits already is returned as it is.

    Scores go at once: nobody needs them to claim what is owed. Raises ``NoReasonError``.
    """
    return ask_for_each(desk, [customer], by=by, why=why)[customer]


@permitted(Action.PRIVACY)
def ask_for_each(desk: Desk, customers: Sequence[Customer], *, by: str, why: str) -> dict[Customer, int]:
    """Note the requests of ``customers`` as :func:`ask` does, and return their numbers."""
    if not why.strip():
        raise NoReasonError
    why = typed(why.strip())
    found: dict[Customer, int] = {}
    for some in parts(customers):
        with desk.session() as session:
            changed(session, Topic.ERASURES)
            waiting = select(Erasure).where(_are(some), Erasure.state == Stage.WAITING)
            known = {(row.entity, row.customer_id): row.id for row in session.scalars(waiting)}
            new = [each for each in some if each not in known]
            rows = [_noted(desk, each, by=by, why=why) for each in new]
            if new:
                for scores in (UnpaidChance, CreditStanding):
                    session.execute(delete(scores).where(is_of(scores.entity, scores.customer_id, new)))
            session.add_all(rows)
            session.flush()
            found |= known | {(row.entity, row.customer_id): row.id for row in rows}
    return found


def _noted(desk: Desk, customer: Customer, *, by: str, why: str) -> Erasure:
    return Erasure(
        entity=customer[0],
        customer_id=customer[1],
        state=Stage.WAITING,
        digest=digest(*customer),
        due_on=desk.now().date() + timedelta(days=DAYS_TO_ANSWER),
        asked_by=by,
        asked_at=desk.now(),
        why=why,
        done={},
    )


@permitted(Action.PRIVACY)
def withdraw(desk: Desk, customer: Customer, *, by: str, why: str) -> bool:
    """Take back a request that waits and of which nothing was carried out, because the customer said so; return whether there was one."""
    if not why.strip():
        raise NoReasonError
    if customer in unfinished(desk):
        return False
    waiting = update(Erasure).where(*_of(customer), Erasure.state == Stage.WAITING)
    ended = {"state": Stage.WITHDRAWN, "ended_by": by, "ended_at": desk.now(), "ended_why": typed(why.strip())}
    with desk.session() as session:
        changed(session, Topic.ERASURES)
        return rows_changed(session, waiting.values(**ended)) > 0


def requests(desk: Desk, *, customer: Customer | None = None, stage: Stage | None = None) -> Sequence[Erasure]:
    """Return requests, those that wait first and by their day; of one ``customer`` or ``stage`` where given."""
    wanted = select(Erasure).order_by(Erasure.done_at.is_not(None), Erasure.due_on, Erasure.id)
    if customer is not None:
        wanted = wanted.where(*_of(customer))
    if stage is not None:
        wanted = wanted.where(Erasure.state == stage)
    with desk.reading() as session:
        return session.scalars(wanted).all()


def erasure_of(desk: Desk, customer: Customer) -> Erasure | None:
    """Return the erasure that counts for ``customer``: done, or waiting; None where there is neither."""
    known = [each for each in requests(desk, customer=customer) if each.state in {Stage.DONE, Stage.WAITING}]
    return known[-1] if known else None


def unfinished(desk: Desk) -> list[Customer]:
    """Return whose erasure was carried out but for tidying up after it."""
    return [(each.entity, each.customer_id) for each in requests(desk, stage=Stage.WAITING) if each.done]


def note_erased(session: Session, customers: Sequence[Customer], *, done: dict[str, Any]) -> None:
    """Note what carrying out the requests of ``customers`` took, of all of them; they wait until it is tidied up after."""
    for some in parts(customers):
        session.execute(update(Erasure).where(_are(some), Erasure.state == Stage.WAITING).values(done=done))


def note_done(session: Session, desk: Desk, *, by: str) -> None:
    """Note as done every request that was carried out."""
    for each in session.scalars(select(Erasure).where(Erasure.state == Stage.WAITING)):
        if each.done:
            each.state, each.done_by, each.done_at = Stage.DONE, by, desk.now()


def note_returned(session: Session, customer: Customer, desk: Desk, *, by: str, why: str) -> int:
    """Note that somebody who was erased is a customer again; return how many erasures that ended."""
    done = update(Erasure).where(*_of(customer), Erasure.state == Stage.DONE)
    ended = {"state": Stage.RETURNED, "ended_by": by, "ended_at": desk.now(), "ended_why": typed(why)}
    return rows_changed(session, done.values(**ended))


def _of(customer: Customer) -> tuple[Any, ...]:
    return (Erasure.entity == customer[0], Erasure.customer_id == customer[1])


def _are(customers: Sequence[Customer]) -> ColumnElement[bool]:
    return is_of(Erasure.entity, Erasure.customer_id, customers)
