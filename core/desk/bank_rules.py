"""What people taught of payers: whose account it is, or that it is nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from core.acting import permitted
from core.actions import Action
from core.desk.bank_tables import BankRule
from core.desk.revisions import Topic, changed

if TYPE_CHECKING:
    from core.desk.engine import Desk


def rules(desk: Desk) -> dict[tuple[str, str], set[str]]:
    """Return the customers of each (entity, account of a payer) that were learnt."""
    found: dict[tuple[str, str], set[str]] = {}
    with desk.reading() as session:
        for row in session.scalars(select(BankRule)):
            found.setdefault((row.entity, row.account), set()).add(row.customer_id)
    return found


@permitted(Action.BANK)
def learn(desk: Desk, entity: str, account: str, customer_id: str, *, by: str) -> None:
    """Remember that ``account`` is one that a customer pays from."""
    with desk.session() as session:
        if session.get(BankRule, (entity, account, customer_id)) is None:
            session.add(
                BankRule(entity=entity, account=account, customer_id=customer_id, learnt_by=by, learnt_at=desk.now())
            )
        changed(session, Topic.BANK)


@permitted(Action.BANK)
def unlearn(desk: Desk, entity: str, account: str, customer_id: str) -> None:
    """Forget that ``account`` is that customer's."""
    with desk.session() as session:
        session.execute(
            delete(BankRule).where(
                BankRule.entity == entity, BankRule.account == account, BankRule.customer_id == customer_id
            )
        )
        changed(session, Topic.BANK)
