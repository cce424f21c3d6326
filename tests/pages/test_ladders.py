"""The ladder editor: what is shown, what a change comes to, what is refused, and two people at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pandas as pd
import pytest

from core.strategy import strategy_versions
from core.strategy.ladder import Escalation, Tone
from core.strategy.strategy import LateEntry
from core.strategy.strategy_shipped import PRESETS, SHIPPED
from core.vocabulary import ChannelName, MessageName
from dashboard.campaign.behind import Names, rows_behind
from dashboard.i18n import Words
from dashboard.ladders.steps import _row, _step, with_ladder
from dashboard.ladders.texts import STEP_MESSAGES, labels, values_of
from tests.pages.conftest import PORTFOLIO, clean, opened
from tests.pages.conftest import texts as shown

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

EN, NL = Words(language="en"), Words(language="nl")


@pytest.fixture
def demo(book: Callable[[str], Book], app: Application) -> Application:
    """A home with the small portfolio in it."""
    book(PORTFOLIO)
    return app


def texts(at: AppTest) -> str:
    """Everything on the page, as it is read: names and sentences are kept from being Markdown by backslashes."""
    return shown(at).replace("\\", "")


def part(name: str) -> AppTest:
    return clean(opened("ladders", part=name))


def test_every_part_opens(demo: Application) -> None:
    for name, said in (
        ("steps", "Business"),
        ("who", "The first rule that fits"),
        ("contact", "How often"),
        ("late", "would get another step by the other rule today"),
        ("versions", "The strategy that Saldo ships with"),
    ):
        assert said in texts(part(name))
    assert strategy_versions.active(demo.desk).id is None


def test_a_change_is_told_tried_on_today_and_saved_with_a_reason(demo: Application) -> None:
    at = part("contact")
    at.number_input(key="contact_between_0").set_value(14).run()
    told = texts(clean(at))
    assert "Days between two messages: from 7 days to 14 days." in told
    assert "would get a message by the version in force" in told
    at.text_input(key="ladders_why").set_value("too many letters")
    at.button[[each.label for each in at.button].index("Save")].click().run()
    clean(at)
    saved = strategy_versions.active(demo.desk)
    assert (saved.number, saved.comment, saved.strategy.contact.minimum_days_between) == (1, "too many letters", 14)
    assert "Days between two messages" not in texts(at)


def test_without_a_reason_nothing_is_saved(demo: Application) -> None:
    before = strategy_versions.active(demo.desk).number
    at = part("late")
    at.radio(key="late_entry_0").set_value(LateEntry.HIGHEST).run()
    at.button[[each.label for each in at.button].index("Save")].click().run()
    assert "Write why" in at.error[0].value
    assert strategy_versions.active(demo.desk).number == before


def test_the_second_of_two_is_told_and_loses_nothing(demo: Application) -> None:
    at = part("late")
    at.number_input(key="late_large_0").set_value(2_500.0).run()
    theirs = strategy_versions.strategy_of(demo.desk)
    strategy_versions.save(demo.desk, replace(theirs, agency_after_days=21), by="Els", comment="three weeks")
    at.run()
    assert "Els saved version" in at.warning[0].value
    assert "The agency gets the file 21 days after the last step." in texts(at)
    at.button(key="ladders_keep").click().run()
    told = texts(clean(at))
    assert "A large claim is now €2,500.00 or more." in told
    # Mine goes instead of theirs, and says so before it is saved.
    assert "The agency gets the file 14 days after the last step." in told


def test_what_cannot_be_is_refused_on_the_page(demo: Application) -> None:
    assert demo.desk
    at = part("contact")
    draft = at.session_state["ladders_draft"]
    business = draft.proposed.ladders["business"]
    back = replace(
        business, steps=(business.steps[0], replace(business.steps[1], days_past_due=2), *business.steps[2:])
    )
    proposed = replace(draft.proposed, ladders={**draft.proposed.ladders, "business": back})
    at.session_state["ladders_draft"] = replace(draft, proposed=proposed)
    at.run()
    assert "step 2 comes at 2 days, not after step 1 at 3" in " ".join(each.value for each in clean(at).error)


@pytest.mark.parametrize("words", [EN, NL])
def test_a_step_survives_the_editor_in_every_language(words: Words) -> None:
    for ladder in PRESETS.values():
        known = {words(step.label): step.label for step in ladder.steps}
        for step in ladder.steps:
            row = cast("dict[Hashable, Any]", _row(step, words))
            assert replace(_step(row, known, words), number=step.number) == step


def test_a_new_row_has_what_a_step_needs() -> None:
    row: dict[Hashable, Any] = {
        "days": 5,
        "message": None,
        "label": None,
        "channels": None,
        "tone": None,
        "least": None,
        "wait": float("nan"),
        "people": None,
    }
    step = _step(row, {}, EN)
    assert (step.message, step.channels, step.tone) == (
        MessageName.FRIENDLY_REMINDER,
        (ChannelName.EMAIL,),
        Tone.NEUTRAL,
    )
    assert values_of(dict.fromkeys(Escalation, "x"), None, EN) == ()
    assert len(labels(STEP_MESSAGES, NL)) == len(STEP_MESSAGES)  # no two are called the same


def test_a_ladder_is_added_under_a_free_name() -> None:
    once = with_ladder(SHIPPED, "business", "Second")
    assert list(with_ladder(once, "business", "Third").ladders)[-2:] == ["business_2", "business_3"]


def test_the_names_behind_a_bar_add_up_to_it() -> None:
    items = pd.DataFrame(
        {
            "customer_key": [1, 1, 2],
            "is_in": [True, False, False],
            "reason": [None, "dispute", "dispute"],
            "evidence": [None, "broken", "late"],
            "aside": ["dispute 2000", None, None],
            "asked_minor": [80_00, 0, 0],
            "balance_minor": [100_00, 50_00, 30_00],
            "currency": ["EUR", "EUR", "USD"],
        }
    )
    customers = pd.DataFrame(
        {
            "customer_key": [1, 2],
            "customer_id": ["A", "B"],
            "name": ["Anna", "Bob"],
            "reason": [None, "dispute"],
            "segment": ["new", "new"],
            "step": [1, 0],
        }
    )
    names = Names(items=items, customers=customers)
    columns = ["customer_id", "items", "minor", "evidence"]
    assert rows_behind(names, "in", "EUR", is_money=True)[columns[:3]].to_numpy().tolist() == [["A", 1, 80_00]]
    assert rows_behind(names, "dispute", "EUR", is_money=True)[columns].to_numpy().tolist() == [
        ["A", 1, 70_00, "broken"],
        ["B", 1, 0, "late"],
    ]
    # By customers the bar counts who is out for it first of all: Anna is in.
    assert rows_behind(names, "dispute", "EUR", is_money=False)["customer_id"].tolist() == ["B"]
