"""The channel mix on the screen: steps, shares, channels, what could be better, our day, versions; and two strategies compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from core.desk import customers
from core.desk.channel_terms import terms
from core.strategy import mix_versions
from core.strategy.mix import Cell, Mix, Place, Rung
from core.vocabulary import ChannelName
from dashboard import reads
from tests.pages.conftest import clean, texts
from tests.pages.test_customers import key_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

EMAIL, SMS, LETTER, PHONE = ChannelName.EMAIL, ChannelName.SMS, ChannelName.LETTER, ChannelName.PHONE
POST = 'post "Dam 1; 1012 AB Amsterdam; NL"'
BOOK = f"""
    A is business NL nl mobile +31612345678 phone +31201234567 {POST} name "Bakkerij Smit"
    A A1 issued 2026-08-01 due 2026-10-20 1000.00 EUR
    B is business NL nl mobile +31612345679 phone +31201234568 {POST} name "Garage Jansen"
    B B1 issued 2026-08-01 due 2026-10-20 2000.00 EUR
    C is business NL nl c@example.org name "Drukkerij De Pers"
    C C1 issued 2026-08-01 due 2026-10-20 3000.00 EUR
    C C2 issued 2026-10-31 due 2026-11-30 10.00 EUR
"""
FIRST = "mix_usual_business_1_0"


@pytest.fixture
def mixed(book: Callable[[str], Book], app: Application) -> Application:
    book(BOOK)
    return app


def metric(at: AppTest, label: str) -> str:
    return next(str(each.value) for each in at.metric if each.label == label)


def say(app: Application, mix: Mix, why: str = "by a test") -> None:
    mix_versions.save(app.desk, mix, terms(app.desk), on=reads.today(), by="ann", comment=why)


def test_a_channel_of_a_step_is_changed_seen_and_saved(mixed: Application, screen: Callable[..., AppTest]) -> None:
    at = screen("mix")
    before = metric(at, "Cost")
    clean(at.multiselect(key=FIRST).set_value([PHONE]).run())
    assert "goes by phone call" in texts(at)
    assert metric(at, "Cost") != before
    at.text_input(key="mix_comment").set_value("Calls work better here")
    clean(at.button(key="mix_save").click().run())
    active = mix_versions.active(mixed.desk)
    assert (active.number, active.comment, active.mix.usual[Rung("business", 1)]) == (
        1,
        "Calls work better here",
        (PHONE,),
    )
    assert "Your proposal" not in texts(at)


def test_a_version_needs_a_reason(mixed: Application, screen: Callable[..., AppTest]) -> None:
    at = screen("mix")
    at.multiselect(key=FIRST).set_value([LETTER]).run()
    clean(at.button(key="mix_save").click().run())
    assert "Write why" in at.error[0].value
    assert mix_versions.active(mixed.desk).number == 0


def test_a_channel_that_is_off_is_refused_with_the_reason(mixed: Application, screen: Callable[..., AppTest]) -> None:
    at = screen("mix")
    clean(at.multiselect(key=FIRST).set_value([ChannelName.WHATSAPP]).run())
    assert "switched off" in at.error[0].value
    assert mix_versions.active(mixed.desk).number == 0


def test_sliders_keep_the_sum_and_too_few_contacts_need_the_name_of_a_test(
    mixed: Application, screen: Callable[..., AppTest]
) -> None:
    at = screen("mix", part="shares")
    chosen: Any = at.selectbox(key="mix_rung").value
    place = Place(str(at.selectbox(key="mix_segment").value), *chosen)
    clean(at.toggle(key=f"mix_divided_{place}_0").set_value(True).run())

    def shares() -> dict[ChannelName, Any]:
        return {each: at.slider(key=f"mix_share_{place}_{each}_0").value for each in ChannelName}

    assert shares()[EMAIL] == 100
    clean(at.slider(key=f"mix_share_{place}_{LETTER}_0").set_value(30).run())
    assert (shares()[EMAIL], shares()[LETTER], sum(shares().values())) == (70, 30, 100)
    clean(at.slider(key=f"mix_share_{place}_{PHONE}_0").set_value(50).run())
    assert (shares()[EMAIL], shares()[LETTER], shares()[PHONE]) == (35, 15, 50)
    assert "below 100 shares say nothing" in " ".join(each.value for each in at.error)
    clean(at.toggle(key=f"mix_test_{place}_0").set_value(True).run())
    assert not at.error
    at.text_input(key="mix_comment").set_value("A test")
    clean(at.button(key="mix_save").click().run())
    assert mix_versions.active(mixed.desk).mix.cells[place] == Cell(
        shares={EMAIL: 0.35, LETTER: 0.15, PHONE: 0.5}, is_test=True
    )


def test_somebody_else_was_first_and_nothing_is_lost(mixed: Application, screen: Callable[..., AppTest]) -> None:
    at = screen("mix")
    at.multiselect(key=FIRST).set_value([LETTER]).run()
    say(mixed, Mix(usual={Rung("business", 2): (PHONE, EMAIL)}), "Calls pay off")
    clean(at.run())
    assert "ann made version 1 the one in force" in at.warning[0].value
    at.text_input(key="mix_comment").set_value("Letters")
    clean(at.button(key="mix_save").click().run())
    assert "changed while you were working on it" in " ".join(each.value for each in at.error)
    assert mix_versions.active(mixed.desk).number == 1
    clean(at.button(key="mix_over").click().run())
    assert not at.warning
    assert "goes by letter" in texts(at)


def test_what_a_channel_costs_is_changed_from_a_day_with_its_history(
    mixed: Application, screen: Callable[..., AppTest]
) -> None:
    at = screen("mix", part="channels")
    at.selectbox(key="mix_channel_name").set_value(LETTER).run()
    assert "Nothing was changed yet" in texts(at)
    cost, why = at.number_input[0], at.text_input[0]
    assert (cost.label, cost.value) == ("Cost per contact, €", 1.65)
    cost.set_value(1.99)
    why.set_value("Postage went up")
    clean(at.button[0].click().run())
    found = terms(mixed.desk)
    assert found.cost_minor(LETTER, reads.today()) == 199
    assert "Postage went up" in texts(at)
    at.number_input[0].set_value(2.10)
    clean(at.button[0].click().run())
    assert "Say why" in at.error[0].value


def test_an_earlier_mix_comes_back(mixed: Application, screen: Callable[..., AppTest]) -> None:
    say(mixed, Mix(usual={Rung("business", 1): (LETTER,)}), "Letters")
    say(mixed, Mix(), "Back to e-mail")
    at = screen("mix", part="versions")
    assert "goes by letter" in texts(at)
    first = mix_versions.history(mixed.desk)[1]
    at.text_input(key=f"mix_back_why_{first.id}").set_value("They were right")
    clean(next(each for each in at.button if each.label == "Make it the one in force").click().run())
    assert mix_versions.active(mixed.desk).number == 1


def test_a_place_whose_segment_is_gone_can_be_taken_away(mixed: Application, screen: Callable[..., AppTest]) -> None:
    say(mixed, Mix(cells={Place("long_gone", "business", 1): Cell(shares={LETTER: 1.0})}))
    at = screen("mix", part="shares")
    assert at.dataframe[0].value["remark"].tolist() == ["no longer there"]


def test_suggestions_and_our_day_run(mixed: Application, screen: Callable[..., AppTest]) -> None:
    letters = {Rung(ladder, step): (LETTER, EMAIL) for ladder in ("business", "small_claims") for step in (1, 2, 3)}
    say(mixed, Mix(usual=letters), "Letters everywhere")
    at = screen("mix", part="suggestions")
    assert "Cheapest with at least the same cash" in texts(at)
    clean(at.button(key="mix_take_cheapest").click().run())
    assert "Your proposal" in texts(at)
    day = screen("mix", part="question")
    assert "a working day by phone call as things stand" in texts(day)
    clean(day.button(key="mix_fit_all").click().run())
    assert "No threshold changes how many contacts go by phone call" in " ".join(each.value for each in day.info)


def test_two_strategies_are_compared_by_figure_and_name(mixed: Application, screen: Callable[..., AppTest]) -> None:
    assert "Both sides are the same" in texts(screen("compare"))
    say(mixed, Mix(usual={Rung("business", 1): (SMS, EMAIL)}), "Messages to mobiles")
    at = screen("compare", first_mix="0")
    figures = at.dataframe[0].value.set_index("figure")
    assert figures.loc[["Customers in today"], ["first", "second"]].to_numpy().tolist() == [["3", "3"]]
    people = at.dataframe[2].value.set_index("name")
    assert str(people.loc["Bakkerij Smit", "first"]).startswith("step 1 of Business by letter")
    assert str(people.loc["Bakkerij Smit", "second"]).startswith("step 1 of Business by SMS")
    assert "Drukkerij De Pers" not in people.index


@pytest.mark.parametrize("page", ["mix", "compare"])
def test_without_a_ledger_there_is_a_way_to_get_one(
    app: Application,  # noqa: ARG001 - an installation without a book
    screen: Callable[..., AppTest],
    page: str,
) -> None:
    assert "No ledger yet" in texts(screen(page))


def test_the_channel_a_customer_asked_for_is_noted_on_its_page(
    mixed: Application, screen: Callable[..., AppTest]
) -> None:
    known = screen("customer", id=key_of(mixed.book(), "A"))
    known.session_state["customer_tabs"] = "Details"
    at = clean(known.run())
    at.selectbox(key="change_value_channel").set_value(ChannelName.WHATSAPP)
    at.text_input(key="change_why_channel").set_value("Said so on the phone")
    clean(at.button(key="change_save_channel").click().run())
    noted = customers.overrides(mixed.desk)
    assert noted[["field", "value", "why"]].to_numpy().tolist() == [["channel", "whatsapp", "Said so on the phone"]]
    assert "WhatsApp" in texts(at)
