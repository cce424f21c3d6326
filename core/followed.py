"""What follows of itself: when a file of others landed, and when the ledger changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.acting import permitted
from core.actions import Action
from core.company import complaints
from core.handover.place import release_closed
from core.handover.register import register
from core.handover.statement import BY, settle
from core.intake.field_types import ImportKind

if TYPE_CHECKING:
    from core.book.book import Book
    from core.book.store import BookStore
    from core.desk.engine import Desk


def after_side(desk: Desk, store: BookStore, kind: ImportKind) -> None:
    """Let complaints open and close their cases, and the agency's statement settle its handovers, at once."""
    if kind is ImportKind.COMPLAINTS and store.current() is not None:
        complaints.follow(desk, store.open())
    elif kind is ImportKind.AGENCY:
        settle(desk)


@permitted(Action.IMPORT)
def after_taking_back(desk: Desk, store: BookStore) -> None:
    """Let cases and the register forget what a file said that was taken back."""
    for kind in (ImportKind.COMPLAINTS, ImportKind.AGENCY):
        after_side(desk, store, kind)


def after_book(desk: Desk, book: Book) -> None:
    """Let complaints find their invoices in a new ledger, and let go of who paid the agency and is settled here, too."""
    complaints.follow(desk, book)
    known = register(desk)
    if any(each.closed_at is not None for each in known):
        release_closed(desk, register(desk, book), by=BY)
