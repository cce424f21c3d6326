"""A customer who opened a link: the visit, the language, and everything a page of it is drawn from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.campaigns.senders import sender_of
from core.customer_page.account import page_account
from core.customer_page.forms import form_token
from core.customer_page.links import language_of, open_link
from core.customer_page.visit import Visit
from core.desk.customer_requests import latest_of
from core.desk.page_access import opened
from core.law.days import contact_hours
from core.messages.templates import language_for
from core.payments.links import keys
from dashboard.me.say import NAMES, say
from dashboard.me.told import MOST_SHOWN, SHOWN

if TYPE_CHECKING:
    from datetime import date

    from core.book.book import Book
    from core.customer_page.links import Inside, Opened
    from core.desk.customer_page_tables import CustomerRequest
    from core.messages.context import Sender
    from core.wiring import Application
    from dashboard.me.say import Say
    from dashboard.me.shell import Place


@dataclass(frozen=True, kw_only=True)
class Guest:
    """One look at one customer's page."""

    visit: Visit
    place: Place
    say: Say
    sender: Sender
    secret: bytes
    until_on: date
    has_provider: bool
    zone: ZoneInfo

    def form(self, act: str) -> str:
        """Return the hidden value of a new form for ``act``."""
        return form_token(self.secret, self.place.token, act, self.visit.desk.now())

    @cached_property
    def part_counts(self) -> Counter[tuple[str, str, int]]:
        """Return how many open parts each document has."""
        return Counter((i.name.document_type, i.number, i.name.fiscal_year) for i in self.visit.account.items)

    @cached_property
    def requests(self) -> list[CustomerRequest]:
        """Return what the customer did or asked here, the newest first."""
        return latest_of(self.visit.desk, **self.visit.who, kinds=SHOWN, most=MOST_SHOWN)


def welcomed(app: Application, place: Place) -> Guest | tuple[Opened, str]:
    """Return who opened a link, or what the link gives instead with the language to say it in."""
    book = app.book()
    found = open_link(app.desk, book, place.token, app.clock().astimezone(_zone("")).date())
    if found.inside is None:
        picked = place.picked if place.picked in NAMES else "en"
        return found, picked if found.grant is None else found.grant.language
    return _guest(app, book, place, found.inside)


def _guest(app: Application, book: Book, place: Place, inside: Inside) -> Guest:
    desk, customer, zone = app.desk, inside.customer, _zone(inside.customer.country)
    opened(desk, customer.entity, customer.customer_id, inside.access)
    chosen = language_for(place.picked, customer.country) if place.picked in NAMES else language_of(desk, customer)
    sender = sender_of(desk, customer.entity)
    visit = Visit(
        desk=desk,
        book=book,
        home=app.settings.home,
        account=page_account(desk, book, customer, inside.standing),
        limits=inside.limits,
        today=app.clock().astimezone(zone).date(),
        language=chosen,
        person=sender.person,
    )
    return Guest(
        visit=visit,
        place=place,
        say=say(chosen),
        sender=sender,
        secret=keys(desk)[0],
        until_on=inside.until_on,
        has_provider=app.pay_provider() is not None,
        zone=zone,
    )


def _zone(country: str) -> ZoneInfo:
    """Return whose clocks the page goes by: those of the customer's country."""
    return ZoneInfo(contact_hours(country).zone)
