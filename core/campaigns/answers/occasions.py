"""Occasions: what happened since an answer was switched on and has none yet, read from desk and book."""

from __future__ import annotations

from dataclasses import astuple, dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import select

from core.campaigns.answers import facts
from core.desk.answer_tables import Answer
from core.desk.bank import IN_LEDGER
from core.desk.bank_frames import SURE
from core.desk.bank_tables import BankLine, BankMatch, BankStatement
from core.desk.campaign_tables import Message, MessageItem
from core.desk.case_frames import case_items, item_names
from core.desk.case_tables import Case, PlanInstalment
from core.desk.cases import ItemName
from core.desk.pay_tables import PayLink
from core.desk.statements import parts
from core.strategy.fingerprint import IDENTITY, quoted_now
from core.vocabulary import CaseState, DocumentType, HoldKind, MessageName, MessageState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.book.book import Book
    from core.desk.engine import Desk

OF_CASE: Final = {
    HoldKind.PROMISE: MessageName.PROMISE_CONFIRMATION,
    HoldKind.PLAN: MessageName.PLAN_CONFIRMATION,
    HoldKind.DISPUTE: MessageName.DISPUTE_RECEIVED,
    HoldKind.WAITING_ON_US: MessageName.DISPUTE_RECEIVED,
}
LATEST: Final = timedelta(days=45)
"""An answer to what happened longer ago would surprise."""


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Something that happened: to whom, about which items (none: all that is open), and what a message can say of it."""

    key: str  # once per occasion
    message: MessageName
    entity: str
    customer_id: str
    why: str
    items: tuple[ItemName, ...] = ()
    about: dict[str, Any] = field(default_factory=dict)
    case_id: int | None = None  # the case it is about, if one


def occasions(desk: Desk, book: Book, message: MessageName, since_at: datetime) -> list[Occasion]:
    """Return what calls for the answer ``message``, the oldest first: since ``since_at``, not too long ago, not answered yet."""
    since = max(since_at, desk.now() - LATEST)
    with desk.reading() as session:
        answered = set(session.scalars(select(Answer.occasion).where(Answer.message == message, Answer.at >= since)))
        waiting = list(_READERS[message](session, message, since, answered))
    return _paid(book, waiting) if message is MessageName.THANK_YOU else _with_items(desk, waiting)


def _cases(session: Session, message: MessageName, since: datetime, answered: Collection[str]) -> Iterator[Occasion]:
    kinds = [kind for kind, answer in OF_CASE.items() if answer is message]
    opened = select(Case).where(Case.kind.in_(kinds), Case.state == CaseState.OPEN, Case.created_at >= since)
    for case in session.scalars(opened.order_by(Case.id)):
        key = f"case {case.id}"
        if key not in answered:
            why = f"{case.kind} noted by {case.created_by}"
            yield _of_case(case, message, key, why=why, about=_about(session, case))


def _of_case(case: Case, message: MessageName, key: str, *, why: str, about: dict[str, Any]) -> Occasion:
    return Occasion(
        key=key,
        message=message,
        entity=case.entity,
        customer_id=case.customer_id,
        why=why,
        about=about,
        case_id=case.id,
    )


def _about(session: Session, case: Case) -> dict[str, Any]:
    currency = case.currency or ""
    if case.kind == HoldKind.PLAN:
        return facts.plan(_parts(session, case))
    if case.kind == HoldKind.PROMISE and case.until_on is not None:
        return facts.promise(case.amount_minor or 0, currency, case.until_on)
    # A contested whole has no amount of its own: the message says what is open on its items.
    return facts.dispute(case.amount_minor or 0, currency, case.cause or "other", case.until_on)


def _parts(session: Session, case: Case) -> list[dict[str, Any]]:
    of_plan = select(PlanInstalment).where(PlanInstalment.case_id == case.id).order_by(PlanInstalment.number)
    return [
        {"number": each.number, "due_on": each.due_on, "amount_minor": each.amount_minor, "currency": case.currency}
        for each in session.scalars(of_plan)
    ]


def _missed(session: Session, message: MessageName, since: datetime, answered: Collection[str]) -> Iterator[Occasion]:
    missed = (
        select(PlanInstalment.number, Case)
        .join(Case, Case.id == PlanInstalment.case_id)
        .where(
            PlanInstalment.is_missed,
            PlanInstalment.due_on >= since.date(),
            Case.kind == HoldKind.PLAN,
            Case.state.in_((CaseState.OPEN, CaseState.BROKEN)),  # of one that another took the place of, nobody is told
        )
    )
    for number, case in session.execute(missed.order_by(PlanInstalment.due_on, Case.id)):
        key = f"case {case.id} part {number}"
        if key not in answered:
            why = f"part {number} of the plan did not come"
            yield _of_case(case, message, key, why=why, about=facts.plan(_parts(session, case), number))


def _reversed(session: Session, message: MessageName, since: datetime, answered: Collection[str]) -> Iterator[Occasion]:
    lines = (
        select(BankLine, BankMatch)
        .join(BankMatch, BankMatch.line_id == BankLine.id)
        .join(BankStatement, BankStatement.id == BankLine.statement_id)
        .where(
            BankLine.is_reversal,
            BankLine.amount_minor < 0,
            BankStatement.imported_at >= since,
            BankMatch.state.in_((*SURE, IN_LEDGER)),
        )
        .order_by(BankLine.id)
    )
    for line, match in session.execute(lines):
        key = f"bank line {line.id}"
        if len(match.customers) != 1 or not match.parts or key in answered:
            continue
        yield Occasion(
            key=key,
            message=message,
            entity=line.entity,
            customer_id=match.customers[0],
            why=f"a debit went back on {line.booked_on:%Y-%m-%d}",
            items=tuple(
                ItemName(
                    document_type=DocumentType.INVOICE,
                    number=part["number"],
                    fiscal_year=part["fiscal_year"],
                    part_no=part["part_no"],
                )
                for part in match.parts
            ),
            about=facts.reversal(-line.amount_minor, line.currency, line.booked_on),
        )


def _reminded(session: Session, message: MessageName, since: datetime, answered: Collection[str]) -> Iterator[Occasion]:
    """Yield the reminders that went since, of several about an invoice the last: whether it was paid, the book says."""
    items = (
        select(Message.id, Message.entity, Message.customer_id, MessageItem)
        .join(MessageItem, MessageItem.message_id == Message.id)
        .where(Message.state == MessageState.SENT, Message.step > 0, Message.settled_at >= since)
        .order_by(Message.id, MessageItem.due_on)
    )
    by_message: dict[int, list[Any]] = {}
    for row in session.execute(items):
        by_message.setdefault(row.id, []).append(row)
    # One that was answered counts there, too: what it asked for again is not thanked for by an earlier one.
    by_message = {key: rows for key, rows in _last_asked(by_message).items() if _key(key) not in answered}
    online = select(PayLink.message_id, PayLink.paid_at).where(
        PayLink.paid_at >= since, PayLink.message_id.in_(by_message)
    )
    paid_online = {row.message_id for row in session.execute(online)} if by_message else set()
    for key, rows in by_message.items():
        yield Occasion(
            key=_key(key),
            message=message,
            entity=rows[0].entity,
            customer_id=rows[0].customer_id,
            why="paid online after a reminder" if key in paid_online else "paid after a reminder",
            items=tuple(_name(row.MessageItem) for row in rows),
            about={"is_paid_online": True} if key in paid_online else {},
        )


def _key(message_id: int) -> str:
    return f"message {message_id}"


def _last_asked(by_message: dict[int, list[Any]]) -> dict[int, list[Any]]:
    """Return the messages none of whose items a later one asked for again: one payment is thanked for once."""
    again: set[tuple[str, str, ItemName]] = set()
    kept: list[int] = []
    for key in sorted(by_message, reverse=True):
        named = {(row.entity, row.customer_id, _name(row.MessageItem)) for row in by_message[key]}
        if not named & again:
            kept.append(key)
        again |= named
    return {key: by_message[key] for key in sorted(kept)}


def _name(item: MessageItem) -> ItemName:
    return ItemName(
        document_type=item.document_type, number=item.number, fiscal_year=item.fiscal_year, part_no=item.part_no
    )


_READERS: Final = {
    MessageName.PROMISE_CONFIRMATION: _cases,
    MessageName.PLAN_CONFIRMATION: _cases,
    MessageName.DISPUTE_RECEIVED: _cases,
    MessageName.INSTALMENT_MISSED: _missed,
    MessageName.DEBIT_REVERSED: _reversed,
    MessageName.THANK_YOU: _reminded,
}


def _with_items(desk: Desk, found: list[Occasion]) -> list[Occasion]:
    """Return ``found`` with the documents that their cases are about."""
    by_case: dict[int | None, tuple[ItemName, ...]] = {}
    for some in parts([each.case_id for each in found if each.case_id is not None]):
        rows = case_items(desk, case_ids=some)
        named = rows[rows["number"].notna() & (rows["number"] != "")]
        by_case |= {int(str(case_id)): item_names(of_case) for case_id, of_case in named.groupby("case_id")}
    return [replace(each, items=by_case[each.case_id]) if each.case_id in by_case else each for each in found]


def _paid(book: Book, found: list[Occasion]) -> list[Occasion]:
    """Return those of ``found`` whose items are all paid: nothing of them is open in ``book``, or the money came online."""
    settled = [each for each in found if each.about.get("is_paid_online")]
    asked = pd.DataFrame(
        [
            (place, each.entity, each.customer_id, *astuple(item), "EUR")
            for place, each in enumerate(found)
            for item in each.items
        ],
        columns=["occasion", *IDENTITY, "currency"],
    )
    if asked.empty:
        return settled
    now = quoted_now(book, asked, book.latest_on)
    open_places = set(now.loc[now["balance_minor"] != 0, "occasion"])
    return [each for place, each in enumerate(found) if place not in open_places or each in settled]
