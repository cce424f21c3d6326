"""A call of the ledger: one person has it, what came of it settles it, and the desk, the number and the ledger say the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from core.campaigns import brake, calling
from core.campaigns.agreements import About
from core.campaigns.call_outcome import MOST_TRIES, Conversation, DisputeOf, PromiseOf, conclude, take_back
from core.campaigns.calling_errors import (
    AgainWhenError,
    CallGoneError,
    CallNotTheLatestError,
    CallsFullError,
    CallTakenError,
    NothingAgreedError,
    NothingHeardError,
)
from core.campaigns.freshness import hold_customer
from core.campaigns.reading import in_ledger
from core.campaigns.states import cancel, pause
from core.desk import channel_changes, holds, work
from core.desk.calls import calls_of, figures
from core.desk.campaign_tables import Message
from core.desk.case_errors import TooMuchError
from core.desk.case_frames import promises
from core.desk.customers import notes
from core.desk.stopped import stopped_addresses
from core.vocabulary import CallOutcome, ChannelName, DisputeCause, HoldKind, MessageState
from tests.launched import launched

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.desks import TestClock
    from tests.ledger import Ledger

SQLITE = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
NAME = "autumn"
NUMBERS = ["+31611111111", "+31622222222", "+31633333333"]
LEDGER = """
    C1  is business NL nl c1@example.org name "Bakker"
    C1  INV1  issued 2026-09-01  due 2026-10-01  100.00 EUR
    C2  is business NL nl c2@example.org name "Slager"
    C2  INV2  issued 2026-09-01  due 2026-10-01  200.00 EUR
    C3  is business NL nl c3@example.org name "Smid"
    C3  INV3  issued 2026-09-01  due 2026-10-01  300.00 EUR
"""


@pytest.fixture
def ledgered(desk: Desk, clock: TestClock) -> Desk:
    """A desk with three calls that wait, to customers C1 to C3."""
    launched(desk, NUMBERS, name=NAME)
    with desk.session() as session:
        session.execute(update(Message).values(channel=ChannelName.PHONE))
    clock.forward(minutes=1)
    return desk


@pytest.fixture
def book(ledger: Ledger) -> Book:
    return ledger(LEDGER)


def talk(outcome: CallOutcome, number: int = 1, **more: object) -> Conversation:
    about = About(entity="NL01", customer_id=f"C{number}", currency="EUR")
    said = Conversation(about=about, number=NUMBERS[number - 1], outcome=outcome, said="spoke to Mr. Bakker")
    return replace(said, **more)  # type: ignore[arg-type]  # fields of a conversation


def test_two_people_who_open_the_same_call_at_once_get_one_call(ledgered: Desk) -> None:
    def open_it(person: str) -> str:
        try:
            calling.take(ledgered, 1, by=person)
        except CallTakenError as refused:
            return f"taken by {refused.person}"
        return "mine"

    with ThreadPoolExecutor(2) as pool:
        got = sorted(pool.map(open_it, ["Els", "Jan"]))
    assert got[0] == "mine"
    assert got[1] in {"taken by Els", "taken by Jan"}


@SQLITE
def test_after_half_an_hour_somebody_else_may_take_it_and_the_first_settles_nothing(
    ledgered: Desk, book: Book, clock: TestClock
) -> None:
    first = calling.take(ledgered, 1, by="Els")
    clock.forward(minutes=31)
    second = calling.take(ledgered, 1, by="Jan")
    done = conclude(ledgered, book, talk(CallOutcome.REACHED, taken=first), by="Els")
    assert (done.is_settled, in_ledger(ledgered, 1).state) == (False, MessageState.CLAIMED)
    assert len(calls_of(ledgered, entity="NL01", customer_id="C1")) == 1  # it was made all the same
    assert conclude(ledgered, book, talk(CallOutcome.REACHED, taken=second), by="Jan").is_settled
    assert in_ledger(ledgered, 1).state == MessageState.SENT


def test_a_promise_settles_the_call_holds_reminders_and_is_taken_back_as_one(ledgered: Desk, book: Book) -> None:
    taken = calling.take(ledgered, 1, by="Els")
    agreed = PromiseOf(amount_minor=100_00, promised_on=book.latest_on + timedelta(days=7))
    done = conclude(ledgered, book, talk(CallOutcome.PROMISE, taken=taken, agreed=agreed), by="Els")
    message = in_ledger(ledgered, 1)
    assert (message.state, message.reply) == (MessageState.SENT, "promise by Els: spoke to Mr. Bakker")
    assert promises(ledgered)["state"].tolist() == ["open"]
    take_back(ledgered, book, done.call_id, by="Els")
    assert in_ledger(ledgered, 1).state == MessageState.QUEUED
    assert promises(ledgered).empty
    with pytest.raises(CallNotTheLatestError):
        take_back(ledgered, book, done.call_id, by="Jan")
    calling.take(ledgered, 1, by="Jan")  # and it can be made again


@SQLITE
def test_what_is_refused_writes_nothing_and_the_call_is_still_ours(ledgered: Desk, book: Book) -> None:
    taken = calling.take(ledgered, 1, by="Els")
    later = PromiseOf(amount_minor=100_01, promised_on=book.latest_on + timedelta(days=7))
    for said, error in (
        (talk(CallOutcome.PROMISE, taken=taken, agreed=later), TooMuchError),
        (talk(CallOutcome.PROMISE, taken=taken), NothingAgreedError),
        (talk(CallOutcome.DISPUTE, taken=taken, agreed=later), NothingAgreedError),
        (talk(CallOutcome.REACHED, taken=taken, said="  "), NothingHeardError),
        (talk(CallOutcome.CALL_BACK, taken=taken), AgainWhenError),
        (talk(CallOutcome.CALL_BACK, taken=taken, again_at=ledgered.now()), AgainWhenError),
        (talk(CallOutcome.CALL_BACK, taken=taken, again_at=ledgered.now() + timedelta(days=61)), AgainWhenError),
    ):
        with pytest.raises(error):
            conclude(ledgered, book, said, by="Els")
    assert calls_of(ledgered, entity="NL01", customer_id="C1").empty
    assert in_ledger(ledgered, 1).claim == taken.token


@SQLITE
def test_a_dispute_on_the_phone_is_a_dispute_on_the_desk(ledgered: Desk, book: Book) -> None:
    taken = calling.take(ledgered, 2, by="Els")
    agreed = DisputeOf(cause=DisputeCause.QUALITY, amount_minor=50_00)
    conclude(ledgered, book, talk(CallOutcome.DISPUTE, 2, taken=taken, agreed=agreed), by="Els")
    [kind] = holds.standing(ledgered, book.latest_on)["kind"]
    assert (kind, in_ledger(ledgered, 2).state) == (HoldKind.DISPUTE, MessageState.SENT)


@SQLITE
def test_a_call_back_waits_for_its_moment_within_contact_hours(ledgered: Desk, book: Book) -> None:
    taken = calling.take(ledgered, 1, by="Els")
    at_night = ledgered.now().replace(hour=23, minute=0)
    done = conclude(ledgered, book, talk(CallOutcome.CALL_BACK, taken=taken, again_at=at_night), by="Els")
    message = in_ledger(ledgered, 1)
    assert message.state == MessageState.QUEUED
    assert message.send_at == done.again_at
    assert (done.again_at or at_night).astimezone().strftime("%d") == (at_night + timedelta(hours=10)).strftime("%d")
    assert notes(ledgered, entity="NL01", customer_id="C1")["body"].tolist() == [f"{NUMBERS[0]}: spoke to Mr. Bakker"]


@SQLITE
def test_the_third_call_without_an_answer_counts_as_tried(ledgered: Desk, book: Book, clock: TestClock) -> None:
    for turn in range(1, MOST_TRIES + 1):
        taken = calling.take(ledgered, 3, by="Els")
        conclude(ledgered, book, talk(CallOutcome.NO_ANSWER, 3, taken=taken, said=""), by="Els")
        expected = MessageState.SENT if turn == MOST_TRIES else MessageState.QUEUED
        assert in_ledger(ledgered, 3).state == expected
        clock.forward(days=1)
    with pytest.raises(CallGoneError, match="it is sent"):
        calling.take(ledgered, 3, by="Els")


@SQLITE
def test_a_wrong_number_fails_the_call_and_stops_the_number_until_it_is_taken_back(ledgered: Desk, book: Book) -> None:
    taken = calling.take(ledgered, 1, by="Els")
    done = conclude(ledgered, book, talk(CallOutcome.WRONG_NUMBER, taken=taken), by="Els")
    assert in_ledger(ledgered, 1).state == MessageState.FAILED
    assert set(stopped_addresses(ledgered)["address"]) == {NUMBERS[0]}
    take_back(ledgered, book, done.call_id, by="Els")
    assert stopped_addresses(ledgered).empty
    assert in_ledger(ledgered, 1).state == MessageState.QUEUED


@SQLITE
def test_what_stopped_a_customer_while_a_call_counted_as_made_still_does_when_that_is_taken_back(
    ledgered: Desk, book: Book, clock: TestClock
) -> None:
    reached = conclude(ledgered, book, talk(CallOutcome.REACHED, taken=calling.take(ledgered, 1, by="Els")), by="Els")
    again = conclude(
        ledgered, book, talk(CallOutcome.NO_ANSWER, 2, taken=calling.take(ledgered, 2, by="Els")), by="Els"
    )
    clock.forward(minutes=1)
    for customer in ("C1", "C2"):
        holds.place(ledgered, HoldKind.STOP, entity="NL01", customer_id=customer, by="Els", why="asked to stop")
    hold_customer(ledgered, entity="NL01", customer_id="C2", why="asked to stop")
    clock.forward(minutes=1)
    for number, done in ((1, reached), (2, again)):
        take_back(ledgered, book, done.call_id, by="Els")
        with pytest.raises(CallGoneError, match="asked to stop"):
            calling.take(ledgered, number, by="Jan")
    gone = conclude(ledgered, book, talk(CallOutcome.REACHED, 3, taken=calling.take(ledgered, 3, by="Els")), by="Els")
    cancel(ledgered, NAME, by="Jan", why="wrong month")
    take_back(ledgered, book, gone.call_id, by="Els")
    assert in_ledger(ledgered, 3).state == MessageState.SENT  # nothing waits in a cancelled campaign


@SQLITE
def test_pause_cancel_and_what_the_desk_keeps_back_stop_calls_too(ledgered: Desk, book: Book) -> None:
    holds.place(ledgered, HoldKind.REPORTED_PAYMENT, entity="NL01", customer_id="C2", by="Els", why="paid yesterday")
    with pytest.raises(CallGoneError, match="paid yesterday"):
        calling.take(ledgered, 2, by="Els")
    assert in_ledger(ledgered, 2).state == MessageState.HELD
    taken = calling.take(ledgered, 1, by="Els")
    pause(ledgered, NAME, by="Jan", why="phones are down")
    with pytest.raises(CallGoneError, match="paused"):
        calling.take(ledgered, 3, by="Els")
    cancel(ledgered, NAME, by="Jan", why="wrong month")
    with pytest.raises(CallGoneError, match="cancelled"):
        calling.take(ledgered, 3, by="Els")
    # Somebody was on the phone at that moment: what was done was done.
    assert conclude(ledgered, book, talk(CallOutcome.REACHED, taken=taken), by="Els").is_settled
    assert in_ledger(ledgered, 1).state == MessageState.SENT


@SQLITE
def test_what_fits_the_day_is_kept(ledgered: Desk, book: Book, clock: TestClock) -> None:
    channel_changes.save_term(
        ledgered,
        ChannelName.PHONE,
        valid_from=date(2026, 11, 1),
        cost_minor=650,
        daily_capacity=2,
        by="Jan",
        why="two people ill",
    )
    conclude(ledgered, book, talk(CallOutcome.REACHED, taken=calling.take(ledgered, 1, by="Els")), by="Els")
    taken = calling.take(ledgered, 2, by="Els")
    with pytest.raises(CallsFullError, match="The 2 calls of 03-11-2026 are made"):
        calling.take(ledgered, 3, by="Jan")
    assert calling.give_back(ledgered, taken)
    calling.take(ledgered, 3, by="Jan")
    clock.forward(days=1)
    assert calling.capacity(ledgered).left == 2


@SQLITE
def test_a_call_is_taken_within_contact_hours_only_and_written_down_whenever_it_was_made(
    ledgered: Desk, clock: TestClock
) -> None:
    clock.forward(hours=12)
    with pytest.raises(CallGoneError, match=r"may be called from 04-11-2026 0[89]:00, by the customer's own clock"):
        calling.take(ledgered, 1, by="Els")
    calling.take(ledgered, 1, by="Els", is_made=True)
    clock.forward(hours=12)
    brake.pause(ledgered, ChannelName.PHONE, by="Jan", why="phones are down")
    with pytest.raises(CallGoneError, match=r"paused \(phones are down\)"):
        calling.take(ledgered, 2, by="Els")


@SQLITE
def test_right_party_contact_and_promises_are_counted_per_call(ledgered: Desk, book: Book) -> None:
    agreed = PromiseOf(amount_minor=100_00, promised_on=date(2026, 12, 1))
    for number, outcome, more in (
        (1, CallOutcome.PROMISE, {"agreed": agreed}),
        (2, CallOutcome.NO_ANSWER, {}),
        (3, CallOutcome.REACHED, {}),
        (3, CallOutcome.REACHED, {"is_right_party": False}),
    ):
        conclude(ledgered, book, talk(outcome, number, **more), by="Els")
    found = figures(ledgered, ledgered.now() - timedelta(hours=1))
    assert (found.attempts, found.answered, found.right_party, found.promises) == (4, 3, 2, 1)
    assert (found.right_party_share, found.right_party_of_answered, found.promise_share) == (0.5, 2 / 3, 0.5)
    nobody = figures(ledgered, ledgered.now() - timedelta(hours=1), by="Jan")
    assert (nobody.right_party_share, nobody.promise_share) == (None, None)


@SQLITE
def test_an_entry_is_claimed_handed_over_and_given_to_the_deputy(ledgered: Desk) -> None:
    turn = work.assign(ledgered, "message:1", "Els", by="Els")
    with pytest.raises(work.WorkMovedError):
        work.assign(ledgered, "message:1", "Jan", by="Jan")
    assert work.assign(ledgered, "message:1", "Jan", by="Els", why="knows them", seen=turn) == turn + 1
    with pytest.raises(work.WorkMovedError):
        work.assign(ledgered, "message:1", "Piet", by="Piet", seen=turn)
    with pytest.raises(work.AbsenceError):
        work.note_absence(ledgered, "Jan", date(2026, 11, 5), date(2026, 11, 4), by="Jan")
    with pytest.raises(work.AbsenceError):
        work.note_absence(ledgered, "Jan", date(2026, 11, 3), date(2026, 11, 4), by="Jan", deputy="Jan")
    today = date(2026, 11, 3)
    work.note_absence(ledgered, "Jan", today, date(2026, 11, 10), by="Jan", deputy="Els")
    assert work.stands_in(work.absences(ledgered, today), today) == {"Jan": "Els"}
    work.note_absence(ledgered, "Els", today, today, by="Els", deputy="Jan")  # both away: the team has it
    assert work.stands_in(work.absences(ledgered, today), today) == {"Jan": "", "Els": ""}
