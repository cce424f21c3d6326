"""Balances of the control account in the general ledger, per entity, month-end and currency, with their history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from core.acting import permitted
from core.actions import Action
from core.desk.close_tables import ControlBalance
from core.desk.revisions import Topic, changed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from core.desk.engine import Desk


@dataclass(frozen=True, kw_only=True)
class Control:
    """The balance that the general ledger shows for an entity's receivables at a month-end, in one currency."""

    entity: str
    ends_on: date
    currency: str
    balance_minor: int


@dataclass(frozen=True, kw_only=True)
class Given(Control):
    """A balance with who gave it, when and from which file ('' when it was typed); replaced by a later one, or in force."""

    source: str
    set_by: str
    set_at: datetime
    replaced_by: str | None
    replaced_at: datetime | None


@permitted(Action.COMPANY)
def give(desk: Desk, balances: Iterable[Control], *, by: str, source: str = "") -> int:
    """Keep ``balances`` and return how many are new or different; the one a new one replaces stays in the history."""
    count = 0
    with desk.session() as session:
        changed(session, Topic.CLOSES)  # first, for it makes writers wait for each other
        for each in balances:
            of_same = (
                ControlBalance.entity == each.entity,
                ControlBalance.ends_on == each.ends_on,
                ControlBalance.currency == each.currency,
                ControlBalance.replaced_at.is_(None),
            )
            known = session.scalars(select(ControlBalance).where(*of_same)).one_or_none()
            if known is not None and known.balance_minor == each.balance_minor:
                continue
            session.execute(update(ControlBalance).where(*of_same).values(replaced_by=by, replaced_at=desk.now()))
            session.add(
                ControlBalance(
                    entity=each.entity,
                    ends_on=each.ends_on,
                    currency=each.currency,
                    balance_minor=each.balance_minor,
                    source=source,
                    set_by=by,
                    set_at=desk.now(),
                ),
            )
            session.flush()
            count += 1
    return count


@permitted(Action.COMPANY)
def withdraw(desk: Desk, *, entity: str, ends_on: date, currency: str, by: str) -> None:
    """Take back the balance in force, if there is one; it stays in the history."""
    with desk.session() as session:
        changed(session, Topic.CLOSES)
        session.execute(
            update(ControlBalance)
            .where(
                ControlBalance.entity == entity,
                ControlBalance.ends_on == ends_on,
                ControlBalance.currency == currency,
                ControlBalance.replaced_at.is_(None),
            )
            .values(replaced_by=by, replaced_at=desk.now()),
        )


def balances(desk: Desk, *, ends_on: date | None = None, with_history: bool = False) -> list[Given]:
    """Return the balances in force, of one month-end or all, the latest first; with those they replaced where asked."""
    statement = select(ControlBalance).order_by(
        ControlBalance.ends_on.desc(), ControlBalance.entity, ControlBalance.currency, ControlBalance.id.desc()
    )
    if ends_on is not None:
        statement = statement.where(ControlBalance.ends_on == ends_on)
    if not with_history:
        statement = statement.where(ControlBalance.replaced_at.is_(None))
    with desk.reading() as session:
        return [
            Given(
                entity=row.entity,
                ends_on=row.ends_on,
                currency=row.currency,
                balance_minor=row.balance_minor,
                source=row.source,
                set_by=row.set_by,
                set_at=row.set_at,
                replaced_by=row.replaced_by,
                replaced_at=row.replaced_at,
            )
            for row in session.scalars(statement)
        ]
