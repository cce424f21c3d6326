"""Strategies and contact policies as values: read, written, refused, told apart, and kept as versions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest

from core.desk import policies
from core.desk.policies import PolicyMovedError
from core.errors import UnknownNameError
from core.strategy import strategy_versions
from core.strategy.contact_policy import Cap, ContactPolicy, Hours, QuietPeriod
from core.strategy.ladder import Ladder, Step, Tone
from core.strategy.strategy import LadderRule, Strategy, StrategyRefusedError, from_body, to_body
from core.strategy.strategy_check import check, ladders_for, problems
from core.strategy.strategy_difference import difference
from core.strategy.strategy_shipped import BEFORE_DUE, BUSINESS, CONSUMER_BE, PRESETS, SHIPPED
from core.vocabulary import ChannelName, CustomerType, MessageName
from tests.desks import migrated_desk
from tests.reminders import early, strategy_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.desk.engine import Desk

OLD_BODY = {
    "steps": [
        {"number": 1, "days_past_due": 3, "message": "friendly_reminder", "label": "Friendly reminder"},
        {"number": 2, "days_past_due": 14, "message": "second_reminder", "label": "Second reminder"},
    ],
    "minimum_days_between": 10,
    "minimum_amount_minor": {"EUR": 900},
    "promise_grace_days": 3,
}
CHRISTMAS = QuietPeriod(
    label="Christmas", first_on=date(2026, 12, 24), last_on=date(2027, 1, 1), is_yearly=True, countries=("NL", "BE")
)
RICH = replace(
    SHIPPED,
    contact=ContactPolicy(
        caps=(Cap(messages=2, days=14), Cap(messages=4, days=60)),
        minimum_amount_minor={"EUR": 10_00},
        hours={"": Hours(opens=time(9)), "BE": Hours(closes=time(18, 30), is_saturday_open=False)},
        quiet=(CHRISTMAS,),
    ),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = migrated_desk(tmp_path)
    yield opened
    opened.close()


def with_steps(*steps: Step) -> Strategy:
    return replace(SHIPPED, ladders={**SHIPPED.ladders, "business": Ladder(label="Business", steps=steps)})


@pytest.mark.parametrize("strategy", [SHIPPED, RICH, early(), strategy_of(3, 14)])
def test_a_strategy_survives_json(strategy: Strategy) -> None:
    assert from_body(json.loads(json.dumps(to_body(strategy)))) == strategy


def test_a_ladder_saved_before_there_were_strategies_is_one_for_everybody() -> None:
    read = from_body(OLD_BODY)
    assert (list(read.ladders), read.rules, read.otherwise) == (["standard"], (), "standard")
    assert [each.days_past_due for each in read.ladder("standard").steps] == [3, 14]
    assert (read.contact.minimum_days_between, read.contact.promise_grace_days) == (10, 3)
    assert read.contact.minimum_minor("EUR") == 900
    # What nobody decided then does not come in by itself.
    assert (read.contact.pay_day_wait_days, read.contact.caps) == (0, ())


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"steps": [{"number": 1, "message": "shout"}]},
        {**to_body(SHIPPED), "entry": "somewhere"},
        {**to_body(SHIPPED), "ladders": ["business"]},
        {**to_body(SHIPPED), "contact": {**to_body(SHIPPED)["contact"], "hours": {"NL": {"opens": "eight"}}}},
    ],
)
def test_a_strategy_edited_into_nonsense_is_one_sentence(body: dict[str, Any]) -> None:
    with pytest.raises(StrategyRefusedError, match="This strategy cannot be read"):
        from_body(body)


def test_what_ships_can_be_followed_and_keeps_the_law() -> None:
    assert problems(SHIPPED) == []
    for preset in PRESETS.values():
        assert len({step.message for step in preset.steps}) == len(preset.steps)  # never the same letter twice
    assert [step.days_past_due for step in PRESETS["small_claims"].steps] == [3, 10, 17]  # weekly
    assert ladders_for(SHIPPED, "BE", CustomerType.CONSUMER) == ["consumer_be"]
    assert ladders_for(SHIPPED, "DE", CustomerType.CONSUMER) == ["consumer"]
    assert ladders_for(SHIPPED, "NL", CustomerType.BUSINESS) == ["key_accounts", "small_claims", "business"]


@pytest.mark.parametrize(
    ("strategy", "sentence"),
    [
        (replace(SHIPPED, ladders={}), "There is no ladder. Add one."),
        (with_steps(), "Ladder “Business” has no step"),
        (with_steps(BUSINESS.steps[1], BUSINESS.steps[0]), "number the steps after the due date 1, 2, 3"),
        (
            with_steps(BUSINESS.steps[0], replace(BUSINESS.steps[1], days_past_due=3)),
            "step 2 comes at 3 days, not after step 1 at 3",
        ),
        (
            with_steps(replace(BEFORE_DUE, number=-2), replace(BEFORE_DUE, days_past_due=-7)),
            "step -1 comes at -7 days, not after step -2 at -5",
        ),
        (with_steps(replace(BEFORE_DUE, number=1)), "those before it -2, -1"),
        (with_steps(replace(BUSINESS.steps[0], channels=())), "choose a channel"),
        (with_steps(replace(BUSINESS.steps[0], channels=(ChannelName.SMS, ChannelName.SMS))), "named twice"),
        (with_steps(replace(BUSINESS.steps[0], minimum_wait_days=-1)), "cannot be less than 0"),
        (with_steps(replace(BUSINESS.steps[0], label=" ")), "give it a name"),
        (with_steps(replace(BUSINESS.steps[0], message=MessageName.PLAN_OFFER)), "needs more than what is open"),
        (replace(SHIPPED, otherwise="gone"), "There is no ladder 'gone' for everybody else"),
        (
            replace(SHIPPED, rules=(LadderRule(ladder="gone", label="Some", countries=("NL",)),)),
            "There is no ladder 'gone' for rule “Some”",
        ),
        (
            replace(SHIPPED, rules=(LadderRule(ladder="business", label="Some", segments=("new", "vip")),)),
            "names segment 'vip', which there is not",
        ),
        (
            replace(SHIPPED, rules=(*SHIPPED.rules, LadderRule(ladder="business", label="Late", below_minor=50_00))),
            "“Late” can never fit: “Small claims” comes before it",
        ),
        (
            replace(SHIPPED, rules=(LadderRule(ladder="business", label="Tiny", below_minor=0), *SHIPPED.rules)),
            "nobody fits",
        ),
        (replace(SHIPPED, large_claim_minor=-1), "cannot be less than 0"),
        (replace(SHIPPED, contact=ContactPolicy(minimum_days_between=-1)), "cannot be less than 0"),
        (replace(SHIPPED, contact=ContactPolicy(caps=(Cap(messages=0, days=7),))), "lets nothing through"),
        (replace(SHIPPED, contact=ContactPolicy(pay_day_wait_days=90)), "0 to 62 days"),
        (replace(SHIPPED, contact=ContactPolicy(hours={"NL": Hours(opens=time(20))})), "of NL end before they begin"),
        (
            replace(
                SHIPPED, contact=ContactPolicy(quiet=(replace(CHRISTMAS, is_yearly=False, last_on=date(2026, 1, 1)),))
            ),
            "“Christmas” ends before it begins",
        ),
    ],
)
def test_a_strategy_that_cannot_be_followed_is_refused_with_what_to_do(strategy: Strategy, sentence: str) -> None:
    with pytest.raises(StrategyRefusedError) as refused:
        check(strategy, segments=("new", "reliable"))
    assert sentence in str(refused.value)


def test_a_ladder_that_the_law_forbids_is_refused() -> None:
    everybody = Strategy.of(BUSINESS)
    told = problems(everybody)
    assert len(told) == 2  # a Dutch and a Belgian consumer would get the last letter without the notice
    assert all("step 3" in each and "must first get the" in each for each in told)
    soon = Ladder(label="Soon", steps=(CONSUMER_BE.steps[0], replace(CONSUMER_BE.steps[2], number=2, days_past_due=10)))
    assert any("comes 7 days after the legal notice" in each for each in problems(Strategy.of(soon)))


@pytest.mark.parametrize(
    ("day", "last_on"),
    [
        (date(2026, 12, 23), None),
        (date(2026, 12, 24), date(2027, 1, 1)),
        (date(2029, 1, 1), date(2029, 1, 1)),
        (date(2030, 12, 31), date(2031, 1, 1)),
        (date(2027, 1, 2), None),
    ],
)
def test_a_yearly_quiet_period_goes_over_new_year(day: date, last_on: date | None) -> None:
    found = RICH.contact.quiet_on(day, "NL")
    assert (None if found is None else found[1]) == last_on
    assert RICH.contact.quiet_on(day, "FR") is None


def test_a_quiet_period_that_ends_on_a_leap_day() -> None:
    leap = QuietPeriod(label="Move", first_on=date(2024, 2, 20), last_on=date(2024, 2, 29), is_yearly=True)
    assert leap.last_day(date(2025, 2, 21), "NL") == date(2025, 2, 28)
    once = replace(leap, is_yearly=False)
    assert (once.last_day(date(2024, 2, 29), "NL"), once.last_day(date(2025, 2, 21), "NL")) == (date(2024, 2, 29), None)


def test_contact_hours_of_a_country_win_over_those_of_all() -> None:
    assert (RICH.contact.hours_of("BE").closes, RICH.contact.hours_of("NL").opens) == (time(18, 30), time(9))
    assert ContactPolicy().hours_of("NL") == Hours()


def test_versions_are_saved_rolled_back_and_never_lost(desk: Desk) -> None:
    assert strategy_versions.active(desk).id is None
    first = strategy_versions.save(desk, RICH, by="Els", comment="quiet at Christmas", based_on=0)
    assert strategy_versions.strategy_of(desk) == RICH
    with pytest.raises(PolicyMovedError):  # the second of two who began with the shipped one
        strategy_versions.save(desk, SHIPPED, by="Bob", comment="mine", based_on=0)
    second = strategy_versions.save(
        desk, replace(RICH, large_claim_minor=1), by="Bob", comment="all", based_on=first.id
    )
    strategy_versions.activate(desk, first.id or 0, by="Els", why="too many calls", based_on=second.id)
    assert [(each.number, each.is_active) for each in strategy_versions.history(desk)] == [
        (2, False),
        (1, True),
        (0, False),
    ]
    assert strategy_versions.get(desk, None) == SHIPPED
    with pytest.raises(UnknownNameError):
        strategy_versions.get(desk, 99)


def test_a_version_can_count_from_a_day_on(desk: Desk) -> None:
    today = policies.today(desk)
    later = today.replace(year=today.year + 1)
    strategy_versions.save(desk, RICH, by="Els", comment="next year", from_on=later)
    assert strategy_versions.strategy_of(desk) == SHIPPED
    assert strategy_versions.active(desk, later).strategy == RICH


def test_an_unlawful_or_broken_strategy_is_not_saved(desk: Desk) -> None:
    with pytest.raises(StrategyRefusedError):
        strategy_versions.save(desk, Strategy.of(BUSINESS), by="Els", comment="one for all")
    assert strategy_versions.active(desk).id is None


def test_a_difference_is_told_in_words() -> None:
    after = replace(
        RICH,
        ladders={
            **RICH.ladders,
            "business": Ladder(
                label="Business",
                steps=(BEFORE_DUE, replace(BUSINESS.steps[0], days_past_due=5, tone=Tone.NEUTRAL), *BUSINESS.steps[1:]),
            ),
        },
        rules=RICH.rules[1:],
    )
    told = difference(SHIPPED, after)
    assert "Ladder “Business”: new step -1, Notice before the due date, 5 days before the due date." in told
    assert "Ladder “Business”, step 1: from 3 days to 5 days past due." in told
    assert "Ladder “Business”, step 1: tone from friendly to neutral." in told
    assert "Rule “Dutch consumers” is gone." in told
    assert any(each.startswith("New quiet period “Christmas”") for each in told)
    assert difference(after, after) == []


def test_every_message_of_a_shipped_step_is_one_that_saldo_writes() -> None:
    messages = {step.message for ladder in PRESETS.values() for step in ladder.steps}
    assert messages <= set(MessageName)
