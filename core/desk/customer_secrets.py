"""The key of each customer: made when the first words to them are locked, and destroyed when they are erased."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.desk.erasure_tables import CustomerSecret
from core.desk.statements import is_of, parts, rows_changed
from core.master import MasterKeyError, master_of
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk
    from core.master import Master

Customer = tuple[str, str]
"""Entity and customer id."""
ATTEMPTS: Final = 5
_BYTES: Final = 32
_COLUMNS: Final = (
    CustomerSecret.id,
    CustomerSecret.entity,
    CustomerSecret.customer_id,
    CustomerSecret.wrapped,
    CustomerSecret.master,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """A customer's key, ready to lock and open; ``number`` finds it again."""

    number: int
    cipher: AESGCM


def keys_of(desk: Desk, customers: Collection[Customer]) -> dict[Customer, Key]:
    """Return the present key of each of ``customers``; who has none gets one."""
    wanted = sorted(set(customers))
    for _ in range(ATTEMPTS):
        with desk.reading() as session:
            found = _present(session, wanted)
        missing = [each for each in wanted if each not in found]
        if not missing:
            return found
        try:
            with desk.session() as session:
                _make(session, missing, desk.now())
        except IntegrityError:
            continue  # another process made one of them at the same moment
    raise MasterKeyError("keys of customers are made by others all the time", "Try again")


def keys_within(session: Session, customers: Collection[Customer], at: datetime) -> dict[Customer, Key]:
    """Return the present keys of ``customers``, made where there are none, in a transaction that is open already."""
    wanted = sorted(set(customers))
    found = _present(session, wanted)
    missing = [each for each in wanted if each not in found]
    if missing:
        _make(session, missing, at)
        found |= _present(session, missing)
    return found


def opened(session: Session, numbers: Iterable[int]) -> dict[int, Key]:
    """Return the keys with these numbers that were not destroyed."""
    master, found = master_of(session), {}
    for some in parts(sorted(set(numbers))):
        chosen = select(*_COLUMNS).where(CustomerSecret.id.in_(some), CustomerSecret.wrapped.is_not(None))
        found.update({row.id: _key(row, master) for row in session.execute(chosen)})
    return found


def destroy(session: Session, customers: Collection[Customer], at: datetime) -> int:
    """Destroy every key of ``customers``, few at a time, for good, and return how many there were."""
    named = is_of(CustomerSecret.entity, CustomerSecret.customer_id, customers)
    gone = update(CustomerSecret).where(named, CustomerSecret.wrapped.is_not(None))
    return rows_changed(session, gone.values(wrapped=None, destroyed_at=at))


def _present(session: Session, wanted: Collection[Customer]) -> dict[Customer, Key]:
    master, found = master_of(session), dict[Customer, Key]()
    for entity, ids in _by_entity(wanted).items():
        for some in parts(ids):
            named = (CustomerSecret.entity == entity, CustomerSecret.customer_id.in_(some))
            for row in session.execute(select(*_COLUMNS).where(*named, CustomerSecret.wrapped.is_not(None))):
                found[row.entity, row.customer_id] = _key(row, master)
    return found


def _make(session: Session, customers: Collection[Customer], at: datetime) -> None:
    master, before = master_of(session), dict[Customer, int]()
    _refuse_another(session, master)
    turns = func.max(CustomerSecret.turn).label("turn")
    for entity, ids in _by_entity(customers).items():
        for some in parts(ids):
            named = (CustomerSecret.entity == entity, CustomerSecret.customer_id.in_(some))
            known = select(CustomerSecret.customer_id, turns).where(*named).group_by(CustomerSecret.customer_id)
            before.update({(entity, row.customer_id): row.turn for row in session.execute(known)})
    rows: list[dict[str, Any]] = []
    for entity, customer_id in customers:
        plain = secrets.token_bytes(_BYTES)
        rows.append(
            {
                "entity": entity,
                "customer_id": customer_id,
                "turn": before.get((entity, customer_id), 0) + 1,
                "wrapped": plain if master is None else master.wrap(plain, _about(entity, customer_id)),
                "master": "" if master is None else master.mark,
                "made_at": at,
            }
        )
    session.execute(insert(CustomerSecret), rows)


def _refuse_another(session: Session, master: Master | None) -> None:
    """Raise ``MasterKeyError`` where the newest key was wrapped by a master key that is not at hand: it is lost, or misplaced."""
    newest = select(CustomerSecret.master).where(CustomerSecret.wrapped.is_not(None)).order_by(CustomerSecret.id.desc())
    known = session.scalar(newest.limit(1))
    if known and (master is None or known != master.mark):
        raise _other(master)


def _other(master: Master | None) -> MasterKeyError:
    where = "SALDO_MASTER_KEY" if master is None else master.name
    return MasterKeyError(
        "the keys of customers were wrapped with another master key",
        Sentence("Put that one back at {where}, from the backup that belongs to this desk", where=where),
    )


def _by_entity(customers: Iterable[Customer]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entity, customer_id in customers:
        found.setdefault(entity, []).append(customer_id)
    return found


def _key(row: Any, master: Master | None) -> Key:  # noqa: ANN401 - a row of _COLUMNS
    if not row.master:
        return Key(number=row.id, cipher=AESGCM(row.wrapped))
    if master is None or master.mark != row.master:
        raise _other(master)
    return Key(number=row.id, cipher=AESGCM(master.unwrap(row.wrapped, _about(row.entity, row.customer_id))))


def _about(entity: str, customer_id: str) -> bytes:
    return f"{entity}\x00{customer_id}".encode()
