"""The segment lab: a released lever shows who moves, rules are written and refused, versions come and go, and nobody's work is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.segments import edit, policy_file, versions
from core.segments.shipped import SHIPPED
from dashboard import reads
from dashboard.lab.draft import KEY, Draft
from tests.pages.conftest import PORTFOLIO, clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

LEVER = "trouble_days"
# A is 61 days past due with 150: in trouble needs 250. B is 30 days with 200, and 300 more makes it count.
LEDGER = PORTFOLIO + "\n    B  INV9  issued 2026-09-01  due 2026-10-01  300.00 EUR  entity BE01"


def released(at: AppTest, value: float, *, lever: str = LEVER, moment: int = 1) -> AppTest:
    """Release a lever at ``value``, as the component would tell it."""
    at.session_state["levers"] = {"released": [{"name": lever, "value": value, "moment": moment}]}
    return clean(at.run())


def proposed(at: AppTest) -> Draft:
    found: Draft = at.session_state[KEY]
    return found


def press(at: AppTest, key: str) -> AppTest:
    """Click what has ``key``: by its key, whatever kind of button it is."""
    at.get_by_key(key).click()  # type: ignore[union-attr]
    return clean(at.run())


@pytest.fixture
def lab(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> AppTest:
    book(LEDGER)
    return screen("strategy")


@pytest.fixture
def rules(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> AppTest:
    book(LEDGER)
    return screen("strategy", part="rules")


def test_nothing_moves_before_a_lever_does(lab: AppTest) -> None:
    assert "Drag a lever" in texts(lab)
    assert "Version 0 is in force" in texts(lab)


def test_a_released_lever_names_who_moves_and_why_and_what_the_days_ahead_bring(lab: AppTest) -> None:
    at = released(lab, 30)
    assert "1 customer moves" in texts(at)
    movers = at.dataframe[0].value
    assert movers["name"].tolist() == ["=SUM(A1)"]
    assert movers["segment_to"].tolist() == ["In trouble"]
    assert "30 days" in movers["why"].iloc[0]
    assert "goes from 60 days to 30 days" in texts(at)
    assert "The next 30 days" in texts(at)
    assert {metric.label for metric in at.metric} == {"Messages", "Cost", "Legal steps", "Expected cash", "DSO then"}
    assert "the cash is each customer's own median" in texts(at)
    flow = at.dataframe[1].value
    assert flow[["source", "target", "customers"]].to_dict("records") == [
        {"source": "New", "target": "In trouble", "customers": 1}
    ]
    assert flow["balance"].tolist() == [500.0]


def test_a_release_counts_once_and_two_in_a_row_both_count(lab: AppTest) -> None:
    at = released(lab, 30)
    press(at, "lab_undo")
    assert not proposed(at).is_changed
    at.session_state["levers"] = {
        "released": [
            {"name": LEVER, "value": 45.0, "moment": 2},
            {"name": "trouble_past_due", "value": 500.0, "moment": 3},
            {"name": "nowhere", "value": 1.0, "moment": 4},
            {"name": LEVER, "value": 9_999.0, "moment": 5},
        ]
    }
    clean(at.run())
    assert proposed(at).proposed == SHIPPED.with_values(trouble_days=45, trouble_past_due=500)
    press(at, "lab_undo")
    assert proposed(at).proposed == SHIPPED.with_values(trouble_days=45)
    press(at, "lab_redo")
    press(at, "lab_reset")
    assert proposed(at).proposed == SHIPPED
    press(at, "lab_undo")
    assert proposed(at).proposed == SHIPPED.with_values(trouble_days=45, trouble_past_due=500)


def test_saving_makes_a_version_with_author_and_reason_and_without_a_reason_none(
    lab: AppTest, app: Application
) -> None:
    at = released(lab, 30)
    at.text_input(key="you_are").set_value("Nadia")
    press(at, "lab_save")
    assert "Write why" in at.error[0].value
    assert len(versions.history(app.desk)) == 1
    at.text_input(key="lab_comment").set_value("sooner a call")
    press(at, "lab_save")
    saved = versions.active(app.desk)
    assert saved.policy.threshold(LEVER).value == 30
    assert (saved.created_by, saved.comment) == ("Nadia", "sooner a call")
    assert "Version 1 is in force" in texts(at)
    # What the component still holds of the last release is no new proposal.
    assert "Drag a lever" in texts(at)


def test_a_version_may_begin_on_a_day_to_come_and_be_called_off(lab: AppTest, app: Application) -> None:
    at = released(lab, 30)
    coming = reads.today() + timedelta(days=7)
    at.text_input(key="lab_comment").set_value("from next week")
    at.date_input(key="lab_from").set_value(coming)
    press(at, "lab_save")
    assert versions.active(app.desk).id is None
    assert versions.active(app.desk, coming).policy.threshold(LEVER).value == 30
    assert "Version 1 begins on" in texts(at)
    at.query_params["part"] = "versions"
    clean(at.run())
    press(at, "call_off_1")
    assert versions.active(app.desk, coming).policy == SHIPPED


def test_who_saves_second_is_told_and_keeps_the_proposal(lab: AppTest, app: Application) -> None:
    at = released(lab, 30)
    versions.save(app.desk, SHIPPED.with_values(key_account_past_due=50_000), by="Bert", comment="first")
    at.text_input(key="lab_comment").set_value("mine")
    press(at, "lab_save")
    assert "Bert made version 1 the one in force" in texts(at)
    assert any("Bert" in error.value for error in at.error)
    assert versions.active(app.desk).number == 1
    assert proposed(at).proposed.threshold(LEVER).value == 30
    press(at, "lab_rebase")
    assert proposed(at).proposed == SHIPPED.with_values(key_account_past_due=50_000, trouble_days=30)
    press(at, "lab_save")
    assert versions.active(app.desk).policy == SHIPPED.with_values(key_account_past_due=50_000, trouble_days=30)


def test_a_proposal_that_changes_nothing_follows_what_comes_into_force(lab: AppTest, app: Application) -> None:
    versions.save(app.desk, SHIPPED.with_values(trouble_days=45), by="Bert", comment="first")
    at = clean(lab.run())
    assert proposed(at).base.threshold(LEVER).value == 45
    assert "made version" not in texts(at)


def test_dropping_the_proposal_takes_theirs(lab: AppTest, app: Application) -> None:
    at = released(lab, 30)
    versions.save(app.desk, SHIPPED.with_values(trouble_days=45), by="Bert", comment="first")
    clean(at.run())
    assert "Both changed" in texts(at)
    press(at, "lab_drop")
    assert proposed(at).proposed.threshold(LEVER).value == 45


def test_a_rule_is_moved_switched_off_and_removed_and_each_can_be_undone(rules: AppTest) -> None:
    assert "1 customer today" in texts(rules)
    at = press(rules, "rule_down_0")
    assert [rule.label for rule in proposed(at).proposed.rules][:2] == ["Much past due", "Public body"]
    at = press(at, "rule_switch_0")
    assert not proposed(at).proposed.rules[0].is_enabled
    at = press(at, "rule_remove_0")
    assert proposed(at).proposed.rules[0].label == "Public body"
    assert "Rule “Much past due” is gone" in texts(at)
    for _ in range(3):
        at = press(at, "lab_undo")
    assert proposed(at).proposed == SHIPPED


def test_a_rule_is_tried_before_it_is_put_in_and_its_names_are_shown(rules: AppTest) -> None:
    at = press(rules, "rule_change_0")
    assert "It matches **1 customer** today." in texts(at)
    assert at.dataframe[0].value["name"].tolist() == ["Gemeente Oudewater"]
    turn = at.session_state["rule_turn"]
    at.text_input(key=f"rule_label_{turn}").set_value("Town halls").run()
    press(at, "rule_put")
    assert proposed(at).proposed.rules[0].label == "Town halls"
    assert proposed(at).proposed.rules[0].conditions == SHIPPED.rules[0].conditions


def test_a_new_rule_that_can_never_match_is_refused_with_the_reason_and_one_that_can_is_added(rules: AppTest) -> None:
    at = press(rules, "rule_add")
    turn = at.session_state["rule_turn"]
    # Before anything is chosen: a past-due balance from 1,000 on, into the first segment.
    at.selectbox(key=f"field_{turn}_0").set_value("customer_type").run()
    at.selectbox(key=f"word_{turn}_0_customer_type").set_value("public").run()
    clean(at)
    refusals = [error.value.replace("\\", "") for error in at.error]
    assert any("rule 1 (Public body) takes all of its customers first" in each for each in refusals)
    assert at.button(key="rule_put").disabled
    at.selectbox(key=f"word_{turn}_0_customer_type").set_value("consumer").run()
    at.text_input(key=f"rule_label_{turn}").set_value("People").run()
    assert not clean(at).error
    press(at, "rule_put")
    added = proposed(at).proposed.rules[-1]
    assert (added.label, added.conditions[0].value) == ("People", "consumer")


def test_fields_that_say_too_much_of_a_person_cannot_be_chosen(rules: AppTest) -> None:
    at = press(rules, "rule_add")
    offered = at.selectbox(key=f"field_{at.session_state['rule_turn']}_0").options
    assert "country" in offered
    assert not {"language", "name", "postcode", "age", "gender"} & {each.lower() for each in offered}


def test_a_threshold_is_set_to_the_cent_and_a_new_one_gets_a_lever(rules: AppTest) -> None:
    at = rules
    stem = "of_trouble_past_due"
    at.number_input(key=f"threshold_value_{stem}_250").set_value(312.5)
    next(each for each in at.button if each.form_id == f"threshold_form_{stem}").click()
    at = clean(at.run())
    assert proposed(at).proposed.threshold("trouble_past_due").value == 312.5
    at.text_input(key="threshold_label_blank_EUR_").set_value("Small from")
    next(each for each in at.button if each.form_id == "threshold_form_blank_EUR").click()
    at = clean(at.run())
    assert proposed(at).proposed.threshold("small_from").value == 1_000
    at = press(at, f"threshold_gone_{stem}")
    assert any("is still used by" in error.value for error in at.error)


def test_a_segment_is_added_and_renamed(rules: AppTest) -> None:
    rules.text_input(key="segment_label_blank_").set_value("Seaside")
    next(each for each in rules.button if each.form_id == "segment_form_blank").click()
    at = clean(rules.run())
    assert proposed(at).proposed.segment("seaside").label == "Seaside"
    at = press(at, "segment_gone_of_seaside")
    assert proposed(at).proposed == SHIPPED


def test_rules_that_cannot_be_followed_are_said_and_cannot_be_saved(lab: AppTest) -> None:
    broken = edit.with_rule(SHIPPED, replace(SHIPPED.rules[0], segment="reliable"))
    lab.session_state[KEY] = Draft(base_id=0, seen=0, steps=(SHIPPED, broken), at=1)
    at = clean(lab.run())
    assert any("can never match" in error.value for error in at.error)
    assert "This cannot be saved" in texts(at)
    # The lever that did it is still there to be moved back.
    assert "levers" in at.session_state
    nowhere = replace(SHIPPED, otherwise="nowhere")
    at.session_state[KEY] = Draft(base_id=0, seen=0, steps=(SHIPPED, nowhere), at=1)
    at = clean(at.run())
    assert any("is no segment of this policy" in error.value for error in at.error)


def test_the_way_back_asks_for_a_reason(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(LEDGER)
    desk = reads.application().desk
    versions.save(desk, SHIPPED.with_values(trouble_days=30), by="Nadia", comment="try")
    at = screen("strategy", part="versions")
    assert "goes from 60 days to 30 days" in texts(at)
    press(at, "back_0_go")
    assert "Write why" in at.error[0].value
    at.text_input(key="back_why_0").set_value("too many calls")
    press(at, "back_0_go")
    assert versions.active(desk).policy.threshold(LEVER).value == 60


def test_a_policy_file_becomes_the_proposal_or_is_refused(
    book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    book(LEDGER)
    at = screen("strategy", part="versions")
    body = json.loads(policy_file.write(SHIPPED.with_values(trouble_days=45)))
    at.get_by_key("policy_file_0_0").upload("p.json", json.dumps(body | {"otherwise": 7}).encode())  # type: ignore[union-attr]
    at = clean(at.run())
    assert "“otherwise” should be text" in texts(at).replace("\\", "")
    at.get_by_key("policy_file_0_0").upload("p.json", json.dumps(body).encode())  # type: ignore[union-attr]
    at = clean(at.run())
    assert proposed(at).proposed == SHIPPED.with_values(trouble_days=45)


def test_settings_lead_to_the_lab(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(LEDGER)
    at = screen("settings", tab="segments")
    assert "The first rule that fits decides" in texts(at)
