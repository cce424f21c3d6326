"""How a message asks to be paid: reference, payment code, pay link and copies, by the terms of its entity."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.desk.mail_choices import mail_choices
from core.law.days import contact_hours
from core.messages.references import with_signs
from core.payments.copies import copies, copy_address
from core.payments.habit import habits, habitual_send_at
from core.payments.links import PayLinks, pay_links
from core.payments.page_links import PageLinks, page_links
from core.payments.terms import PaymentTerms, payment_terms
from core.vocabulary import MAILED, POSTED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.messages.context import MessageContext


@dataclass(frozen=True, kw_only=True)
class Paying:
    """The terms of payment of each entity, and what pay links and links to own pages are made with (None: messages carry none)."""

    terms: dict[str, PaymentTerms]
    links: PayLinks | None
    pages: PageLinks | None = None
    has_list_header: bool = False

    def complete(self, context: MessageContext, *, entity: str, language: str, pay_method: str = "") -> MessageContext:
        """Return ``context`` with everything that says how to pay it; nobody is asked for anything.

        A reference of the ledger goes before one made here. A letter has no pay link, because nobody types it, and only a mail
        takes copies along.
        """
        terms = self.terms[entity]
        items = tuple(
            replace(item, invoice_url=copy_address(terms, item, entity=entity, customer_id=context.customer_id))
            for item in context.items
        )
        reference = context.reference or terms.reference_for((item.number for item in items), context.customer_id)
        if reference and context.sender.iban[:2].upper() == "BE":
            reference = with_signs(reference)
        completed = replace(
            context,
            items=items,
            reference=reference,
            has_code=terms.has_code,
            pay_method=pay_method,
            copies=copies(terms, items) if context.channel in MAILED else (),
        )
        if context.channel in POSTED:
            return completed
        if self.pages is not None and context.channel in MAILED:
            page_url = self.pages.url(completed, entity=entity, language=language)
            completed = replace(completed, page_url=page_url, has_list_header=self.has_list_header)
        if self.links is None:
            return completed
        return replace(completed, pay_url=self.links.url(completed, entity=entity, language=language))


def send_at(pay_minute: int, country: str, earliest: datetime) -> datetime | None:
    """Return when a message goes to a customer with a habitual hour, by the clocks of its country; None for no habit."""
    return habitual_send_at(pay_minute, earliest, ZoneInfo(contact_hours(country).zone))


def send_at_minute(minute: int, country: str, earliest: datetime) -> datetime:
    """Return the first moment from ``earliest`` on at which the clocks of ``country`` show that minute of the day."""
    zone = ZoneInfo(contact_hours(country).zone)
    local = earliest.astimezone(zone)
    planned = datetime.combine(local.date(), time(minute // 60, minute % 60), zone)
    return planned if planned >= local else planned + timedelta(days=1)


def paying(desk: Desk, entities: Iterable[str]) -> Paying:
    """Return how messages of ``entities`` ask to be paid, by the settings of the desk."""
    return Paying(
        terms={entity: payment_terms(desk, entity) for entity in sorted(set(entities))},
        links=pay_links(desk),
        pages=page_links(desk),
        has_list_header=mail_choices(desk).has_list_header,
    )


def with_habits(
    customers: pd.DataFrame, book: Book, as_of: date, objecting: Collection[int] = frozenset()
) -> pd.DataFrame:
    """Return the customers of an audience with pay_method ('' for no habit) and pay_minute (-1) of those who are in.

    Of the ``objecting`` (keys), who object to profiling, no habit is looked for.
    """
    is_asked = customers["is_in"] & ~customers["customer_key"].isin(list(objecting))
    found = habits(book, as_of, customers.loc[is_asked, "customer_key"])
    beside = customers.merge(found, on="customer_key", how="left", validate="one_to_one")
    return beside.assign(
        pay_method=beside["pay_method"].fillna("").astype("str"),
        pay_minute=beside["pay_minute"].fillna(-1).astype("int64"),
    )
