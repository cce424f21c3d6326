"""Links to customers' pages, made and revoked by people, and what opening one gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from core.acting import permitted
from core.actions import Action
from core.customer_page.account import PageCustomer, customer_of
from core.desk import customers, holds, page_access
from core.desk.customers import OverrideField
from core.desk.page_access import Access, access
from core.errors import SaldoError
from core.messages.templates import language_for
from core.payments.links import keys
from core.payments.page_links import page_limits, page_links
from core.payments.page_token import Grant, PageTokenError, name_mark, unseal
from core.payments.stand import pays_elsewhere

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.payments.page_links import PageLimits


class NoPageError(SaldoError):
    """A customer for whom no link can be made."""

    def __init__(self) -> None:
        super().__init__(
            "No link can be made: set the public address on Settings > Payment and switch the customer's page on, or open the page of this customer again."
        )


class Door(StrEnum):
    """What a link gives."""

    OPEN = "open"
    BROKEN = "broken"  # not made here, or changed
    OVER = "over"  # its day has gone by
    REVOKED = "revoked"
    GONE = "gone"  # erased, merged, blocked, or the number is somebody else's by now
    ELSEWHERE = "elsewhere"  # an agency, a court or an estate: a person has to speak


@dataclass(frozen=True, kw_only=True)
class Inside:
    """What stands behind an open door: the customer, and what was read on the way in."""

    customer: PageCustomer
    until_on: date
    access: Access
    limits: PageLimits
    standing: pd.DataFrame  # the customer's holds on that day


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a link gives; ``grant`` is there for every link that was made here, ``inside`` for an open door only."""

    door: Door
    grant: Grant | None = None
    inside: Inside | None = None


def open_link(desk: Desk, book: Book, token: str, today: date) -> Opened:
    """Return what ``token`` gives on a day: the page of the one customer it was made for, or the reason why not."""
    try:
        grant = unseal(token, keys(desk))
    except PageTokenError:
        return Opened(door=Door.BROKEN)
    known, limits = access(desk, grant.entity, grant.customer_id), page_limits(desk)
    shut = _shut(grant, known, limits, today)
    if shut is not None:
        return Opened(door=shut, grant=grant)
    customer = customer_of(book, grant.entity, grant.customer_id)
    if customer is None or name_mark(customer.name) != grant.named:
        return Opened(door=Door.GONE, grant=grant)
    day = max(today, book.latest_on)
    standing = holds.standing(desk, day, entity=grant.entity, customer_id=grant.customer_id)
    if pays_elsewhere(standing):
        return Opened(door=Door.ELSEWHERE, grant=grant)
    inside = Inside(customer=customer, until_on=grant.until_on, access=known, limits=limits, standing=standing)
    return Opened(door=Door.OPEN, grant=grant, inside=inside)


def _shut(grant: Grant, known: Access, limits: PageLimits, today: date) -> Door | None:
    """Return why a link that was made here opens nothing any more, None where it may."""
    if known.is_closed or not limits.is_on:
        return Door.GONE
    if grant.generation != known.generation:
        return Door.REVOKED
    return Door.OVER if grant.until_on < today else None


def link_for(desk: Desk, book: Book, entity: str, customer_id: str, *, on: date) -> str:
    """Return the address of a customer's page with a link made ``on`` a day; raise ``NoPageError`` where there is none."""
    links, customer = page_links(desk), customer_of(book, entity, customer_id)
    if links is None or customer is None:
        raise NoPageError
    language = language_of(desk, customer)
    address = links.address_of(entity, customer_id, customer.name, on=on, language=language)
    if not address:
        raise NoPageError
    return address


def language_of(desk: Desk, customer: PageCustomer) -> str:
    """Return the language a customer reads: the one it chose, else that of the ledger, as its country writes it."""
    known = customers.overrides(desk, entity=customer.entity, customer_id=customer.customer_id)
    chosen = known.loc[known["field"] == OverrideField.LANGUAGE, "value"]
    return language_for(chosen.iloc[-1] if len(chosen) else customer.language, customer.country)


@permitted(Action.HANDLE)
def revoke(desk: Desk, entity: str, customer_id: str, *, by: str, why: str) -> None:
    """Let no page link that was made until now open anything; a new one can be made at once."""
    page_access.revoke_page(desk, entity, customer_id, by=by, why=why)


@permitted(Action.HANDLE)
def close(desk: Desk, entity: str, customer_id: str, *, by: str, why: str) -> None:
    """Let no link of a customer open or pay anything, for good: of who was erased or is blocked."""
    page_access.close(desk, entity, customer_id, by=by, why=why)


@permitted(Action.HANDLE)
def open_again(desk: Desk, entity: str, customer_id: str, *, by: str, why: str) -> None:
    """Let new links open the page of a customer that was closed."""
    page_access.open_again(desk, entity, customer_id, by=by, why=why)
