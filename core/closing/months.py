"""Close a month, open it again, and lay what is known now beside what was reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from core.acting import permitted
from core.actions import Action
from core.desk.case_frames import promises
from core.desk.closes import Closed, Report, close, closing, reopen
from core.house import house
from core.metrics.close import Compared, compared, entities_to_close, reported
from core.metrics.measures import evaluate
from core.metrics.scope import Scope

if TYPE_CHECKING:
    from datetime import date

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.metrics.metric import Value


@dataclass(frozen=True, kw_only=True)
class Look:
    """A closed month beside what is known now.

    ``is_same_book`` is False when the book was set back since: the import that the figures knew is not in it, so the
    difference stands, and no posting can be named for it.
    """

    closed: Closed
    by_currency: tuple[Compared, ...]
    is_same_book: bool

    @property
    def is_changed(self) -> bool:
        """Return whether anything is known otherwise than it was reported."""
        return any(each.is_changed for each in self.by_currency)


@permitted(Action.CLOSE)
def close_month(desk: Desk, book: Book, ends_on: date, *, by: str, why: str, entity: str = "") -> list[Report]:
    """Keep the figures of ``ends_on`` as reported, of ``entity`` or of every entity and of all together ('').

    Raises
    ------
    SaldoError
        The month is not over, holds nothing, is closed already, or no reason is given; then nothing is kept.

    """
    entities = entities_to_close(book, ends_on, entity)
    last = book.row("book_last_import")
    asked = entities if entity else ("", *entities)
    reports = [
        Report(
            entity=each,
            ends_on=ends_on,
            book_version=book.version,
            import_id=last["import_id"],
            imported_at=last["imported_at"].replace(tzinfo=UTC),
            body=figures(desk, book, ends_on, each),
        )
        for each in asked
    ]
    close(desk, reports, by=by, why=why)
    return reports


@permitted(Action.CLOSE)
def reopen_month(desk: Desk, ends_on: date, *, by: str, why: str, entity: str = "") -> None:
    """Open a month again; see ``core.desk.closes.reopen``."""
    reopen(desk, entity=entity, ends_on=ends_on, by=by, why=why)


def look_again(desk: Desk, book: Book, ends_on: date, entity: str = "") -> Look:
    """Return a closed month beside what ``book`` knows now; NotClosedError when it is not closed."""
    closed = closing(desk, entity=entity, ends_on=ends_on)
    now = figures(desk, book, ends_on, entity)
    return Look(closed=closed, by_currency=compared(closed.report.body, now), is_same_book=is_same(book, closed.report))


def is_same(book: Book, report: Report) -> bool:
    """Return whether ``book`` still has the import that ``report`` knew as its last one."""
    return any(
        row["import_id"] == report.import_id and row["imported_at"].replace(tzinfo=UTC) == report.imported_at
        for row in book.rows("book_imports")
    )


def figures(desk: Desk, book: Book, ends_on: date, entity: str) -> dict[str, Any]:
    """Return what would be reported of ``ends_on`` now."""
    return reported(book, ends_on, _values(desk, book, ends_on, entity), entity=entity or None)


def _values(desk: Desk, book: Book, ends_on: date, entity: str) -> dict[str, dict[str, Value]]:
    return evaluate(
        book,
        ends_on,
        scope=Scope(entity=entity or None),
        promises=promises(desk),
        lost_share=house(desk).lost_share,
    )
