"""Decisions of people on steps to a natural person's disadvantage: by name, with the reason, taken or not taken after all."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select

from core.acting import SYSTEM, current, permitted
from core.actions import Action
from core.desk.case_errors import NoReasonError
from core.desk.frames import frame
from core.desk.privacy_tables import PersonDecision
from core.desk.typed import typed
from core.errors import SaldoError
from core.sentence import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from sqlalchemy.orm import Session

    from core.desk.contacts import Customer
    from core.desk.engine import Desk


class Step(StrEnum):
    """What can be done to a natural person's disadvantage here, and so only by a person who says why."""

    AGENCY = "agency"  # handed over to a collection agency
    DELIVERY_STOP = "delivery_stop"
    CREDIT_REFUSAL = "credit_refusal"
    COSTS = "costs"  # collection costs and interest asked on top of what is owed


class NobodyDecidedError(SaldoError):
    """A step to a natural person's disadvantage that no person decided on with a reason."""

    def __init__(self, step: Step, count: int) -> None:
        super().__init__(
            "This is to the disadvantage of {who} ({step}): a person decides that by name and says why (GDPR art. 22). "
            "Write the reason, or leave them out.",
            who=counted("{n} natural person", "{n} natural persons", count),
            step=step,
        )
        self.step, self.count = step, count


class ByItselfError(SaldoError):
    """A step to a natural person's disadvantage that a schedule or worker tries."""

    def __init__(self, step: Step) -> None:
        super().__init__(
            "This is to the disadvantage of a natural person ({step}): it does not go by itself (GDPR art. 22). A "
            "person decides on it by name and says why.",
            step=step,
        )


COLUMNS: Final = {
    "decision_id": "int64",
    "entity": "str",
    "customer_id": "str",
    "step": "str",
    "is_taken": "bool",
    "grounds": "object",
    "reference": "str",
    "why": "str",
    "decided_by": "str",
    "decided_at": "datetime64[us, UTC]",
}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What somebody decided of one customer; ``grounds`` are the facts that were shown to them."""

    customer: Customer
    step: Step
    is_taken: bool
    why: str
    grounds: Mapping[str, Any] = field(default_factory=dict)
    reference: str = ""
    campaign_id: int | None = None


@permitted(Action.DECIDE)
def decide_on_person(desk: Desk, decision: Decision, *, by: str) -> None:
    """Keep a decision; ``NoReasonError`` without a name or a reason. Not taking a step that was advised is one, too."""
    with desk.session() as session:
        write(session, desk, [decision], by=by)


def write(session: Session, desk: Desk, decided: Sequence[Decision], *, by: str) -> None:
    """Keep ``decided`` in the transaction that does what they decide.

    ``NoReasonError`` without a name or a reason; :class:`ByItselfError` for a worker or schedule that takes such a step.
    """
    taken = [each.step for each in decided if each.is_taken]
    if taken and current() is SYSTEM:
        raise ByItselfError(taken[0])
    if not by.strip() or any(not each.why.strip() for each in decided):
        raise NoReasonError
    now = desk.now()
    rows = [
        {
            "entity": each.customer[0],
            "customer_id": each.customer[1],
            "step": each.step,
            "is_taken": each.is_taken,
            "grounds": dict(each.grounds),
            "reference": each.reference,
            "campaign_id": each.campaign_id,
            "why": typed(each.why.strip()),
            "decided_by": by,
            "decided_at": now,
        }
        for each in decided
    ]
    if rows:
        session.execute(insert(PersonDecision), rows)


def decisions(desk: Desk, *, customer: Customer | None = None, most: int | None = None) -> pd.DataFrame:
    """Return the decisions on everybody or on one ``customer``, the newest first: COLUMNS."""
    names = (name for name in COLUMNS if name != "decision_id")
    wanted = select(PersonDecision.id.label("decision_id"), *(getattr(PersonDecision, name) for name in names))
    if customer is not None:
        wanted = wanted.where(PersonDecision.entity == customer[0], PersonDecision.customer_id == customer[1])
    with desk.reading() as session:
        return frame(session, wanted.order_by(PersonDecision.id.desc()).limit(most), COLUMNS)


def require_reason(step: Step, people: Iterable[Customer], *, by: str, why: str) -> list[Customer]:
    """Return ``people`` as a list; raise :class:`NobodyDecidedError` when there are any and nobody says by name why."""
    found = list(people)
    if found and not (by.strip() and why.strip()):
        raise NobodyDecidedError(step, len(found))
    return found
