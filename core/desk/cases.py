"""Cases: what was agreed with a customer or is contested, opened, changed, closed and taken back by people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from core.acting import permitted
from core.actions import Action
from core.desk.case_errors import CaseMovedError, NoReasonError, NothingToUndoError
from core.desk.case_holds import holds_of, kind_of, let_holds_follow
from core.desk.case_tables import Case, CaseEvent, PlanInstalment
from core.desk.revisions import Topic, changed
from core.desk.statements import rows_changed
from core.desk.typed import typed
from core.vocabulary import CaseState, DisputeCause, HoldKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

# What people may change of a case that stands, and what an undo puts back.
CHANGEABLE = ("amount_minor", "until_on", "cause", "owner", "outcome")
KEPT = ("kind", "state", *CHANGEABLE, "closed_by", "closed_at", "closed_why")


@dataclass(frozen=True, kw_only=True)
class ItemName:
    """One due part of a document, as every system names it."""

    document_type: str
    number: str
    fiscal_year: int
    part_no: int


@dataclass(frozen=True, kw_only=True)
class Instalment:
    """One part of a payment plan."""

    due_on: date
    amount_minor: int


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """What is to be opened; ``items`` empty means the whole account."""

    kind: HoldKind
    entity: str
    customer_id: str
    made_on: date
    why: str
    amount_minor: int | None = None
    currency: str | None = None
    until_on: date | None = None
    cause: DisputeCause | None = None
    owner: str | None = None
    already_minor: int = 0
    items: tuple[ItemName, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    follows_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Done:
    """A human act on a case, to show and to take back."""

    case_id: int
    event_id: int


@permitted(Action.AGREE)
def open_case(desk: Desk, new: NewCase, *, by: str) -> Done:
    """Open a case and the holds that keep reminders back while it is open; the one it follows is renegotiated.

    Raises ``CaseMovedError`` when the case it follows is no longer open or broken.
    """
    if not new.why.strip():
        raise NoReasonError
    new = replace(new, why=typed(new.why))
    with desk.session() as session:
        if new.follows_id is not None:
            followed = _case(session, new.follows_id, CaseState.OPEN, CaseState.BROKEN)
            _tell(session, desk, followed, act="renegotiated", by=by, why=new.why)
            _close(followed, CaseState.RENEGOTIATED, by=by, at=desk.now(), why=new.why)
        case = Case(
            kind=kind_of(new.kind, new.cause),
            entity=new.entity,
            customer_id=new.customer_id,
            state=CaseState.OPEN,
            made_on=new.made_on,
            amount_minor=new.amount_minor,
            currency=new.currency,
            until_on=new.until_on,
            cause=new.cause,
            owner=new.owner,
            outcome=None,
            already_minor=new.already_minor,
            paid_minor=0,
            judged_on=None,
            follows_id=new.follows_id,
            why=new.why.strip(),
            created_by=by,
            created_at=desk.now(),
        )
        session.add(case)
        session.flush()
        session.add_all(holds_of(case, new.items))
        session.add_all(
            PlanInstalment(
                case_id=case.id,
                number=number,
                due_on=part.due_on,
                amount_minor=part.amount_minor,
                paid_minor=0,
                is_missed=False,
            )
            for number, part in enumerate(new.instalments, start=1)
        )
        event = _tell(session, desk, case, act="opened", by=by, why=new.why, is_beginning=True)
        return Done(case_id=case.id, event_id=event)


@permitted(Action.AGREE)
def change_case(desk: Desk, case_id: int, *, by: str, why: str, **values: Any) -> Done:  # noqa: ANN401 - fields of CHANGEABLE
    """Change fields of an open case (those of ``CHANGEABLE``); its holds follow."""
    if not why.strip():
        raise NoReasonError
    unknown = set(values) - set(CHANGEABLE)
    if unknown:
        message = f"a case has no field to change called {sorted(unknown)}"
        raise ValueError(message)
    with desk.session() as session:
        case = _case(session, case_id, CaseState.OPEN)
        event = _tell(session, desk, case, act="changed", by=by, why=why)
        for name, value in values.items():
            setattr(case, name, value)
        let_holds_follow(session, case)
        return Done(case_id=case_id, event_id=event)


@permitted(Action.AGREE)
def close_case(desk: Desk, case_id: int, *, by: str, why: str, outcome: str | None = None) -> Done:
    """End a case that stands; from then on the customer is reminded again."""
    if not why.strip():
        raise NoReasonError
    with desk.session() as session:
        case = _case(session, case_id, CaseState.OPEN)
        event = _tell(session, desk, case, act="closed", by=by, why=why)
        case.outcome = outcome
        _close(case, CaseState.CLOSED, by=by, at=desk.now(), why=why)
        return Done(case_id=case_id, event_id=event)


@permitted(Action.AGREE)
def undo(desk: Desk, event_id: int, *, by: str, why: str = "taken back") -> None:
    """Take the latest act on a case back; ``NothingToUndoError`` when it is not the latest, or was undone before."""
    with desk.session() as session:
        changed(session, Topic.HOLDS)  # first: of two people who take back the same, one finds it done
        event = session.get(CaseEvent, event_id)
        if event is None or event.is_undone or _latest(session, event.case_id) != event_id:
            raise NothingToUndoError
        case = session.get_one(Case, event.case_id)
        before = event.before
        event.is_undone = True
        if before is None:
            _close(case, CaseState.WITHDRAWN, by=by, at=desk.now(), why=why)
            if case.follows_id is not None:
                _give_back(session, desk, case.follows_id, by=by, why=why)
        else:
            _put_back(case, before)
        let_holds_follow(session, case)
        _tell(session, desk, case, act="undone", by=by, why=why, is_undone=True)


@permitted(Action.AGREE)
def record_judgement(
    desk: Desk,
    case_id: int,
    *,
    state: CaseState,
    paid_minor: int,
    judged_on: date,
    parts: Sequence[tuple[int, bool]] = (),
) -> bool:
    """Write down what the book says of a promise or plan; return whether its state changed.

    ``parts`` has, for every instalment in order, what came in for it and whether it was missed. A case that a person
    ended in the meantime keeps its state.
    """
    judged = (CaseState.OPEN, CaseState.KEPT, CaseState.BROKEN)
    with desk.session() as session:
        chosen = update(Case).where(Case.id == case_id, Case.state.in_(judged))
        moved = rows_changed(session, chosen.where(Case.state != state).values(state=state)) == 1
        session.execute(chosen.values(paid_minor=paid_minor, judged_on=judged_on))
        for number, (paid, is_missed) in enumerate(parts, start=1):
            part = update(PlanInstalment).where(PlanInstalment.case_id == case_id, PlanInstalment.number == number)
            session.execute(part.values(paid_minor=paid, is_missed=is_missed))
        if moved:
            changed(session, Topic.HOLDS)
        return moved


def _case(session: Session, case_id: int, *states: CaseState) -> Case:
    case = session.scalar(select(Case).where(Case.id == case_id).with_for_update())
    if case is None or case.state not in states:
        raise CaseMovedError
    return case


def _close(case: Case, state: CaseState, *, by: str, at: datetime, why: str) -> None:
    case.state, case.closed_by, case.closed_at, case.closed_why = state, by, at, why


def _give_back(session: Session, desk: Desk, case_id: int, *, by: str, why: str) -> None:
    """Let a case stand again that a case now withdrawn took the place of."""
    event = session.get_one(CaseEvent, _latest(session, case_id))
    case = session.get_one(Case, case_id)
    if event.before is not None:
        event.is_undone = True
        _put_back(case, event.before)
        _tell(session, desk, case, act="undone", by=by, why=why, is_undone=True)


def _latest(session: Session, case_id: int) -> int | None:
    standing = select(CaseEvent.id).where(CaseEvent.case_id == case_id, ~CaseEvent.is_undone)
    return session.scalar(standing.order_by(CaseEvent.id.desc()).limit(1))


def _put_back(case: Case, before: dict[str, Any]) -> None:
    for name in KEPT:
        value = before[name]
        if name == "until_on" and value is not None:
            value = date.fromisoformat(value)
        if name == "closed_at" and value is not None:
            value = datetime.fromisoformat(value)
        setattr(case, name, value)


def _tell(
    session: Session,
    desk: Desk,
    case: Case,
    *,
    act: str,
    by: str,
    why: str,
    is_beginning: bool = False,
    is_undone: bool = False,
) -> int:
    """Write down a human act with what was before it, and count the change."""
    changed(session, Topic.HOLDS)
    seen = {name: getattr(case, name) for name in KEPT}
    before = {name: value.isoformat() if isinstance(value, date) else value for name, value in seen.items()}
    event = CaseEvent(
        case_id=case.id,
        act=act,
        acted_by=by,
        acted_at=desk.now(),
        why=why.strip(),
        before=None if is_beginning else before,
        is_undone=is_undone,
    )
    session.add(event)
    session.flush()
    return event.id
