"""What customers write back: kept once, belonging to a customer, open until somebody has handled it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from core.acting import permitted
from core.actions import Action
from core.desk.campaign_tables import Campaign, Message, PreviewMessage
from core.desk.frames import frame
from core.desk.reply_holds import Answer, Customer, hold_next, hold_row, why_of
from core.desk.reply_tables import Reply, ReplyFile
from core.desk.revisions import Topic, changed
from core.desk.tables import Hold
from core.desk.unsent import hold_where, to_customer
from core.errors import SaldoError
from core.sensitive.numbers import covered
from core.vocabulary import HoldKind, MatchedBy, ReplyKind, ReplyOutcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import pandas as pd
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

COLUMNS: Final = {
    "reply_id": "int64",
    "message_id": "Int64",
    "campaign": "str",
    "entity": "str",
    "customer_id": "str",
    "customer": "str",
    "kind": "str",
    "matched_by": "str",
    "possible": "object",
    "from_address": "str",
    "from_name": "str",
    "subject": "str",
    "text": "str",
    "remarks": "object",
    "suggestion": "str",
    "suggested_by": "str",
    "written_at": "datetime64[us, UTC]",
    "known_at": "datetime64[us, UTC]",
    "outcome": "str",
    "handled_by": "str",
    "handled_at": "datetime64[us, UTC]",
    "handled_why": "str",
}
"""``customer`` is the name as the message had it; NULL where the reply answers none. Unmatched: entity and customer_id are NULL."""


class ReplyHandledError(SaldoError):
    """Somebody else handled, or attached, the reply in the meantime."""

    def __init__(self, by: str) -> None:
        self.by = by
        super().__init__(
            "This reply was dealt with by {by} in the meantime: look at the customer's page before you act.", by=by
        )


class ReplyOfNobodyError(SaldoError):
    """An outcome that needs a customer, for a reply that belongs to nobody yet."""

    def __init__(self) -> None:
        super().__init__("Nobody knows yet who wrote this: attach it to a customer first.")


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that came with a reply; ``content`` None: too big to keep."""

    name: str
    media_type: str
    size: int
    content: bytes | None


@dataclass(frozen=True, kw_only=True)
class NewReply:
    """A reply as it was read, with whose it is as far as that is known."""

    kind: ReplyKind
    from_address: str
    from_name: str
    subject: str
    text: str
    written_at: datetime | None
    customer: Customer | None = None
    message_id: int | None = None
    matched_by: MatchedBy | None = None
    possible: tuple[Customer, ...] = ()
    remarks: tuple[str, ...] = ()
    suggestion: ReplyOutcome | None = None
    suggested_by: str = ""
    files: tuple[File, ...] = field(default=())


def keep_within(session: Session, desk: Desk, new: Sequence[NewReply]) -> list[int]:
    """Keep replies in the caller's transaction and return their ids; those of persons, whose they are known, hold what is next.

    A machine's answer stops nothing and needs nobody: it is kept as handled.
    """
    if not new:
        return []
    changed(session, Topic.REPLIES)
    at = desk.now()
    ids = list(
        session.scalars(
            insert(Reply).returning(Reply.id, sort_by_parameter_order=True), [_row(each, at) for each in new]
        )
    )
    files = [
        {"reply_id": key, "name": file.name, "media_type": file.media_type, "size": file.size, "content": file.content}
        for key, each in zip(ids, new, strict=True)
        for file in each.files
    ]
    if files:
        session.execute(insert(ReplyFile), files)
    answers = [
        Answer(reply_id=key, customer=each.customer, why=why_of(each.subject, each.from_address, at))
        for key, each in zip(ids, new, strict=True)
        if each.kind is ReplyKind.PERSON and each.customer is not None
    ]
    hold_next(session, at, answers)
    return ids


@permitted(Action.HANDLE)
def attach(desk: Desk, reply_id: int, customer: Customer, *, by: str) -> None:
    """Let a reply that belonged to nobody, or to somebody else, belong to ``customer``; raise ``ReplyHandledError``."""
    with desk.session() as session:
        changed(session, Topic.REPLIES)
        row = _open(session, reply_id)
        if row.hold_id is not None:
            _lift(session, desk, row, by=by, why="it was somebody else's")
        row.matched_by, row.message_id = MatchedBy.PERSON, _answered(session, row, customer)
        _belongs(session, desk, row, customer, by=by)


@permitted(Action.HANDLE)
def handle(desk: Desk, reply_id: int, outcome: ReplyOutcome, *, by: str, why: str = "") -> None:
    """Say what was made of a reply and end its hold.

    What the outcome asks for (a promise, a dispute, a plan, a stop) is opened by ``core.campaigns.agreements``: before this, so
    that nothing goes in between. Raises ``ReplyHandledError`` when somebody was first, ``ReplyOfNobodyError`` for an outcome other
    than nothing while it belongs to nobody.
    """
    with desk.session() as session:
        changed(session, Topic.REPLIES)
        row = _open(session, reply_id)
        if row.customer_id is None and outcome is not ReplyOutcome.NOTHING:
            raise ReplyOfNobodyError
        _end(session, desk, row, outcome, by=by, why=why)


@permitted(Action.HANDLE)
def reopen(desk: Desk, reply_id: int, *, by: str) -> bool:
    """Let a reply wait again that was handled by mistake, with its hold; return whether it was handled."""
    with desk.session() as session:
        changed(session, Topic.REPLIES)
        row = session.scalar(select(Reply).where(Reply.id == reply_id).with_for_update())
        if row is None or row.handled_at is None:
            return False
        row.outcome = row.handled_by = row.handled_at = row.handled_why = row.hold_id = None
        if row.entity is not None and row.customer_id is not None:
            _belongs(session, desk, row, (row.entity, row.customer_id), by=by)
        return True


def is_open(desk: Desk, reply_id: int) -> bool:
    """Return whether nobody has handled the reply yet."""
    with desk.reading() as session:
        return session.scalar(select(Reply.id).where(Reply.id == reply_id, Reply.handled_at.is_(None))) is not None


def open_replies(desk: Desk) -> pd.DataFrame:
    """Return the replies nobody has handled, the oldest first, with COLUMNS; those of nobody among them."""
    return _frame(desk, _replies().where(Reply.handled_at.is_(None)).order_by(Reply.id))


def reply_of(desk: Desk, reply_id: int) -> dict[str, Any] | None:
    """Return one reply by the names of COLUMNS, None for one that is not there."""
    found = _frame(desk, _replies().where(Reply.id == reply_id))
    return None if found.empty else {str(name): value for name, value in found.iloc[0].to_dict().items()}


def replies_of(desk: Desk, customer: Customer, *, most: int = 100) -> pd.DataFrame:
    """Return the latest replies of a customer, handled ones and machines' answers included, with COLUMNS."""
    theirs = (Reply.entity == customer[0]) & (Reply.customer_id == customer[1])
    return _frame(desk, _replies().where(theirs).order_by(Reply.id.desc()).limit(most))


def latest_replies(desk: Desk, *, most: int = 200) -> pd.DataFrame:
    """Return the latest replies of all customers, handled ones included, with COLUMNS."""
    return _frame(desk, _replies().order_by(Reply.id.desc()).limit(most))


def files_of(desk: Desk, reply_id: int) -> list[File]:
    """Return the files that came with a reply."""
    with desk.reading() as session:
        rows = session.scalars(select(ReplyFile).where(ReplyFile.reply_id == reply_id).order_by(ReplyFile.id))
        return [File(name=each.name, media_type=each.media_type, size=each.size, content=each.content) for each in rows]


def _row(new: NewReply, at: datetime) -> dict[str, Any]:
    entity, customer_id = new.customer or (None, None)
    is_away = new.kind is ReplyKind.AWAY
    return {
        "message_id": new.message_id,
        "entity": entity,
        "customer_id": customer_id,
        "kind": new.kind,
        "matched_by": new.matched_by or "",
        "possible": [list(each) for each in new.possible],
        "from_address": new.from_address,
        "from_name": new.from_name,
        "subject": covered(new.subject),
        "text": covered(new.text),
        "remarks": list(new.remarks),
        "suggestion": new.suggestion,
        "suggested_by": new.suggested_by,
        "written_at": new.written_at,
        "known_at": at,
        "outcome": ReplyOutcome.NOTHING if is_away else None,
        "handled_by": "" if is_away else None,
        "handled_at": at if is_away else None,
    }


def _belongs(session: Session, desk: Desk, row: Reply, customer: Customer, *, by: str) -> None:
    """Give a reply its customer; one of a person holds what is next for that customer, and keeps back what waits."""
    row.entity, row.customer_id = customer
    if row.kind != ReplyKind.PERSON:
        return
    why = why_of(row.subject, row.from_address, row.known_at)
    hold = Hold(**hold_row(Answer(reply_id=row.id, customer=customer, why=why), by, desk.now()))
    session.add(hold)
    session.flush()
    row.hold_id = hold.id
    changed(session, Topic.HOLDS)
    hold_where(session, desk.now(), f"{HoldKind.REPLY}: {why}", to_customer(*customer))


def _end(session: Session, desk: Desk, row: Reply, outcome: ReplyOutcome, *, by: str, why: str) -> None:
    row.outcome, row.handled_by, row.handled_at, row.handled_why = outcome, by, desk.now(), why
    if row.hold_id is not None:
        _lift(session, desk, row, by=by, why=f"answered: {outcome}")
    session.flush()


def _lift(session: Session, desk: Desk, row: Reply, *, by: str, why: str) -> None:
    standing = update(Hold).where(Hold.id == row.hold_id, Hold.ended_at.is_(None))
    session.execute(standing.values(ended_by=by, ended_at=desk.now(), ended_why=why))
    changed(session, Topic.HOLDS)


def _open(session: Session, reply_id: int) -> Reply:
    row = session.scalar(select(Reply).where(Reply.id == reply_id).with_for_update())
    if row is None or row.handled_at is not None:
        raise ReplyHandledError("somebody" if row is None else row.handled_by or "a machine's answer")
    return row


def _answered(session: Session, row: Reply, customer: Customer) -> int | None:
    """Return the message a reply answers, unless that went to another customer than it is attached to."""
    if row.message_id is None:
        return None
    message = session.get_one(Message, row.message_id)
    return message.id if (message.entity, message.customer_id) == customer else None


def _replies() -> Select[*tuple[Any, ...]]:
    named = [getattr(Reply, name) for name in COLUMNS if name not in {"reply_id", "campaign", "customer"}]
    by_name = {column.key: column for column in named} | {
        "reply_id": Reply.id.label("reply_id"),
        "campaign": Campaign.name.label("campaign"),
        "customer": PreviewMessage.name.label("customer"),
    }
    return (
        select(*(by_name[name] for name in COLUMNS))
        .outerjoin(Message, Message.id == Reply.message_id)
        .outerjoin(PreviewMessage, PreviewMessage.id == Message.id)
        .outerjoin(Campaign, Campaign.id == Message.campaign_id)
    )


def _frame(desk: Desk, statement: Select[*tuple[Any, ...]]) -> pd.DataFrame:
    with desk.reading() as session:
        return frame(session, statement, COLUMNS)
