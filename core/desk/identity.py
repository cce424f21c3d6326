"""Who is who on the desk: pairs that people decided on, the circles of customers that are one, and who is a natural person."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import select, update

from core.acting import permitted
from core.actions import Action
from core.desk.frames import frame
from core.desk.identity_tables import IdentityDecision, NaturalPerson
from core.desk.revisions import Topic, changed
from core.desk.statements import rows_changed
from core.desk.typed import typed
from core.errors import SaldoError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from sqlalchemy import Update

    from core.desk.contacts import Customer
    from core.desk.engine import Desk


class Answer(StrEnum):
    """What a person says of two customers that may be one."""

    SAME = "same"
    DIFFERENT = "different"
    LATER = "later"


class SameCustomerError(SaldoError):
    """A pair of one customer with itself."""

    def __init__(self, customer: Customer) -> None:
        super().__init__(
            "{customer} in {entity} is one customer: choose two.", customer=customer[1], entity=customer[0]
        )


DECISION_COLUMNS: Final = {
    "decision_id": "int64",
    "entity": "str",
    "customer_id": "str",
    "other_entity": "str",
    "other_customer_id": "str",
    "decision": "str",
    "evidence": "object",
    "why": "str",
    "decided_by": "str",
    "decided_at": "datetime64[us, UTC]",
    "undone_by": "str",
    "undone_at": "datetime64[us, UTC]",
}
PERSON_COLUMNS: Final = {
    "entity": "str",
    "customer_id": "str",
    "is_natural": "bool",
    "why": "str",
    "said_by": "str",
    "said_at": "datetime64[us, UTC]",
}


@permitted(Action.IDENTITY)
def decide(
    desk: Desk, one: Customer, other: Customer, answer: Answer, *, by: str, evidence: Sequence[str] = (), why: str = ""
) -> int:
    """Keep what ``by`` says of two customers and return its id; an earlier answer about them ends.

    Nothing is merged: the ledger stays as the source system has it. Two that are the same are shown together and looked at
    together when somebody contacts one of them.
    """
    if one == other:
        raise SameCustomerError(one)
    first, second = sorted((one, other))
    with desk.session() as session:
        changed(session, Topic.IDENTITY)
        held = update(IdentityDecision).where(
            IdentityDecision.entity == first[0],
            IdentityDecision.customer_id == first[1],
            IdentityDecision.other_entity == second[0],
            IdentityDecision.other_customer_id == second[1],
            IdentityDecision.undone_at.is_(None),
        )
        session.execute(held.values(undone_by=by, undone_at=desk.now()))
        row = IdentityDecision(
            entity=first[0],
            customer_id=first[1],
            other_entity=second[0],
            other_customer_id=second[1],
            decision=answer,
            evidence=list(evidence),
            why=why,
            decided_by=by,
            decided_at=desk.now(),
        )
        session.add(row)
        session.flush()
        return row.id


@permitted(Action.IDENTITY)
def undo(desk: Desk, decision_id: int, *, by: str) -> bool:
    """Take an answer back; return whether it stood until now. It stays on the desk, with who took it back."""
    held = update(IdentityDecision).where(IdentityDecision.id == decision_id, IdentityDecision.undone_at.is_(None))
    with desk.session() as session:
        changed(session, Topic.IDENTITY)
        return rows_changed(session, held.values(undone_by=by, undone_at=desk.now())) == 1


def decisions(desk: Desk, *, with_history: bool = False) -> pd.DataFrame:
    """Return the answers that stand, with those taken back where asked: DECISION_COLUMNS, the newest first."""
    wanted = select(
        IdentityDecision.id.label("decision_id"),
        *(getattr(IdentityDecision, name) for name in DECISION_COLUMNS if name != "decision_id"),
    )
    if not with_history:
        wanted = wanted.where(IdentityDecision.undone_at.is_(None))
    with desk.reading() as session:
        return frame(session, wanted.order_by(IdentityDecision.id.desc()), DECISION_COLUMNS)


def circles(desk: Desk) -> list[list[Customer]]:
    """Return the customers that people said are one, each circle in the order of its customers."""
    known = decisions(desk)
    same = known[known["decision"] == Answer.SAME]
    head: dict[Customer, Customer] = {}

    def root(customer: Customer) -> Customer:
        while head.setdefault(customer, customer) != customer:
            customer = head[customer]
        return customer

    columns = (same[name].tolist() for name in ("entity", "customer_id", "other_entity", "other_customer_id"))
    for entity, customer_id, other_entity, other_id in zip(*columns, strict=True):
        one, other = root((entity, customer_id)), root((other_entity, other_id))
        head[max(one, other)] = min(one, other)
    found: dict[Customer, list[Customer]] = {}
    for customer in sorted(head):
        found.setdefault(root(customer), []).append(customer)
    return list(found.values())


def circle_of(desk: Desk, customer: Customer) -> list[Customer]:
    """Return the customers that people said are one with ``customer``, itself included; only itself when nobody did."""
    return next((each for each in circles(desk) if customer in each), [customer])


@permitted(Action.IDENTITY)
def say_natural(desk: Desk, customer: Customer, *, is_natural: bool, by: str, why: str) -> None:
    """Keep whether a business customer is a natural person (a sole trader, a partner), whatever its papers say."""
    with desk.session() as session:
        changed(session, Topic.IDENTITY)
        session.execute(_ending(customer).values(ended_by=by, ended_at=desk.now()))
        session.add(
            NaturalPerson(
                entity=customer[0],
                customer_id=customer[1],
                is_natural=is_natural,
                why=typed(why),
                said_by=by,
                said_at=desk.now(),
            )
        )


@permitted(Action.IDENTITY)
def forget_natural(desk: Desk, customer: Customer, *, by: str) -> bool:
    """Let the papers speak again; return whether somebody had said otherwise."""
    with desk.session() as session:
        changed(session, Topic.IDENTITY)
        return rows_changed(session, _ending(customer).values(ended_by=by, ended_at=desk.now())) == 1


def natural_persons(desk: Desk) -> pd.DataFrame:
    """Return what people said of who is a natural person and who is not: PERSON_COLUMNS."""
    wanted = select(*(getattr(NaturalPerson, name) for name in PERSON_COLUMNS)).where(NaturalPerson.ended_at.is_(None))
    with desk.reading() as session:
        return frame(session, wanted.order_by(NaturalPerson.entity, NaturalPerson.customer_id), PERSON_COLUMNS)


def _ending(customer: Customer) -> Update:
    return update(NaturalPerson).where(
        NaturalPerson.entity == customer[0], NaturalPerson.customer_id == customer[1], NaturalPerson.ended_at.is_(None)
    )
