"""The work list on the screen: one entry open, its outcomes written on the desk, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from core.campaigns.hours import Moments
from core.campaigns.reading import in_ledger
from core.desk import work
from core.desk.calls import calls_of
from core.desk.campaign_tables import Message
from core.desk.case_frames import disputes, promises
from core.desk.customer_page_tables import CustomerRequest
from core.desk.customer_requests import RequestKind, RequestState, open_requests
from core.desk.revisions import Topic, changed
from core.vocabulary import ChannelName, MessageState
from tests.launched import launched
from tests.pages.conftest import choose, clean, opened, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

LEDGER = """
    C1  is business NL nl c1@example.org name "Bakkerij *De Korst*" collector "Els"
    C1  INV1  issued 2026-09-01  due 2026-10-01  1000.00 EUR
    C2  is business NL nl c2@example.org name "Slager [x](http://evil.example)"
    C2  INV2  issued 2026-09-01  due 2026-10-01  900.00 EUR
    rate USD 2026-10-30 0.90
"""
DIFFERENCE = [
    {
        "number": "INV1",
        "part_no": 1,
        "currency": "EUR",
        "balance": "1000.00",
        "balance_now": "234.50",
        "due_on": "2026-10-01",
        "due_now": "2026-10-08",
    },
    {
        "number": "INV9",
        "part_no": 2,
        "currency": "EUR",
        "balance": None,
        "balance_now": "99.00",
        "due_on": None,
        "due_now": "2026-10-03",
    },
]


@pytest.fixture
def calls(book: Callable[[str], Book], app: Application, monkeypatch: pytest.MonkeyPatch) -> Application:
    """An installation with two calls that wait, to customers C1 and C2, at an hour at which they may be made."""
    monkeypatch.setattr(Moments, "is_open", lambda *_: True)
    book(LEDGER)
    launched(app.desk, ["+31611111111", "+31622222222"])
    _become(app, channel=ChannelName.PHONE)
    return app


def _become(app: Application, **values: object) -> None:
    with app.desk.session() as session:
        session.execute(update(Message).values(settled_at=app.clock(), **values))


def press(at: AppTest, label: str) -> AppTest:
    """Return the page after the first button of that name was pressed."""
    next(button for button in at.button if button.label == label).click()
    return clean(at.run())


def test_a_promise_on_the_phone_is_noted_and_taken_back(calls: Application) -> None:
    at = opened("work")
    assert "Bakkerij \\*De Korst\\*" in texts(at)  # the larger one is open
    assert {each.label: each.value for each in at.metric}["Calls today"] == "0 of 30"
    at = press(at, "Take this call")
    assert in_ledger(calls.desk, 1).state == MessageState.CLAIMED
    at = press(at, "Promise")
    next(each for each in at.text_input if each.label == "What was said").set_value("pays on the 20th")
    submit = [button for button in at.button if button.label == "Promise"][-1]
    submit.click()
    at = clean(at.run())
    assert promises(calls.desk)["amount_minor"].tolist() == [1000_00]
    assert in_ledger(calls.desk, 1).state == MessageState.SENT
    assert {each.label: each.value for each in at.metric}["Right party reached"] == "100%"
    assert "Slager" in texts(at)  # the next one is open
    at = press(at, "Undo")
    assert promises(calls.desk).empty
    assert in_ledger(calls.desk, 1).state == MessageState.QUEUED


def test_a_part_can_be_contested_on_the_phone(calls: Application) -> None:
    at = press(opened("work"), "Dispute")
    [amount] = [each for each in at.number_input if each.label == "Contested amount (EUR)"]
    assert amount.value == 1000
    amount.set_value(250.5)
    [button for button in at.button if button.label == "Dispute"][-1].click()
    clean(at.run())
    assert disputes(calls.desk)["amount_minor"].tolist() == [250_50]


def test_what_is_refused_is_said_and_nothing_is_written(calls: Application) -> None:
    at = press(opened("work"), "Reached")
    submit = [button for button in at.button if button.label == "Reached"][-1]
    submit.click()
    at = clean(at.run())
    assert "Write down in a few words what was said" in texts(at)
    assert calls_of(calls.desk, entity="NL01", customer_id="C1").empty


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("the message asks €1,000\\.00, by now it is €234\\.50", "INV9, part 2", "€99\\.00 is open by now")),
        ("nl", ("€ 1\\.000,00", "€ 234,50", "€ 99,00")),
    ],
)
def test_a_held_message_shows_both_amounts_as_the_reader_writes_them(
    calls: Application, language: str, said: tuple[str, ...]
) -> None:
    _become(
        calls, channel=ChannelName.EMAIL, state=MessageState.HELD, held_why="an amount changed", difference=DIFFERENCE
    )
    shown = texts(opened("work", lang=language))
    for each in said:
        assert each in shown


@pytest.mark.parametrize("state", [MessageState.UNCERTAIN, MessageState.FAILED])
def test_what_a_person_decides_needs_a_reason(calls: Application, state: MessageState) -> None:
    _become(calls, channel=ChannelName.EMAIL, state=state, reply="550 no such user")
    at = opened("work")
    label = "Count it as sent" if state is MessageState.UNCERTAIN else "Done"
    assert next(button for button in at.button if button.label == label).disabled
    assert ("no bounce and no receipt so far" in texts(at)) is (state is MessageState.UNCERTAIN)
    at = press(choose(at, "work_why_message:1_0", "asked the customer"), label)
    assert "Bakkerij" in texts(at)
    if state is MessageState.FAILED:
        assert work.done_keys(calls.desk) == {"message:1"}
        press(at, "Undo")
        assert work.done_keys(calls.desk) == set()
    else:
        assert in_ledger(calls.desk, 1).state == MessageState.SENT


def test_an_entry_is_taken_and_only_mine_is_shown(calls: Application) -> None:
    assert calls.store.current() is not None
    at = press(opened("work"), "I take it")
    assert "1 to do" in texts(choose(at, "work_who_en", "mine"))
    assert opened("work", kind="held").exception == []


def test_what_a_customer_asked_on_the_own_page_is_read_and_decided_in_place(calls: Application) -> None:
    with calls.desk.session() as session:
        changed(session, Topic.REQUESTS)
        session.add(
            CustomerRequest(
                form="f", reference="r", entity="NL01", customer_id="C1", kind=RequestKind.CANNOT_PAY,
                state=RequestState.OPEN, body={"text": "Onze klant is *failliet*"}, language="nl", made_at=calls.clock(),
            )
        )  # fmt: skip
    at = opened("work", kind="reply")
    told = texts(at)
    assert "Cannot pay" in told
    assert r"Onze klant is \*failliet\*" in told
    assert "cannot_pay" not in told
    press(at, "Taken care of")
    assert open_requests(calls.desk).empty
    assert "Taken care of" not in [each.label for each in opened("work", kind="reply").button]


def test_today_leads_to_the_list(calls: Application) -> None:
    assert calls.store.current() is not None
    links = [str(each.proto) for each in opened("today").get("page_link")]
    assert any("Calls: 2" in each and "kind" in each for each in links)
