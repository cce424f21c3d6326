"""Calls of the contact ledger: taken by one person at a time, and settled by what came of them. No worker makes a call."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select, update

from core.acting import permitted
from core.actions import Action
from core.campaigns import brake
from core.campaigns.calling_errors import CallGoneError, CallsFullError, CallTakenError
from core.campaigns.hours import moments_of
from core.campaigns.last_look import why_held
from core.clock import LOCAL
from core.desk.call_tables import Call
from core.desk.campaign_tables import Campaign, Message
from core.desk.channel_terms import terms
from core.desk.contacts import morning
from core.desk.statements import rows_changed
from core.desk.unsent import held
from core.sentence import Sentence
from core.strategy import strategy_versions
from core.vocabulary import CampaignState, ChannelName, MessageState

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Update
    from sqlalchemy.orm import Session

    from core.campaigns.brake import Paused
    from core.campaigns.hours import Moments
    from core.desk.engine import Desk

LEASE: Final = timedelta(minutes=30)
"""After so long without an outcome somebody else may take the call."""
PERSON: Final = "person:"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A call that a person has: ``token`` fences off whoever had it before, or takes it after ``until_at``."""

    message_id: int
    token: str
    until_at: datetime


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """How many calls fit a day (None: no limit), and how many were made or are being made."""

    on: date
    most: int | None
    made: int

    @property
    def left(self) -> int | None:
        """Return how many more fit; None when there is no limit."""
        return None if self.most is None else max(0, self.most - self.made)


@permitted(Action.HANDLE)
def take(desk: Desk, message_id: int, *, by: str, is_made: bool = False) -> Taken:
    """Take a call that waits; the same person may take it again, and that ends the time before.

    What the desk keeps back by now is held instead. ``is_made``: it was made already and is written down only, whatever the hour.
    Raises ``CallTakenError`` when somebody else has it, ``CallGoneError`` when it is not to be made (any more), or not at this
    hour, ``CallsFullError`` when the day is full.
    """
    now, token = desk.now(), secrets.token_hex(8)
    contact = strategy_versions.strategy_of(desk).contact
    moments, stop = moments_of(desk), brake.paused(desk).get(ChannelName.PHONE)
    with desk.session() as session:
        row = session.scalar(select(Message).where(Message.id == message_id).with_for_update())
        if row is None or row.channel != ChannelName.PHONE:
            raise CallGoneError("there is no such call")
        campaign = session.get_one(Campaign, row.campaign_id)
        _refuse(row, campaign, by, now)
        if not is_made:
            _refuse_now(row.country, moments, stop, now)
        why = session.scalar(select(why_held(now, contact, ChannelName.PHONE)).where(Message.id == message_id))
        if why is None:
            if row.state == MessageState.QUEUED and not is_made:
                _fits(session, desk, now)
            session.execute(_of(message_id).values(**_claimed(by, token, now)))
        else:
            session.execute(_of(message_id).values(**held(now, why)))
    if why is not None:
        raise CallGoneError(why)
    return Taken(message_id=message_id, token=token, until_at=now + LEASE)


@permitted(Action.HANDLE)
def give_back(desk: Desk, taken: Taken) -> bool:
    """Put a call back that was not made; return whether it was still ours."""
    ours = _of(taken.message_id).where(Message.state == MessageState.CLAIMED, Message.claim == taken.token)
    back = ours.values(state=MessageState.QUEUED, claim=None, worker_id=None, claimed_on=None)
    with desk.session() as session:
        return rows_changed(session, back) == 1


def has_it(worker_id: str | None, claimed_at: datetime | None, now: datetime) -> str | None:
    """Return who has a claimed call, None when nobody has it (any more)."""
    if not worker_id or not worker_id.startswith(PERSON) or claimed_at is None or claimed_at <= now - LEASE:
        return None
    return worker_id.removeprefix(PERSON).rpartition(":")[0]


def capacity(desk: Desk) -> Capacity:
    """Return how many calls fit today, and how many are made."""
    with desk.reading() as session:
        return _capacity(session, desk, desk.now())


def is_ours(token: str) -> ColumnElement[bool]:
    """Return the condition of a call that is still settled by who took it with ``token``.

    Held or cancelled while it was being made, it was made all the same.
    """
    return or_(
        and_(Message.state == MessageState.CLAIMED, Message.claim == token),
        and_(
            Message.state.in_((MessageState.HELD, MessageState.CANCELLED)),
            Message.worker_id.endswith(f":{token}"),
        ),
    )


def _of(message_id: int) -> Update:
    return update(Message).where(Message.id == message_id)


def _refuse(row: Message, campaign: Campaign, by: str, now: datetime) -> None:
    state, why = MessageState(row.state), row.held_why
    if state not in {MessageState.QUEUED, MessageState.CLAIMED}:
        raise CallGoneError(
            Sentence("it is {state}", state=state)
            if not why
            else Sentence("it is {state} ({why})", state=state, why=Sentence(why))
        )
    if campaign.state != CampaignState.RUNNING:
        raise CallGoneError(
            Sentence("campaign {name!r} is {state}", name=campaign.name, state=CampaignState(campaign.state))
        )
    person = has_it(row.worker_id, row.claimed_at, now) if row.state == MessageState.CLAIMED else None
    if person is not None and person != by:
        raise CallTakenError(person)


def _refuse_now(country: str, moments: Moments, stop: Paused | None, now: datetime) -> None:
    if stop is not None:
        raise CallGoneError(Sentence("calls are paused ({why})", why=stop.why))
    if not moments.is_open(now, country):
        opens = moments.next_opening(now, country).astimezone(ZoneInfo(moments.hours(country).zone))
        raise CallGoneError(
            Sentence(
                "this customer may be called from {opens:%d-%m-%Y %H:%M}, by the customer's own clock", opens=opens
            )
        )


def _claimed(by: str, token: str, now: datetime) -> dict[str, object]:
    return {
        "state": MessageState.CLAIMED,
        "claim": token,
        "worker_id": _mark(by, token),
        "claimed_at": now,
        "claimed_on": now.astimezone(LOCAL).date(),
    }


def _mark(by: str, token: str) -> str:
    return f"{PERSON}{by[:50]}:{token}"


def _fits(session: Session, desk: Desk, now: datetime) -> None:
    found = _capacity(session, desk, now)
    if found.left == 0 and found.most is not None:
        raise CallsFullError(found.most, found.on)


def _capacity(session: Session, desk: Desk, now: datetime) -> Capacity:
    today = now.astimezone(LOCAL).date()
    term = terms(desk).term(ChannelName.PHONE, today)
    made = select(func.count()).select_from(Call).where(Call.called_at >= morning(today), Call.undone_at.is_(None))
    open_now = (
        select(func.count())
        .select_from(Message)
        .where(
            Message.channel == ChannelName.PHONE,
            Message.state == MessageState.CLAIMED,
            Message.claimed_at > now - LEASE,
        )
    )
    counted = (session.scalar(made) or 0) + (session.scalar(open_now) or 0)
    return Capacity(on=today, most=term.daily_capacity if term.is_on else 0, made=counted)
