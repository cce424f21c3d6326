"""Calls that people made, and what came of them: kept for good, also those taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, case, func, select

from core.desk.call_tables import Call
from core.desk.frames import frame
from core.desk.revisions import Topic, changed
from core.desk.typed import typed
from core.vocabulary import CallOutcome

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd
    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

COLUMNS: Final = {
    "call_id": "int64",
    "message_id": "Int64",
    "entity": "str",
    "customer_id": "str",
    "number": "str",
    "outcome": "str",
    "is_right_party": "bool",
    "said": "str",
    "case_id": "Int64",
    "again_at": "datetime64[us, UTC]",
    "called_by": "str",
    "called_at": "datetime64[us, UTC]",
}


@dataclass(frozen=True, kw_only=True)
class NewCall:
    """One call as it is to be kept; ``before`` is the message of the ledger as it was, to be put back by an undo."""

    entity: str
    customer_id: str
    number: str
    outcome: CallOutcome
    is_right_party: bool
    said: str = ""
    message_id: int | None = None
    case_id: int | None = None
    case_event_id: int | None = None
    note_id: int | None = None
    again_at: datetime | None = None
    before: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CallFigures:
    """Calls of some time: how many were made, how many got an answer, reached who decides, and ended in a promise."""

    attempts: int
    answered: int
    right_party: int
    promises: int

    @property
    def right_party_share(self) -> float | None:
        """Right-party contacts per attempt; None before the first."""
        return self.right_party / self.attempts if self.attempts else None

    @property
    def right_party_of_answered(self) -> float | None:
        """Right-party contacts per call that was answered; None before the first."""
        return self.right_party / self.answered if self.answered else None

    @property
    def promise_share(self) -> float | None:
        """Promises per right-party contact; None before the first."""
        return self.promises / self.right_party if self.right_party else None


def record(session: Session, new: NewCall, *, by: str, at: datetime) -> int:
    """Write a call down in the caller's transaction and return its id."""
    changed(session, Topic.WORK)
    row = Call(
        message_id=new.message_id,
        entity=new.entity,
        customer_id=new.customer_id,
        number=new.number,
        outcome=new.outcome,
        is_right_party=new.is_right_party,
        said=typed(new.said),
        case_id=new.case_id,
        case_event_id=new.case_event_id,
        note_id=new.note_id,
        again_at=new.again_at,
        before=new.before,
        called_by=by,
        called_at=at,
    )
    session.add(row)
    session.flush()
    return row.id


def calls_of(desk: Desk, *, entity: str, customer_id: str, limit: int = 20) -> pd.DataFrame:
    """Return the latest calls with one customer that were not taken back, the newest first, with COLUMNS."""
    rows = select(Call.id, *(getattr(Call, name) for name in COLUMNS if name != "call_id")).where(
        Call.entity == entity, Call.customer_id == customer_id, Call.undone_at.is_(None)
    )
    with desk.reading() as session:
        return frame(session, rows.order_by(Call.id.desc()).limit(limit), COLUMNS)


def tries(session: Session, message_id: int) -> int:
    """Return how often a call of the ledger was tried without an answer."""
    counted = select(func.count()).where(
        Call.message_id == message_id, Call.outcome == CallOutcome.NO_ANSWER, Call.undone_at.is_(None)
    )
    return session.scalar(counted) or 0


def figures(desk: Desk, since: datetime, *, by: str | None = None) -> CallFigures:
    """Return the calls since an instant in figures, of everybody or of one person."""
    is_answered = Call.outcome.not_in((CallOutcome.NO_ANSWER, CallOutcome.WRONG_NUMBER))
    counted = select(
        func.count(),
        func.count(case((is_answered, 1))),
        func.count(case((Call.is_right_party, 1))),
        func.count(case((and_(Call.is_right_party, Call.outcome == CallOutcome.PROMISE), 1))),
    ).where(Call.called_at >= since, Call.undone_at.is_(None))
    if by is not None:
        counted = counted.where(Call.called_by == by)
    with desk.reading() as session:
        attempts, answered, right_party, promises = session.execute(counted).one()
    return CallFigures(attempts=attempts, answered=answered, right_party=right_party, promises=promises)
