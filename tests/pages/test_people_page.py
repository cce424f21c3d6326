"""The page of people: letting somebody in, changing them, deputies and limits; and pages of a reader who may change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.access import deputies, four_eyes, people, second_looks
from core.access.four_eyes import Rule
from core.acting import SYSTEM, acting
from core.actions import Role
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from dashboard import reads
from tests.pages.conftest import PORTFOLIO, choose, clean, texts
from tests.pages.test_customers import key_of
from tests.pages.test_sign_in_page import opened as opened_as
from tests.signed_in import claims, sign_in_house

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

__all__ = ["sign_in_house"]


def test_somebody_is_let_in_changed_and_let_in_no_more(app: Application, screen: Callable[..., AppTest]) -> None:
    at = screen("people")
    assert "Nobody is listed yet" in texts(at)
    at.text_input(key="new_person_0_name").set_value("Els Bakker")
    at.text_input(key="new_person_0_email").set_value("Els@Example.org")
    choose(at, "new_person_0_roles", [Role.ADMINISTRATOR])
    at.button(key="new_person_0_go").click().run()
    els = people.named(app.desk, "Els Bakker")
    assert els is not None
    assert els.email == "els@example.org"
    assert els.roles == {Role.ADMINISTRATOR}
    assert clean(at).dataframe[0].value["Sees"].tolist() == ["all customers"]

    at.session_state["people_1"] = {"selection": {"cells": [[0, "Name"]], "rows": [], "columns": []}}
    clean(at.run())
    at.button(key="person_1_1_in").click().run()
    assert "Els Bakker is the last administrator" in texts(at)


def test_a_deputy_is_appointed_and_ended(app: Application, screen: Callable[..., AppTest]) -> None:
    for name in ("Els", "Jan"):
        people.add(app.desk, name, roles={Role.MANAGER}, by="setup")
    at = screen("people", view="deputies")
    assert "Nobody stands in for anybody." in texts(at)
    next(each for each in at.selectbox if each.label == "Away").set_value("Els")
    next(each for each in at.selectbox if each.label == "Deputy").set_value("Jan")
    next(each for each in at.button if each.label == "Appoint").click().run()
    [found] = deputies.deputies(app.desk, reads.today())
    assert (found.person, found.deputy) == ("Els", "Jan")
    at.button(key=f"deputy_end_{found.id}").click().run()
    assert "Nobody stands in for anybody." in texts(clean(at))


def test_a_campaign_says_who_approves_and_what_waits_is_looked_at(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    ledger = book(PORTFOLIO)
    four_eyes.save_rule(app.desk, Rule(most_minor=0), by="setup")
    people.add(app.desk, "Els", roles={Role.MANAGER}, by="setup")
    plan(app.desk, ledger, "October", as_of=ledger.latest_on, by="Els")
    write_preview(app.desk, "October", by="Els")

    def as_els() -> AppTest:
        at = screen("campaign", name="October")
        at.session_state["you_are"] = "Els"
        return clean(at.run())

    small = as_els()
    assert "in a team this small it waits for a second look" in texts(small)
    assert not small.button(key="approve").disabled
    for name in ("Jan", "Ann"):
        people.add(app.desk, name, roles={Role.APPROVER}, by="setup")
    large = as_els()
    assert "a colleague approves it" in texts(large)
    assert large.button(key="approve").disabled


def test_the_matrix_and_limits_are_there_for_everybody(screen: Callable[..., AppTest]) -> None:
    at = screen("people", view="roles")
    assert at.dataframe[0].value.set_index("Action")["Viewer"].tolist().count("●") == 1
    limits = screen("people", view="four_eyes")
    next(each for each in limits.number_input if each.label == "Messages").set_value(10)
    next(each for each in limits.button if each.label == "Save").click().run()
    assert four_eyes.rule(reads.application().desk).most_messages == 10
    assert second_looks.waiting(reads.application().desk) == []


@pytest.mark.usefixtures("sign_in_house")
def test_a_viewer_sees_it_all_and_every_act_is_out_of_reach(app: Application, book: Callable[[str], Book]) -> None:
    with acting(SYSTEM):
        ledger = book(PORTFOLIO)
        for name, role in (("Els", Role.ADMINISTRATOR), ("Vic", Role.VIEWER)):
            people.add(app.desk, name, email=f"{name.lower()}@example.com", roles={role}, by="setup")
        key = key_of(ledger, "A")
    vic = claims("Vic")
    listed = opened_as(vic, "people")
    assert "Only an administrator changes people." in texts(listed)
    assert "Let in" not in {each.label for each in listed.button}
    customer = opened_as(vic, "customer", id=key)
    assert "Korst" in texts(customer)
    assert [each.label for each in customer.button if each.label == "Add note" and not each.disabled] == []
    assert not [each for each in customer.segmented_control if each.label == "What do you want to note or do?"]
    settings = opened_as(vic, "settings", tab="figures")
    assert [each.label for each in settings.button if each.label == "Save" and not each.disabled] == []
