"""Erasing a customer everywhere: desk, files and book, for good, with what books need kept and no way back by an import."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from core.acting import act, current, permitted, require_all
from core.actions import Action
from core.book import erase as book_erase
from core.book.erase_list import digest, erased
from core.desk import audit, page_access
from core.desk.case_errors import NoReasonError
from core.desk.customer_secrets import destroy
from core.desk.revisions import Topic, changed
from core.desk.statements import parts
from core.errors import SaldoError
from core.intake.covering import Cover
from core.privacy import requests, sweep
from core.privacy.called import called
from core.privacy.files import erase_files, forget_uploads, senders, set_aside, uploads_of
from core.privacy.in_one_piece import erase_pieces
from core.privacy.own_rows import erase_rows
from core.privacy.silencing import TOGETHER, silence, silence_each
from core.privacy.standing import Ground, Reason, reasons, reasons_of_each
from core.privacy.tidy import POSTGRES, tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from core.book.book import Book
    from core.book.store import BookStore
    from core.desk.engine import Desk
    from core.privacy.called import Called, Customer

    Progress = Callable[[float, str], None]
CHANGED = (Topic.ERASURES, Topic.CUSTOMERS, Topic.HOLDS, Topic.CAMPAIGNS, Topic.BANK, Topic.REPLIES, Topic.REQUESTS)


class HeldError(SaldoError):
    """An erasure that has to wait."""

    def __init__(self, found: list[Reason]) -> None:
        super().__init__(
            "This customer cannot be erased yet ({grounds}): note the request, and erase once that has ended."
            " What is not needed for it is gone already.",
            grounds=list(dict.fromkeys(each.ground for each in found)),
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
    """What erasing ``customers`` took together: rows of the desk by table, files, the book's new version.

    ``left`` says what is still to be done; ``is_done``: nothing of it by Saldo. Else :func:`finish` does it, and no request is called done.
    ``naming`` are files that others sent along, by entity, customer and name: they name somebody, and a person decides on them. ``unread``
    of them could not be read.
    """

    customers: tuple[Customer, ...]
    rows: dict[str, int]
    files_covered: int
    files_removed: int
    version: str | None
    naming: tuple[tuple[str, str, str], ...]
    unread: int
    left: tuple[str, ...]
    is_done: bool


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
    done = _erase(places, [customer], by=by, why=why, tell=progress or _silent)
    if not done.customers:
        raise HeldError([Reason(ground=Ground.ON_ITS_WAY)])
    return done


@permitted(Action.PRIVACY)
def erase_each(places: Places, customers: Collection[Customer], *, by: str, why: str) -> Erased | None:
    """Erase those of ``customers`` whom nothing holds, together: every file, row and text is looked at once. None where all are held."""
    require_all()
    held = reasons_of_each(places.desk, places.book(), list(dict.fromkeys(customers)))
    free = [customer for customer, found in held.items() if not found]
    return _erase(places, free, by=by, why=why, tell=_silent) if free else None


@permitted(Action.PRIVACY)
def erase_again(places: Places, customers: Collection[Customer], *, by: str, why: str) -> Erased | None:
    """Erase who was erased before, from what a backup or another folder brought back, whatever stands open in it by now."""
    require_all()
    again = list(dict.fromkeys(customers))
    return _erase(places, again, by=by, why=why, tell=_silent, is_forced=True) if again else None


@permitted(Action.PRIVACY)
def finish(places: Places, *, by: str) -> tuple[str, ...]:
    """Tidy up after erasures and call done those of which only that was left; return what could not be done, each with what to do."""
    require_all()
    tidied = tidy(places.desk)
    if tidied.is_done:
        with places.desk.session() as session:
            _tell_screens(session)
            requests.note_done(session, places.desk, by=by)
    return tidied.left


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


def _erase(
    places: Places, customers: Sequence[Customer], *, by: str, why: str, tell: Progress, is_forced: bool = False
) -> Erased:
    """Erase in an order that can be begun again: the ledger, which knows best what a customer is called, comes last."""
    desk = places.desk
    requests.ask_for_each(desk, customers, by=by, why=why)
    page_access.close_each(desk, customers, by=by, why="erased")
    tell(0.05, "Looking for what the customer is called")
    free = silence_each(desk, customers, is_forced=is_forced)
    words = called(desk, places.books(), free)
    cover = Cover(_apart(words), near=_by_number(words))
    _cover_reason(cover)
    tell(0.1, "Covering files")
    with desk.reading() as session:
        uploads = uploads_of(session, words.keys())
    files = erase_files(places.home, cover, uploads=uploads, desk_file=desk.file)
    with desk.reading() as session:
        naming = senders(session, files.named)
    tell(0.3, "Emptying the desk")
    rows, free = _erase_desk(desk, words, is_forced=is_forced)
    tell(0.5, "Writing the ledger anew")
    digests = [digest(*customer) for customer in free]
    version = book_erase.rewrite(places.store, digests, _apart(words)) if free else None
    done = Erased(
        customers=tuple(free),
        rows={name: count for name, count in sorted(rows.items()) if count},
        files_covered=files.covered,
        files_removed=files.removed,
        version=version,
        naming=tuple(naming),
        unread=files.unread,
        left=(*set_aside(places.home), *([POSTGRES] if desk.is_postgres else [])),
        is_done=False,
    )
    with desk.session() as session:
        requests.note_erased(session, free, done=_told(done))
    tell(0.9, "Tidying the desk")
    left = finish(places, by=by)
    return replace(done, left=tuple(dict.fromkeys((*left, *done.left))), is_done=not requests.unfinished(desk))


def _told(done: Erased) -> dict[str, Any]:
    """Return what the requests keep of it."""
    kept = asdict(done)
    del kept["customers"], kept["is_done"]
    return kept | {"together": len(done.customers)}


def _apart(words: Mapping[Customer, Called]) -> frozenset[str]:
    return frozenset(word for each in words.values() for word in each.apart)


def _by_number(words: Mapping[Customer, Called]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for (_, number), each in words.items():
        found.setdefault(number, set()).update(each.own)
    return found


def _cover_reason(cover: Cover) -> None:
    """Let no further entry of the trail say the name that somebody wrote into the reason of this erasure."""
    begun = act()
    if begun is not None:
        begun.given.update((name, cover.text(each)) for name, each in begun.given.items() if isinstance(each, str))


def _erase_desk(
    desk: Desk, words: Mapping[Customer, Called], *, is_forced: bool
) -> tuple[Counter[str], list[Customer]]:
    """Empty the desk of some customers at a time, each time in one go, and return how many rows and of whom.

    Cut off half-way, it still says what the others are called, so that it can be done again. Whom a message is under way to by now stays.
    """
    rows = Counter(erase_pieces(desk, {customer: Cover(each.own) for customer, each in words.items()}))
    seen = sweep.found(desk, _apart(words))
    with desk.reading() as session:
        trail = audit.pieces_saying(session, _apart(words))
    done: list[Customer] = []
    for some in parts(tuple(words), TOGETHER):
        with desk.session() as session:
            _tell_screens(session)
            free = silence(session, some, desk, is_forced=is_forced)
            told = _apart({customer: words[customer] for customer in free})
            rows["customer_secret"] += destroy(session, free, desk.now())
            rows["customer_file"] += forget_uploads(session, free)
            rows += erase_rows(session, free, desk.now())
            rows += sweep.cover_rows(session, seen, told)
            saying = [piece for piece, said in trail.items() if said & told]
            rows["audit_value"] += audit.erase_values(session, free, saying=saying)
            done += free
    return rows, done


def _tell_screens(session: Session) -> None:
    for topic in CHANGED:
        changed(session, topic)
