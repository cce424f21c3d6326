"""Lines of bank statements as rows: each entry once, and as its payments where they are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from core.desk.bank_tables import BankLine, BankMatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from core.desk.bank import NewLine

ACCEPTED = "accepted"
DECIDED = (ACCEPTED, "dismissed")
BATCH = 5_000


def unknown(session: Session, lines: Sequence[NewLine]) -> list[NewLine]:
    """Return the lines of entries that are not known, or are known as one sum only; that sum is taken out."""
    parts: dict[str, int] = {}
    for line in lines:
        parts[line.entry] = max(parts.get(line.entry, 0), line.part)
    have: dict[str, int] = {}
    names = list(parts)
    for start in range(0, len(names), BATCH):
        rows = session.execute(
            select(BankLine.entry, func.max(BankLine.part))
            .where(BankLine.entry.in_(names[start : start + BATCH]))
            .group_by(BankLine.entry)
        )
        have.update((entry, part) for entry, part in rows)
    finer = {entry for entry, part in have.items() if part == 1 and parts[entry] > 1 and _take_out(session, entry)}
    return [line for line in lines if line.entry not in have or line.entry in finer]


def _take_out(session: Session, entry: str) -> bool:
    """Take the one line of ``entry`` out; return False where a person decided on it, and it stays."""
    line_id = session.scalar(select(BankLine.id).where(BankLine.entry == entry))
    decided = session.scalar(
        select(BankMatch.line_id).where(BankMatch.line_id == line_id, BankMatch.state.in_(DECIDED))
    )
    if decided is not None:
        return False
    session.execute(delete(BankMatch).where(BankMatch.line_id == line_id))
    session.execute(delete(BankLine).where(BankLine.id == line_id))
    return True


def add(session: Session, lines: Iterable[NewLine], *, statement_id: int, entity: str) -> None:
    """Add ``lines`` of one statement."""
    rows = [
        {
            "statement_id": statement_id,
            "entry": line.entry,
            "part": line.part,
            "entity": entity,
            "booked_on": line.booked_on,
            "amount_minor": line.amount_minor,
            "currency": line.currency,
            "party": line.party,
            "account": line.account,
            "references": list(line.references),
            "text": line.text,
            "is_reversal": line.is_reversal,
        }
        for line in lines
    ]
    for start in range(0, len(rows), BATCH):
        session.execute(insert(BankLine), rows[start : start + BATCH])
