"""The bank on the desk: whose our accounts are, the lines of their statements, and what each pays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from core.acting import permitted
from core.actions import Action
from core.desk.bank_lines import ACCEPTED, BATCH, DECIDED, add, unknown
from core.desk.bank_tables import BankAccount, BankLine, BankMatch, BankStatement
from core.desk.revisions import Topic, changed
from core.desk.statements import rows_changed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from core.desk.engine import Desk

IN_LEDGER = "in_ledger"


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """One payment of a statement that is taken in; ``entry`` names its entry for good, ``part`` its place in it."""

    entry: str
    part: int
    booked_on: date
    amount_minor: int
    currency: str
    party: str
    account: str
    references: tuple[str, ...]
    text: str
    is_reversal: bool


@dataclass(frozen=True, kw_only=True)
class NewStatement:
    """One statement that is taken in."""

    account: str
    kind: str
    number: str
    currency: str
    opening_minor: int | None
    closing_minor: int | None
    booked_through: date | None
    lines: tuple[NewLine, ...]


@dataclass(frozen=True, kw_only=True)
class MatchRow:
    """What a line pays, as the desk keeps it; see ``BankMatch``."""

    line_id: int
    state: str
    stage: str
    certainty: str
    customers: list[str]
    parts: list[dict[str, Any]]
    rest_minor: int
    evidence: str
    slots: Mapping[str, str] = field(default_factory=dict)


def accounts(desk: Desk) -> dict[str, str]:
    """Return our accounts with the entity of each."""
    with desk.reading() as session:
        return {row.account: row.entity for row in session.scalars(select(BankAccount))}


@permitted(Action.BANK)
def name_account(desk: Desk, account: str, entity: str, *, by: str) -> None:
    """Say whose ``account`` is; lines that came in while it was thought another's go along, to be matched anew."""
    with desk.session() as session:
        changed(session, Topic.BANK)
        known = session.get(BankAccount, account)
        if known is None:
            session.add(BankAccount(account=account, entity=entity, saved_by=by, saved_at=desk.now()))
        elif known.entity != entity:
            known.entity, known.saved_by, known.saved_at = entity, by, desk.now()
            of_account = BankLine.statement_id.in_(select(BankStatement.id).where(BankStatement.account == account))
            # What a person said was about the other entity's customers.
            session.execute(
                delete(BankMatch).where(BankMatch.line_id.in_(select(BankLine.id).where(of_account))),
            )
            session.execute(update(BankLine).where(of_account).values(entity=entity))


def is_taken(desk: Desk, sha256: str) -> bool:
    """Return whether this very file was taken in before."""
    with desk.reading() as session:
        return session.scalar(select(BankStatement.id).where(BankStatement.file_sha256 == sha256).limit(1)) is not None


def last_statements(desk: Desk) -> dict[str, BankStatement]:
    """Return the final statement of each account that reaches furthest."""
    with desk.reading() as session:
        rows = session.scalars(
            select(BankStatement)
            .where(BankStatement.kind == "booked")
            .order_by(BankStatement.booked_through, BankStatement.id)
        )
        return {row.account: row for row in rows}


def booked_through(desk: Desk) -> dict[str, date]:
    """Return per entity the day up to which the bank is known: that of its account that is furthest behind."""
    owners = accounts(desk)
    found: dict[str, date] = {}
    for account, statement in last_statements(desk).items():
        if statement.booked_through is not None:
            entity = owners[account]
            found[entity] = min(found.get(entity, statement.booked_through), statement.booked_through)
    return found


@permitted(Action.BANK)
def take(desk: Desk, statements: Sequence[NewStatement], *, file_name: str, sha256: str, by: str) -> tuple[int, int]:
    """Keep ``statements``, whole or not at all; return how many lines are new, and how many were known.

    An entry that was known as one sum and now comes as its payments is replaced by them, unless a person decided on it.
    """
    added = known = 0
    owners = accounts(desk)
    with desk.session() as session:
        changed(session, Topic.BANK)
        for statement in statements:
            row = BankStatement(
                account=statement.account,
                kind=statement.kind,
                number=statement.number,
                currency=statement.currency,
                opening_minor=statement.opening_minor,
                closing_minor=statement.closing_minor,
                booked_through=statement.booked_through,
                file_name=file_name,
                file_sha256=sha256,
                imported_by=by,
                imported_at=desk.now(),
            )
            session.add(row)
            session.flush()
            fresh = unknown(session, statement.lines)
            known += len(statement.lines) - len(fresh)
            added += len(fresh)
            add(session, fresh, statement_id=row.id, entity=owners[statement.account])
    return added, known


def reach(desk: Desk) -> tuple[date | None, int]:
    """Return the latest day on which a line was booked, None when there is none, and the last line's id."""
    with desk.reading() as session:
        latest_on, last_id = session.execute(select(func.max(BankLine.booked_on), func.max(BankLine.id))).one()
        return latest_on, last_id or 0


def lines(desk: Desk, *, since: date | None = None) -> list[BankLine]:
    """Return the lines booked on ``since`` or later, all when it is None, in the order of their days."""
    wanted = select(BankLine).order_by(BankLine.booked_on, BankLine.id)
    with desk.reading() as session:
        return list(session.scalars(wanted if since is None else wanted.where(BankLine.booked_on >= since)))


def matches(desk: Desk, *states: str) -> list[tuple[BankLine, BankMatch]]:
    """Return lines with what they pay, those in one of ``states`` where any is given, the newest first."""
    wanted = select(BankLine, BankMatch).join(BankMatch, BankMatch.line_id == BankLine.id)
    if states:
        wanted = wanted.where(BankMatch.state.in_(states))
    with desk.reading() as session:
        rows = session.execute(wanted.order_by(BankLine.booked_on.desc(), BankLine.id.desc()))
        return [(line, match) for line, match in rows]


def line_with_match(desk: Desk, line_id: int) -> tuple[BankLine, BankMatch | None] | None:
    """Return a line and what it pays; None when there is no such line."""
    with desk.reading() as session:
        line = session.get(BankLine, line_id)
        return None if line is None else (line, session.get(BankMatch, line_id))


@permitted(Action.BANK)
def keep_matches(desk: Desk, found: Sequence[MatchRow], *, through: int) -> None:
    """Replace what the evidence says of every line that nobody decided on, or that the ledger has by now as accepted.

    ``through`` is the last line that was looked at: what somebody else found of later ones meanwhile stays.
    """
    rows = [
        {
            "line_id": each.line_id,
            "state": each.state,
            "stage": each.stage,
            "certainty": each.certainty,
            "customers": each.customers,
            "parts": each.parts,
            "rest_minor": each.rest_minor,
            "evidence": each.evidence,
            "slots": dict(each.slots),
            "decided_by": None,
            "decided_at": None,
            "why": "",
        }
        for each in found
    ]
    in_ledger = {each.line_id for each in found if each.state == IN_LEDGER}
    with desk.session() as session:
        changed(session, Topic.BANK)
        session.execute(delete(BankMatch).where(BankMatch.state.not_in(DECIDED), BankMatch.line_id <= through))
        accepted = session.scalars(select(BankMatch.line_id).where(BankMatch.state == ACCEPTED))
        fulfilled = sorted(in_ledger.intersection(accepted))
        for start in range(0, len(fulfilled), BATCH):
            session.execute(delete(BankMatch).where(BankMatch.line_id.in_(fulfilled[start : start + BATCH])))
        decided = set(session.scalars(select(BankMatch.line_id)))
        fresh = [row for row in rows if row["line_id"] not in decided]
        for start in range(0, len(fresh), BATCH):
            session.execute(insert(BankMatch), fresh[start : start + BATCH])


@permitted(Action.BANK)
def decide(desk: Desk, row: MatchRow, *, by: str, why: str) -> None:
    """Keep a person's word on a line, in place of the evidence's."""
    values = {
        "state": row.state,
        "stage": row.stage,
        "certainty": row.certainty,
        "customers": row.customers,
        "parts": row.parts,
        "rest_minor": row.rest_minor,
        "evidence": row.evidence,
        "slots": dict(row.slots),
        "decided_by": by,
        "decided_at": desk.now(),
        "why": why,
    }
    with desk.session() as session:
        changed(session, Topic.BANK)
        if not rows_changed(session, update(BankMatch).where(BankMatch.line_id == row.line_id).values(values)):
            session.add(BankMatch(line_id=row.line_id, **values))


@permitted(Action.BANK)
def reopen(desk: Desk, line_id: int) -> bool:
    """Forget what a person said of a line; return whether there was anything. The next matching looks at it again."""
    with desk.session() as session:
        forgotten = rows_changed(
            session,
            update(BankMatch)
            .where(BankMatch.line_id == line_id, BankMatch.state.in_(DECIDED))
            .values(state="proposed", decided_by=None, decided_at=None, why=""),
        )
        changed(session, Topic.BANK)
        return bool(forgotten)
