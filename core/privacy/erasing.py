"""Erasing a customer everywhere: desk, files and book, for good, with what books need kept and no way back by an import."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from core.acting import act, current, permitted, require_all
from core.actions import Action
from core.book import erase as book_erase
from core.book.erase_list import digest, erased
from core.campaigns.plan import move_between_reasons
from core.desk import audit, page_access
from core.desk.campaign_tables import Campaign, Message, PreviewMessage
from core.desk.case_errors import NoReasonError
from core.desk.customer_secrets import destroy
from core.desk.pay_tables import PayLink
from core.desk.revisions import Topic, changed
from core.desk.tables import Hold
from core.errors import SaldoError
from core.intake.covering import Cover
from core.payments.provider import PayState
from core.privacy import requests, sweep
from core.privacy.called import called
from core.privacy.files import erase_files, forget_uploads, set_aside, uploads_of
from core.privacy.in_one_piece import erase_pieces
from core.privacy.own_rows import erase_rows
from core.privacy.standing import Reason, reasons
from core.privacy.tidy import tidy
from core.vocabulary import CampaignState, MessageState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from sqlalchemy.orm import Session

    from core.book.book import Book
    from core.book.store import BookStore
    from core.desk.engine import Desk
    from core.privacy.called import Called, Customer
    from core.privacy.files import Touched

    Progress = Callable[[float, str], None]
UNSENT = (MessageState.QUEUED, MessageState.HELD)
CHANGED = (Topic.ERASURES, Topic.CUSTOMERS, Topic.HOLDS, Topic.CAMPAIGNS, Topic.BANK, Topic.REPLIES, Topic.REQUESTS)


class HeldError(SaldoError):
    """An erasure that has to wait."""

    def __init__(self, found: list[Reason]) -> None:
        grounds = ", ".join(dict.fromkeys(each.ground.replace("_", " ") for each in found))
        super().__init__(
            f"This customer cannot be erased yet ({grounds}): note the request, and erase once that has ended. What is not needed for it is gone already."
        )
        self.reasons = found


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where an installation keeps what it knows: desk, book and home folder."""

    desk: Desk
    store: BookStore
    home: Path

    def book(self) -> Book | None:
        """Return the present book as who acts sees it, None before the first import."""
        return None if self.store.current() is None else self.store.open(limits=current().limits)

    def books(self) -> list[Book]:
        """Return every version of the book that is kept, the present one first."""
        versions = sorted(self.store.versions(), key=lambda each: not each.is_current)
        return [self.store.open(each.name) for each in versions]


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What erasing took: rows of the desk by table, files, the book's new version; ``left`` says what could not be tidied yet."""

    rows: dict[str, int]
    files_covered: int
    files_removed: int
    version: str | None
    left: tuple[str, ...]


@permitted(Action.PRIVACY)
def erase(places: Places, customer: Customer, *, by: str, why: str, progress: Progress | None = None) -> Erased:
    """Erase ``customer``: names, addresses, words and scores everywhere; amounts, dates and document numbers stay.

    It can be done again after it was cut off half-way. Raises :class:`HeldError` while something has to be kept,
    ``NoReasonError``, and ``BookBusyError`` while an import runs.
    """
    require_all()
    if not why.strip():
        raise NoReasonError
    found = reasons(places.desk, places.book(), customer)
    if found:
        raise HeldError(found)
    return _erase(places, customer, by=by, why=why, tell=progress or _silent)


@permitted(Action.PRIVACY)
def erase_each(places: Places, customers: Collection[Customer], *, by: str, why: str) -> dict[Customer, Erased]:
    """Erase those of ``customers`` whom nothing holds, with one rewriting of the ledger for all; return what it took of each."""
    require_all()
    book = places.book()
    free = [customer for customer in customers if not reasons(places.desk, book, customer)]
    if not free:
        return {}
    taken = {customer: _take(places, customer, by=by, why=why, tell=_silent) for customer in free}
    return _finish(places, taken, by=by, tell=_silent)


@permitted(Action.PRIVACY)
def erase_again(places: Places, customer: Customer, *, by: str, why: str) -> Erased:
    """Erase who was erased before, from what a backup or another folder brought back, whatever stands open in it by now."""
    require_all()
    return _erase(places, customer, by=by, why=why, tell=_silent)


@permitted(Action.PRIVACY)
def let_return(places: Places, customer: Customer, *, by: str, why: str) -> bool:
    """Let imports bring name and addresses of ``customer`` again, who is one once more; return whether it was erased."""
    require_all()
    if not why.strip():
        raise NoReasonError
    entity, customer_id = customer
    with places.desk.session() as session:
        changed(session, Topic.ERASURES)
        known = requests.note_returned(session, customer, places.desk, by=by, why=why.strip())
    if known:
        places.store.let_return([digest(entity, customer_id)])
        page_access.open_again(places.desk, entity, customer_id, by=by, why=why.strip())
    return known > 0


def is_erased(places: Places, customer: Customer) -> bool:
    """Return whether no import may bring ``customer`` back."""
    return digest(*customer) in erased(places.store.folder)


def _silent(_share: float, _told: str) -> None:
    """Take progress and tell nobody."""


@dataclass(frozen=True, kw_only=True)
class _Taken:
    """What was done of one customer before the ledger is written anew."""

    words: Called
    rows: dict[str, int]
    files: Touched


def _erase(places: Places, customer: Customer, *, by: str, why: str, tell: Progress) -> Erased:
    """Erase in an order that can be begun again: the ledger, which knows best what a customer is called, comes last."""
    taken = _take(places, customer, by=by, why=why, tell=tell)
    return _finish(places, {customer: taken}, by=by, tell=tell)[customer]


def _take(places: Places, customer: Customer, *, by: str, why: str, tell: Progress) -> _Taken:
    desk = places.desk
    requests.ask(desk, customer, by=by, why=why)
    page_access.close(desk, *customer, by=by, why="erased")
    tell(0.05, "Looking for what the customer is called")
    words = called(desk, places.books(), customer)
    _cover_reason(Cover(words.apart))
    with desk.session() as session:
        _stop(session, customer, desk)
    with desk.reading() as session:
        uploads = uploads_of(session, customer)
    tell(0.1, "Covering files")
    cover = Cover(words.apart, near=words.own, beside=[customer[1]])
    files = erase_files(places.home, cover, uploads=uploads, desk_file=desk.file)
    tell(0.3, "Emptying the desk")
    return _Taken(words=words, rows=_erase_desk(desk, customer, words), files=files)


def _cover_reason(cover: Cover) -> None:
    """Let no further entry of the trail say the name that somebody wrote into the reason of this erasure."""
    begun = act()
    if begun is not None:
        begun.given.update((name, cover.text(each)) for name, each in begun.given.items() if isinstance(each, str))


def _finish(places: Places, taken: Mapping[Customer, _Taken], *, by: str, tell: Progress) -> dict[Customer, Erased]:
    """Write the ledger anew without all of them at once, tidy up, and note each as done."""
    desk = places.desk
    tell(0.5, "Writing the ledger anew")
    words = [word for each in taken.values() for word in each.words.apart]
    version = book_erase.rewrite(places.store, [digest(*customer) for customer in taken], words)
    tell(0.9, "Tidying the desk")
    left = (*tidy(desk), *set_aside(places.home))
    done = {
        customer: Erased(
            rows=each.rows,
            files_covered=each.files.covered,
            files_removed=each.files.removed,
            version=version,
            left=left,
        )
        for customer, each in taken.items()
    }
    with desk.session() as session:
        _tell_screens(session)
        for customer, erased_ in done.items():
            requests.note_done(session, customer, desk, by=by, done=asdict(erased_))
    return done


def _erase_desk(desk: Desk, customer: Customer, words: Called) -> dict[str, int]:
    """Empty the desk in one go: cut off half-way, it still says what the customer is called, so that it can be done again."""
    cover = Cover(words.apart)
    seen = sweep.found(desk, cover)
    with desk.session() as session:
        _tell_screens(session)
        rows: Counter[str] = Counter(erase_pieces(session, customer, Cover(words.own)))
        rows["customer_secret"] = destroy(session, customer, desk.now())
        rows["customer_file"] = forget_uploads(session, customer)
        rows += erase_rows(session, customer, desk.now())
        rows += sweep.cover_rows(session, seen, cover)
        rows["audit_value"] = audit.erase_values(session, *customer, words=words.apart)
    return {name: count for name, count in sorted(rows.items()) if count}


def _stop(session: Session, customer: Customer, desk: Desk) -> None:
    """Let nothing of ``customer`` wait any more: messages, pay links and holds end, and no draft speaks to it."""
    entity, customer_id = customer
    now = desk.now()
    to_them = (Message.entity == entity, Message.customer_id == customer_id)
    gone: dict[str, Any] = {"state": MessageState.CANCELLED, "claim": None, "settled_at": now}
    session.execute(update(Message).where(*to_them, Message.state.in_(UNSENT)).values(**gone))
    links = (PayLink.entity == entity, PayLink.customer_id == customer_id, PayLink.state == PayState.OPEN)
    session.execute(update(PayLink).where(*links).values(state=PayState.WITHDRAWN, withdrawn_at=now))
    standing = (Hold.entity == entity, Hold.customer_id == customer_id, Hold.ended_at.is_(None))
    session.execute(update(Hold).where(*standing).values(ended_at=now, ended_by="Saldo"))
    drafts = (
        select(PreviewMessage, Campaign)
        .join(Campaign, Campaign.id == PreviewMessage.campaign_id)
        .where(
            PreviewMessage.entity == entity,
            PreviewMessage.customer_id == customer_id,
            Campaign.state.in_((CampaignState.DRAFT, CampaignState.PREVIEWED, CampaignState.APPROVED)),
            ~PreviewMessage.is_excluded,
        )
    )
    for message, campaign in session.execute(drafts).all():
        message.is_excluded = True
        message.sha256 = None  # approved or not: it does not go
        move_between_reasons(session, campaign, message, is_excluded=True)
    session.flush()


def _tell_screens(session: Session) -> None:
    for topic in CHANGED:
        changed(session, topic)
