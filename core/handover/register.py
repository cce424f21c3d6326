"""The register of what is with an agency: every handover, its events, and what the ledger says of it today."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import pandas as pd
from sqlalchemy import select

from core.desk.handover_tables import Handover as HandoverRow
from core.desk.handover_tables import HandoverEvent, HandoverItem
from core.errors import SaldoError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from core.book.book import Book
    from core.desk.engine import Desk


class HandoverState(StrEnum):
    """How a handover stands."""

    HANDED_OVER = "handed_over"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    RETURNED = "returned"  # by the agency: it could not collect
    RECALLED = "recalled"  # by us
    PROPOSED = "proposed"  # waits for the second pair of eyes
    WITHDRAWN = "withdrawn"  # and never went


OPEN: Final = (HandoverState.HANDED_OVER, HandoverState.PARTLY_PAID)
NEVER_WENT: Final = (HandoverState.PROPOSED, HandoverState.WITHDRAWN)


class UnknownHandoverError(SaldoError):
    """A handover that is not there, or no longer open."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "There is no open handover {reference}: look in the register on the page Agency.", reference=reference
        )


@dataclass(frozen=True, kw_only=True)
class Handover:
    """One handover; ``ledger_minor`` is what the ledger still has open of its items, None where it was not asked."""

    id: int
    reference: str
    entity: str
    customer_id: str
    name: str
    state: HandoverState
    agency: str
    fee_percent: float
    currency: str
    principal_minor: int
    costs_minor: int
    interest_minor: int
    as_of: date
    hold_id: int
    file_name: str
    file_sha256: str
    handed_by: str
    handed_at: datetime
    why: str
    paid_minor: int
    fees_minor: int
    closed_at: datetime | None
    ledger_minor: int | None = None

    @property
    def is_open(self) -> bool:
        """Return whether it is with the agency."""
        return self.closed_at is None

    @property
    def claim_minor(self) -> int:
        """Return all that the agency is to collect."""
        return self.principal_minor + self.costs_minor + self.interest_minor

    @property
    def is_settled_here(self) -> bool:
        """Return whether the ledger has nothing open of it while the agency still works on it: it must be told."""
        return self.is_open and self.ledger_minor == 0


def register(desk: Desk, book: Book | None = None) -> list[Handover]:
    """Return every handover that went to an agency, the newest first; with ``book`` also what it still has open."""
    went = select(HandoverRow).where(HandoverRow.state.not_in(NEVER_WENT))
    with desk.reading() as session:
        rows = list(session.scalars(went.order_by(HandoverRow.id.desc())))
        of_them = select(HandoverItem).join(HandoverRow, HandoverRow.id == HandoverItem.handover_id)
        of_them = of_them.where(HandoverRow.state.not_in(NEVER_WENT))
        items = session.scalars(of_them).all() if book is not None else []
    left = {} if book is None else _left(book, list(items), {row.id: row for row in rows})
    return [_told(row, left.get(row.id, 0) if book is not None else None) for row in rows]


def proposals(desk: Desk) -> list[Handover]:
    """Return what waits for the approval of a second person, the oldest first."""
    waits = select(HandoverRow).where(HandoverRow.state == HandoverState.PROPOSED)
    with desk.reading() as session:
        return [_told(row, None) for row in session.scalars(waits.order_by(HandoverRow.id))]


def by_reference(desk: Desk, reference: str) -> Handover:
    """Return the handover called ``reference`` that went to an agency; ``UnknownHandoverError`` when there is none."""
    named = select(HandoverRow).where(HandoverRow.reference == reference, HandoverRow.state.not_in(NEVER_WENT))
    with desk.reading() as session:
        row = session.scalars(named).one_or_none()
    if row is None:
        raise UnknownHandoverError(reference)
    return _told(row, None)


def events(desk: Desk, handover_id: int) -> list[HandoverEvent]:
    """Return what happened with one handover, the oldest first."""
    chosen = select(HandoverEvent).where(HandoverEvent.handover_id == handover_id)
    with desk.reading() as session:
        return list(session.scalars(chosen.order_by(HandoverEvent.id)))


def items(desk: Desk, handover_id: int) -> list[HandoverItem]:
    """Return the items of one handover, as they were that day."""
    chosen = select(HandoverItem).where(HandoverItem.handover_id == handover_id)
    with desk.reading() as session:
        return list(session.scalars(chosen.order_by(HandoverItem.place)))


def success(desk: Desk, agency: str) -> tuple[int, float | None]:
    """Return how many closed handovers ``agency`` has, and which share of their principal it collected; None before the first."""
    closed = [each for each in register(desk) if each.agency == agency and not each.is_open]
    principal = sum(each.principal_minor for each in closed)
    if not principal:
        return len(closed), None
    return len(closed), sum(min(each.paid_minor, each.principal_minor) for each in closed) / principal


def _left(book: Book, known: list[HandoverItem], rows: Mapping[int, HandoverRow]) -> dict[int, int]:
    """Return what the book still has open of each handover's items, in minor units."""
    if not known:
        return {}
    named = pd.DataFrame(
        {
            "row": range(len(known)),
            "entity": [rows[each.handover_id].entity for each in known],
            "customer_id": [rows[each.handover_id].customer_id for each in known],
            "number": [each.number for each in known],
        }
    )
    found = book.frame("named_items", relations={"named": named})
    left: dict[int, int] = {}
    for row, year, part, balance in zip(
        found["row"].tolist(),
        found["fiscal_year"].tolist(),
        found["part_no"].tolist(),
        found["balance_minor"].tolist(),
        strict=True,
    ):
        item = known[int(row)]
        if (item.fiscal_year, item.part_no) == (year, part):
            left[item.handover_id] = left.get(item.handover_id, 0) + int(balance)
    return left


def _told(row: HandoverRow, left: int | None) -> Handover:
    names = (
        "id", "reference", "entity", "customer_id", "name", "agency", "currency", "principal_minor", "costs_minor",
        "interest_minor", "as_of", "hold_id", "file_name", "file_sha256", "handed_by", "handed_at", "why", "paid_minor",
        "fees_minor", "closed_at",
    )  # fmt: skip
    return Handover(
        **{name: getattr(row, name) for name in names},
        state=HandoverState(row.state),
        fee_percent=float(row.fee_percent),
        ledger_minor=left,
    )
