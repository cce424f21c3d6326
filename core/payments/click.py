"""A click on a pay link: what is still to pay by the present book, and only then a page at the provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pandas as pd
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.desk.campaign_tables import Message, MessageItem, PreviewMessage
from core.desk.pay_tables import PayLink
from core.payments.provider import Order, PayState
from core.payments.token import Asked, items_mark
from core.vocabulary import MessageState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.payments.provider import Provider

VALID_DAYS: Final = 14
"""How long a page at the provider can be paid at; a later click makes a new one, for what is open then."""
_WENT: Final = frozenset({MessageState.SENDING, MessageState.SENT, MessageState.UNCERTAIN})
_NAMED: Final = ["entity", "customer_id", "document_type", "number", "fiscal_year", "part_no"]


class Stand(StrEnum):
    """How what a link asks for stands."""

    PREVIEW = "preview"  # the message did not go out: nobody is asked, and no provider either
    OPEN = "open"
    PAID = "paid"
    REPORTED = "reported"  # the provider has the money, the ledger not yet


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a link stands for now: ``amount_minor`` is still to pay, for the invoices in ``numbers``."""

    stand: Stand
    amount_minor: int = 0
    message_id: int | None = None
    numbers: tuple[str, ...] = ()


def standing(desk: Desk, book: Book, asked: Asked, token: str) -> Standing:
    """Return how the message that ``token`` stands in is doing: by the contact ledger, the present book and earlier clicks."""
    items = _items(desk, asked)
    if not items:
        return Standing(stand=Stand.PREVIEW)
    message_id, numbers = items[0].message_id, tuple(dict.fromkeys(item.number for item in items))
    if _links(desk, token, PayState.PAID):
        return Standing(stand=Stand.REPORTED, message_id=message_id, numbers=numbers)
    open_minor = _open_minor(book, items)
    paid_minor = max(0, sum(item.balance_minor for item in items) - open_minor)
    to_pay = asked.amount_minor - paid_minor if open_minor > 0 else 0
    if to_pay <= 0:
        return Standing(stand=Stand.PAID, message_id=message_id, numbers=numbers)
    return Standing(stand=Stand.OPEN, amount_minor=to_pay, message_id=message_id, numbers=numbers)


def follow(desk: Desk, provider: Provider, asked: Asked, token: str, now: Standing, *, return_url: str) -> str:
    """Return the provider's page for what is still to pay: the one made before while it fits, else a new one.

    Raises ``PayProviderError`` when the provider makes none.
    """
    if now.stand is not Stand.OPEN or now.message_id is None:
        message = "only what is open can be paid"
        raise ValueError(message)
    known, mark, at = latest(desk, token), _mark(token), desk.now()
    expires_at = at + timedelta(days=VALID_DAYS)
    if (
        known is not None
        and known.state == PayState.OPEN
        and (known.amount_minor, known.provider) == (now.amount_minor, provider.name)
        and known.made_at + timedelta(days=VALID_DAYS - 1) > at
    ):
        return known.url
    turn = 1 if known is None else known.turn + 1
    order = Order(
        amount_minor=now.amount_minor,
        currency=asked.currency,
        description=_description(now.numbers, asked.customer_id),
        return_url=return_url,
        expires_at=expires_at,
        key=f"{mark[:32]}-{turn}",
    )
    made = provider.create(order)
    row = PayLink(
        token_sha256=mark,
        turn=turn,
        message_id=now.message_id,
        entity=asked.entity,
        customer_id=asked.customer_id,
        amount_minor=now.amount_minor,
        currency=asked.currency,
        provider=provider.name,
        provider_id=made.provider_id,
        url=made.url,
        state=PayState.OPEN,
        made_at=at,
    )
    try:
        with desk.session() as session:
            session.add(row)
    except IntegrityError:  # a second click of the same moment; the provider gave both the same page
        return made.url
    return made.url


def look_again(desk: Desk, provider: Provider, token: str) -> PayLink | None:
    """Return the link of ``token`` that was paid since, asked about at its provider; None when there is none.

    A page made before the newest one can still be paid at until it is over. It is returned once only as paid now: ``paid_at``
    is set by the call that finds it out.
    """
    for known in _links(desk, token, PayState.OPEN):
        if known.provider == provider.name and _is_paid_now(desk, known, provider.state(known.provider_id)):
            return next((each for each in _links(desk, token, PayState.PAID) if each.id == known.id), None)
    return None


def _is_paid_now(desk: Desk, known: PayLink, state: PayState) -> bool:
    """Write down how an open link stands; return whether this call is the one that finds it paid."""
    at = desk.now()
    with desk.session() as session:
        changed = session.execute(
            update(PayLink)
            .where(PayLink.id == known.id, PayLink.state == PayState.OPEN)
            .values(state=state, checked_at=at, paid_at=at if state is PayState.PAID else None)
        )
        return bool(changed.rowcount) and state is PayState.PAID  # type: ignore[attr-defined]  # every UPDATE has one


def _links(desk: Desk, token: str, state: PayState) -> list[PayLink]:
    """Return the links that a provider made for ``token`` and that are in ``state``, the newest first."""
    with desk.reading() as session:
        asked = select(PayLink).where(PayLink.token_sha256 == _mark(token), PayLink.state == state)
        found = list(session.scalars(asked.order_by(PayLink.turn.desc())))
        session.expunge_all()
        return found


def latest(desk: Desk, token: str) -> PayLink | None:
    """Return the newest link that a provider made for ``token``."""
    with desk.reading() as session:
        found = session.scalar(
            select(PayLink).where(PayLink.token_sha256 == _mark(token)).order_by(PayLink.turn.desc()).limit(1)
        )
        if found is not None:
            session.expunge(found)
        return found


def _items(desk: Desk, asked: Asked) -> list[MessageItem]:
    """Return the items of the message to the customer that went out with this link, as they stood then.

    Several messages may ask for the same items, and less each time: the one meant asked the amount of the link, or less where
    costs came on top; of equals the newest.
    """
    went = (
        select(Message.id, PreviewMessage.amounts)
        .outerjoin(PreviewMessage, PreviewMessage.id == Message.id)
        .where(Message.entity == asked.entity, Message.customer_id == asked.customer_id, Message.state.in_(_WENT))
        .order_by(Message.id.desc())
    )
    found: list[tuple[int, list[MessageItem]]] = []
    with desk.reading() as session:
        for message_id, amounts in session.execute(went):
            items = list(session.scalars(select(MessageItem).where(MessageItem.message_id == message_id)))
            if items_mark((item.number, item.due_on, item.currency) for item in items) == asked.items:
                found.append(((amounts or {}).get(asked.currency, 0), items))
        session.expunge_all()
    fitting = [each for each in found if each[0] <= asked.amount_minor] or found[:1]
    _, meant = max(fitting, key=lambda each: each[0], default=(0, []))
    return [item for item in meant if item.currency == asked.currency]


def _open_minor(book: Book, items: Sequence[MessageItem]) -> int:
    """Return what the present book still has open of ``items``, nothing of those it no longer knows."""
    quoted = pd.DataFrame(
        [{"place": place, **{name: getattr(item, name) for name in _NAMED}} for place, item in enumerate(items)]
    )
    found = book.frame("quoted_items", {"quoted": quoted}, as_of=book.latest_on)
    return int(found["balance_minor"].sum())


def _description(numbers: Sequence[str], customer_id: str) -> str:
    """Return what the customer reads at the bank: the number of the one invoice, else the customer's."""
    return numbers[0] if len(numbers) == 1 else customer_id


def _mark(token: str) -> str:
    """Return what the desk keeps of a token: enough to find it again, too little to use it."""
    return sha256(token.encode()).hexdigest()
