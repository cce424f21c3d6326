"""The work list: what waits for a person, in the order of what it is expected to bring in, with who has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from sqlalchemy import select, update

from core.campaigns import calling, states, work_tasks
from core.campaigns.agreements import About
from core.campaigns.call_outcome import Conversation, conclude, take_back
from core.campaigns.work_list import WorkList, work_list
from core.campaigns.work_value import expected
from core.desk import cases, channel_changes, deliveries, replies, stopped, work
from core.desk.call_tables import LadderTask
from core.desk.campaign_tables import Message, PreviewMessage
from core.desk.cases import NewCase
from core.desk.deliveries import DeliveryEvent
from core.desk.replies import NewReply
from core.vocabulary import (
    CallOutcome,
    CaseState,
    ChannelName,
    DeliveryKind,
    HoldKind,
    MatchedBy,
    MessageName,
    MessageState,
    ReplyKind,
    WorkKind,
)
from tests.launched import launched

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.desks import TestClock
    from tests.ledger import Ledger

SQLITE = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
LEDGER = """
    C1  is business NL nl c1@example.org name "Bakker" collector "Els" phone +31611111111
    C1  INV1  issued 2026-09-01  due 2026-10-01  100.00 EUR
    C2  is business NL nl c2@example.org name "Slager" collector "Els"
    C2  INV2  issued 2026-09-01  due 2026-10-01  900.00 EUR
    C3  is consumer NL nl c3@example.org name "Jan Smid"
    C3  INV3  issued 2026-09-01  due 2026-10-01  300.00 EUR
    C4  is consumer NL nl c4@example.org name "Piet Smid"
    C4  INV4  issued 2026-09-01  due 2026-10-01  400.00 EUR
    C5  is business NL nl c5@example.org name "Kuiper"
    C5  INV5  issued 2026-09-01  due 2026-10-01  500.00 USD
    rate USD 2026-10-30 0.50
    C6  is business NL nl c6@example.org name "Molenaar"
    C6  INV6  issued 2026-10-01  due 2026-12-01  9000.00 EUR
"""


@pytest.fixture
def waiting(desk: Desk, clock: TestClock) -> Desk:
    """A desk with six calls that wait, to customers C1 to C6."""
    launched(desk, [f"+3161111111{number}" for number in range(1, 7)])
    with desk.session() as session:
        session.execute(update(Message).values(channel=ChannelName.PHONE))
    clock.forward(minutes=1)
    return desk


@pytest.fixture
def book(ledger: Ledger) -> Book:
    return ledger(LEDGER)


def customers(found: WorkList) -> list[str]:
    return found.frame["customer_id"].tolist()


def become(desk: Desk, number: int, **values: object) -> None:
    with desk.session() as session:
        session.execute(update(Message).where(Message.id == number).values(settled_at=desk.now(), **values))


@SQLITE
def test_the_most_expected_money_comes_first_and_what_is_not_due_brings_nothing(waiting: Desk, book: Book) -> None:
    found = work_list(waiting, book)
    assert customers(found) == ["C2", "C4", "C3", "C5", "C1", "C6"]
    by_name = found.frame.set_index("customer_id")
    assert by_name.loc["C5", "past_due"] == pytest.approx(250.0)  # 500 dollars at 0.50
    assert by_name.loc["C2", "expected"] == pytest.approx(180.0)  # 20 % of it, as a call is thought to bring in
    assert by_name.loc["C6", "expected"] == 0.0
    assert (by_name.loc["C2", "who"], by_name.loc["C3", "who"], by_name.loc["C2", "oldest_days"]) == ("Els", "", 29)
    assert found.counts()[WorkKind.CALL] == len(found.frame)


@SQLITE
def test_a_natural_person_is_placed_by_the_segment_and_a_business_by_its_own_habit(waiting: Desk, book: Book) -> None:
    segments = pd.DataFrame({"customer_key": [], "segment": []}).astype({"customer_key": "int64", "segment": "str"})
    assert work_tasks.is_due(waiting, book)
    work_tasks.refresh(waiting, book, None, segments)
    assert not work_tasks.is_due(waiting, book)
    known = work_tasks.chances(waiting).set_index("customer_id")
    source, unpaid = known["source"].to_dict(), known["unpaid_share"].to_dict()
    assert (source["C1"], source["C3"], source["C4"]) == ("habit", "segment", "segment")
    assert unpaid["C3"] == pytest.approx(unpaid["C4"])
    assert all(0 <= each <= 1 for each in unpaid.values())
    assert "C6" not in known.index  # nothing is past due
    found = work_list(waiting, book).frame.set_index("customer_id")
    assert found.loc["C1", "expected"] == pytest.approx(100 * unpaid["C1"] * 0.2, abs=0.01)


@SQLITE
def test_what_a_ladder_asked_of_a_person_stays_asked_when_its_message_has_gone(waiting: Desk, book: Book) -> None:
    segments = pd.DataFrame({"customer_key": [], "segment": []}).astype({"customer_key": "int64", "segment": "str"})
    asked = {"kind": "delivery_stop", "customer_key": 1, "ladder": "business", "step": 3, "made_on": book.latest_on}
    with waiting.session() as session:
        for customer_id in ("C1", "C6"):  # of C6 nothing is past due
            session.add(LadderTask(key=f"task:{customer_id}", entity="NL01", customer_id=customer_id, **asked))
    work_tasks.refresh(waiting, book, None, segments)
    with waiting.reading() as session:
        assert "task:C1" in set(session.scalars(select(LadderTask.key)))
        assert "task:C6" not in set(session.scalars(select(LadderTask.key)))


@SQLITE
def test_what_a_legal_notice_waits_for_comes_first(waiting: Desk, book: Book) -> None:
    become(waiting, 1, state=MessageState.UNCERTAIN, channel=ChannelName.EMAIL)
    with waiting.session() as session:
        legal = update(PreviewMessage).where(PreviewMessage.id == 1)
        session.execute(legal.values(template=MessageName.LEGAL_NOTICE_NL))
    assert customers(work_list(waiting, book))[0] == "C1"


@SQLITE
def test_calls_beyond_what_fits_stay_for_tomorrow_and_agreed_ones_come_first(
    waiting: Desk, book: Book, clock: TestClock
) -> None:
    channel_changes.save_term(
        waiting, ChannelName.PHONE, valid_from=book.latest_on, cost_minor=650, daily_capacity=2, by="Els", why="ill"
    )
    agreed = Conversation(
        about=About(entity="NL01", customer_id="C1"),
        number="+31611111111",
        outcome=CallOutcome.CALL_BACK,
        taken=calling.take(waiting, 1, by="Els"),
        again_at=waiting.now() + timedelta(hours=2),
    )
    conclude(waiting, book, agreed, by="Els")
    found = work_list(waiting, book)
    assert (found.capacity.most, found.capacity.made) == (2, 1)
    assert found.frame.loc[~found.frame["is_tomorrow"] & ~found.frame["is_later"], "customer_id"].tolist() == ["C2"]
    assert found.frame.loc[found.frame["is_later"], "customer_id"].tolist() == ["C1"]
    assert len(found.of(with_later=False)) == 1
    clock.forward(hours=2)
    assert customers(work_list(waiting, book))[0] == "C1"


def test_everything_that_waits_is_on_the_list_and_leaves_it_when_it_is_done(waiting: Desk, book: Book) -> None:
    desk, at = waiting, waiting.now()
    become(desk, 1, state=MessageState.HELD, held_why="an amount changed")
    become(desk, 2, state=MessageState.UNCERTAIN)
    become(desk, 3, state=MessageState.FAILED, reply="550 no such user")
    become(desk, 4, state=MessageState.SENT)
    stop = {"channel": ChannelName.EMAIL, "at": at, "source": "mail"}
    bounced = DeliveryEvent(message_id=4, kind=DeliveryKind.BOUNCED_HARD, source_id="1", **stop)  # type: ignore[arg-type]
    pressed = DeliveryEvent(message_id=4, kind=DeliveryKind.KEY_PRESSED, source_id="2", words="1", **stop)  # type: ignore[arg-type]
    deliveries.note(desk, [bounced, pressed])
    case = NewCase(
        kind=HoldKind.PROMISE, entity="NL01", customer_id="C5", made_on=book.latest_on, why="said so", amount_minor=1
    )
    promise = cases.open_case(desk, case, by="Els")
    cases.record_judgement(desk, promise.case_id, state=CaseState.BROKEN, paid_minor=0, judged_on=at.date())
    with desk.session() as session:
        heard = NewReply(
            kind=ReplyKind.PERSON,
            from_address="c6@example.org",
            from_name="Molenaar",
            subject="Your reminder",
            text="I paid",
            written_at=at,
            customer=("NL01", "C6"),
            matched_by=MatchedBy.PERSON,
        )
        replies.keep_within(session, desk, [heard])
    found = work_list(desk, book)
    told = sorted(zip(found.frame["kind"], found.frame["what"], found.frame["customer_id"], strict=True))
    assert told == [
        ("broken", "promise", "C5"),
        ("call", "campaign", "C5"),
        ("call", "key", "C4"),
        ("exception", "failed", "C3"),
        ("exception", "stopped", "C4"),
        ("held", "held", "C1"),
        ("held", "held", "C6"),
        ("reply", "", "C6"),
        ("uncertain", "uncertain", "C2"),
    ]
    key = found.frame.loc[found.frame["what"] == "failed", "key"].iloc[0]
    done = work.finish(desk, key, ("NL01", "C3"), by="Els", why="found another address")
    with pytest.raises(work.WorkDoneError):
        work.finish(desk, key, ("NL01", "C3"), by="Jan", why="me too")
    assert key not in set(work_list(desk, book).frame["key"])
    assert work.reopen(desk, done, by="Els")
    assert key in set(work_list(desk, book).frame["key"])
    assert len(stopped.stopped_addresses(desk)) == 1


@SQLITE
def test_a_broken_promise_is_done_with_the_call_about_it_and_back_when_that_is_taken_back(
    waiting: Desk, book: Book
) -> None:
    case = NewCase(
        kind=HoldKind.PROMISE, entity="NL01", customer_id="C2", made_on=book.latest_on, why="said so", amount_minor=1
    )
    promise = cases.open_case(waiting, case, by="Els")
    cases.record_judgement(waiting, promise.case_id, state=CaseState.BROKEN, paid_minor=0, judged_on=book.latest_on)
    entry = f"case:{promise.case_id}"
    said = Conversation(
        about=About(entity="NL01", customer_id="C2"),
        number="+31612345678",
        outcome=CallOutcome.REACHED,
        said="pays tomorrow",
        entry=entry,
    )
    for one in (said, replace(said, outcome=CallOutcome.NO_ANSWER)):  # called again later: that is the one entry then
        done = conclude(waiting, book, one, by="Els")
        assert entry not in set(work_list(waiting, book).frame["key"])
        take_back(waiting, book, done.call_id, by="Els")
        assert entry in set(work_list(waiting, book).frame["key"])


@SQLITE
def test_who_is_away_has_no_work_and_who_claims_an_entry_has_it(waiting: Desk, book: Book) -> None:
    today = waiting.now().date()
    work.note_absence(waiting, "Els", today, today, by="Els", deputy="Jan")
    work.assign(waiting, "message:3", "Piet", by="Piet")
    found = work_list(waiting, book)
    assert len(found.of(who="Jan")) == 2
    assert found.of(who="Piet")["customer_id"].tolist() == ["C3"]
    assert found.of(who="Els").empty
    assert set(found.of(who=work.TEAM)["customer_id"]) == {"C4", "C5", "C6"}
    assert found.of(search="sLAg")["customer_id"].tolist() == ["C2"]
    assert found.of(search=".*").empty
    assert found.of(kinds=frozenset({WorkKind.HELD}), entity="NL01").empty
    taken = calling.take(waiting, 2, by="Jan")
    assert work_list(waiting, book).frame.set_index("customer_id").loc["C2", "has_it"] == "Jan"
    calling.give_back(waiting, taken)


@SQLITE
def test_calls_of_a_campaign_that_is_paused_or_cancelled_are_not_on_the_list(waiting: Desk, book: Book) -> None:
    states.pause(waiting, "autumn", by="Els", why="phones are down")
    assert work_list(waiting, book).frame.empty
    states.resume(waiting, "autumn", by="Els")
    assert len(work_list(waiting, book).frame) == 6
    become(waiting, 1, state=MessageState.HELD, held_why="checking")
    states.cancel(waiting, "autumn", by="Els", why="wrong month")
    assert work_list(waiting, book).frame.empty


def test_expected_money_is_what_would_not_come_by_itself_times_what_a_contact_brings_in() -> None:
    worth = expected(pd.Series([1000.0, 1000.0]), pd.Series([1.0, 0.25]), pd.Series([0.2, 0.2]))
    assert worth.tolist() == [200.0, 50.0]
