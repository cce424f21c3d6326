"""The agency's statement: what it took in, kept and gave back, as a file by mapping; each line counts once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from core.desk.handover_tables import Handover as HandoverRow
from core.desk.handover_tables import HandoverEvent
from core.desk.revisions import Topic, changed
from core.desk.side_frames import facts
from core.handover.place import close
from core.handover.register import OPEN, Handover, HandoverState, register
from core.intake.field_types import ImportKind

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pandas as pd

    from core.desk.engine import Desk

BY: Final = "agency statement"
SOURCE: Final = "agency statement"
BODY: Final = ("reference", "agency_state", "amount_minor", "fee_minor", "currency", "paid_on", "note")


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What a statement did: lines counted now, handovers closed, and lines that name no handover of ours or another currency."""

    lines: int = 0
    closed: int = 0
    unmatched: int = 0


def lines(desk: Desk) -> pd.DataFrame:
    """Return every line of the agencies' statements that holds: the columns of a side fact, and BODY."""
    return facts(desk, ImportKind.AGENCY, columns=BODY)


def settle(desk: Desk, *, by: str = BY) -> Settled:
    """Bring the register up to date with the statements; a line that counts already changes nothing.

    What a handover brought is the sum of its lines as they hold now, so a corrected line corrects it. Paid in full or said to be
    paid closes it as paid; said to be returned, as returned. A payment of less is partly paid.
    """
    said = lines(desk)
    handovers = {each.id: each for each in register(desk)}
    names = _Names.of(list(handovers.values()), _counted(desk))
    groups: dict[int, list[dict[Hashable, Any]]] = defaultdict(list)
    unmatched = 0
    for row in said.to_dict("records"):
        found = names.whose(row)
        if found is None:
            unmatched += 1
        else:
            groups[found.id].append(row)
    fresh = closed = 0
    # Lines that were taken back leave a handover with fewer of them, or with none.
    groups |= {
        each.id: [] for each in handovers.values() if each.id not in groups and (each.paid_minor or each.fees_minor)
    }
    for handover_id, told in groups.items():
        new, is_closed = _count(desk, handovers[handover_id], told, by=by)
        fresh, closed = fresh + new, closed + is_closed
    return Settled(lines=fresh, closed=closed, unmatched=unmatched)


@dataclass(frozen=True, kw_only=True)
class _Names:
    """What tells which handover a line is about: that it counted for one before, its reference, else its customer."""

    counted: dict[int, Handover]
    by_reference: dict[str, Handover]
    by_customer: dict[str, list[Handover]]

    @classmethod
    def of(cls, handovers: list[Handover], counted: dict[int, int]) -> _Names:
        by_id = {each.id: each for each in handovers}
        by_customer: dict[str, list[Handover]] = defaultdict(list)
        for each in handovers:
            if each.is_open:
                by_customer[each.customer_id].append(each)
        return cls(
            counted={line: by_id[handover_id] for line, handover_id in counted.items() if handover_id in by_id},
            by_reference={each.reference.casefold(): each for each in handovers},
            by_customer=dict(by_customer),
        )

    def whose(self, row: dict[Hashable, Any]) -> Handover | None:
        """Return the handover of a line, None where it names none, more than one, or another currency."""
        reference = str(row["reference"] or "").casefold()
        found = self.counted.get(int(row["fact_id"])) or self.by_reference.get(reference)
        if found is None and not reference:
            found = self._of_customer(row)
        return found if found is not None and found.currency == row["currency"] else None

    def _of_customer(self, row: dict[Hashable, Any]) -> Handover | None:
        # What was collected before the handover is of an earlier one, and two of our companies may give one number.
        fits = [
            each
            for each in self.by_customer.get(str(row["customer_id"]), [])
            if row["entity"] in {"", each.entity} and date.fromisoformat(str(row["paid_on"])) >= each.as_of
        ]
        return fits[0] if len(fits) == 1 else None


def _counted(desk: Desk) -> dict[int, int]:
    """Return the handover that each line counted for."""
    lines_of = select(HandoverEvent.source_line, HandoverEvent.handover_id).where(HandoverEvent.source == SOURCE)
    with desk.reading() as session:
        return {int(line): int(handover_id) for line, handover_id in session.execute(lines_of) if line is not None}


def _count(desk: Desk, handover: Handover, told: list[dict[Hashable, Any]], *, by: str) -> tuple[int, bool]:
    paid = sum(int(row["amount_minor"] or 0) for row in told)
    fees = sum(int(row["fee_minor"] or 0) for row in told)
    state = _state(handover, paid, told)
    with desk.session() as session:
        changed(session, Topic.HANDOVERS)
        seen = set(
            session.scalars(
                select(HandoverEvent.source_line).where(
                    HandoverEvent.handover_id == handover.id, HandoverEvent.source == SOURCE
                )
            )
        )
        fresh = [row for row in told if int(row["fact_id"]) not in seen]
        if fresh:
            session.execute(insert(HandoverEvent), [_event(desk, handover, row, by=by) for row in fresh])
        values: dict[str, Any] = {"paid_minor": paid, "fees_minor": fees}
        if handover.is_open and state in OPEN:
            values["state"] = state
        session.execute(update(HandoverRow).where(HandoverRow.id == handover.id).values(**values))
    if not handover.is_open or state in OPEN:
        return len(fresh), False
    close(desk, handover.reference, state, by=by, why="the agency's statement says so")
    return len(fresh), True


def _state(handover: Handover, paid: int, told: list[dict[Hashable, Any]]) -> HandoverState:
    states = {str(row["agency_state"]) for row in told}
    if "paid" in states or paid >= handover.claim_minor:
        return HandoverState.PAID
    if "returned" in states:
        return HandoverState.RETURNED
    return HandoverState.PARTLY_PAID if paid > 0 else HandoverState.HANDED_OVER


def _event(desk: Desk, handover: Handover, row: dict[Hashable, Any], *, by: str) -> dict[str, Any]:
    return {
        "handover_id": handover.id,
        "act": str(row["agency_state"]),
        "happened_on": date.fromisoformat(str(row["paid_on"])),
        "paid_minor": int(row["amount_minor"] or 0),
        "fee_minor": int(row["fee_minor"] or 0),
        "acted_by": by,
        "acted_at": desk.now(),
        "why": str(row["note"] or ""),
        "source": SOURCE,
        "source_line": int(row["fact_id"]),
    }
