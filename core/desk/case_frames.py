"""Cases as plain frames: promises, plans with their instalments, disputes, and everything of one customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.desk.case_tables import Case, CaseEvent, PlanInstalment
from core.desk.cases import ItemName
from core.desk.frames import frame
from core.desk.tables import Hold
from core.vocabulary import CaseState, HoldKind

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd
    from sqlalchemy import Select

    from core.desk.engine import Desk

DAY, INSTANT = "datetime64[us]", "datetime64[us, UTC]"
NAME = {"case_id": "int64", "entity": "str", "customer_id": "str"}
PROMISES = {
    **NAME,
    "amount_minor": "int64",
    "currency": "str",
    "promised_on": DAY,
    "made_on": DAY,
    "made_at": INSTANT,
    "state": "str",
    "paid_minor": "int64",
    "judged_on": DAY,
}
INSTALMENTS = {
    **NAME,
    "number": "int64",
    "due_on": DAY,
    "amount_minor": "int64",
    "currency": "str",
    "paid_minor": "int64",
    "is_missed": "bool",
    "state": "str",
}
DISPUTES = {
    **NAME,
    "kind": "str",
    "cause": "str",
    "amount_minor": "Int64",
    "currency": "str",
    "owner": "str",
    "deadline_on": DAY,
    "opened_on": DAY,
    "opened_at": INSTANT,
    "state": "str",
    "outcome": "str",
    "closed_at": INSTANT,
}
CASES = {
    "case_id": "int64",
    "kind": "str",
    "state": "str",
    "made_on": DAY,
    "amount_minor": "Int64",
    "currency": "str",
    "until_on": DAY,
    "cause": "str",
    "owner": "str",
    "outcome": "str",
    "paid_minor": "int64",
    "judged_on": DAY,
    "follows_id": "Int64",
    "why": "str",
    "created_by": "str",
    "created_at": INSTANT,
    "closed_by": "str",
    "closed_at": INSTANT,
    "closed_why": "str",
}
ITEMS = {
    "case_id": "int64",
    "entity": "str",
    "customer_id": "str",
    "document_type": "str",
    "number": "str",
    "fiscal_year": "Int64",
    "part_no": "Int64",
}
EVENTS = {
    "event_id": "int64",
    "case_id": "int64",
    "act": "str",
    "acted_by": "str",
    "acted_at": INSTANT,
    "why": "str",
    "is_undone": "bool",
}
PARTS = ["document_type", "number", "fiscal_year", "part_no"]
"""What names a due part of a document, as ``ItemName`` has it."""
CONTESTED = (HoldKind.DISPUTE, HoldKind.WAITING_ON_US)


def promises(desk: Desk) -> pd.DataFrame:
    """Return every promise that was not taken back, one row each with PROMISES.

    ``state`` is open, kept, broken, renegotiated or closed; ``paid_minor`` came in for it since, as the book told on
    ``judged_on``. ``made_on`` is the day of the book it speaks from, ``made_at`` the instant it was noted.
    """
    of_kind = _standing(
        Case.id, Case.entity, Case.customer_id, Case.amount_minor, Case.currency, Case.until_on, Case.made_on,
        Case.created_at, Case.state, Case.paid_minor, Case.judged_on,
    ).where(Case.kind == HoldKind.PROMISE)  # fmt: skip
    return _frame(desk, of_kind, PROMISES)


def plan_instalments(desk: Desk) -> pd.DataFrame:
    """Return the parts of every payment plan that was not taken back, with INSTALMENTS; ``state`` is that of the plan."""
    parts = _standing(
        Case.id, Case.entity, Case.customer_id, PlanInstalment.number, PlanInstalment.due_on,
        PlanInstalment.amount_minor, Case.currency, PlanInstalment.paid_minor, PlanInstalment.is_missed, Case.state,
    ).join(PlanInstalment, PlanInstalment.case_id == Case.id)  # fmt: skip
    return _frame(desk, parts.order_by(PlanInstalment.number), INSTALMENTS)


def disputes(desk: Desk) -> pd.DataFrame:
    """Return every dispute people noted and did not take back, with DISPUTES; ``kind`` says whether it waits on us."""
    contested = _standing(
        Case.id, Case.entity, Case.customer_id, Case.kind, Case.cause, Case.amount_minor, Case.currency, Case.owner,
        Case.until_on, Case.made_on, Case.created_at, Case.state, Case.outcome, Case.closed_at,
    ).where(Case.kind.in_(CONTESTED))  # fmt: skip
    return _frame(desk, contested, DISPUTES)


def judged_cases(desk: Desk, *, entity: str | None = None, customer_id: str | None = None) -> pd.DataFrame:
    """Return the promises and plans that the book decides about: open, kept or broken.

    Columns: case_id, entity, customer_id, kind, state, made_on, amount_minor, currency, until_on, already_minor, paid_minor.
    """
    columns = {**NAME, "kind": "str", "state": "str", "made_on": DAY, "amount_minor": "int64", "currency": "str"}
    columns |= {"until_on": DAY, "already_minor": "int64", "paid_minor": "int64"}
    rows = select(
        Case.id, Case.entity, Case.customer_id, Case.kind, Case.state, Case.made_on, Case.amount_minor, Case.currency,
        Case.until_on, Case.already_minor, Case.paid_minor,
    ).where(
        Case.kind.in_((HoldKind.PROMISE, HoldKind.PLAN)),
        Case.state.in_((CaseState.OPEN, CaseState.KEPT, CaseState.BROKEN)),
    ).order_by(Case.id)  # fmt: skip
    if entity is not None:
        rows = rows.where(Case.entity == entity, Case.customer_id == customer_id)
    return _frame(desk, rows, columns)


def case_items(
    desk: Desk, *, entity: str | None = None, customer_id: str | None = None, case_ids: Collection[int] | None = None
) -> pd.DataFrame:
    """Return the documents every case (of a customer, or of ``case_ids``) is about, with ITEMS; a number that is null is the whole account."""
    names = select(
        Hold.case_id, Hold.entity, Hold.customer_id, Hold.document_type, Hold.number, Hold.fiscal_year, Hold.part_no
    ).where(Hold.case_id.is_not(None))
    if entity is not None:
        names = names.where(Hold.entity == entity, Hold.customer_id == customer_id)
    if case_ids is not None:
        names = names.where(Hold.case_id.in_(case_ids))
    return _frame(desk, names.order_by(Hold.id), ITEMS)


def item_names(rows: pd.DataFrame) -> tuple[ItemName, ...]:
    """Return what ``rows`` name, in their order; they need the columns PARTS, and no null in them."""
    return tuple(
        ItemName(document_type=str(kind), number=str(number), fiscal_year=int(year), part_no=int(part))
        for kind, number, year, part in rows[PARTS].itertuples(index=False)
    )


def cases_of(desk: Desk, *, entity: str, customer_id: str) -> pd.DataFrame:
    """Return every case of one customer, the newest first, with CASES; those taken back stay among them."""
    rows = select(*(Case.id if name == "case_id" else getattr(Case, name) for name in CASES))
    of_customer = rows.where(Case.entity == entity, Case.customer_id == customer_id)
    return _frame(desk, of_customer.order_by(Case.id.desc()), CASES)


def instalments_of(desk: Desk, case_id: int) -> pd.DataFrame:
    """Return the parts of one plan: number, due_on, amount_minor, paid_minor, is_missed."""
    columns = {"number": "int64", "due_on": DAY, "amount_minor": "int64", "paid_minor": "int64", "is_missed": "bool"}
    parts = select(*(getattr(PlanInstalment, name) for name in columns)).where(PlanInstalment.case_id == case_id)
    return _frame(desk, parts.order_by(PlanInstalment.number), columns)


def events_of(desk: Desk, case_id: int) -> pd.DataFrame:
    """Return every human act on one case, the oldest first, with EVENTS."""
    rows = select(*(CaseEvent.id if name == "event_id" else getattr(CaseEvent, name) for name in EVENTS))
    return _frame(desk, rows.where(CaseEvent.case_id == case_id).order_by(CaseEvent.id), EVENTS)


def _standing(*columns: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - columns of SQLAlchemy
    return select(*columns).where(Case.state != CaseState.WITHDRAWN).order_by(Case.id)


def _frame(desk: Desk, statement: Select[*tuple[Any, ...]], columns: dict[str, str]) -> pd.DataFrame:
    with desk.reading() as session:
        return frame(session, statement, columns)
