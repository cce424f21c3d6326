"""Which links of a customer still open something: revoked ones, closed customers, and when the page was last opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from core.acting import by_itself, permitted
from core.actions import Action
from core.desk.customer_page_tables import PageAccess
from core.desk.revisions import Topic, changed
from core.desk.statements import is_of, parts, rows_changed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from core.desk.engine import Desk

Customer = tuple[str, str]
OPENED_EVERY: Final = timedelta(hours=1)
"""A page that is looked at again and again is written down at most this often."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """How links of one customer stand; by default all of them open."""

    generation: int = 0
    pay_revoked_at: datetime | None = None
    is_closed: bool = False
    opened_at: datetime | None = None
    changed_by: str | None = None
    changed_at: datetime | None = None
    why: str | None = None


def access(desk: Desk, entity: str, customer_id: str) -> Access:
    """Return how the links of a customer stand."""
    with desk.reading() as session:
        row = session.get(PageAccess, (entity, customer_id))
        return Access() if row is None else _told(row)


def generations(desk: Desk) -> dict[tuple[str, str], int]:
    """Return the generation of the links of every customer whose page links were revoked once; -1 for a closed one."""
    rows = select(PageAccess.entity, PageAccess.customer_id, PageAccess.generation, PageAccess.is_closed).where(
        (PageAccess.generation > 0) | PageAccess.is_closed
    )
    with desk.reading() as session:
        return {
            (entity, customer_id): -1 if is_closed else generation
            for entity, customer_id, generation, is_closed in session.execute(rows)
        }


def revoke_page(desk: Desk, entity: str, customer_id: str, *, by: str, why: str) -> None:
    """Let no page link that was made until now open anything; a new one can be made."""
    _change(desk, [(entity, customer_id)], by=by, why=why, generation=PageAccess.generation + 1)


@permitted(Action.HANDLE)
def revoke_payment(desk: Desk, entity: str, customer_id: str, *, by: str, why: str) -> None:
    """Let no pay link in a message queued until now be paid by."""
    _change(desk, [(entity, customer_id)], by=by, why=why, pay_revoked_at=desk.now())


def close(desk: Desk, entity: str, customer_id: str, *, by: str, why: str) -> None:
    """Let no link of a customer open anything, also new ones: for who is erased or blocked."""
    close_each(desk, [(entity, customer_id)], by=by, why=why)


def close_each(desk: Desk, customers: Sequence[Customer], *, by: str, why: str) -> None:
    """Close the pages of ``customers``, see :func:`close`."""
    for some in parts(customers):
        _change(desk, some, by=by, why=why, is_closed=True, generation=PageAccess.generation + 1)


def open_again(desk: Desk, entity: str, customer_id: str, *, by: str, why: str) -> None:
    """Let new page links of a customer that was closed open the page; the earlier ones stay dead."""
    _change(desk, [(entity, customer_id)], by=by, why=why, is_closed=False)


@by_itself
def opened(desk: Desk, entity: str, customer_id: str, known: Access) -> bool:
    """Write down that a customer looked at the page, at most once an hour; return whether it was written."""
    now = desk.now()
    if known.opened_at is not None and now - known.opened_at < OPENED_EVERY:
        return False
    _make(desk, [(entity, customer_id)])
    with desk.session() as session:
        session.execute(_of([(entity, customer_id)]).values(opened_at=now))
        changed(session, Topic.REQUESTS)
    return True


def _change(desk: Desk, customers: Sequence[Customer], *, by: str, why: str, **values: Any) -> None:  # noqa: ANN401 - columns
    _make(desk, customers)
    with desk.session() as session:
        rows_changed(session, _of(customers).values(changed_by=by, changed_at=desk.now(), why=why, **values))
        changed(session, Topic.REQUESTS)


def _of(customers: Sequence[Customer]) -> Any:  # noqa: ANN401 - an UPDATE of SQLAlchemy
    return update(PageAccess).where(is_of(PageAccess.entity, PageAccess.customer_id, customers))


def _make(desk: Desk, customers: Sequence[Customer]) -> None:
    """Make the rows of ``customers`` where there are none."""
    known = select(PageAccess.entity, PageAccess.customer_id)
    with desk.reading() as session:
        of_them = is_of(PageAccess.entity, PageAccess.customer_id, customers)
        have = {(entity, customer_id) for entity, customer_id in session.execute(known.where(of_them))}
    missing = [
        {"entity": entity, "customer_id": customer_id, "generation": 0, "is_closed": False}
        for entity, customer_id in customers
        if (entity, customer_id) not in have
    ]
    if not missing:
        return
    try:
        with desk.session() as session:
            session.execute(insert(PageAccess), missing)
    except IntegrityError:  # another process made one of them at the same moment
        for each in customers if len(customers) > 1 else ():
            _make(desk, [each])


def _told(row: PageAccess) -> Access:
    return Access(
        generation=row.generation,
        pay_revoked_at=row.pay_revoked_at,
        is_closed=row.is_closed,
        opened_at=row.opened_at,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        why=row.why,
    )
