"""Edits of a policy, the trial of a rule, and two managers' changes laid over one another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import UnknownNameError
from core.segments import edit
from core.segments.edit import StillUsedError
from core.segments.policy import Condition, Op, Rule, Segment, Threshold
from core.segments.rebase import rebased
from core.segments.shipped import SHIPPED
from core.segments.trial import trial
from core.segments.validate import validate
from tests.unit.segments.test_segments_assign import made

BELGIANS = Rule(segment="reliable", label="Belgium", conditions=(Condition(field="country", op=Op.IS, value="BE"),))
SLOW = Threshold(name="slow", label="Slow from", value=5, minimum=0, maximum=30, step=1, unit="days")


def labels(policy: object) -> list[str]:
    return [rule.label for rule in policy.rules]  # type: ignore[attr-defined]


def test_rules_are_added_moved_switched_changed_and_removed() -> None:
    first = SHIPPED.rules[0].label
    with_one = edit.with_rule(SHIPPED, BELGIANS)
    assert labels(with_one)[-1] == "Belgium"
    assert labels(edit.with_rule(SHIPPED, BELGIANS, 0))[:2] == ["Belgium", first]
    moved = edit.with_rule_moved(with_one, len(SHIPPED.rules), 1)
    assert labels(moved)[:3] == [first, "Belgium", SHIPPED.rules[1].label]
    assert labels(edit.with_rule_moved(moved, 1, -5))[0] == "Belgium"
    assert labels(edit.with_rule_moved(moved, 1, 99))[-1] == "Belgium"
    off = edit.with_rule_switched(moved, 1)
    assert not off.rules[1].is_enabled
    assert edit.with_rule_switched(off, 1) == moved
    assert edit.without_rule(moved, 1) == SHIPPED
    renamed = edit.with_rule_changed(moved, 1, replace(BELGIANS, label="België"))
    assert labels(renamed)[1] == "België"
    with pytest.raises(UnknownNameError):
        edit.with_rule_changed(moved, 99, BELGIANS)


def test_thresholds_and_segments_come_and_go_but_not_while_a_rule_needs_them() -> None:
    grown = edit.with_threshold(SHIPPED, SLOW)
    assert grown.threshold("slow").value == 5
    assert edit.with_threshold(grown, replace(SLOW, value=6)).threshold("slow").value == 6
    assert edit.without_threshold(grown, "slow") == SHIPPED
    with pytest.raises(StillUsedError, match="“In trouble from days past due” is still used by “Long past due”"):
        edit.without_threshold(SHIPPED, "trouble_days")
    sea = Segment(name="sea", label="Seaside", description="")
    grown = edit.with_segment(SHIPPED, sea)
    assert [each.name for each in grown.segments][-2:] == ["sea", "reliable"]
    assert edit.without_segment(grown, "sea") == SHIPPED
    assert edit.with_otherwise(grown, "sea").otherwise == "sea"
    with pytest.raises(UnknownNameError):
        edit.with_otherwise(SHIPPED, "sea")
    with pytest.raises(StillUsedError, match="Everyone else"):
        edit.without_segment(SHIPPED, "reliable")
    with pytest.raises(StillUsedError, match="Much past due"):
        edit.without_segment(SHIPPED, "key_account")


@pytest.mark.parametrize(
    ("label", "name"),
    [("Groß & späte Zähler!", "gro_spate_zahler"), ("Trouble days", "trouble_days_2"), ("***", "new_one")],
)
def test_names_are_made_of_labels_and_are_nobody_elses(label: str, name: str) -> None:
    assert edit.name_for(SHIPPED, label) == name


def test_the_trial_of_a_rule_tells_who_matches_who_was_taken_before_and_whom_it_decides() -> None:
    known = made(
        {"country": "BE", "past_due": 30_000_00},  # taken by "Much past due"
        {"country": "BE", "past_due": 10_00, "label": "negative"},  # by "Negative label"
        {"country": "BE", "past_due": 20_00},
        {"country": "BE", "past_due": 40_00},
        {"country": "NL", "past_due": 50_00},
    )
    policy = edit.with_rule(SHIPPED, replace(BELGIANS, is_enabled=False), 4)
    found = trial(known, policy, 4)
    assert (found.matched, found.decided) == (4, 2)
    assert [(each.place, each.rule.label, each.customers) for each in found.takers] == [
        (2, "Much past due", 1),
        (4, "Negative label", 1),
    ]
    sample = found.sample()
    assert sample["customer_id"].tolist() == ["C4", "C3"]
    assert sample["why"].tolist() == ["country is BE"] * 2
    assert found.sample(1)["past_due_eur"].tolist() == [40.0]


def test_changes_of_two_managers_that_do_not_meet_are_both_kept() -> None:
    mine = edit.with_threshold(SHIPPED.with_values(trouble_days=45), SLOW)
    theirs = edit.with_rule(SHIPPED.with_values(key_account_past_due=50_000), BELGIANS, 1)
    found = rebased(SHIPPED, mine, theirs)
    assert found.clashes == ()
    assert found.policy == edit.with_threshold(theirs.with_values(trouble_days=45), SLOW)


def test_where_both_changed_the_same_mine_stands_and_that_is_said() -> None:
    mine = edit.with_rule_switched(SHIPPED.with_values(trouble_days=45), 0)
    theirs = edit.without_rule(SHIPPED.with_values(trouble_days=30), 1)
    found = rebased(SHIPPED, mine, theirs)
    assert found.clashes == (
        "Both changed “In trouble from days past due”: yours stands.",
        "Both changed the rules: yours stand, and what the other changed in them is gone.",
    )
    assert found.policy == mine
    # The same change twice is no clash.
    assert rebased(SHIPPED, mine, mine).clashes == ()


def test_what_my_rules_need_comes_along_though_the_other_dropped_it() -> None:
    """They drop the rule and its threshold; I add another rule with that threshold."""
    use = Rule(
        segment="key_account",
        label="Again",
        conditions=(Condition(field="balance_eur", op=Op.AT_LEAST, threshold="key_account_past_due"),),
    )
    theirs = edit.without_threshold(edit.without_rule(SHIPPED, 1), "key_account_past_due")
    found = rebased(SHIPPED, edit.with_rule(SHIPPED, use, 3), theirs)
    assert validate(found.policy) == []
    assert found.policy.threshold("key_account_past_due").value == 25_000
    other = replace(SHIPPED, otherwise="new")
    assert rebased(SHIPPED, SHIPPED, other).policy.otherwise == "new"
    clash = rebased(SHIPPED, replace(SHIPPED, otherwise="forgetful"), other)
    assert (clash.policy.otherwise, len(clash.clashes)) == ("forgetful", 1)
