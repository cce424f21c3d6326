"""Promises, disputes, plans, stops and marks on a customer's page: one clear sentence on bad input, in force at once, undone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.campaigns.plan import find_audience
from core.desk import holds
from core.desk.case_frames import cases_of, disputes, plan_instalments, promises
from core.vocabulary import DisputeCause, HoldKind
from tests.pages.conftest import PORTFOLIO, choose, clean, texts
from tests.pages.test_customers import AS_OF, key_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

OVERDUE = 0  # row of INV1 among A's open items, oldest due first


@pytest.fixture
def at(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> AppTest:
    """The page of customer A, read by Nadia."""
    page = screen("customer", id=key_of(book(PORTFOLIO), "A"))
    page.text_input(key="you_are").set_value("Nadia")
    return clean(page.run())


def act(at: AppTest, name: str, turn: int = 0) -> AppTest:
    return choose(at, f"act_{turn}", name)


def reason(app: Application, number: str) -> str | None:
    items = find_audience(app.desk, app.book(), as_of=AS_OF).items.set_index("number")
    found = items.loc[number, "reason"]
    return found if isinstance(found, str) else None


def promise(at: AppTest, amount: float, on: date | None, why: str = "phoned") -> AppTest:
    act(at, "promise")
    at.number_input[0].set_value(amount)
    if on is not None:
        at.date_input(key="promise_on_0").set_value(on)
    at.text_input(key="promise_why_0").set_value(why)
    at.button(key="promise_go_0").click()
    return clean(at.run())


@pytest.mark.parametrize(
    ("amount", "on", "why", "said"),
    [
        (0.0, date(2026, 11, 5), "phoned", "Fill in an amount above 0"),
        (50.0, date(2026, 10, 30), "phoned", "has gone by"),
        (50.0, None, "phoned", "Choose the day"),
        (5000.0, date(2026, 11, 5), "phoned", "is more than the"),
        (50.0, date(2026, 11, 5), " ", "Say why"),
    ],
)
def test_a_promise_that_cannot_be_is_refused_in_one_sentence(  # noqa: PLR0917 - pytest's own
    at: AppTest, app: Application, amount: float, on: date | None, why: str, said: str
) -> None:
    promise(at, amount, on, why)
    assert said in at.error[0].value
    assert promises(app.desk).empty


def test_a_promise_keeps_reminders_back_and_is_undone(at: AppTest, app: Application) -> None:
    assert reason(app, "INV1") is None
    promise(at, 160.0, date(2026, 11, 5))
    assert "The promise is noted" in texts(at)
    assert "Promise to pay** :blue-badge[open] €160\\.00 on 5 November 2026" in texts(at)
    assert "Not now: Promised" in texts(at)
    assert reason(app, "INV1") == "promise"
    assert promises(app.desk)[["amount_minor", "state"]].to_numpy().tolist() == [[160_00, "open"]]
    clean(at.button(key="undo_1").click().run())
    assert "Taken back" in texts(at)
    assert reason(app, "INV1") is None
    assert promises(app.desk).empty


def test_a_dispute_of_a_part_is_about_the_chosen_invoice_only(at: AppTest, app: Application) -> None:
    act(at, "dispute")
    at.multiselect(key="about_0_").set_value([OVERDUE]).run()
    at.selectbox(key="dispute_cause_0").set_value(DisputeCause.QUALITY)
    next(each for each in at.number_input if (each.key or "").startswith("dispute_amount")).set_value(30.0)
    at.text_input(key="dispute_owner_0").set_value("Els")
    at.text_input(key="dispute_why_0").set_value("pallets were broken")
    clean(at.button(key="dispute_go_0").click().run())
    assert disputes(app.desk)[["cause", "amount_minor", "owner", "kind"]].to_numpy().tolist() == [
        ["quality", 30_00, "Els", "dispute"]
    ]
    items = find_audience(app.desk, app.book(), as_of=AS_OF).items.set_index("number")
    assert items.loc["INV1", "asked_minor"] == 70_00
    assert items.loc["INV2", "asked_minor"] == 50_00


def test_a_cause_that_is_ours_waits_on_us_and_is_closed_with_its_outcome(at: AppTest, app: Application) -> None:
    act(at, "dispute")
    at.selectbox(key="dispute_cause_0").set_value(DisputeCause.CREDIT_NOTE_DUE)
    at.text_input(key="dispute_why_0").set_value("promised on Monday")
    clean(at.button(key="dispute_go_0").click().run())
    assert reason(app, "INV1") == "waiting_on_us"
    [case] = cases_of(app.desk, entity="NL01", customer_id="A").to_dict("records")
    number = case["case_id"]
    at.text_input(key=f"outcome_{number}_1").set_value("credited 15 euros")
    at.text_input(key=f"end_case_why_{number}_1").set_value("settled")
    clean(at.button(key=f"end_case_go_{number}_1").click().run())
    [case] = cases_of(app.desk, entity="NL01", customer_id="A").to_dict("records")
    assert (case["state"], case["outcome"], case["closed_by"]) == ("closed", "credited 15 euros", "Nadia")
    assert reason(app, "INV1") is None
    clean(at.button(key="undo_2").click().run())
    assert reason(app, "INV1") == "waiting_on_us"


def test_a_plan_is_proposed_in_even_parts_and_kept(at: AppTest, app: Application) -> None:
    act(at, "plan")
    at.date_input(key="plan_first_0").set_value(date(2026, 11, 30)).run()
    at.text_input(key="plan_why_0").set_value("cannot pay at once")
    clean(at.button(key="plan_go_0").click().run())
    parts = plan_instalments(app.desk)
    assert parts["amount_minor"].tolist() == [53_33, 53_33, 53_34]
    assert [f"{day:%d-%m}" for day in parts["due_on"]] == ["30-11", "30-12", "30-01"]
    assert reason(app, "INV1") == "plan"


def test_a_stop_ends_after_it_starts(at: AppTest, app: Application) -> None:
    act(at, "stop")
    at.date_input(key="stop_until_0").set_value(date(2026, 10, 1))
    at.text_input(key="stop_why_0").set_value("on holiday")
    clean(at.button(key="stop_go_0").click().run())
    assert "before it starts" in at.error[0].value
    at.date_input(key="stop_until_0").set_value(date(2026, 11, 10))
    clean(at.button(key="stop_go_0").click().run())
    assert reason(app, "INV1") == "stopped"


def test_any_other_mark_is_placed_with_its_reason_ended_and_stands_again(at: AppTest, app: Application) -> None:
    act(at, "mark")
    at.selectbox(key="mark_kind_0").set_value(HoldKind.HARDSHIP).run()
    at.text_input(key="mark_why_0").set_value("lost her job")
    clean(at.button(key="mark_go_0").click().run())
    placed = holds.standing(app.desk, AS_OF, entity="NL01", customer_id="A")
    assert placed[["kind", "why", "created_by"]].to_numpy().tolist() == [["hardship", "lost her job", "Nadia"]]
    number = int(placed["hold_id"].iloc[0])
    clean(at.text_input(key=f"end_why_{number}").set_value("new job").run())
    clean(at.button(key=f"end_{number}").click().run())
    assert holds.standing(app.desk, AS_OF, entity="NL01", customer_id="A").empty
    clean(at.button(key="undo_2").click().run())
    assert holds.standing(app.desk, AS_OF, entity="NL01", customer_id="A")["kind"].tolist() == ["hardship"]


def test_one_message_is_read_before_it_goes_and_goes_once(at: AppTest, app: Application) -> None:
    act(at, "send")
    clean(at.button(key="write_one_0").click().run())
    assert "bakery" in texts(at).lower() or "From" in texts(at)
    clean(at.button(key="send_one_0").click().run())
    assert "on its way" in texts(at)
    assert reason(app, "INV1") == "in_campaign"
    act(at, "send", turn=1)
    clean(at.button(key="write_one_1").click().run())
    assert "In another campaign" in at.error[0].value


def test_a_reason_keeps_one_message_back_too(at: AppTest, app: Application) -> None:
    app.place_hold(HoldKind.LEGAL, entity="NL01", customer_id="A", by="Els", why="in court")
    act(clean(at.run()), "send")
    clean(at.button(key="write_one_0").click().run())
    assert "Legal case or insolvency\\: in court" in at.error[0].value
    assert "Send it" not in texts(at)


def test_a_note_is_taken_back(at: AppTest, app: Application) -> None:
    at.session_state["customer_tabs"] = "Notes"
    clean(at.run())
    at.text_area(key="note_body").set_value("pays on the 25th")
    clean(at.button(key="note_add").click().run())
    assert "pays on the 25th" in texts(at)
    clean(at.button(key="undo_1").click().run())
    assert "pays on the 25th" not in texts(at)
    assert app.desk is not None


def test_an_unknown_customer_says_so(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(PORTFOLIO)
    assert "No such customer" in texts(screen("customer", id="999999"))


def test_who_is_with_the_agency_or_waits_on_us_has_the_way_there(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    key = key_of(book(PORTFOLIO), "A")
    for kind in (HoldKind.AGENCY, HoldKind.WAITING_ON_US):
        holds.place(app.desk, kind, entity="NL01", customer_id="A", by="Els", why="x")
    links = [each.proto.label for each in clean(screen("customer", id=key)).get("page_link")]
    assert {"Agency", "Late because of us"} <= set(links)
