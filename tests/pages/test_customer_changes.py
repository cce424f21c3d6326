"""What people change of a customer and write about it: beside the source's word, with who and when, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.campaigns.plan import find_audience
from core.desk import customers
from tests.pages.conftest import PORTFOLIO, clean, texts
from tests.pages.test_customers import AS_OF, key_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

MUTE = PORTFOLIO + "E is business NL nl name Zwijger\nE INV9 issued 2026-08-01 due 2026-09-01 60.00 EUR\n"


@pytest.fixture
def opened(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> Callable[[str, str], AppTest]:
    """``opened("A", "Details")`` is that tab of the page of customer A, read by Nadia."""
    known = book(MUTE)

    def open_tab(customer_id: str, tab: str) -> AppTest:
        at = screen("customer", id=key_of(known, customer_id))
        at.text_input(key="you_are").set_value("Nadia")
        at.session_state["customer_tabs"] = tab
        return clean(at.run())

    return open_tab


def save(at: AppTest, field: str, value: str, why: str = "phoned") -> AppTest:
    widgets = at.selectbox if field in {"label", "language"} else at.text_input
    widgets(key=f"change_value_{field}").set_value(value)
    at.text_input(key=f"change_why_{field}").set_value(why)
    at.button(key=f"change_save_{field}").click()
    return clean(at.run())


def test_a_label_moves_the_customer_to_another_segment_and_back(opened: Callable[[str, str], AppTest]) -> None:
    at = opened("A", "Details")
    assert "Segment **New**" in texts(at)
    save(at, "label", "negative", "*angry* on the phone")
    said = texts(at)
    assert "Segment **In trouble**" in said
    assert ":red-badge[negative]" in said
    assert "The source says neutral · \\*angry\\* on the phone · Nadia" in said
    clean(at.button(key="take_back_label").click().run())
    assert "Segment **New**" in texts(at)
    assert "The source says" not in texts(at)


def test_an_address_reaches_who_could_not_be_written_to(
    opened: Callable[[str, str], AppTest], app: Application
) -> None:
    at = opened("E", "Details")
    save(at, "email", "no address")
    assert "is not an e\\-mail address" in at.error[0].value
    assert find_audience(app.desk, app.book(), as_of=AS_OF).customers.set_index("customer_id").loc["E", "reason"] == (
        "unreachable"
    )
    save(at, "email", "e@example.org")
    found = find_audience(app.desk, app.book(), as_of=AS_OF).customers.set_index("customer_id").loc["E"]
    assert (found["is_in"], found["address"]) == (True, "e@example.org")
    assert "The source says nothing" in texts(at)


def test_a_change_needs_a_reason(opened: Callable[[str, str], AppTest], app: Application) -> None:
    at = save(opened("A", "Details"), "person", "Anna", why=" ")
    assert "Say why" in at.error[0].value
    assert customers.overrides(app.desk).empty


def test_notes_come_newest_first_and_are_text(opened: Callable[[str, str], AppTest], app: Application) -> None:
    at = opened("A", "Notes")
    assert "No note yet" in texts(at)
    for body in ("pays on the 25th", "<b>new</b> *bookkeeper*\nmevrouw [x](http://evil.example)"):
        at.text_area(key="note_body").set_value(body)
        clean(at.button(key="note_add").click().run())
    said = texts(at)
    assert said.index("bookkeeper") < said.index("pays on the 25th")
    assert "\\<b\\>new\\</b\\> \\*bookkeeper\\*  \nmevrouw \\[x\\]\\(" in said
    assert customers.notes(app.desk, entity="NL01", customer_id="A")["written_by"].tolist() == ["Nadia", "Nadia"]


def test_an_empty_note_is_not_kept(opened: Callable[[str, str], AppTest], app: Application) -> None:
    at = opened("A", "Notes")
    clean(at.button(key="note_add").click().run())
    assert "Write something first" in at.error[0].value
    assert customers.notes(app.desk, entity="NL01", customer_id="A").empty
