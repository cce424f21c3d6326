"""Answers: what happened is answered once, and nobody is thanked or confirmed by mistake."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, update

from core.campaigns import agreements, reading
from core.campaigns.agreements import About
from core.campaigns.answers.occasions import occasions
from core.campaigns.answers.run import run_answers
from core.campaigns.answers.switches import MostADayError, switches, turn
from core.campaigns.plan import plan
from core.campaigns.recheck import changes
from core.campaigns.states import get
from core.desk import contacts, holds
from core.desk.answer_tables import Answer
from core.desk.campaign_tables import Campaign, Message, MessageItem, PreviewMessage
from core.desk.case_tables import PlanInstalment
from core.desk.cases import Instalment
from core.vocabulary import CampaignState, DisputeCause, HoldKind, MessageName, MessageState
from tests.unit.campaigns.portfolio import AS_OF, LEDGER, launched

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.desks import TestClock
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(4)

A = About(entity="NL01", customer_id="A")
IDS = {
    Campaign: {"id"},
    PreviewMessage: {"id", "campaign_id"},
    Message: {"id", "campaign_id"},
    MessageItem: {"id", "message_id"},
}
PAID = """
    A  cash  2026-11-02  100.00 EUR  for INV1
    A  cash  2026-11-02   50.00 EUR  for INV2
"""


def promise(desk: Desk, book: Book, *, amount_minor: int = 15000) -> None:
    agreements.promise(desk, book, A, amount_minor=amount_minor, promised_on=date(2026, 11, 10), by="Els", why="phoned")


def answers(desk: Desk) -> dict[str, tuple[str | None, str]]:
    with desk.reading() as session:
        return {each.occasion: (each.campaign, each.why) for each in session.scalars(select(Answer))}


def text_of(desk: Desk, name: str | None, customer_id: str = "A") -> str:
    assert name is not None
    return reading.mail(desk, name, entity="NL01", customer_id=customer_id).text


def on(desk: Desk, *messages: MessageName, most_a_day: int = 100) -> None:
    for message in messages:
        turn(desk, message, is_on=True, most_a_day=most_a_day, by="Els")


def reminded(desk: Desk, clock: TestClock, book: Book) -> None:
    """Everybody of the campaign of the day got the message."""
    launched(desk, book)
    clock.forward(minutes=5)
    with desk.session() as session:
        session.execute(update(Message).values(state=MessageState.SENT, settled_at=desk.now()))


def test_nothing_goes_until_somebody_switches_it_on(desk: Desk, clock: TestClock, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    promise(desk, book)
    clock.forward(minutes=1)
    assert (run_answers(desk, book), answers(desk)) == ({}, {})
    on(desk, MessageName.PROMISE_CONFIRMATION)
    assert run_answers(desk, book) == {}, "what happened before it was on is not answered"


def test_a_promise_is_confirmed_once_with_its_amount_and_day(desk: Desk, clock: TestClock, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    on(desk, MessageName.PROMISE_CONFIRMATION)
    clock.forward(minutes=1)
    promise(desk, book)
    assert run_answers(desk, book) == {MessageName.PROMISE_CONFIRMATION: 1}
    assert run_answers(desk, book) == {}
    [(name, why)] = answers(desk).values()
    said = text_of(desk, name)
    assert ("150,00" in said, "10 november 2026" in said, why) == (True, True, "promise noted by Els")
    with desk.reading() as session:
        message = session.scalars(select(Message)).one()
        assert (message.state, message.step) == (MessageState.QUEUED, 0)


def test_the_confirmation_is_not_held_by_the_promise_it_confirms(desk: Desk, clock: TestClock, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    on(desk, MessageName.PROMISE_CONFIRMATION)
    clock.forward(minutes=1)
    promise(desk, book)
    run_answers(desk, book)
    with desk.reading() as session:
        [name] = [each for each, _ in answers(desk).values() if each]
        assert changes(session, desk, book, get(session, name)) == {}


def test_a_plan_and_a_dispute_are_confirmed_in_their_own_words(desk: Desk, clock: TestClock, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    on(desk, MessageName.PLAN_CONFIRMATION, MessageName.DISPUTE_RECEIVED)
    clock.forward(minutes=1)
    parts = [Instalment(due_on=date(2026, 11, day), amount_minor=7500) for day in (10, 25)]
    agreements.plan(desk, book, A, parts=parts, total_minor=15000, by="Els", why="phoned")
    agreements.dispute(
        desk,
        book,
        About(entity="NL01", customer_id="C"),
        cause=DisputeCause.PRICE,
        amount_minor=3000,
        deadline_on=date(2026, 11, 20),
        owner="Piet",
        by="Els",
        why="wrote",
    )
    assert run_answers(desk, book) == {MessageName.PLAN_CONFIRMATION: 1, MessageName.DISPUTE_RECEIVED: 1}
    names = {name.split(" 2026")[0]: name for name, _ in answers(desk).values() if name}
    plan_text, dispute_text = text_of(desk, names["Plan confirmed"]), text_of(desk, names["Dispute received"], "C")
    assert all(each in plan_text for each in ("75,00", "10 nov", "25 nov")), plan_text
    assert ("30,00" in dispute_text, "20 november 2026" in dispute_text) == (True, True)


def test_who_pays_after_a_reminder_is_thanked_once_for_what_was_paid(
    desk: Desk, clock: TestClock, ledger: Ledger
) -> None:
    book = ledger(LEDGER)
    on(desk, MessageName.THANK_YOU)
    reminded(desk, clock, book)
    assert run_answers(desk, book) == {}, "nobody paid yet"
    paid = ledger(PAID, list_on=date(2026, 11, 2))
    assert run_answers(desk, paid) == {MessageName.THANK_YOU: 1}
    assert run_answers(desk, paid) == {}
    [name] = [name for name, _ in answers(desk).values() if name]
    assert all(each in text_of(desk, name) for each in ("150,00", "INV1", "INV2"))
    steps = contacts.steps_done(desk, customer=("NL01", "A"))
    assert set(steps["step"]) == {2, 1}, "a thank-you is no step of a ladder"


def test_who_pays_while_more_is_past_due_is_not_told_that_all_is_done(
    desk: Desk, clock: TestClock, ledger: Ledger
) -> None:
    book = ledger(LEDGER)
    on(desk, MessageName.THANK_YOU)
    reminded(desk, clock, book)
    more = "A INV9 issued 2026-09-20 due 2026-10-30 30.00 EUR\n"
    paid = ledger(PAID + more, list_on=date(2026, 11, 2))
    assert run_answers(desk, paid) == {}
    assert [why for _, why in answers(desk).values()] == ["something else is past due"]


def test_a_credit_note_is_no_payment_to_thank_for(desk: Desk, clock: TestClock, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    on(desk, MessageName.THANK_YOU)
    reminded(desk, clock, book)
    credited = ledger(
        "C CN1 credit 2026-11-02 80.00 USD on INV4 2026-11-02 80.00\n", list_on=date(2026, 11, 2), confirmed=True
    )
    assert run_answers(desk, credited) == {}
    assert [why for _, why in answers(desk).values()] == ["credited or written off, not paid"]


@pytest.mark.parametrize("kind", [HoldKind.DECEASED, HoldKind.LEGAL, HoldKind.STOP])
def test_a_hold_that_silences_everything_silences_answers_too(
    desk: Desk, clock: TestClock, ledger: Ledger, kind: HoldKind
) -> None:
    book = ledger(LEDGER)
    on(desk, MessageName.PROMISE_CONFIRMATION)
    clock.forward(minutes=1)
    promise(desk, book)
    holds.place(desk, kind, entity="NL01", customer_id="A", by="Els", why="noted")
    assert run_answers(desk, book) == {}
    assert answers(desk) == {"case 1": (None, f"a hold keeps every message back: {kind}")}


def test_without_an_address_it_is_left_to_a_person(desk: Desk, clock: TestClock, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    on(desk, MessageName.PROMISE_CONFIRMATION)
    clock.forward(minutes=1)
    agreements.promise(
        desk,
        book,
        About(entity="NL01", customer_id="D"),
        amount_minor=6000,
        promised_on=date(2026, 11, 10),
        by="Els",
        why="phoned",
    )
    assert run_answers(desk, book) == {}
    [(campaign, why)] = answers(desk).values()
    assert campaign is None
    assert "address" in why


def test_more_than_the_most_of_a_day_pauses_and_nothing_goes(desk: Desk, clock: TestClock, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    on(desk, MessageName.PROMISE_CONFIRMATION, most_a_day=1)
    clock.forward(minutes=1)
    promise(desk, book, amount_minor=5000)
    agreements.promise(
        desk,
        book,
        About(entity="NL01", customer_id="C"),
        amount_minor=100,
        promised_on=date(2026, 11, 9),
        by="Els",
        why="phoned",
    )
    assert (run_answers(desk, book), answers(desk)) == ({}, {})
    paused = switches(desk)[MessageName.PROMISE_CONFIRMATION]
    assert (paused.is_going, paused.paused_why) == (
        False,
        "2 messages would go and 0 went within a day; the most is 1.",
    )
    on(desk, MessageName.PROMISE_CONFIRMATION, most_a_day=2)
    assert run_answers(desk, book) == {MessageName.PROMISE_CONFIRMATION: 2}


def test_a_most_of_nothing_is_refused(desk: Desk) -> None:
    with pytest.raises(MostADayError, match="0 answers a day cannot be"):
        turn(desk, MessageName.THANK_YOU, is_on=True, most_a_day=0, by="Els")


def test_what_a_worker_died_over_is_answered_anew(desk: Desk, clock: TestClock, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    on(desk, MessageName.PROMISE_CONFIRMATION)
    clock.forward(minutes=1)
    promise(desk, book)
    [found] = occasions(desk, book, MessageName.PROMISE_CONFIRMATION, clock.now.replace(hour=0))
    plan(desk, book, "lost", as_of=AS_OF, by="answers")
    with desk.session() as session:
        session.add(
            Answer(
                occasion=found.key,
                message=found.message,
                entity="NL01",
                customer_id="A",
                campaign="lost",
                why=found.why,
                at=desk.now(),
            )
        )
    assert run_answers(desk, book) == {}, "another worker may still be at it"
    clock.forward(hours=2)
    assert run_answers(desk, book) == {MessageName.PROMISE_CONFIRMATION: 1}
    with desk.reading() as session:
        lost = session.scalars(select(Campaign.state).where(Campaign.name == "lost")).one()
    assert lost == CampaignState.CANCELLED


def test_two_reminders_of_one_invoice_are_thanked_for_once(desk: Desk, clock: TestClock, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    on(desk, MessageName.THANK_YOU)
    reminded(desk, clock, book)
    with desk.session() as session:
        for table in (
            Campaign,
            PreviewMessage,
            Message,
            MessageItem,
        ):  # as a campaign of three weeks later would leave it
            for row in session.execute(select(table.__table__)).mappings().all():
                again = {name: value + 1000 if name in IDS[table] else value for name, value in row.items()}
                for name in {"name", "message_id"} & again.keys() - IDS[table]:
                    again[name] = f"{row[name]} again"
                session.execute(insert(table), [again])
    paid = ledger(PAID, list_on=date(2026, 11, 2))
    assert (run_answers(desk, paid), run_answers(desk, paid)) == ({MessageName.THANK_YOU: 1}, {})


def test_who_says_he_paid_or_cannot_pay_is_not_told_that_a_part_is_missing(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    on(desk, MessageName.INSTALMENT_MISSED)
    parts = [Instalment(due_on=date(2026, 11, day), amount_minor=7500) for day in (10, 25)]
    done = agreements.plan(desk, book, A, parts=parts, total_minor=15000, by="Els", why="phoned")
    with desk.session() as session:
        session.execute(update(PlanInstalment).where(PlanInstalment.number == 1).values(is_missed=True))
    hold = holds.place(desk, HoldKind.HARDSHIP, entity="NL01", customer_id="A", by="Els", why="lost her job")
    assert run_answers(desk, book) == {}
    holds.end(desk, hold, by="Els", why="found another")
    [why] = [why for _, why in answers(desk).values()]
    assert "hardship" in why
    agreements.undo(desk, book, done.event_id, done.case_id, by="Els")
    assert occasions(desk, book, MessageName.INSTALMENT_MISSED, desk.now() - timedelta(days=30)) == []
