"""Handing over is for two people: why, who may alone, and the proposal that waits for whoever did not make it."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from core.access import four_eyes
from core.access.four_eyes import Approver
from core.acting import current, permitted
from core.actions import Action
from core.clock import LOCAL, local_day
from core.desk.case_errors import NoReasonError
from core.desk.handover_tables import Handover as HandoverRow
from core.desk.handover_tables import HandoverEvent
from core.desk.revisions import Topic, changed
from core.errors import SaldoError
from core.handover.register import NEVER_WENT, HandoverState
from core.handover.rows import event, free_reference, items_of, row_of
from core.handover.terms import terms_of
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from core.access.four_eyes import Because, Rule
    from core.desk.contacts import Customer
    from core.desk.engine import Desk
    from core.handover.candidates import Candidate


class RefusedHandoverError(SaldoError):
    """A customer whom the law does not let go to an agency yet."""

    def __init__(self, candidate: Candidate) -> None:
        told = candidate.refused.sentence if candidate.refused is not None else ""
        super().__init__("{name} cannot be handed over yet. {told}", name=candidate.name, told=Sentence(told))
        self.candidate = candidate


class WithAgencyError(SaldoError):
    """A customer who is with an agency already."""

    def __init__(self, name: str) -> None:
        super().__init__("{name} is with an agency already: recall that handover first.", name=name)


class ProposedError(SaldoError):
    """A customer whose handover waits for approval."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "The handover of {name} is proposed and waits for approval: approve it, or withdraw it first.", name=name
        )


class NotProposedError(SaldoError):
    """An approval of what nobody proposed, or what was decided on meanwhile."""

    def __init__(self, name: str) -> None:
        super().__init__("No handover of {name} waits for approval any more: reload the page.", name=name)


def because(session: Session, chosen: Sequence[Candidate], rule: Rule, *, by: str, at: datetime) -> tuple[Because, ...]:
    """Return why two people look at handing ``chosen`` over: it is a legal step, and by what is asked.

    What ``by`` handed over alone on the day of ``at`` counts along; an amount that is not in euros is above every limit.
    """
    alone = _alone_that_day(session, by=by, at=at)
    asked = {each.currency for each in chosen} | {each.currency for each in alone}
    claims = [each.principal_minor + each.claim.costs_total_minor + each.claim.interest_minor for each in chosen]
    earlier = [each.principal_minor + each.costs_minor + each.interest_minor for each in alone]
    return rule.because(asked_minor=sum((*claims, *earlier)) if asked <= {"EUR"} else None, messages=0, is_legal=True)


def _alone_that_day(session: Session, *, by: str, at: datetime) -> list[HandoverRow]:
    began = datetime.combine(local_day(at), time(), LOCAL)
    was_proposed = exists().where(
        HandoverEvent.handover_id == HandoverRow.id, HandoverEvent.act == HandoverState.PROPOSED
    )
    own = select(HandoverRow).where(
        HandoverRow.handed_by == by, HandoverRow.handed_at >= began, HandoverRow.state.not_in(NEVER_WENT), ~was_proposed
    )
    return list(session.scalars(own))


def approver(desk: Desk, chosen: Sequence[Candidate], *, by: str, made_by: str) -> Approver:
    """Return what four eyes say of ``by`` letting go what ``made_by`` chose, before anything is done."""
    rule = four_eyes.rule(desk)
    with desk.reading() as session:
        return Approver(
            because=because(session, chosen, rule, by=by, at=desk.now()),
            is_author=four_eyes.is_author(by, {made_by}),
            is_small_team=four_eyes.is_small_team(session),
        )


def goes_alone(desk: Desk, chosen: Sequence[Candidate], *, by: str) -> bool:
    """Return whether ``by``, who acts, may hand ``chosen`` over at once; else they propose it."""
    found = approver(desk, chosen, by=by, made_by=by)
    return found.may_approve and (not found.because or current().may(Action.APPROVE))


@permitted(Action.HANDOVER)
def propose(desk: Desk, chosen: Sequence[Candidate], *, as_of: date, by: str, why: str) -> list[str]:
    """Propose to hand each of ``chosen`` over, and return the references; all of them or nothing.

    Nothing goes and nothing is held before somebody else approves. Raises ``NoReasonError``, ``NoAgencyError``,
    ``RefusedHandoverError``, ``ProposedError`` and ``WithAgencyError``.
    """
    if not why.strip() or not by.strip():
        raise NoReasonError
    rows = []
    for each in chosen:
        if each.refused is not None:
            raise RefusedHandoverError(each)
        agency, reference = terms_of(desk, each.entity), free_reference(desk, each, as_of)
        state = HandoverState.PROPOSED
        rows.append(row_of(desk, each, agency, state=state, reference=reference, as_of=as_of, by=by, why=why))
    with desk.session() as session:
        changed(session, Topic.HANDOVERS)
        for row, each in zip(rows, chosen, strict=True):
            refuse_proposed(session, each)
            session.add(row)
            try:
                session.flush()
            except IntegrityError:
                raise WithAgencyError(each.name) from None
            session.add_all(items_of(each, row.id))
            session.add(event(desk, row.id, HandoverState.PROPOSED, by=by, why=why))
    return [row.reference for row in rows]


@permitted(Action.STOP)
def withdraw(desk: Desk, reference: str, *, by: str, why: str) -> None:
    """Take a proposal back, or say no to it; ``NoReasonError`` without a reason."""
    if not why.strip():
        raise NoReasonError
    named = select(HandoverRow).where(HandoverRow.reference == reference, HandoverRow.state == HandoverState.PROPOSED)
    with desk.session() as session:
        changed(session, Topic.HANDOVERS)
        row = session.scalar(named.with_for_update())
        if row is None:
            raise NotProposedError(reference)
        row.state, row.closed_at, row.turn = HandoverState.WITHDRAWN, desk.now(), row.id
        session.add(event(desk, row.id, HandoverState.WITHDRAWN, by=by, why=why))


def proposed(session: Session, who: Customer, *, is_locked: bool = False) -> HandoverRow | None:
    """Return the proposal about a customer that waits."""
    waits = select(HandoverRow).where(
        HandoverRow.entity == who[0], HandoverRow.customer_id == who[1], HandoverRow.state == HandoverState.PROPOSED
    )
    return session.scalar(waits.with_for_update() if is_locked else waits)


def refuse_proposed(session: Session, candidate: Candidate) -> None:
    """Raise :class:`ProposedError` for whom a proposal waits: it is approved, or withdrawn, before anything else."""
    if proposed(session, (candidate.entity, candidate.customer_id)) is not None:
        raise ProposedError(candidate.name)
