"""Handing over: the file is made, the customer is held at once, and the register has it, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from core.access import four_eyes
from core.access.four_eyes import Kind
from core.acting import permitted, require
from core.actions import Action
from core.campaigns.freshness import hold_customer
from core.campaigns.senders import sender_of
from core.desk import holds
from core.desk.campaign_tables import Message
from core.desk.case_errors import NoReasonError
from core.desk.handover_tables import Handover as HandoverRow
from core.desk.handover_tables import HandoverItem
from core.desk.person_decisions import Decision, Step, write
from core.desk.revisions import Topic, changed
from core.desk.tables import Hold
from core.errors import SaldoError
from core.handover.dossier import dossier
from core.handover.file import zipped
from core.handover.proposals import (
    NotProposedError,
    RefusedHandoverError,
    WithAgencyError,
    because,
    proposed,
    refuse_proposed,
)
from core.handover.register import Handover, HandoverState, UnknownHandoverError, by_reference
from core.handover.rows import TODAY, event, free_reference, items_of, row_of
from core.handover.terms import terms_of
from core.vocabulary import HoldKind, MessageState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from sqlalchemy.orm import Session

    from core.access.four_eyes import Because
    from core.book.book import Book
    from core.desk.engine import Desk
    from core.handover.candidates import Candidate


class OnItsWayError(SaldoError):
    """A message that is leaving at this very moment."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "A message to {name} is being sent at this moment: try again in a minute, so that two do not ask.",
            name=name,
        )


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """What was done for one customer; ``held`` are messages that were still to go."""

    reference: str
    path: Path
    held: int


@dataclass(frozen=True, kw_only=True)
class _Decided:
    """Who decided, why, and who approved it; ``alone`` says why two should have looked at what one person lets go."""

    by: str
    why: str
    approved_by: str
    alone: tuple[Because, ...] = ()
    authors: frozenset[str] = frozenset()
    is_proposed: bool = False


@permitted(Action.HANDOVER)
def hand_over(
    desk: Desk, book: Book, chosen: Sequence[Candidate], *, as_of: date, folder: Path, by: str, why: str
) -> list[HandedOver]:
    """Hand each of ``chosen`` over: a person with a name and a reason decides; nothing of it goes by itself.

    Where two people look (core.handover.proposals), only in a team too small for it, by who may approve, too; it waits for one second look.
    Raises ``NoReasonError``, ``NoAgencyError``, ``RefusedHandoverError``, ``FourEyesError``, ``ProposedError``, ``WithAgencyError`` and
    ``OnItsWayError``; those before the one it is raised for are handed over.
    """
    if not why.strip() or not by.strip():
        raise NoReasonError
    if not chosen:
        return []
    for each in chosen:
        if each.refused is not None:
            raise RefusedHandoverError(each)
        terms_of(desk, each.entity)
    rule = four_eyes.rule(desk)
    with desk.reading() as session:
        for each in chosen:
            refuse_proposed(session, each)
        alone = because(session, chosen, rule, by=by, at=desk.now())
        four_eyes.refuse_alone(session, Kind.HANDOVER, chosen[0].name, by=by, authors={by}, because=alone)
    if alone:
        require(Action.APPROVE)
    decided = _Decided(by=by, why=why, approved_by=by, alone=alone, authors=frozenset({by}))
    rest = replace(decided, alone=())  # one look for what one click let go
    return [
        _one(desk, book, each, as_of=as_of, folder=folder, decided=rest if place else decided)
        for place, each in enumerate(chosen)
    ]


@permitted(Action.APPROVE)
def approve(
    desk: Desk, book: Book, chosen: Sequence[Candidate], *, as_of: date, folder: Path, by: str
) -> list[HandedOver]:
    """Hand over what somebody else proposed, by the claims of ``chosen`` as they are today.

    Raises ``NotProposedError`` for whom nothing waits, ``FourEyesError`` for who proposed it, and as ``hand_over``.
    """
    rule, decided = four_eyes.rule(desk), []
    for each in chosen:
        if each.refused is not None:
            raise RefusedHandoverError(each)
        with desk.reading() as session:
            row = proposed(session, (each.entity, each.customer_id))
            if row is None:
                raise NotProposedError(each.name)
            why_two = because(session, [each], rule, by=by, at=desk.now())
            made_by = frozenset({row.handed_by})
            four_eyes.refuse_alone(session, Kind.HANDOVER, each.name, by=by, authors=made_by, because=why_two)
        decided.append(
            _Decided(by=row.handed_by, why=row.why, approved_by=by, alone=why_two, authors=made_by, is_proposed=True)
        )
    return [
        _one(desk, book, each, as_of=as_of, folder=folder, decided=so) for each, so in zip(chosen, decided, strict=True)
    ]


@permitted(Action.HANDOVER)
def recall(desk: Desk, reference: str, *, by: str, why: str) -> None:
    """Take a customer back from the agency: its reminders may go again, and the register says who and why."""
    close(desk, reference, HandoverState.RECALLED, by=by, why=why)


@permitted(Action.HANDOVER)
def close(desk: Desk, reference: str, state: HandoverState, *, by: str, why: str) -> None:
    """End a handover as ``state``; the hold ends with it, unless it was paid: then the ledger's own payment follows first."""
    if not why.strip():
        raise NoReasonError
    known = by_reference(desk, reference)
    with desk.session() as session:
        changed(session, Topic.HANDOVERS)
        row = session.get_one(HandoverRow, known.id, populate_existing=True, with_for_update=True)
        if row.closed_at is not None:
            raise UnknownHandoverError(reference)
        row.state, row.closed_at, row.turn = state, desk.now(), row.id
        session.add(event(desk, row.id, state, by=by, why=why))
    if state is not HandoverState.PAID:
        holds.end(desk, known.hold_id, by=by, why=f"{state.replace('_', ' ')}: {why}")


def release_closed(desk: Desk, known: Sequence[Handover], *, by: str) -> int:
    """End the holds of closed handovers that still stand; return how many. One that is paid waits until the ledger has nothing open.

    Recalled and returned ones have none any more, unless a process ended between the register and the hold.
    """
    ready = [
        each for each in known if not each.is_open and (each.state is not HandoverState.PAID or each.ledger_minor == 0)
    ]
    return sum(
        holds.end(desk, each.hold_id, by=by, why=f"{each.state.replace('_', ' ')}, and the register knows")
        for each in ready
    )


def _one(desk: Desk, book: Book, candidate: Candidate, *, as_of: date, folder: Path, decided: _Decided) -> HandedOver:
    who = (candidate.entity, candidate.customer_id)
    with desk.reading() as session:
        _refuse_on_its_way(session, candidate)
        waits = proposed(session, who)
    if decided.is_proposed and waits is None:
        raise NotProposedError(candidate.name)
    reference = free_reference(desk, candidate, as_of) if waits is None else waits.reference
    known = dossier(
        desk,
        book,
        candidate,
        reference=reference,
        as_of=as_of,
        agency=terms_of(desk, candidate.entity),
        creditor=sender_of(desk, candidate.entity),
    )
    content = zipped(known)
    path = _put(folder, f"{reference}.zip", content)
    state, by, why = HandoverState.HANDED_OVER, decided.by, decided.why
    row = row_of(desk, candidate, known.agency, state=state, reference=reference, as_of=as_of, by=by, why=why)
    row.file_name, row.file_sha256 = path.name, sha256(content).hexdigest()
    try:
        _keep(desk, row, candidate, decided)
    except IntegrityError as error:
        path.unlink(missing_ok=True)
        raise WithAgencyError(candidate.name) from error
    except SaldoError:
        path.unlink(missing_ok=True)
        raise
    held = hold_customer(desk, entity=who[0], customer_id=who[1], why=f"{HoldKind.AGENCY}: {reference}")
    return HandedOver(reference=reference, path=path, held=held)


def _keep(desk: Desk, row: HandoverRow, candidate: Candidate, decided: _Decided) -> None:
    """Write the handover and its hold in one go: whoever is in the register is held, and the other way round."""
    with desk.session() as session:
        changed(session, Topic.HANDOVERS)
        changed(session, Topic.HOLDS)
        _refuse_on_its_way(session, candidate)  # once more: making the file took seconds
        four_eyes.note_approval(
            session,
            Kind.HANDOVER,
            row.reference,
            by=decided.approved_by,
            at=desk.now(),
            authors=decided.authors,
            because=decided.alone,
            days=four_eyes.rule(desk).look_again_days,
        )
        hold = Hold(
            kind=HoldKind.AGENCY,
            entity=row.entity,
            customer_id=row.customer_id,
            why=f"{row.agency}, {row.reference}: {row.why}",
            created_by=decided.approved_by,
            created_at=desk.now(),
        )
        session.add(hold)
        session.flush()
        row.hold_id = hold.id
        if decided.is_proposed:
            row = _instead(session, row, candidate)
        session.add(row)
        session.flush()
        session.add_all(items_of(candidate, row.id))
        session.add(event(desk, row.id, HandoverState.HANDED_OVER, by=decided.approved_by, why=row.why))
        if candidate.is_person:
            write(session, desk, [_decision(row)], by=decided.approved_by)


def _decision(row: HandoverRow) -> Decision:
    who = (row.entity, row.customer_id)
    return Decision(
        customer=who, step=Step.AGENCY, is_taken=True, why=row.why, grounds=row.grounds, reference=row.reference
    )


def _instead(session: Session, made: HandoverRow, candidate: Candidate) -> HandoverRow:
    """Return the proposal that waits, with what is known today in the place of what was known when it was made."""
    row = proposed(session, (made.entity, made.customer_id), is_locked=True)
    if row is None:
        raise NotProposedError(candidate.name)
    for name in (*TODAY, "state", "hold_id", "file_name", "file_sha256", "handed_at"):
        setattr(row, name, getattr(made, name))
    session.execute(delete(HandoverItem).where(HandoverItem.handover_id == row.id))
    return row


def _refuse_on_its_way(session: Session, candidate: Candidate) -> None:
    going = select(Message.id).where(
        Message.entity == candidate.entity,
        Message.customer_id == candidate.customer_id,
        Message.state == MessageState.SENDING,
    )
    if session.scalar(going.limit(1)) is not None:
        raise OnItsWayError(candidate.name)


def _put(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{name}.part"
    part.write_bytes(content)
    return part.replace(folder / name)
