"""What customers asked or did on their own page, one row each: what it made on the desk, and what waits for a person."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from core.desk.customer_page_tables import CustomerFile, CustomerRequest
from core.desk.frames import frame
from core.desk.revisions import Topic, changed
from core.desk.statements import rows_changed
from core.errors import SaldoError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    import pandas as pd

    from core.desk.engine import Desk


class RequestKind(StrEnum):
    """What a customer can ask or say on the page; the last two the payment provider tells."""

    PROMISE = "promise"
    PLAN = "plan"
    DISPUTE = "dispute"
    COPY = "copy"
    REACH = "reach"  # language and channel
    CONTACT = "contact"  # another address, number or person
    CANNOT_PAY = "cannot_pay"
    PAID = "paid"
    QUESTION = "question"
    PAID_TWICE = "paid_twice"
    PAID_BACK = "paid_back"


class RequestState(StrEnum):
    """Life of a request."""

    OPEN = "open"  # a person has to decide, answer or do something
    DONE = "done"  # in force on the desk
    GRANTED = "granted"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"  # by the customer


class AlreadyDecidedError(SaldoError):
    """A request that somebody else decided, or the customer took back."""

    def __init__(self) -> None:
        super().__init__("This request was decided or taken back in the meantime: reload the page.")


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """A request as it comes in; ``form`` is the same for the same click, however often it arrives."""

    form: str
    entity: str
    customer_id: str
    kind: RequestKind
    body: dict[str, Any]
    language: str


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file that came with a request."""

    file_id: int
    sha256: str
    name: str
    media_type: str
    length: int


COLUMNS = {
    "request_id": "int64",
    "reference": "str",
    "entity": "str",
    "customer_id": "str",
    "kind": "str",
    "state": "str",
    "body": "object",
    "language": "str",
    "made_at": "datetime64[us, UTC]",
    "undo_until": "datetime64[us, UTC]",
    "decided_by": "str",
    "decided_at": "datetime64[us, UTC]",
    "decided_why": "str",
}


def make(desk: Desk, new: NewRequest) -> tuple[int, bool]:
    """Write a request down as one that waits for a person; return its id, and whether it is new: the same form makes one."""
    row = CustomerRequest(
        form=new.form,
        reference=secrets.token_hex(6),
        entity=new.entity,
        customer_id=new.customer_id,
        kind=new.kind,
        state=RequestState.OPEN,
        body=new.body,
        language=new.language,
        made_at=desk.now(),
    )
    try:
        with desk.session() as session:
            session.add(row)
            session.flush()
            changed(session, Topic.REQUESTS)
            return row.id, True
    except IntegrityError:
        with desk.reading() as session:
            found = session.scalars(select(CustomerRequest.id).where(CustomerRequest.form == new.form)).one()
        return found, False


def done(desk: Desk, request_id: int, body: dict[str, Any], *, undo_until: datetime | None) -> None:
    """Write down that a request is in force, with what it made on the desk."""
    _set(desk, request_id, state=RequestState.DONE, body=body, undo_until=undo_until)


def waits(desk: Desk, request_id: int, body: dict[str, Any], *, undo_until: datetime | None) -> None:
    """Write down what a request that waits for a person made on the desk meanwhile."""
    _set(desk, request_id, body=body, undo_until=undo_until)


def drop(desk: Desk, request_id: int) -> None:
    """Take a request out that could not be carried out, with the note of its files: nothing happened."""
    with desk.session() as session:
        session.execute(delete(CustomerFile).where(CustomerFile.request_id == request_id))
        row = session.get(CustomerRequest, request_id)
        if row is not None:
            session.delete(row)
            changed(session, Topic.REQUESTS)


def taken_back(desk: Desk, request_id: int, *, by: str) -> bool:
    """Let a request be taken back by who made it; return whether it could be."""
    return _decided(desk, request_id, (RequestState.OPEN, RequestState.DONE), RequestState.TAKEN_BACK, by=by, why="")


def decided(desk: Desk, request_id: int, *, is_granted: bool, by: str, why: str) -> None:
    """Write down a person's decision about an open request; raise ``AlreadyDecidedError`` when it is no longer open."""
    state = RequestState.GRANTED if is_granted else RequestState.REFUSED
    if not _decided(desk, request_id, (RequestState.OPEN,), state, by=by, why=why):
        raise AlreadyDecidedError


def reopened(desk: Desk, request_id: int) -> None:
    """Let a request wait again whose decision could not be carried out."""
    _set(desk, request_id, state=RequestState.OPEN, decided_by=None, decided_at=None, decided_why=None)


def open_requests(desk: Desk, *, entity: str | None = None, customer_id: str | None = None) -> pd.DataFrame:
    """Return what waits for a person, the oldest first, with COLUMNS."""
    return _frame(desk, RequestState.OPEN, entity, customer_id, newest_first=False)


def requests_of(desk: Desk, entity: str, customer_id: str) -> pd.DataFrame:
    """Return everything one customer asked or did, the newest first, with COLUMNS."""
    return _frame(desk, None, entity, customer_id, newest_first=True)


def latest_of(
    desk: Desk, entity: str, customer_id: str, *, kinds: Collection[RequestKind], most: int
) -> list[CustomerRequest]:
    """Return the latest requests of a customer of these kinds, the newest first."""
    asked = select(CustomerRequest).where(
        CustomerRequest.entity == entity, CustomerRequest.customer_id == customer_id, CustomerRequest.kind.in_(kinds)
    )
    with desk.reading() as session:
        found = list(session.scalars(asked.order_by(CustomerRequest.id.desc()).limit(most)))
        session.expunge_all()
        return found


def one(desk: Desk, request_id: int) -> CustomerRequest | None:
    """Return one request."""
    with desk.reading() as session:
        found = session.get(CustomerRequest, request_id)
        if found is not None:
            session.expunge(found)
        return found


def by_reference(desk: Desk, entity: str, customer_id: str, reference: str) -> CustomerRequest | None:
    """Return the request of this customer that an address names; None for any other's."""
    with desk.reading() as session:
        found = session.scalars(
            select(CustomerRequest).where(
                CustomerRequest.reference == reference,
                CustomerRequest.entity == entity,
                CustomerRequest.customer_id == customer_id,
            )
        ).first()
        if found is not None:
            session.expunge(found)
        return found


def count_since(
    desk: Desk, entity: str, customer_id: str, since: datetime, *, kinds: Collection[RequestKind] | None = None
) -> int:
    """Return how many requests a customer made since an instant; of ``kinds``, those that were not taken back."""
    asked = select(func.count()).where(
        CustomerRequest.entity == entity, CustomerRequest.customer_id == customer_id, CustomerRequest.made_at >= since
    )
    if kinds is not None:
        asked = asked.where(CustomerRequest.kind.in_(kinds), CustomerRequest.state != RequestState.TAKEN_BACK)
    with desk.reading() as session:
        return session.scalars(asked).one()


def add_file(desk: Desk, request_id: int, *, sha256: str, name: str, media_type: str, length: int) -> None:
    """Write down a file that came with a request; its bytes lie under their hash."""
    with desk.session() as session:
        session.add(
            CustomerFile(
                request_id=request_id,
                sha256=sha256,
                name=name,
                media_type=media_type,
                length=length,
                came_at=desk.now(),
            )
        )
        changed(session, Topic.REQUESTS)


def files_of(desk: Desk, request_ids: Sequence[int]) -> dict[int, list[KeptFile]]:
    """Return the files that came with each of these requests."""
    asked = select(CustomerFile).where(CustomerFile.request_id.in_(list(request_ids))).order_by(CustomerFile.id)
    found: dict[int, list[KeptFile]] = {}
    with desk.reading() as session:
        for row in session.scalars(asked):
            kept = KeptFile(
                file_id=row.id, sha256=row.sha256, name=row.name, media_type=row.media_type, length=row.length
            )
            found.setdefault(row.request_id, []).append(kept)
    return found


def _set(desk: Desk, request_id: int, **values: Any) -> None:  # noqa: ANN401 - columns
    with desk.session() as session:
        session.execute(update(CustomerRequest).where(CustomerRequest.id == request_id).values(**values))
        changed(session, Topic.REQUESTS)


def _decided(
    desk: Desk, request_id: int, from_states: Sequence[RequestState], state: RequestState, *, by: str, why: str
) -> bool:
    ending = update(CustomerRequest).where(CustomerRequest.id == request_id, CustomerRequest.state.in_(from_states))
    with desk.session() as session:
        changed(session, Topic.REQUESTS)
        values = {"state": state, "decided_by": by, "decided_at": desk.now(), "decided_why": why}
        return rows_changed(session, ending.values(**values)) == 1


def _frame(
    desk: Desk, state: RequestState | None, entity: str | None, customer_id: str | None, *, newest_first: bool
) -> pd.DataFrame:
    rows = select(*(CustomerRequest.id if name == "request_id" else getattr(CustomerRequest, name) for name in COLUMNS))
    if state is not None:
        rows = rows.where(CustomerRequest.state == state)
    if entity is not None:
        rows = rows.where(CustomerRequest.entity == entity)
    if customer_id is not None:
        rows = rows.where(CustomerRequest.customer_id == customer_id)
    rows = rows.order_by(CustomerRequest.id.desc() if newest_first else CustomerRequest.id)
    with desk.reading() as session:
        return frame(session, rows, COLUMNS)
