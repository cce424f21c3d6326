"""Control balances: from a file or a person to the desk, and from the desk beside the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.acting import permitted
from core.actions import Action
from core.closing.months import is_same
from core.desk.closes import closings
from core.desk.control_balances import Control, balances, give
from core.errors import SaldoError
from core.metrics.period import is_month_end, month_end
from core.metrics.reconcile import Reconciled, reconcile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.intake.control import ControlRow
    from core.metrics.reconcile import Kind


class UnknownEntityError(SaldoError):
    """A balance of a company that the book does not have."""

    def __init__(self, entity: str, known: Collection[str]) -> None:
        super().__init__(
            "The book has no company called {entity!r}. Choose one of: {known}.", entity=entity, known=sorted(known)
        )


class FutureMonthError(SaldoError):
    """A balance of a month that the book has not reached."""

    def __init__(self, ends_on: date, latest_on: date) -> None:
        super().__init__(
            "There is no balance of {ends_on} yet: the book knows up to {latest_on}. Give the last day of a month "
            "that is over.",
            ends_on=ends_on,
            latest_on=latest_on,
        )


def entities_of(book: Book) -> tuple[str, ...]:
    """Return the entities that the book holds anything of."""
    return tuple(row["entity"] for row in book.rows("entities_known", ends_on=book.latest_on))


@permitted(Action.COMPANY)
def give_balance(desk: Desk, book: Book, balance: Control, *, by: str) -> bool:
    """Keep a balance that a person typed; return whether it is new or different.

    Raises
    ------
    UnknownEntityError, FutureMonthError
        The book has no such entity, or has not reached that month-end.

    """
    known = entities_of(book)
    if balance.entity not in known:
        raise UnknownEntityError(balance.entity, known)
    if not is_month_end(balance.ends_on) or balance.ends_on > book.latest_on:
        raise FutureMonthError(balance.ends_on, book.latest_on)
    return give(desk, [balance], by=by) > 0


def take_balances(desk: Desk, rows: Iterable[ControlRow], *, by: str, source: str) -> int:
    """Keep the balances of a file; return how many are new or different."""
    told = [
        Control(entity=row.entity, ends_on=month_end(row.month), currency=row.currency, balance_minor=row.balance_minor)
        for row in rows
    ]
    return give(desk, told, by=by, source=source)


def reconciled(
    desk: Desk,
    book: Book,
    *,
    ends_on: date | None = None,
    counted: dict[tuple[str, date, str], Collection[Kind]] | None = None,
) -> list[Reconciled]:
    """Return every control balance of ``ends_on`` (of all month-ends, without one) beside the book, the latest first.

    What came after a month was closed is late; of a month that is not closed, what came after its end. ``counted`` says of
    an entity, month-end and currency which causes a person found to apply.
    """
    closed = {
        (each.report.entity, each.report.ends_on): each.report.import_id
        for each in closings(desk, is_closed=True)
        if is_same(book, each.report)
    }
    return [
        reconcile(
            book,
            entity=each.entity,
            ends_on=each.ends_on,
            currency=each.currency,
            control_minor=each.balance_minor,
            late_after=closed.get((each.entity, each.ends_on), closed.get(("", each.ends_on))),
            counted=(counted or {}).get((each.entity, each.ends_on, each.currency)),
        )
        for each in balances(desk, ends_on=ends_on)
    ]
