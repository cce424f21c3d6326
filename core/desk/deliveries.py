"""What became of messages after they left: told by relays, gateways, bounces and the post; each thing is taken once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, insert, select, update

from core.acting import permitted
from core.actions import Action
from core.desk import stopped
from core.desk.campaign_tables import Message
from core.desk.delivery_tables import DeliveryEvent as EventRow
from core.desk.delivery_tables import StoppedAddress
from core.desk.frames import frame
from core.desk.revisions import Topic, changed
from core.desk.statements import parts
from core.desk.stopped import compared, stopped_addresses
from core.vocabulary import NEVER_ARRIVED, STOPS_ADDRESS, ChannelName, DeliveryKind, MessageState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    import pandas as pd
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

__all__ = ["DeliveryEvent", "events_of", "events_to", "forget", "never_arrived", "note", "stopped_addresses"]

LONGEST_WORDS: Final = 2_000
MOST_SOFT: Final = 3
SOFT_SINCE: Final = timedelta(days=90)
"""So often mail may be lost within so many days for a reason that may pass; then the address is stopped, too."""
COLUMNS: Final = {
    "event_id": "int64",
    "message_id": "Int64",
    "channel": "str",
    "kind": "str",
    "address": "str",
    "code": "str",
    "words": "str",
    "is_lost": "bool",
    "at": "datetime64[us, UTC]",
    "known_at": "datetime64[us, UTC]",
    "source": "str",
    "source_id": "str",
}


@dataclass(frozen=True, kw_only=True)
class DeliveryEvent:
    """One thing heard about a message after it left; ``source`` and ``source_id`` together name it for good.

    ``message_id`` is that of the contact ledger, None for one nobody knows. ``address`` may be left out where the message is known.
    ``is_lost`` says that it did not arrive and will not; None: as its kind says.
    """

    message_id: int | None
    channel: ChannelName
    kind: DeliveryKind
    at: datetime
    source: str
    source_id: str
    address: str = ""
    code: str = ""
    words: str = ""
    is_lost: bool | None = None
    detail: dict[str, Any] = field(default_factory=dict)


@permitted(Action.HANDLE)
def note(desk: Desk, events: Sequence[DeliveryEvent]) -> list[int]:
    """Write down what was heard and let it take effect at once; return the ids of what was new.

    A message that was uncertain is settled as sent: whoever reports on it has had it. A hard bounce, a complaint and a letter
    that came back stop that address, and hold what is still to go there. What was noted before changes nothing.
    """
    if not events:
        return []
    with desk.session() as session:
        return note_within(session, desk, events)


def note_within(session: Session, desk: Desk, events: Sequence[DeliveryEvent]) -> list[int]:
    """Do what ``note`` does, in the caller's transaction."""
    changed(session, Topic.DELIVERIES)  # first: of two who note the same, the second finds it noted
    fresh = _fresh(session, events)
    if not fresh:
        return []
    addresses = _addresses(session, fresh)
    rows = [_row(event, addresses.get(event.message_id or 0, ""), desk.now()) for event in fresh]
    ids = list(session.scalars(insert(EventRow).returning(EventRow.id, sort_by_parameter_order=True), rows))
    _settle_uncertain(session, fresh)
    stopping = [
        stopped.Stop(
            channel=event.channel,
            address=row["address"],
            kind=event.kind,
            why=_why(event),
            event_id=event_id,
        )
        for event, row, event_id in zip(fresh, rows, ids, strict=True)
        if event.kind in STOPS_ADDRESS and row["address"]
    ]
    stopping += _full_too_often(session, fresh, rows, ids, desk.now())
    stopped.stop_within(session, stopping, by=fresh[0].source, at=desk.now())
    return ids


@permitted(Action.HANDLE)
def forget(desk: Desk, source: str, source_id: str, *, by: str) -> bool:
    """Take back what was noted by mistake, with the stop it made; return whether it was there. Messages held by it stay held."""
    with desk.session() as session:
        changed(session, Topic.DELIVERIES)
        event = session.scalar(select(EventRow).where(EventRow.source == source, EventRow.source_id == source_id[:200]))
        if event is None or "taken_back_by" in event.detail:
            return False
        event.is_lost = False
        event.detail = {**event.detail, "taken_back_by": by, "taken_back_at": desk.now().isoformat()}
        stopped.lift_within(session, desk.now(), StoppedAddress.event_id == event.id, by=by, why="taken back")
        return True


def events_of(desk: Desk, message_ids: Iterable[int]) -> pd.DataFrame:
    """Return what is known of these messages, one row per event with COLUMNS, in the order it happened."""
    wanted = list(message_ids)
    return _frame(desk, _events().where(EventRow.message_id.in_(wanted)))


def events_to(desk: Desk, addresses: Collection[str]) -> pd.DataFrame:
    """Return what is known of messages to these addresses, as ``events_of`` does."""
    return _frame(desk, _events().where(EventRow.address.in_([compared(each) for each in addresses])))


def never_arrived(until: datetime | None = None) -> Select[int | None]:
    """Return the ids of messages that did not arrive and will not, for a condition; with ``until`` as it was known then."""
    lost = select(EventRow.message_id).where(EventRow.is_lost, EventRow.message_id.is_not(None))
    return lost if until is None else lost.where(EventRow.known_at <= until)


def _fresh(session: Session, events: Sequence[DeliveryEvent]) -> list[DeliveryEvent]:
    """Return the events that nobody noted before, each once."""
    by_name = {(event.source, event.source_id[:200]): event for event in reversed(events)}
    known: set[tuple[str, str]] = set()
    for source in {name[0] for name in by_name}:
        ids = [name[1] for name in by_name if name[0] == source]
        for some in parts(ids):
            seen = select(EventRow.source_id).where(EventRow.source == source, EventRow.source_id.in_(some))
            known |= {(source, each) for each in session.scalars(seen)}
    return [event for name, event in reversed(by_name.items()) if name not in known]


def _addresses(session: Session, events: Sequence[DeliveryEvent]) -> dict[int, str]:
    wanted = sorted({event.message_id for event in events if event.message_id is not None})
    found: dict[int, str] = {}
    for some in parts(wanted):
        rows = session.execute(select(Message.id, Message.address).where(Message.id.in_(some)))
        found |= {row.id: row.address for row in rows}
    return found


def _row(event: DeliveryEvent, address: str, known_at: datetime) -> dict[str, Any]:
    return {
        "message_id": event.message_id,
        "channel": event.channel,
        "kind": event.kind,
        "address": compared(address or _kept(event.address)),  # what was written to, not where it was sent on to
        "code": _kept(event.code)[:80],
        "words": _kept(event.words)[:LONGEST_WORDS],
        "is_lost": event.kind in NEVER_ARRIVED if event.is_lost is None else event.is_lost,
        "at": event.at,
        "known_at": known_at,
        "source": event.source,
        "source_id": event.source_id[:200],
        "detail": {name: _kept(value) if isinstance(value, str) else value for name, value in event.detail.items()},
    }


def _kept(text: str) -> str:
    """Return text of the other side as a database takes it: without zeros, and without halves of letters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _settle_uncertain(session: Session, events: Sequence[DeliveryEvent]) -> None:
    """Settle as sent what nobody knew about, for each message by what was heard first."""
    first = {event.message_id: event for event in reversed(events) if event.message_id is not None}
    for some in parts(list(first)):
        doubtful = select(Message.id).where(Message.id.in_(some), Message.state == MessageState.UNCERTAIN)
        for message_id in session.scalars(doubtful).all():
            event = first[message_id]
            sent = {"state": MessageState.SENT, "settled_at": event.at, "reply": _why(event)}
            session.execute(update(Message).where(Message.id == message_id).values(**sent))


def _full_too_often(
    session: Session, events: Sequence[DeliveryEvent], rows: Sequence[dict[str, Any]], ids: Sequence[int], now: datetime
) -> list[stopped.Stop]:
    """Return the stops of addresses from which mail came back, again and again, for a reason that might have passed."""
    softly = {
        row["address"]: (event, event_id)
        for event, row, event_id in zip(events, rows, ids, strict=True)
        if event.kind is DeliveryKind.BOUNCED_SOFT and row["is_lost"] and row["address"]
    }
    counts: dict[str, int] = {}
    for some in parts(list(softly)):
        counted = (
            select(EventRow.address, func.count())
            .where(
                EventRow.address.in_(some),
                EventRow.kind == DeliveryKind.BOUNCED_SOFT,
                EventRow.is_lost,
                EventRow.at >= now - SOFT_SINCE,
            )
            .group_by(EventRow.address)
        )
        counts |= {row[0]: row[1] for row in session.execute(counted)}
    return [
        stopped.Stop(
            channel=event.channel,
            address=address,
            kind=event.kind,
            why=f"came back {counts[address]} times, the last time on {_why(event)}",
            event_id=event_id,
        )
        for address, (event, event_id) in softly.items()
        if counts.get(address, 0) >= MOST_SOFT
    ]


def _why(event: DeliveryEvent) -> str:
    words = " ".join(_kept(event.words).split())
    said = words if event.code in words else f"{event.code} {words}".strip()
    return f"{event.at:%Y-%m-%d}: {said}"[:300] if said else f"{event.at:%Y-%m-%d}"


def _events() -> Select[*tuple[Any, ...]]:
    named = [getattr(EventRow, name) for name in COLUMNS if name != "event_id"]
    return select(EventRow.id.label("event_id"), *named).order_by(EventRow.at, EventRow.id)


def _frame(desk: Desk, statement: Select[*tuple[Any, ...]]) -> pd.DataFrame:
    with desk.reading() as session:
        return frame(session, statement, COLUMNS)
