"""A click that pays: the page at the provider for what is still open by the present book, made once and used again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import IntegrityError

from core.acting import by_itself
from core.desk.pay_tables import PayLink
from core.payments import links_kept
from core.payments.provider import Order, PayState
from core.payments.stand import Stand, Standing, standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.desk.engine import Desk
    from core.payments.provider import Provider
    from core.payments.token import Asked

__all__ = ["VALID_DAYS", "Payable", "Stand", "Standing", "follow", "latest", "look_again", "pay_page", "standing"]

VALID_DAYS: Final = 14
"""How long a page at the provider can be paid at; a later click makes a new one, for what is open then."""
OWN_PAGE: Final = 0
"""Stands for the message of a link that was asked for on the customer's own page."""


@dataclass(frozen=True, kw_only=True)
class Payable:
    """What one page at a provider is asked for; ``mark`` finds it again on the next click."""

    mark: str
    entity: str
    customer_id: str
    amount_minor: int
    currency: str
    numbers: tuple[str, ...]
    message_id: int = OWN_PAGE
    items: tuple[dict[str, Any], ...] | None = None


@by_itself
def follow(
    desk: Desk, provider: Provider, asked: Asked, token: str, now: Standing, *, return_url: str, webhook_url: str = ""
) -> str:
    """Return the provider's page for what a message still asks: the one made before while it fits, else a new one.

    Raises ``PayProviderError`` when the provider makes none.
    """
    if now.stand is not Stand.OPEN or now.message_id is None:
        message = "only what is open can be paid"
        raise ValueError(message)
    payable = Payable(
        mark=links_kept.mark(token),
        entity=asked.entity,
        customer_id=asked.customer_id,
        amount_minor=now.amount_minor,
        currency=asked.currency,
        numbers=now.numbers,
        message_id=now.message_id,
    )
    return pay_page(desk, provider, payable, return_url=return_url, webhook_url=webhook_url)


@by_itself
def pay_page(desk: Desk, provider: Provider, payable: Payable, *, return_url: str, webhook_url: str = "") -> str:
    """Return the provider's page for ``payable``; ``webhook_url`` is where it tells of changes, '' where it cannot."""
    earlier, at = links_kept.of_mark(desk, payable.mark), desk.now()
    known = earlier[0] if earlier else None
    if (
        known is not None
        and known.state == PayState.OPEN
        and (known.amount_minor, known.provider) == (payable.amount_minor, provider.name)
        and known.made_at + timedelta(days=VALID_DAYS - 1) > at
    ):
        return known.url
    turn = 1 if known is None else known.turn + 1
    key = links_kept.order_key(payable.mark, turn)
    order = Order(
        amount_minor=payable.amount_minor,
        currency=payable.currency,
        description=_description(payable.numbers, payable.customer_id),
        return_url=return_url,
        expires_at=at + timedelta(days=VALID_DAYS),
        key=key,
        webhook_url=f"{webhook_url}?link={key}" if webhook_url else "",
    )
    made = provider.create(order)
    row = PayLink(
        token_sha256=payable.mark,
        turn=turn,
        message_id=payable.message_id,
        entity=payable.entity,
        customer_id=payable.customer_id,
        amount_minor=payable.amount_minor,
        currency=payable.currency,
        provider=provider.name,
        provider_id=made.provider_id,
        url=made.url,
        state=PayState.OPEN,
        made_at=at,
        items=None if payable.items is None else list(payable.items),
    )
    try:
        with desk.session() as session:
            session.add(row)
    except IntegrityError:  # a second click of the same moment; the provider gave both the same page
        return made.url
    # An earlier page asked for another amount: whoever still has it open must not pay that as well.
    links_kept.withdraw(desk, [each.id for each in earlier if each.state == PayState.OPEN], why="a newer page was made")
    return made.url


@by_itself
def look_again(desk: Desk, provider: Provider, token: str) -> PayLink | None:
    """Return the link of ``token`` that was paid since, asked about at its provider; None when there is none.

    A page made before the newest one can still be paid at until it is closed. It is returned once only as paid now: by the call
    that finds it out.
    """
    for known in links_kept.of_mark(desk, links_kept.mark(token), *links_kept.PAYABLE):
        if known.provider == provider.name and (known.state == PayState.OPEN or known.checked_at is None):
            news = links_kept.settle(desk, known, provider.look(known.provider_id))
            if news.paid_minor:
                return news.link
    return None


def latest(desk: Desk, token: str) -> PayLink | None:
    """Return the newest link that a provider made for ``token``."""
    return next(iter(links_kept.of_mark(desk, links_kept.mark(token))), None)


def _description(numbers: Sequence[str], customer_id: str) -> str:
    """Return what the customer reads at the bank: the number of the one invoice, else the customer's."""
    return numbers[0] if len(numbers) == 1 else customer_id
