"""What a person makes of a reply, in one act: what it asks for is opened, and the reply is dealt with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from core.acting import permitted
from core.actions import Action
from core.campaigns import agreements
from core.campaigns.agreements import About
from core.campaigns.answers.copy import keep_back, send_copies
from core.campaigns.freshness import hold_customer
from core.desk import holds, replies
from core.desk.campaign_tables import MessageItem
from core.desk.case_frames import item_names
from core.desk.cases import Done, ItemName
from core.desk.replies import ReplyHandledError, ReplyOfNobodyError
from core.vocabulary import DisputeCause, HoldKind, ReplyOutcome

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk

PAID_DAYS: Final = 14
"""How long reminders wait for money that is said to be on its way: what is not in the ledger by then is asked for again."""
STOP_DAYS: Final = 30
ANSWER_DAYS: Final = 14
_LONGEST_WHY: Final = 200

Opened = Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A reply that was dealt with; ``undo`` takes all of it back."""

    reply_id: int
    undo: Callable[[], None]
    has_copy: bool = False  # a mail with the copies is on its way


@permitted(Action.HANDLE)
def answer(desk: Desk, book: Book, reply_id: int, outcome: ReplyOutcome, *, by: str) -> Answered:
    """Deal with a reply by one click; what it asks for is about the items that its message named, else the whole account.

    Copies are sent where they lie in the folder for copies; else it waits on us until somebody has sent them.

    Raises ``ReplyHandledError`` when somebody was first, ``ReplyOfNobodyError`` while it belongs to nobody.
    """
    if outcome is ReplyOutcome.NOTHING:
        return settled(desk, reply_id, outcome, lambda: None, by=by)
    about, why = about_of(desk, book, reply_id)
    if outcome is ReplyOutcome.COPY:
        name = _copy(desk, book, reply_id, about, by=by)
        if name is not None:
            done = settled(desk, reply_id, outcome, lambda: keep_back(desk, name, by=by), by=by)
            return replace(done, has_copy=True)
    return settled(desk, reply_id, outcome, _opened(desk, book, about, outcome, by=by, why=why), by=by)


@permitted(Action.HANDLE)
def settled(desk: Desk, reply_id: int, outcome: ReplyOutcome, undo: Callable[[], None], *, by: str) -> Answered:
    """Say what was made of a reply, after what it asks for was opened; that is taken back when somebody else was first."""
    try:
        replies.handle(desk, reply_id, outcome, by=by)
    except (ReplyHandledError, ReplyOfNobodyError):
        undo()
        raise

    def take_back() -> None:
        undo()
        replies.reopen(desk, reply_id, by=by)

    return Answered(reply_id=reply_id, undo=take_back)


def about_of(desk: Desk, book: Book, reply_id: int) -> tuple[About, str]:
    """Return what a reply is about, and the reason that stays with what is opened; errors as ``answer``."""
    found = replies.reply_of(desk, reply_id)
    if found is None or not replies.is_open(desk, reply_id):
        raise ReplyHandledError("somebody" if found is None else str(found["handled_by"] or "somebody"))
    if not isinstance(found["customer_id"], str):
        raise ReplyOfNobodyError
    whole = About(entity=found["entity"], customer_id=found["customer_id"])
    why = f"answer of {found['known_at']:%Y-%m-%d}: {found['subject'] or found['from_address']}"[:_LONGEST_WHY]
    named = _named(desk, found["message_id"])
    owed = agreements.open_items(book, replace(whole, items=named))
    if not named or owed.empty:
        return whole, why
    return replace(whole, items=item_names(owed)), why


def _named(desk: Desk, message_id: object) -> tuple[ItemName, ...]:
    """Return the items that the answered message asked for."""
    if not isinstance(message_id, int):
        return ()
    names = select(MessageItem.document_type, MessageItem.number, MessageItem.fiscal_year, MessageItem.part_no)
    with desk.reading() as session:
        rows = session.execute(names.where(MessageItem.message_id == message_id)).all()
    return tuple(ItemName(**row._mapping) for row in rows)  # noqa: SLF001 - SQLAlchemy's public name


def _copy(desk: Desk, book: Book, reply_id: int, about: About, *, by: str) -> str | None:
    """Send what a reply asks a copy of, where that can be done; return the campaign it goes in."""
    items = item_names(agreements.open_items(book, about))
    who = {"entity": about.entity, "customer_id": about.customer_id}
    return send_copies(desk, book, key=f"reply {reply_id} copy", **who, items=items, by=by)


def _opened(desk: Desk, book: Book, about: About, outcome: ReplyOutcome, *, by: str, why: str) -> Opened:
    """Open what an outcome asks for and return what takes it back."""
    if outcome is ReplyOutcome.PAID:
        return _reported_paid(desk, book, about, by=by, why=why)
    if outcome is ReplyOutcome.STOP:
        until = book.latest_on + timedelta(days=STOP_DAYS)
        done = agreements.stop(desk, book, replace(about, items=()), until_on=until, by=by, why=why)
    else:
        cause = DisputeCause.COPY_REQUESTED if outcome is ReplyOutcome.COPY else DisputeCause.OTHER
        deadline = book.latest_on + timedelta(days=ANSWER_DAYS)
        done = agreements.dispute(
            desk, book, about, cause=cause, amount_minor=None, owner=by, deadline_on=deadline, by=by, why=why
        )
    return taking_back(desk, book, done, by=by)


def taking_back(desk: Desk, book: Book, done: Done, *, by: str) -> Opened:
    """Return what takes an agreement back."""
    return lambda: agreements.undo(desk, book, done.event_id, done.case_id, by=by)


def _reported_paid(desk: Desk, book: Book, about: About, *, by: str, why: str) -> Opened:
    until = book.latest_on + timedelta(days=PAID_DAYS)
    entity, customer_id, numbers = about.entity, about.customer_id, [each.number for each in about.items]
    placed = [
        holds.place(
            desk,
            HoldKind.REPORTED_PAYMENT,
            entity=entity,
            customer_id=customer_id,
            by=by,
            why=why,
            until_on=until,
            **name,
        )
        for name in ([asdict(each) for each in about.items] or [{}])
    ]
    held_why = f"{HoldKind.REPORTED_PAYMENT}: {why}"
    hold_customer(desk, entity=entity, customer_id=customer_id, why=held_why, numbers=numbers)

    def undo() -> None:
        for hold_id in placed:
            holds.end(desk, hold_id, by=by, why="taken back")

    return undo
