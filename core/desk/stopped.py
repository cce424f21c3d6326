"""Addresses to which nothing more goes: a mail came back for good, a complaint came in, or a person says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, insert, or_, select, update

from core.acting import current, permitted, require_all
from core.actions import Action
from core.desk.campaign_tables import Message, PreviewMessage
from core.desk.delivery_tables import DeliveryEvent, StoppedAddress
from core.desk.frames import frame
from core.desk.revisions import Topic, changed
from core.desk.statements import parts, rows_changed
from core.desk.unsent import hold_where, unsent_to
from core.vocabulary import MAILED, POSTED, SHORT, SPOKEN, ChannelName, ContactKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import pandas as pd
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

COLUMNS: Final = {
    "stop_id": "int64",
    "contact": "str",
    "address": "str",
    "kind": "str",
    "event_id": "Int64",
    "why": "str",
    "stopped_by": "str",
    "stopped_at": "datetime64[us, UTC]",
}
_CHANNELS: Final[dict[ContactKind, frozenset[ChannelName]]] = {
    ContactKind.EMAIL: MAILED,
    ContactKind.POST: POSTED,
    ContactKind.MOBILE: SHORT | SPOKEN,
    ContactKind.PHONE: SPOKEN,
}


# Limits come on the two tables it asks.
_OF_SOMEBODY_SEEN: Final = or_(
    StoppedAddress.event_id.in_(select(DeliveryEvent.id)),
    StoppedAddress.address.in_(select(func.lower(PreviewMessage.address))),
)


@dataclass(frozen=True, kw_only=True)
class Stop:
    """An address to stop; ``kind`` says what happened, ``why`` is its evidence in one line."""

    channel: ChannelName
    address: str
    kind: str
    why: str
    event_id: int | None = None


def compared(address: str) -> str:
    """Return ``address`` as addresses are compared: in small letters, without blanks around."""
    return address.strip().casefold()


def contacts_of(channel: ChannelName) -> tuple[ContactKind, ...]:
    """Return which kinds of address a channel reaches."""
    return tuple(kind for kind, channels in _CHANNELS.items() if channel in channels)


@permitted(Action.HANDLE)
def stop_address(desk: Desk, channel: ChannelName, address: str, *, kind: str, by: str, why: str) -> None:
    """Let nothing more go to ``address`` by the kind of contact that ``channel`` is; what waits for it is held."""
    with desk.session() as session:
        stop = Stop(channel=channel, address=compared(address), kind=kind, why=why)
        stop_within(session, [stop], by=by, at=desk.now())


def stop_within(session: Session, stops: Sequence[Stop], *, by: str, at: datetime) -> None:
    """Stop each address that is not stopped yet, in the caller's transaction, and hold what waits for it."""
    if not stops:
        return
    changed(session, Topic.CUSTOMERS)  # first: of two who stop the same, the second finds it stopped
    for contact, channels in _CHANNELS.items():
        wanted = {stop.address: stop for stop in reversed(stops) if stop.channel in channels}
        for address in _standing(session, contact, list(wanted)):
            del wanted[address]
        if not wanted:
            continue
        rows = [_row(contact, stop, by=by, at=at) for stop in reversed(wanted.values())]
        session.execute(insert(StoppedAddress), rows)
        waiting = unsent_to(session, list(wanted), channels)
        for address, message_ids in waiting.items():
            hold_where(session, at, f"the address is stopped: {wanted[address].why}", Message.id.in_(message_ids))


@permitted(Action.HANDLE)
def lift(desk: Desk, stop_id: int, *, by: str, why: str) -> bool:
    """Let mail go to an address again; return whether it was still stopped."""
    with desk.session() as session:
        known = select(StoppedAddress.id).where(StoppedAddress.id == stop_id, _OF_SOMEBODY_SEEN)
        if not current().limits.is_all and session.scalar(known) is None:
            require_all()
        return lift_within(session, desk.now(), StoppedAddress.id == stop_id, by=by, why=why) > 0


def lift_within(session: Session, at: datetime, which: ColumnElement[bool], *, by: str, why: str) -> int:
    """Lift the stops of which ``which`` is true, in the caller's transaction; return how many stood."""
    changed(session, Topic.CUSTOMERS)
    changed(session, Topic.DELIVERIES)
    standing = update(StoppedAddress).where(which, StoppedAddress.lifted_at.is_(None))
    return rows_changed(session, standing.values(lifted_by=by, lifted_at=at, lifted_why=why))


def stopped_addresses(
    desk: Desk, *, address: str | None = None, at: datetime | None = None, is_shown: bool = False
) -> pd.DataFrame:
    """Return the addresses that are stopped now, or were at an instant, with COLUMNS, the newest first.

    With ``address`` only that one. A stop holds whoever brought it about, so that these are all of them, unless the list ``is_shown``:
    then only addresses of customers that its reader sees.
    """
    statement = select(
        StoppedAddress.id.label("stop_id"),
        *(getattr(StoppedAddress, name) for name in COLUMNS if name != "stop_id"),
    ).where(StoppedAddress.lifted_at.is_(None) if at is None else _stood(at))
    if address is not None:
        statement = statement.where(StoppedAddress.address == compared(address))
    if is_shown and not current().limits.is_all:
        statement = statement.where(_OF_SOMEBODY_SEEN)
    with desk.reading() as session:
        return frame(session, statement.order_by(StoppedAddress.id.desc()), COLUMNS)


def _stood(at: datetime) -> ColumnElement[bool]:
    return (StoppedAddress.stopped_at <= at) & (StoppedAddress.lifted_at.is_(None) | (StoppedAddress.lifted_at > at))


def _row(contact: ContactKind, stop: Stop, *, by: str, at: datetime) -> dict[str, Any]:
    return {
        "contact": contact,
        "address": stop.address,
        "kind": stop.kind,
        "event_id": stop.event_id,
        "why": stop.why,
        "stopped_by": by,
        "stopped_at": at,
    }


def _standing(session: Session, contact: ContactKind, addresses: Sequence[str]) -> list[str]:
    """Return those of ``addresses`` that are stopped."""
    standing = select(StoppedAddress.address).where(
        StoppedAddress.contact == contact, StoppedAddress.lifted_at.is_(None)
    )
    found: list[str] = []
    for some in parts(addresses):
        found += session.scalars(standing.where(StoppedAddress.address.in_(some)))
    return found
