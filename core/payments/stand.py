"""How what a pay link asks for stands now: by the contact ledger, the present book, the bank, and the provider."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import select

from core.desk import holds
from core.desk.bank_frames import bank_credits
from core.desk.campaign_tables import Message, MessageItem, PreviewMessage
from core.desk.page_access import access
from core.payments import links_kept
from core.payments.provider import PayState
from core.payments.token import items_mark
from core.vocabulary import HoldKind, MessageState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.desk.pay_tables import PayLink
    from core.payments.token import Asked

WENT: Final = frozenset({MessageState.SENDING, MessageState.SENT, MessageState.UNCERTAIN})
ELSEWHERE: Final = frozenset({HoldKind.AGENCY, HoldKind.LEGAL, HoldKind.INSOLVENCY, HoldKind.DECEASED})
"""Customers who pay nothing here any more: somebody else has the file, or a person must speak to the family."""
NAMED: Final = ["entity", "customer_id", "document_type", "number", "fiscal_year", "part_no"]


class Stand(StrEnum):
    """How what a link asks for stands."""

    PREVIEW = "preview"  # the message did not go out: nobody is asked, and no provider either
    OPEN = "open"
    PAID = "paid"
    REPORTED = "reported"  # provider or bank has the money, the ledger not yet
    WITHDRAWN = "withdrawn"  # a person took it back, or the customer is not here any more


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a link stands for now: ``amount_minor`` is still to pay, for the invoices in ``numbers``."""

    stand: Stand
    amount_minor: int = 0
    message_id: int | None = None
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Went:
    """The message that a link stands in."""

    message_id: int
    queued_at: datetime
    items: list[MessageItem]


def standing(desk: Desk, book: Book, asked: Asked, token: str) -> Standing:
    """Return how the message that ``token`` stands in is doing."""
    who, links = (asked.entity, asked.customer_id), links_kept.of_mark(desk, links_kept.mark(token))
    known = access(desk, *who)
    if known.is_closed or any(link.state == PayState.REVOKED for link in links):
        return Standing(stand=Stand.WITHDRAWN)
    went = _message(desk, asked)
    if went is None:
        return Standing(stand=Stand.PREVIEW)
    is_revoked = known.pay_revoked_at is not None and went.queued_at <= known.pay_revoked_at
    if is_revoked or not is_here(desk, book, *who):
        return Standing(stand=Stand.WITHDRAWN)
    numbers = tuple(dict.fromkeys(item.number for item in went.items))
    names = [_name(item) for item in went.items]
    open_minor = open_in_book(book, names)
    quoted_minor = sum(item.balance_minor for item in went.items)
    in_book = max(0, quoted_minor - open_minor) if open_minor > 0 else asked.amount_minor
    outside = max(
        _by_links(asked.amount_minor, links), min(in_book + _at_bank(desk, names, asked.currency), asked.amount_minor)
    )
    if asked.amount_minor - in_book <= 0 and not _is_fresh(links):
        return Standing(stand=Stand.PAID, message_id=went.message_id, numbers=numbers)
    to_pay = asked.amount_minor - max(in_book, outside)
    return Standing(
        stand=Stand.OPEN if to_pay > 0 else Stand.REPORTED,
        amount_minor=max(to_pay, 0),
        message_id=went.message_id,
        numbers=numbers,
    )


def still_asked(desk: Desk, book: Book, link: PayLink) -> bool:
    """Return whether a link at a provider asks no more than what is still open of it, of a customer who pays here."""
    if access(desk, link.entity, link.customer_id).is_closed or not is_here(desk, book, link.entity, link.customer_id):
        return False
    names = link.items if link.items is not None else _names_of_message(desk, link)
    if not names:
        return False
    left = open_in_book(book, names) - _at_bank(desk, names, link.currency)
    quoted = sum(int(name["balance_minor"]) for name in names)
    extra = max(0, link.amount_minor - quoted) if link.items is None else 0  # costs that came on top
    return left + extra >= link.amount_minor


def has_arrived(desk: Desk, book: Book, link: PayLink) -> bool:
    """Return whether the book shows as paid at least what came in by a link, of what the link asked for."""
    names = link.items if link.items is not None else _names_of_message(desk, link)
    quoted = sum(int(name["balance_minor"]) for name in names)
    return not names or open_in_book(book, names) <= max(0, quoted - links_kept.got_minor(link))


def is_here(desk: Desk, book: Book, entity: str, customer_id: str) -> bool:
    """Return whether the book still knows the customer, and nothing says that it pays elsewhere."""
    if not book.rows("own_page_customer", entity=entity, customer_id=customer_id):
        return False
    return not pays_elsewhere(holds.standing(desk, book.latest_on, entity=entity, customer_id=customer_id))


def pays_elsewhere(standing_now: pd.DataFrame) -> bool:
    """Return whether one of the holds of a customer says that nothing is paid here any more."""
    return bool((standing_now["kind"].isin(ELSEWHERE) & standing_now["number"].isna()).any())


def open_in_book(book: Book, names: Sequence[Mapping[str, Any]]) -> int:
    """Return what the present book still has open of one customer's items by name, nothing of those it no longer knows."""
    quoted = pd.DataFrame(
        [{"place": place, **{name: item[name] for name in NAMED}} for place, item in enumerate(names)]
    )
    who = book.rows("own_page_customer", entity=names[0]["entity"], customer_id=names[0]["customer_id"])
    if not who:
        return 0
    key = int(who[0]["customer_key"])  # all of them are of one customer, and the book is sorted by customer
    found = book.frame("quoted_items", {"quoted": quoted}, as_of=book.latest_on, customer_key=key)
    return int(found["balance_minor"].sum())


def _by_links(asked_minor: int, links: Sequence[PayLink]) -> int:
    """Return how much of what is asked is covered by what providers got: before a link was made, the rest had been paid."""
    covered = [
        asked_minor - link.amount_minor + links_kept.got_minor(link) for link in links if links_kept.got_minor(link) > 0
    ]
    return max(covered, default=0)


def _is_fresh(links: Sequence[PayLink]) -> bool:
    """Return whether a provider got money by one of ``links``: thanks are said for it, also once the ledger has it."""
    return any(links_kept.got_minor(link) > 0 for link in links)


def _at_bank(desk: Desk, names: Sequence[Mapping[str, Any]], currency: str) -> int:
    """Return what a bank statement brought for items by name and the ledger does not have."""
    credited = bank_credits(desk, entity=names[0]["entity"], customer_id=names[0]["customer_id"])
    if credited.empty:
        return 0
    asked = {(each["number"], int(each["fiscal_year"]), int(each["part_no"])) for each in names}
    rows = credited[credited["amount_minor"].notna() & (credited["currency"] == currency)]
    return sum(
        int(row["amount_minor"])
        for row in rows.to_dict("records")
        if (row["number"], int(row["fiscal_year"]), int(row["part_no"])) in asked
    )


def _message(desk: Desk, asked: Asked) -> _Went | None:
    """Return the message to the customer that went out with this link, with its items as they stood then.

    Several messages may ask for the same items, and less each time: the one meant asked the amount of the link, or less where
    costs came on top; of equals the newest.
    """
    went = (
        select(Message.id, Message.queued_at, PreviewMessage.amounts)
        .outerjoin(PreviewMessage, PreviewMessage.id == Message.id)
        .where(Message.entity == asked.entity, Message.customer_id == asked.customer_id, Message.state.in_(WENT))
        .order_by(Message.id.desc())
    )
    found: list[tuple[int, _Went]] = []
    with desk.reading() as session:
        for message_id, queued_at, amounts in session.execute(went):
            items = list(session.scalars(select(MessageItem).where(MessageItem.message_id == message_id)))
            if items_mark((item.number, item.due_on, item.currency) for item in items) == asked.items:
                of_currency = [item for item in items if item.currency == asked.currency]
                told = _Went(message_id=message_id, queued_at=queued_at, items=of_currency)
                found.append(((amounts or {}).get(asked.currency, 0), told))
        session.expunge_all()
    fitting = [each for each in found if each[0] <= asked.amount_minor] or found[:1]
    meant = max(fitting, key=lambda each: each[0], default=None)
    return None if meant is None or not meant[1].items else meant[1]


def _names_of_message(desk: Desk, link: PayLink) -> list[dict[str, Any]]:
    with desk.reading() as session:
        items = session.scalars(
            select(MessageItem).where(MessageItem.message_id == link.message_id, MessageItem.currency == link.currency)
        )
        return [_name(item) for item in items]


def _name(item: MessageItem) -> dict[str, Any]:
    return {**{name: getattr(item, name) for name in NAMED}, "balance_minor": item.balance_minor}
