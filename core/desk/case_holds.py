"""The holds of a case: how long each stands, and how much it keeps from being asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from core.desk.tables import Hold
from core.vocabulary import WAITING_ON_US, DisputeCause, HoldKind

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from core.desk.case_tables import Case
    from core.desk.cases import ItemName


def kind_of(kind: HoldKind, cause: str | None) -> HoldKind:
    """Return how a case keeps reminders back: a dispute whose cause is ours waits on us."""
    if kind in {HoldKind.DISPUTE, HoldKind.WAITING_ON_US} and cause is not None:
        return HoldKind.WAITING_ON_US if DisputeCause(cause) in WAITING_ON_US else HoldKind.DISPUTE
    return kind


def last_day(case: Case) -> date | None:
    """Return the last day its holds stand by themselves: a dispute and a plan stand until they are judged or closed."""
    return case.until_on if case.kind in {HoldKind.PROMISE, HoldKind.STOP} else None


def suppressed_minor(case: Case) -> int | None:
    """Return how much a hold keeps from being asked: a dispute its amount, all else the whole of its items."""
    return case.amount_minor if case.kind in {HoldKind.DISPUTE, HoldKind.WAITING_ON_US} else None


def holds_of(case: Case, items: tuple[ItemName, ...]) -> list[Hold]:
    """Return the holds of a new case: one per item, or one on the whole account."""
    names: tuple[ItemName | None, ...] = items or (None,)
    return [
        Hold(
            kind=case.kind,
            entity=case.entity,
            customer_id=case.customer_id,
            document_type=None if name is None else name.document_type,
            number=None if name is None else name.number,
            fiscal_year=None if name is None else name.fiscal_year,
            part_no=None if name is None else name.part_no,
            until_on=last_day(case),
            amount_minor=suppressed_minor(case),
            currency=case.currency,
            case_id=case.id,
            why=case.why,
            created_by=case.created_by,
            created_at=case.created_at,
        )
        for name in names
    ]


def let_holds_follow(session: Session, case: Case) -> None:
    """Let the holds of a case be as the case is now."""
    case.kind = kind_of(HoldKind(case.kind), case.cause)
    session.flush()
    follow = update(Hold).where(Hold.case_id == case.id)
    session.execute(follow.values(kind=case.kind, until_on=last_day(case), amount_minor=suppressed_minor(case)))
