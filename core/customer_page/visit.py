"""One customer at the page: what may be done there, and how an act becomes a request that happens once."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from core.campaigns.agreements import About
from core.customer_page.refusals import RefusedError, Why
from core.desk import customer_requests
from core.desk.customer_requests import NewRequest
from core.language import later

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from core.book.book import Book
    from core.customer_page.account import PageAccount, PageItem
    from core.desk.cases import Done
    from core.desk.customer_page_tables import CustomerRequest
    from core.desk.customer_requests import RequestKind
    from core.desk.engine import Desk
    from core.payments.page_links import PageLimits

BY: Final = later("customer (own page)")
MOST_A_DAY: Final = 20
"""Acts of one customer in 24 hours; nobody needs more, and a script would."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A customer at its page: the desk and book as they are now, its account, and the day there."""

    desk: Desk
    book: Book
    home: Path
    account: PageAccount
    limits: PageLimits
    today: date
    language: str
    person: str  # who answers the telephone of the company

    @property
    def who(self) -> dict[str, str]:
        """Return entity and customer id by name."""
        return {"entity": self.account.customer.entity, "customer_id": self.account.customer.customer_id}

    def about(self, items: Sequence[PageItem], currency: str) -> About:
        """Return what an agreement is about: the named items, or with all of them the whole account in one currency."""
        is_all = len(items) == sum(item.currency == currency for item in self.account.owed)
        return About(**self.who, items=() if is_all else tuple(item.name for item in items), currency=currency)

    def chosen(self, places: Sequence[int], currency: str | None = None) -> tuple[list[PageItem], str]:
        """Return the items at these places of the page, and their one currency; for none, all that nobody contests.

        Raises ``RefusedError`` for a place that is not there, for nothing open, and for items of two currencies.
        """
        owed = self.account.owed
        if any(not 0 <= place < len(owed) for place in places):
            raise RefusedError(Why.NO_ITEMS)
        items = [owed[place] for place in sorted(set(places))] or [item for item in owed if not item.is_contested]
        if currency:
            items = [item for item in items if item.currency == currency]
        if not items:
            raise RefusedError(Why.NOTHING_OPEN)
        if len({item.currency for item in items}) > 1:
            raise RefusedError(Why.NO_ITEMS)
        return items, items[0].currency

    def undo_until(self) -> datetime | None:
        """Return until when an act of now can be taken back on the page."""
        minutes = self.limits.undo_minutes
        return self.desk.now() + timedelta(minutes=minutes) if minutes else None


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What an act made: what the request keeps of it, and whether a person still has to do something."""

    body: dict[str, Any]
    waits: bool = False


def request(
    visit: Visit, form: str, kind: RequestKind, asked: dict[str, Any], act: Callable[[int], Effect]
) -> CustomerRequest:
    """Let ``act`` happen once for this ``form``, and return the request as it stands.

    The request is written first, as one that waits for a person: should the machine stop in the middle, somebody sees it. An act
    that is refused leaves nothing behind.
    """
    desk = visit.desk
    if customer_requests.count_since(desk, **visit.who, since=desk.now() - timedelta(days=1), kinds=None) >= MOST_A_DAY:
        raise RefusedError(Why.TOO_OFTEN)
    new = NewRequest(form=form, **visit.who, kind=kind, body=asked, language=visit.language)
    request_id, is_new = customer_requests.make(desk, new)
    if is_new:
        try:
            effect = act(request_id)
        except Exception:
            customer_requests.drop(desk, request_id)
            raise
        settle = customer_requests.waits if effect.waits else customer_requests.done
        settle(desk, request_id, {**asked, **effect.body}, undo_until=visit.undo_until())
    found = customer_requests.one(desk, request_id)
    if found is None or (found.entity, found.customer_id) != (visit.who["entity"], visit.who["customer_id"]):
        raise RefusedError(Why.FORM_OVER)
    return found


def earlier(visit: Visit, days: int, *kinds: RequestKind) -> int:
    """Return how often the customer did one of these in the last days and did not take it back."""
    since = visit.desk.now() - timedelta(days=days)
    return customer_requests.count_since(visit.desk, **visit.who, since=since, kinds=kinds)


def asked_of(items: Sequence[PageItem], currency: str, minor: int) -> dict[str, Any]:
    """Return what a request keeps of the items that an act is about."""
    return {"items": [list(astuple(item.name)) for item in items], "currency": currency, "amount_minor": minor}


def of_case(done: Done) -> dict[str, Any]:
    """Return what a request keeps of the case that an act opened."""
    return {"case": [done.case_id, done.event_id]}
