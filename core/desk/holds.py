"""Holds: why a person, or a fact on the desk, keeps a customer or one item out of campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from core.acting import permitted
from core.actions import Action
from core.desk.case_tables import Case
from core.desk.frames import frame
from core.desk.revisions import Topic, changed
from core.desk.soft_marks import SOFT, soft_end
from core.desk.statements import rows_changed
from core.desk.tables import Hold
from core.desk.typed import typed
from core.vocabulary import CaseState, HoldKind

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.desk.engine import Desk

JUDGED = (HoldKind.PROMISE, HoldKind.PLAN)
"""Kinds whose end the ledger decides, not the calendar."""

COLUMNS = {
    "hold_id": "int64",
    "kind": "str",
    "entity": "str",
    "customer_id": "str",
    "document_type": "str",
    "number": "str",
    "fiscal_year": "Int64",
    "part_no": "Int64",
    "until_on": "datetime64[us]",
    "amount_minor": "Int64",
    "currency": "str",
    "case_id": "Int64",
    "source_reference": "str",
    "why": "str",
    "created_by": "str",
    "created_at": "datetime64[us, UTC]",
}
HISTORY = {**COLUMNS, "ended_by": "str", "ended_at": "datetime64[us, UTC]", "ended_why": "str"}


@permitted(Action.AGREE)
def place(
    desk: Desk,
    kind: HoldKind,
    *,
    entity: str,
    customer_id: str,
    by: str,
    why: str,
    document_type: str | None = None,
    number: str | None = None,
    fiscal_year: int | None = None,
    part_no: int | None = None,
    until_on: date | None = None,
    amount_minor: int | None = None,
    currency: str | None = None,
    source_reference: str | None = None,
) -> int:
    """Place a hold on a customer, or on one of its documents when ``number`` is given; return the hold's id.

    A mark of SOFT without an end ends after SOFT_MONTHS; ``TooLongMarkError`` for one that is to last longer.
    """
    if kind in SOFT:
        until_on = soft_end(desk.now(), until_on)
    row = Hold(
        kind=kind,
        entity=entity,
        customer_id=customer_id,
        document_type=document_type,
        number=number,
        fiscal_year=fiscal_year,
        part_no=part_no,
        until_on=until_on,
        amount_minor=amount_minor,
        currency=currency,
        source_reference=source_reference,
        why=typed(why),
        created_by=by,
        created_at=desk.now(),
    )
    with desk.session() as session:
        session.add(row)
        session.flush()
        changed(session, Topic.HOLDS)
        return row.id


@permitted(Action.AGREE)
def end(desk: Desk, hold_id: int, *, by: str, why: str) -> bool:
    """End a hold; return whether it was still open. A hold of a case ends with its case, not by itself."""
    with desk.session() as session:
        ended = rows_changed(
            session,
            update(Hold)
            .where(Hold.id == hold_id, Hold.ended_at.is_(None), Hold.case_id.is_(None))
            .values(ended_by=by, ended_at=desk.now(), ended_why=why),
        )
        changed(session, Topic.HOLDS)
        return ended == 1


@permitted(Action.AGREE)
def place_again(desk: Desk, hold_id: int, *, by: str, why: str) -> int | None:
    """Let a hold stand again that was ended by mistake, as a new row; None when it still stands, or is of a case."""
    with desk.session() as session:
        ended = session.get(Hold, hold_id)
        if ended is None or ended.ended_at is None or ended.case_id is not None:
            return None
        copied = {name: getattr(ended, name) for name in COLUMNS if name not in {"hold_id", "created_by", "created_at"}}
        again = Hold(**{**copied, "why": f"{ended.why} ({why})"}, created_by=by, created_at=desk.now())
        session.add(again)
        session.flush()
        changed(session, Topic.HOLDS)
        return again.id


def history(desk: Desk, *, entity: str, customer_id: str) -> pd.DataFrame:
    """Return every hold of one customer, ended ones included, the newest first.

    Columns: COLUMNS, and ended_by, ended_at and ended_why.
    """
    statement = select(
        Hold.id.label("hold_id"),
        *(getattr(Hold, name) for name in HISTORY if name != "hold_id"),
    ).where(Hold.entity == entity, Hold.customer_id == customer_id)
    with desk.reading() as session:
        return frame(session, statement.order_by(Hold.id.desc()), HISTORY)


def standing(desk: Desk, on: date, *, entity: str | None = None, customer_id: str | None = None) -> pd.DataFrame:
    """Return the holds that still stand on ``on``, one row each with COLUMNS.

    A hold counts from the moment it is placed, also for an earlier ``as_of``: what people know now about a customer
    must stop a message that goes out now. A hold of a case stands while the case is open; a promise or plan is open until a
    ledger that reaches far enough says what became of it, however long that takes.
    """
    statement = (
        select(Hold.id.label("hold_id"), *(getattr(Hold, name) for name in COLUMNS if name != "hold_id"))
        .outerjoin(Case, Case.id == Hold.case_id)
        .where(
            Hold.ended_at.is_(None),
            or_(Hold.until_on.is_(None), Hold.until_on >= on, Hold.kind.in_(JUDGED) & Hold.case_id.is_not(None)),
            or_(Hold.case_id.is_(None), Case.state == CaseState.OPEN),
        )
    )
    if entity is not None:
        statement = statement.where(Hold.entity == entity)
    if customer_id is not None:
        statement = statement.where(Hold.customer_id == customer_id)
    with desk.reading() as session:
        return frame(session, statement.order_by(Hold.id), COLUMNS)
