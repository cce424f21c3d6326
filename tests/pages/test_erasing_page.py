"""Erasing on the screen: what holds it, the request with its day, a customer who can go, and the list of what waits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.privacy import holding, requests
from core.privacy.erasing import is_erased
from core.privacy.requests import Stage
from dashboard import jobs, reads
from tests.pages.conftest import PORTFOLIO, clean, texts
from tests.pages.test_customers import key_of
from tests.pages.test_privacy_page import opened_tab

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

PAID = '\n    Z  is consumer NL nl z@example.org name "Zebedeus Vrij"\n    Z  INVZ  issued 2026-08-01  due 2026-08-31  10.00 EUR  paid 10.00 on 2026-09-01\n'


def test_what_is_owed_holds_it_and_the_request_is_noted(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    at = opened_tab(screen, book(PORTFOLIO))
    assert "is still to be paid" in texts(at)
    assert not [each for each in at.button if each.key == "erase_go"]
    at.text_input(key="erase_why_0").set_value("a letter").run()
    clean(at.button(key="erase_ask").click().run())
    assert "asks to be erased" in texts(at)
    until = app.desk.now().date() + timedelta(days=90)
    holding.place_hold(app.desk, ("NL01", "A"), owner="Jan", why="a claim in Ghent", until_on=until, by="Els")
    listed = screen("privacy", view="erasing")
    rows = [frame.value for frame in listed.dataframe]
    assert rows[0]["state"].tolist() == ["waits"]
    assert "is still to be paid" in rows[0]["waits"].iloc[0]
    assert rows[1]["owner"].tolist() == ["Jan"]
    at.text_input(key="erase_why_1").set_value("changed their mind").run()
    clean(at.button(key="erase_withdraw").click().run())
    assert [each.state for each in requests.requests(app.desk)] == [Stage.WITHDRAWN]


def test_who_owes_nothing_is_erased_when_somebody_is_sure(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    known = book(PORTFOLIO + PAID)
    at = screen("customer", id=str(key_of(known, "Z")))
    at.session_state["customer_tabs"] = "Privacy"
    at.run()
    at.text_input(key="erase_why_0").set_value("a letter").run()
    assert at.button(key="erase_go").disabled
    at.checkbox(key="erase_sure_0").check().run()
    at.button(key="erase_go").click().run()
    while jobs.is_running("erase NL01 Z"):
        at.run()
    clean(at.run())
    assert is_erased(reads.application().places, ("NL01", "Z"))
    assert "Zebedeus" not in texts(at.run())
    [row] = app.store.open().rows("told_customer", entity="NL01", customer_id="Z")
    assert row["name"] == "Z"
