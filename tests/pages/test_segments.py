"""Segments: a moved lever shows who moves, saving makes a version, and there is a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.segments import versions
from core.segments.shipped import SHIPPED
from core.segments.whatif import lever_values
from tests.pages.conftest import PORTFOLIO, clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

LEVER = "trouble_days"


def moved(at: AppTest, value: float) -> AppTest:
    """Release the lever at ``value``, as the component would tell it."""
    place = lever_values(SHIPPED, LEVER).index(value)
    at.session_state["levers_0"] = {"places": {LEVER: place}}
    return clean(at.run())


@pytest.fixture
def lab(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> AppTest:
    # A is 61 days past due with 150: in trouble needs 250. B is 30 days with 200, and 300 more makes it count.
    book(PORTFOLIO + "\n    B  INV9  issued 2026-09-01  due 2026-10-01  300.00 EUR  entity BE01")
    return screen("settings", tab="segments")


def test_nothing_moves_before_a_lever_does(lab: AppTest) -> None:
    assert "Drag a lever" in texts(lab)


def test_a_moved_lever_names_who_moves_and_why(lab: AppTest) -> None:
    at = moved(lab, 30)
    assert "1 customer moves" in texts(at)
    movers = at.dataframe[0].value
    assert movers["name"].tolist() == ["=SUM(A1)"]
    assert movers["segment_to"].tolist() == ["In trouble"]
    assert "30 days" in movers["why"].iloc[0]
    assert "goes from 60 days to 30 days" in texts(at)


def test_saving_makes_a_version_with_author_and_comment(lab: AppTest, app: Application) -> None:
    at = moved(lab, 30)
    at.text_input(key="you_are").set_value("Nadia")
    at.text_input(key="lab_comment").set_value("sooner a call").run()
    moved(at, 30)
    at.button(key="lab_save").click().run()
    clean(at)
    saved = versions.active(app.desk)
    assert saved.policy.threshold(LEVER).value == 30
    assert (saved.created_by, saved.comment) == ("Nadia", "sooner a call")


def test_who_saves_second_is_told(lab: AppTest, app: Application) -> None:
    moved(lab, 30)
    clean(lab.run())
    versions.save(app.desk, SHIPPED.with_values(trouble_days=45), by="Bert", comment="first")
    moved(lab, 30)
    lab.button(key="lab_save").click().run()
    assert "Bert" in clean(lab).error[0].value
    assert versions.active(app.desk).policy.threshold(LEVER).value == 45


def test_the_way_back_is_one_click_with_a_reason(lab: AppTest, app: Application) -> None:
    versions.save(app.desk, SHIPPED.with_values(trouble_days=30), by="Nadia", comment="try")
    at = clean(lab.run())
    at.text_input(key="back_why_0").set_value("too many calls").run()
    at.button(key="back_0").click().run()
    assert versions.active(app.desk).policy.threshold(LEVER).value == 60
