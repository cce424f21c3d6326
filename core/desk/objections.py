"""Objections to profiling: who asked not to be judged by how they behave, and gets the standard flow from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import literal, select, update
from sqlalchemy.exc import IntegrityError

from core.acting import permitted
from core.actions import Action
from core.desk.case_errors import NoReasonError
from core.desk.credit import STANDING_COLUMNS
from core.desk.frames import frame
from core.desk.privacy_tables import Objection
from core.desk.revisions import Topic, changed
from core.desk.statements import rows_changed
from core.desk.typed import typed
from core.errors import SaldoError

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from core.desk.contacts import Customer
    from core.desk.engine import Desk

FIELD: Final = "objection"
"""The field under which objections stand among what is known of customers beside the ledger (core.desk.known_better)."""
COLUMNS: Final = {
    "objection_id": "int64",
    "entity": "str",
    "customer_id": "str",
    "why": "str",
    "noted_by": "str",
    "noted_at": "datetime64[us, UTC]",
    "ended_by": "str",
    "ended_at": "datetime64[us, UTC]",
    "ended_why": "str",
}


class AlreadyObjectsError(SaldoError):
    """A second objection of somebody who objects."""

    def __init__(self, customer: Customer) -> None:
        super().__init__(
            "{customer} in {entity} objects already: nothing of it is profiled.",
            customer=customer[1],
            entity=customer[0],
        )


@permitted(Action.PRIVACY)
def object_to_profiling(desk: Desk, customer: Customer, *, by: str, why: str) -> int:
    """Note that ``customer`` objects to profiling and return the objection's id; it holds from this moment on.

    ``why`` says how it came (a letter of that day, a call). Raises ``NoReasonError`` and :class:`AlreadyObjectsError`.
    """
    if not why.strip():
        raise NoReasonError
    row = Objection(
        entity=customer[0], customer_id=customer[1], why=typed(why.strip()), noted_by=by, noted_at=desk.now()
    )
    try:
        with desk.session() as session:
            changed(session, Topic.CUSTOMERS)
            session.add(row)
            session.flush()
            return row.id
    except IntegrityError as error:
        raise AlreadyObjectsError(customer) from error


@permitted(Action.PRIVACY)
def withdraw_objection(desk: Desk, customer: Customer, *, by: str, why: str) -> bool:
    """End the objection of ``customer``, because the customer said so; return whether it stood until now."""
    if not why.strip():
        raise NoReasonError
    standing = update(Objection).where(
        Objection.entity == customer[0], Objection.customer_id == customer[1], Objection.ended_at.is_(None)
    )
    with desk.session() as session:
        changed(session, Topic.CUSTOMERS)
        ending = standing.values(ended_by=by, ended_at=desk.now(), ended_why=typed(why.strip()))
        return rows_changed(session, ending) == 1


def objections(desk: Desk, *, customer: Customer | None = None, with_history: bool = False) -> pd.DataFrame:
    """Return the objections that stand, of everybody or of one ``customer``, with those withdrawn where asked: COLUMNS."""
    names = (name for name in COLUMNS if name != "objection_id")
    wanted = select(Objection.id.label("objection_id"), *(getattr(Objection, name) for name in names))
    if not with_history:
        wanted = wanted.where(Objection.ended_at.is_(None))
    if customer is not None:
        wanted = wanted.where(Objection.entity == customer[0], Objection.customer_id == customer[1])
    with desk.reading() as session:
        return frame(session, wanted.order_by(Objection.id.desc()), COLUMNS)


def objecting(desk: Desk) -> frozenset[Customer]:
    """Return everybody who objects: entity and customer id."""
    wanted = select(Objection.entity, Objection.customer_id).where(Objection.ended_at.is_(None))
    with desk.reading() as session:
        return frozenset((row.entity, row.customer_id) for row in session.execute(wanted))


def objects(desk: Desk, customer: Customer) -> bool:
    """Return whether ``customer`` objects to profiling."""
    return not objections(desk, customer=customer).empty


def as_known(
    desk: Desk, *, entity: str | None = None, customer_id: str | None = None, known_at: datetime | None = None
) -> pd.DataFrame:
    """Return the objections shaped as overrides are: STANDING_COLUMNS, one row each; those of ``known_at`` where it is given.

    Somebody who objects today is not profiled in what is worked out of a past day either, so ``known_at`` only adds those
    that were withdrawn since.
    """
    wanted = select(
        Objection.entity,
        Objection.customer_id,
        literal(FIELD).label("field"),
        literal("yes").label("value"),
        literal("").label("source_value"),
    )
    stands = Objection.ended_at.is_(None)
    wanted = wanted.where(
        stands if known_at is None else stands | (Objection.ended_at > known_at) & (Objection.noted_at <= known_at)
    )
    if customer_id is not None:
        wanted = wanted.where(Objection.entity == entity, Objection.customer_id == customer_id)
    with desk.reading() as session:
        return frame(session, wanted.distinct(), STANDING_COLUMNS)
