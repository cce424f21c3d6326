"""A handover as the desk keeps it: its row, its items as they are that day, and its events."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from core.desk.handover_tables import Handover as HandoverRow
from core.desk.handover_tables import HandoverEvent, HandoverItem

if TYPE_CHECKING:
    from datetime import date

    from core.desk.engine import Desk
    from core.handover.candidates import Candidate
    from core.handover.register import HandoverState
    from core.handover.terms import AgencyTerms


TODAY: Final = (
    "name", "agency", "fee_percent", "currency", "principal_minor", "costs_minor", "interest_minor", "grounds", "as_of",
)  # fmt: skip
"""What a row says of the claim on its day."""


def row_of(
    desk: Desk,
    candidate: Candidate,
    agency: AgencyTerms,
    *,
    state: HandoverState,
    reference: str,
    as_of: date,
    by: str,
    why: str,
) -> HandoverRow:
    """Return the row of a handover that ``by`` decides on; it has no file and no hold yet."""
    return HandoverRow(
        reference=reference,
        entity=candidate.entity,
        customer_id=candidate.customer_id,
        turn=0,
        state=state,
        name=candidate.name,
        agency=agency.name,
        fee_percent=str(agency.fee_percent),
        currency=candidate.currency,
        principal_minor=candidate.principal_minor,
        costs_minor=candidate.claim.costs_total_minor,
        interest_minor=candidate.claim.interest_minor,
        grounds=_grounds(candidate),
        as_of=as_of,
        hold_id=0,
        file_name="",
        file_sha256="",
        handed_by=by,
        handed_at=desk.now(),
        why=why.strip(),
        paid_minor=0,
        fees_minor=0,
        closed_at=None,
    )


def items_of(candidate: Candidate, handover_id: int) -> list[HandoverItem]:
    """Return the items as they are that day."""
    return [
        HandoverItem(
            handover_id=handover_id,
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
    ]


def event(desk: Desk, handover_id: int, act: str, *, by: str, why: str) -> HandoverEvent:
    """Return what somebody did with a handover today."""
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


def free_reference(desk: Desk, candidate: Candidate, as_of: date) -> str:
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
