"""Handing over: the file is made, the customer is held at once, and the register has it, all or nothing."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.acting import permitted
from core.actions import Action
from core.campaigns.freshness import hold_customer
from core.campaigns.senders import sender_of
from core.desk import holds
from core.desk.campaign_tables import Message
from core.desk.case_errors import NoReasonError
from core.desk.handover_tables import Handover as HandoverRow
from core.desk.handover_tables import HandoverEvent, HandoverItem
from core.desk.person_decisions import Decision, Step, write
from core.desk.revisions import Topic, changed
from core.desk.tables import Hold
from core.errors import SaldoError
from core.handover.dossier import dossier
from core.handover.file import zipped
from core.handover.register import Handover, HandoverState, UnknownHandoverError, by_reference
from core.handover.terms import terms_of
from core.vocabulary import HoldKind, MessageState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from sqlalchemy.orm import Session

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.handover.candidates import Candidate


class RefusedHandoverError(SaldoError):
    """A customer whom the law does not let go to an agency yet."""

    def __init__(self, candidate: Candidate) -> None:
        told = candidate.refused.sentence if candidate.refused is not None else ""
        super().__init__(f"{candidate.name} cannot be handed over yet. {told}")
        self.candidate = candidate


class OnItsWayError(SaldoError):
    """A message that is leaving at this very moment."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"A message to {name} is being sent at this moment: try again in a minute, so that two do not ask."
        )


class WithAgencyError(SaldoError):
    """A customer who is with an agency already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is with an agency already: recall that handover first.")


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """What was done for one customer; ``held`` are messages that were still to go."""

    reference: str
    path: Path
    held: int


@permitted(Action.HANDOVER)
def hand_over(
    desk: Desk, book: Book, chosen: Sequence[Candidate], *, as_of: date, folder: Path, by: str, why: str
) -> list[HandedOver]:
    """Hand each of ``chosen`` over: a person with a name and a reason decides; nothing of it goes by itself.

    Raises ``NoReasonError``, ``NoAgencyError``, ``RefusedHandoverError``, ``WithAgencyError`` and ``OnItsWayError``; those before
    the one it is raised for are handed over.
    """
    if not why.strip() or not by.strip():
        raise NoReasonError
    for each in chosen:
        if each.refused is not None:
            raise RefusedHandoverError(each)
        terms_of(desk, each.entity)
    return [_one(desk, book, each, as_of=as_of, folder=folder, by=by, why=why) for each in chosen]


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
        session.add(_event(desk, row.id, state, by=by, why=why))
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


def _one(desk: Desk, book: Book, candidate: Candidate, *, as_of: date, folder: Path, by: str, why: str) -> HandedOver:
    who = (candidate.entity, candidate.customer_id)
    with desk.reading() as session:
        _refuse_on_its_way(session, candidate)
    reference = _reference(desk, candidate, as_of)
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
    row = HandoverRow(
        reference=reference,
        entity=candidate.entity,
        customer_id=candidate.customer_id,
        turn=0,
        name=candidate.name,
        state=HandoverState.HANDED_OVER,
        agency=known.agency.name,
        fee_percent=str(known.agency.fee_percent),
        currency=candidate.currency,
        principal_minor=candidate.principal_minor,
        costs_minor=candidate.claim.costs_total_minor,
        interest_minor=candidate.claim.interest_minor,
        grounds=_grounds(candidate),
        as_of=as_of,
        hold_id=0,
        file_name=path.name,
        file_sha256=sha256(content).hexdigest(),
        handed_by=by,
        handed_at=desk.now(),
        why=why.strip(),
        paid_minor=0,
        fees_minor=0,
        closed_at=None,
    )
    try:
        _keep(desk, row, candidate, by=by, why=why)
    except IntegrityError as error:
        path.unlink(missing_ok=True)
        raise WithAgencyError(candidate.name) from error
    except OnItsWayError:
        path.unlink(missing_ok=True)
        raise
    held = hold_customer(desk, entity=who[0], customer_id=who[1], why=f"{HoldKind.AGENCY}: {reference}")
    return HandedOver(reference=reference, path=path, held=held)


def _keep(desk: Desk, row: HandoverRow, candidate: Candidate, *, by: str, why: str) -> None:
    """Write the handover and its hold in one go: whoever is in the register is held, and the other way round."""
    with desk.session() as session:
        changed(session, Topic.HANDOVERS)
        changed(session, Topic.HOLDS)
        _refuse_on_its_way(session, candidate)  # once more: making the file took seconds
        hold = Hold(
            kind=HoldKind.AGENCY,
            entity=row.entity,
            customer_id=row.customer_id,
            why=f"{row.agency}, {row.reference}: {why.strip()}",
            created_by=by,
            created_at=desk.now(),
        )
        session.add(hold)
        session.flush()
        row.hold_id = hold.id
        session.add(row)
        session.flush()
        session.add_all(
            HandoverItem(
                handover_id=row.id,
                place=place,
                document_type=each.document_type,
                number=each.number,
                fiscal_year=each.fiscal_year,
                part_no=each.part_no,
                issued_on=each.issued_on,
                due_on=each.due_on,
                currency=each.currency,
                balance_minor=each.balance_minor,
            )
            for place, each in enumerate(candidate.parts, start=1)
        )
        session.add(_event(desk, row.id, HandoverState.HANDED_OVER, by=by, why=why))
        if candidate.is_person:
            decided = Decision(
                customer=(row.entity, row.customer_id),
                step=Step.AGENCY,
                is_taken=True,
                why=why,
                grounds=row.grounds,
                reference=row.reference,
            )
            write(session, desk, [decided], by=by)


def _event(desk: Desk, handover_id: int, act: str, *, by: str, why: str) -> HandoverEvent:
    return HandoverEvent(
        handover_id=handover_id,
        act=act,
        happened_on=desk.now().date(),
        paid_minor=0,
        fee_minor=0,
        acted_by=by,
        acted_at=desk.now(),
        why=why.strip(),
        source=None,
        source_line=None,
    )


def _refuse_on_its_way(session: Session, candidate: Candidate) -> None:
    going = select(Message.id).where(
        Message.entity == candidate.entity,
        Message.customer_id == candidate.customer_id,
        Message.state == MessageState.SENDING,
    )
    if session.scalar(going.limit(1)) is not None:
        raise OnItsWayError(candidate.name)


def _reference(desk: Desk, candidate: Candidate, as_of: date) -> str:
    """Return a name for the file that is free: day, company and customer."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", f"{candidate.entity}-{candidate.customer_id}").strip("-")[:24]
    stem = f"{as_of:%Y%m%d}-{plain}"
    taken = select(HandoverRow.reference).where(HandoverRow.reference.startswith(stem, autoescape=True))
    with desk.reading() as session:
        known = set(session.scalars(taken))
    return next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, len(known) + 3))) if name not in known)


def _grounds(candidate: Candidate) -> dict[str, Any]:
    return {
        **{name: value for name, value in asdict(candidate.expected).items() if name != "basis"},
        "basis": str(candidate.expected.basis),
        "notices": sorted({each.notice.sent_on.isoformat() for each in candidate.parts if each.notice is not None}),
        "is_person": candidate.is_person,
    }


def _put(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{name}.part"
    part.write_bytes(content)
    return part.replace(folder / name)
