"""What follows from payments at a provider: reminders wait for money under way, and pages that nobody should pay at are closed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import structlog
from sqlalchemy import select

from core.acting import by_itself
from core.campaigns.freshness import hold_outdated
from core.clock import local_day
from core.desk import customer_requests, holds
from core.desk.customer_requests import NewRequest, RequestKind
from core.desk.pay_tables import PayLink
from core.desk.tables import Hold
from core.payments import links_kept, webhook
from core.payments.links import public_address
from core.payments.provider import PayProviderError, PayState
from core.payments.stand import has_arrived, still_asked
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk
    from core.payments.links_kept import News
    from core.payments.provider import Provider
    from core.payments.webhook import Told
    from core.wiring import Application

HOLD_DAYS: Final = 10
"""Until the money of a provider is in the ledger, reminders of it wait at most this long."""
BY: Final = "pay link"
HOOK: Final = "/hook/pay/"

log = structlog.get_logger()


def webhook_url(app: Application, provider: Provider) -> str:
    """Return where the provider tells of changes; '' where it cannot reach this installation."""
    address = public_address(app.desk)
    return f"{address}{HOOK}{provider.name.lower()}" if address.startswith("https://") else ""


@by_itself
def note_payments(app: Application, provider: Provider, token_sha256: str) -> None:
    """Ask the provider about the links made for one token, and let follow what has to; says in the log when it does not answer."""
    for known in links_kept.of_mark(app.desk, token_sha256, *links_kept.PAYABLE):
        if known.provider != provider.name or not (known.state == PayState.OPEN or known.checked_at is None):
            continue
        try:
            look(app, provider, known)
        except PayProviderError as error:
            log.warning("the payment provider does not say how a link stands", provider=provider.name, why=str(error))
            return


def look(app: Application, provider: Provider, known: PayLink) -> News:
    """Ask how one link stands, write it down, and let follow what has to; raise ``PayProviderError`` when nobody says."""
    was_asked = known.state == PayState.OPEN
    news = links_kept.settle(app.desk, known, provider.look(known.provider_id))
    if news.paid_minor:
        _came_in(app, news, was_asked=was_asked)
    if news.returned_minor:
        _went_back(app, news)
    return news


@by_itself
def told(app: Application, provider: Provider, message: Told) -> list[News]:
    """Follow a message of the provider: every link it names is asked about again; nothing when it names none of ours."""
    return [look(app, provider, known) for known in webhook.links_meant(app.desk, provider.name, message)]


def follow_book(desk: Desk, book: Book) -> None:
    """Take back links that nobody should pay at any more, and end what waited for money that the ledger has by now.

    To be called when a book was published or a statement was matched.
    """
    withdraw_settled(desk, book)
    end_arrived(desk, book)


def end_arrived(desk: Desk, book: Book) -> int:
    """End the holds of money paid online that ``book`` shows as paid; return how many."""
    with desk.reading() as session:
        waiting = session.execute(
            select(Hold.id, PayLink)
            .join(
                PayLink,
                (PayLink.provider_id == Hold.source_reference)
                & (PayLink.entity == Hold.entity)
                & (PayLink.customer_id == Hold.customer_id),
            )
            .where(Hold.created_by == BY, Hold.kind == HoldKind.REPORTED_PAYMENT, Hold.ended_at.is_(None))
        ).all()
        session.expunge_all()
    return sum(
        holds.end(desk, hold_id, by=BY, why="the ledger has the money")
        for hold_id, link in waiting
        if has_arrived(desk, book, link)
    )


def withdraw_settled(desk: Desk, book: Book) -> int:
    """Take back the links that ask for what was paid otherwise, or of customers who are gone; return how many.

    Closing them at the provider is ``close_withdrawn``: publishing a book waits for nobody.
    """
    settled = [link.id for link in links_kept.open_links(desk) if not still_asked(desk, book, link)]
    return links_kept.withdraw(desk, settled, why="paid otherwise, or no longer asked")


@by_itself
def close_withdrawn(app: Application) -> str:
    """Ask the provider to close what was taken back; what it does not answer is asked again later. Return what was done."""
    provider, closed = app.pay_provider(), 0
    if provider is None:
        return "no payment provider"
    for link in links_kept.closing(app.desk):
        if link.provider != provider.name:
            continue
        try:
            if not look(app, provider, link).paid_minor:
                provider.withdraw(link.provider_id)
        except PayProviderError as error:
            log.warning("a pay link could not be closed", provider=provider.name, why=str(error))
            continue
        links_kept.closed(app.desk, link)
        closed += 1
    return f"{closed} closed"


def _came_in(app: Application, news: News, *, was_asked: bool) -> None:
    """Keep reminders back while the money is on its way to the ledger; what came twice is told to a person."""
    link = news.link
    app.place_hold(
        HoldKind.REPORTED_PAYMENT,
        entity=link.entity,
        customer_id=link.customer_id,
        by=BY,
        why=f"paid online by {link.provider}; the ledger does not have it yet",
        until_on=local_day(app.clock()) + timedelta(days=HOLD_DAYS),
        amount_minor=news.paid_minor,
        currency=link.currency,
        source_reference=link.provider_id,
    )
    over_minor = max(0, links_kept.got_minor(link) - link.amount_minor) if was_asked else news.paid_minor
    if over_minor:
        _tell(app, link, RequestKind.PAID_TWICE, over_minor, f"{link.provider_id}:over:{over_minor}")


def _went_back(app: Application, news: News) -> None:
    """Let the amount be asked again, and tell a person why."""
    link = news.link
    with app.desk.reading() as session:
        placed = list(
            session.scalars(
                select(Hold.id).where(
                    Hold.source_reference == link.provider_id,
                    Hold.kind == HoldKind.REPORTED_PAYMENT,
                    Hold.entity == link.entity,
                    Hold.customer_id == link.customer_id,
                    Hold.ended_at.is_(None),
                )
            )
        )
    for hold_id in placed:
        holds.end(app.desk, hold_id, by=BY, why=f"the money went back at {link.provider}")
    left = links_kept.got_minor(link)
    if left > 0 and placed:
        holds.place(
            app.desk,
            HoldKind.REPORTED_PAYMENT,
            entity=link.entity,
            customer_id=link.customer_id,
            by=BY,
            why=f"paid online by {link.provider}, a part went back; the ledger does not have the rest yet",
            until_on=local_day(app.clock()) + timedelta(days=HOLD_DAYS),
            amount_minor=left,
            currency=link.currency,
            source_reference=link.provider_id,
        )
    if app.store.current() is not None:
        hold_outdated(app.desk, app.book())
    _tell(app, link, RequestKind.PAID_BACK, news.returned_minor, f"{link.provider_id}:back:{link.returned_minor}")


def _tell(app: Application, link: PayLink, kind: RequestKind, minor: int, form: str) -> None:
    body: dict[str, Any] = {
        "amount_minor": minor,
        "currency": link.currency,
        "provider": link.provider,
        "provider_id": link.provider_id,
    }
    customer_requests.make(
        app.desk,
        NewRequest(form=form, entity=link.entity, customer_id=link.customer_id, kind=kind, body=body, language=""),
    )
