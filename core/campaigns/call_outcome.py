"""What came of a call: written on the ledger, on the desk and on the customer's page at once, and taken back as one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from core.acting import permitted
from core.actions import Action
from core.campaigns import agreements
from core.campaigns.calling import is_ours
from core.campaigns.calling_errors import (
    AgainWhenError,
    CallNotTheLatestError,
    NothingAgreedError,
    NothingHeardError,
)
from core.campaigns.freshness import hold_outdated
from core.campaigns.hours import moments_of
from core.campaigns.states import move
from core.desk import calls, customers, stopped, work
from core.desk.call_tables import Call
from core.desk.calls import NewCall
from core.desk.campaign_tables import Campaign, Message
from core.desk.delivery_tables import StoppedAddress
from core.desk.revisions import Topic, changed
from core.desk.statements import rows_changed
from core.vocabulary import RIGHT_PARTY, CallOutcome, CampaignState, ChannelName, MessageState

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from core.book.book import Book
    from core.campaigns.agreements import About
    from core.campaigns.calling import Taken
    from core.desk.cases import Done
    from core.desk.engine import Desk
    from core.vocabulary import DisputeCause

MOST_TRIES: Final = 3
"""A call that nobody answered so often counts as tried: the ladder goes on."""
MOST_DAYS: Final = 60
NEXT_TRY: Final = timedelta(hours=20)
"""The next day, some hours earlier: who never answers in the afternoon may do so in the morning."""
WRONG_NUMBER: Final = "wrong_number"
BOOK: Final = "book_version"
"""By which ledger the message of a call was last looked at."""
_BACK: Final = ("state", "send_at", "attempts", "reply", "settled_at", "held_why")


@dataclass(frozen=True, kw_only=True)
class PromiseOf:
    """What the customer promised on the phone."""

    amount_minor: int
    promised_on: date | None


@dataclass(frozen=True, kw_only=True)
class DisputeOf:
    """What the customer contests, said on the phone; ``amount_minor`` None: all of it."""

    cause: DisputeCause
    amount_minor: int | None = None
    owner: str = ""
    deadline_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """One call: about whom, by which number, and what came of it.

    ``taken`` is the call of the ledger, None for one that no campaign asked for; ``entry`` is the entry of the work list it was
    made for, which is done with it. ``is_right_party`` None: as the outcome says.
    """

    about: About
    number: str
    outcome: CallOutcome
    said: str = ""
    taken: Taken | None = None
    entry: str | None = None
    agreed: PromiseOf | DisputeOf | None = None
    again_at: datetime | None = None
    is_right_party: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Concluded:
    """A call as it was written down; ``is_settled`` is false when somebody else had taken the call meanwhile."""

    call_id: int
    is_settled: bool
    again_at: datetime | None = None


@permitted(Action.HANDLE)
def conclude(desk: Desk, book: Book, talk: Conversation, *, by: str) -> Concluded:
    """Write down what came of a call.

    Reached, promised and contested settle the call as sent, with what was said as its evidence; ``call_back`` and a call without an
    answer leave it to be made again at a moment within contact hours, but the third without an answer counts as tried; a wrong
    number fails it, and stops that number for every channel. Raises ``NothingHeardError``, ``NothingAgreedError``,
    ``AgainWhenError``, and what ``core.campaigns.agreements`` raises: then nothing was written.
    """
    talk, before = _checked(desk, talk), _before(desk, book, talk.taken)
    done, note_id, at = _agree(desk, book, talk, by), _note(desk, talk, by), desk.now()
    with desk.session() as session:
        if talk.outcome is CallOutcome.WRONG_NUMBER and talk.number:
            stop = stopped.Stop(
                channel=ChannelName.PHONE,
                address=stopped.compared(talk.number),
                kind=WRONG_NUMBER,
                why=f"{at:%Y-%m-%d}: wrong number, called by {by}",
            )
            stopped.stop_within(session, [stop], by=by, at=at)
        talk = _tried(session, talk)
        call_id = calls.record(
            session,
            NewCall(
                entity=talk.about.entity,
                customer_id=talk.about.customer_id,
                number=talk.number,
                outcome=talk.outcome,
                is_right_party=talk.outcome in RIGHT_PARTY if talk.is_right_party is None else talk.is_right_party,
                said=talk.said,
                message_id=None if talk.taken is None else talk.taken.message_id,
                case_id=None if done is None else done.case_id,
                case_event_id=None if done is None else done.event_id,
                note_id=note_id,
                again_at=talk.again_at,
                before=before,
            ),
            by=by,
            at=at,
        )
        is_settled = talk.taken is None or _settle(session, talk, by=by, at=at)
        if talk.entry is not None:  # where it is to be made again, that is an entry of its own
            work.finish_within(session, talk.entry, _customer(talk), by=by, at=at, why=f"call {call_id}")
    return Concluded(call_id=call_id, is_settled=is_settled, again_at=talk.again_at)


@permitted(Action.HANDLE)
def take_back(desk: Desk, book: Book, call_id: int, *, by: str) -> None:
    """Take the latest call with a customer back: the ledger, the agreement, the number and the note stand as before.

    Raises ``CallNotTheLatestError``, and ``NothingToUndoError`` when the agreement was changed since.
    """
    with desk.reading() as session:
        call = _latest(session, call_id)
    if call.case_id is not None and call.case_event_id is not None:
        agreements.undo(desk, book, call.case_event_id, call.case_id, by=by)
    if call.note_id is not None:
        customers.take_back_note(desk, call.note_id, by=by)
    at = desk.now()
    with desk.session() as session:
        changed(session, Topic.WORK)  # first: of two who take the same call back, one is told
        call = _latest(session, call_id)
        call.undone_by, call.undone_at = by, at
        if call.outcome == CallOutcome.WRONG_NUMBER:
            lifted = update(StoppedAddress).where(
                StoppedAddress.address == stopped.compared(call.number),
                StoppedAddress.kind == WRONG_NUMBER,
                StoppedAddress.stopped_at == call.called_at,
                StoppedAddress.lifted_at.is_(None),
            )
            session.execute(lifted.values(lifted_by=by, lifted_at=at, lifted_why="taken back"))
            changed(session, Topic.CUSTOMERS)
        if call.message_id is not None and call.before:
            _put_back(session, call, by=by, at=at)
        work.reopen_within(session, f"call {call_id}", by=by, at=at)
    if call.before.get(BOOK, book.version) != book.version:
        hold_outdated(desk, book)  # a ledger that came while the call counted as made did not look at it


def _customer(talk: Conversation) -> tuple[str, str]:
    return talk.about.entity, talk.about.customer_id


def _checked(desk: Desk, talk: Conversation) -> Conversation:
    """Return the call with its moment to call back within contact hours; refuse what says nothing."""
    if talk.outcome is CallOutcome.REACHED and not talk.said.strip():
        raise NothingHeardError
    expected = {CallOutcome.PROMISE: PromiseOf, CallOutcome.DISPUTE: DisputeOf}.get(talk.outcome)
    if expected is not None and not isinstance(talk.agreed, expected):
        raise NothingAgreedError
    now, again_at = desk.now(), talk.again_at
    if talk.outcome is CallOutcome.CALL_BACK:
        if again_at is None or not now < again_at <= now + timedelta(days=MOST_DAYS):
            raise AgainWhenError(MOST_DAYS)
    elif talk.outcome is CallOutcome.NO_ANSWER:
        again_at = again_at or now + NEXT_TRY
    else:
        again_at = None
    opened = None if again_at is None else moments_of(desk).next_opening(again_at, _country(desk, talk.taken))
    return replace(talk, said=" ".join(talk.said.split()), again_at=opened)


def _country(desk: Desk, taken: Taken | None) -> str:
    if taken is None:
        return ""
    with desk.reading() as session:
        return session.scalar(select(Message.country).where(Message.id == taken.message_id)) or ""


def _before(desk: Desk, book: Book, taken: Taken | None) -> dict[str, Any]:
    if taken is None:
        return {}
    with desk.reading() as session:
        row = session.get_one(Message, taken.message_id)
        seen = {name: getattr(row, name) for name in _BACK} | {BOOK: book.version}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in seen.items()}


def _agree(desk: Desk, book: Book, talk: Conversation, by: str) -> Done | None:
    why = talk.said or "said on the phone"
    if isinstance(talk.agreed, PromiseOf) and talk.outcome is CallOutcome.PROMISE:
        promised = talk.agreed
        return agreements.promise(
            desk, book, talk.about, amount_minor=promised.amount_minor, promised_on=promised.promised_on, by=by, why=why
        )
    if isinstance(talk.agreed, DisputeOf) and talk.outcome is CallOutcome.DISPUTE:
        contested = talk.agreed
        return agreements.dispute(
            desk,
            book,
            talk.about,
            cause=contested.cause,
            amount_minor=contested.amount_minor,
            owner=contested.owner,
            deadline_on=contested.deadline_on,
            by=by,
            why=why,
        )
    return None


def _note(desk: Desk, talk: Conversation, by: str) -> int | None:
    """Write what was said on the customer's page; an agreement says it there itself."""
    if not talk.said or talk.agreed is not None:
        return None
    entity, customer_id = _customer(talk)
    return customers.remark(desk, entity=entity, customer_id=customer_id, body=f"{talk.number}: {talk.said}", by=by)


def _tried(session: Session, talk: Conversation) -> Conversation:
    """Return the call without a next time when it was tried often enough."""
    if talk.outcome is not CallOutcome.NO_ANSWER or talk.taken is None:
        return talk
    times = calls.tries(session, talk.taken.message_id) + 1
    return replace(talk, again_at=None) if times >= MOST_TRIES else talk


def _settle(session: Session, talk: Conversation, *, by: str, at: datetime) -> bool:
    if talk.taken is None:
        return True
    mine = update(Message).where(Message.id == talk.taken.message_id, is_ours(talk.taken.token))
    evidence = ": ".join(each for each in (f"{talk.outcome} by {by}", talk.said) if each)
    values: dict[str, Any] = {"reply": evidence[:500], "claim": None, "attempts": Message.attempts + 1}
    if talk.again_at is not None:
        again = mine.where(Message.state == MessageState.CLAIMED).values(
            **values, state=MessageState.QUEUED, worker_id=None, send_at=talk.again_at
        )
        return rows_changed(session, again) == 1
    state = MessageState.FAILED if talk.outcome is CallOutcome.WRONG_NUMBER else MessageState.SENT
    return rows_changed(session, mine.values(**values, state=state, settled_at=at, held_why=None)) == 1


def _latest(session: Session, call_id: int) -> Call:
    call = session.get(Call, call_id)
    if call is None or call.undone_at is not None:
        raise CallNotTheLatestError
    same = (Call.entity == call.entity) & (Call.customer_id == call.customer_id)
    latest = select(Call.id).where(same, Call.undone_at.is_(None)).order_by(Call.id.desc()).limit(1)
    if session.scalar(latest) != call_id:
        raise CallNotTheLatestError
    return call


def _put_back(session: Session, call: Call, *, by: str, at: datetime) -> None:
    """Let the message of a call be what it was before: it waits again, unless somebody took it, or it is held, since.

    When it was queued stays as it was, so that the last look sees every hold that was placed after that.
    """
    before = {name: call.before[name] for name in _BACK}
    for name in ("send_at", "settled_at"):
        before[name] = None if before[name] is None else datetime.fromisoformat(before[name])
    if before["state"] == MessageState.CLAIMED:
        before["state"] = MessageState.QUEUED
    message = session.get_one(Message, call.message_id)
    campaign = session.get_one(Campaign, message.campaign_id)
    if campaign.state == CampaignState.CANCELLED:
        return
    free = (MessageState.SENT, MessageState.FAILED, MessageState.QUEUED)
    back = update(Message).where(Message.id == call.message_id, Message.state.in_(free))
    if rows_changed(session, back.values(**before, claim=None, worker_id=None)) == 0:
        return
    if campaign.state == CampaignState.FINISHED and before["state"] == MessageState.QUEUED:
        move(session, campaign, CampaignState.RUNNING, by=by, at=at, why="a call was taken back")
