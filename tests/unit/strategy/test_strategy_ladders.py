"""Ladders in use: who climbs which, steps before the due date, waits, late entries, caps, mixed ages, calls and the agency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.strategy.account import next_step
from core.strategy.contact_policy import Cap, ContactPolicy, QuietPeriod
from core.strategy.escalations import agency_file, tasks
from core.strategy.ladder import Escalation, Ladder, Step
from core.strategy.late_entry import entry_preview
from core.strategy.strategy import LadderRule, LateEntry, MixedAges, Strategy
from core.strategy.strategy_shipped import CONSUMER_NL, SHIPPED
from core.strategy.why import why_ladder, whys
from core.vocabulary import ChannelName, HoldKind, MessageName
from tests.reminders import Team, early, strategy_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.book.book import Book

    Shelf = Callable[[str, date], Book]

ON = "2026-03-20"
WHO = "A is business NL nl a@example.org\n"
ITEM = "A INV1 issued 2026-02-01 due 2026-03-01 100.00 EUR"
LAST = date(2026, 4, 30)
NO_WAIT = ContactPolicy(minimum_days_between=0, minimum_amount_minor={"EUR": 1})


def team_of(shelf: Shelf, text: str, strategy: Strategy = SHIPPED) -> Team:
    return Team(shelf(text, LAST), strategy=strategy)


def changed(strategy: Strategy, number: int, **values: Any) -> Strategy:
    """The one ladder of ``strategy`` with some of a step's values changed."""
    ladder = strategy.ladder("standard")
    steps = tuple(replace(each, **values) if each.number == number else each for each in ladder.steps)
    return replace(strategy, ladders={"standard": replace(ladder, steps=steps)})


@pytest.mark.parametrize(
    ("who", "amount", "ladder", "why"),
    [
        ("business NL nl", "100.00", "business", "ladder Business, for everybody else"),
        ("business NL nl", "74.99", "small_claims", "ladder Small claims, by the rule Small claims"),
        ("business NL nl", "75.00", "business", "ladder Business, for everybody else"),
        ("public NL nl", "20.00", "small_claims", "ladder Small claims, by the rule Small claims"),
        ("consumer NL nl", "20.00", "consumer_nl", "ladder Consumer, Netherlands, by the rule Dutch consumers"),
        ("consumer BE nl", "20.00", "consumer_be", "ladder Consumer, Belgium, by the rule Belgian consumers"),
        ("consumer DE de", "20.00", "consumer", "ladder Consumer, by the rule Other consumers"),
    ],
)
def test_the_first_rule_that_fits_gives_the_ladder(shelf: Shelf, who: str, amount: str, ladder: str, why: str) -> None:
    team = team_of(shelf, f"A is {who} a@example.org\nA INV1 issued 2026-02-01 due 2026-03-01 {amount} EUR")
    planned = team.plan(ON)
    assert planned.customers["ladder"].tolist() == planned.items["ladder"].tolist() == [ladder]
    assert why_ladder(planned.candidates, 0) == why


def test_a_part_payment_moves_nobody_to_another_ladder(shelf: Shelf) -> None:
    """80 was invoiced and 10 is left: still no small claim, at the same step."""
    text = WHO + "A INV1 issued 2026-02-01 due 2026-03-01 80.00 EUR paid 70.00 on 2026-03-10"
    planned = team_of(shelf, text).plan("2026-03-12")
    assert planned.items[["ladder", "step", "asked_minor"]].to_numpy().tolist() == [["business", 1, 10_00]]


def test_a_step_that_was_sent_stays_sent_on_another_ladder(shelf: Shelf) -> None:
    """A new invoice makes a small claim a large one: its second step comes next, never the first again, and none is skipped."""
    small = WHO + "A INV1 issued 2026-02-01 due 2026-03-01 50.00 EUR reminded 1 on 2026-03-04"
    assert team_of(shelf, small).told("2026-03-11") == ["A INV1: step 2"]
    large = team_of(shelf, small + "\nA INV2 issued 2026-03-05 due 2026-04-05 50.00 EUR")
    assert large.told("2026-03-11")[0] == "A INV1: step_sent"
    assert large.told("2026-03-15")[0] == "A INV1: step 2"


def test_a_rule_by_segment(shelf: Shelf) -> None:
    own = Ladder(label="Own", steps=(replace(SHIPPED.ladder("business").steps[0], days_past_due=1),))
    strategy = replace(
        SHIPPED,
        ladders={**SHIPPED.ladders, "own": own},
        rules=(LadderRule(ladder="own", label="New ones", segments=("new",)), *SHIPPED.rules),
    )
    team = team_of(shelf, WHO + ITEM, strategy)
    assert team.plan("2026-03-02").items[["segment", "ladder", "step"]].to_numpy().tolist() == [["new", "own", 1]]
    team.strategy = replace(strategy, rules=(replace(strategy.rules[0], segments=("gone",)), *SHIPPED.rules))
    assert team.plan("2026-03-02").items["ladder"].tolist() == ["business"]


def test_a_notice_before_the_due_date_goes_before_it_or_not_at_all(shelf: Shelf) -> None:
    team = team_of(shelf, WHO + ITEM, early(first=-5))
    assert team.told("2026-02-23") == ["A INV1: not_due"]
    assert team.why("2026-02-23", "INV1") == "due on 1 March 2026; the notice comes 5 days before"
    assert team.told("2026-02-24") == team.told("2026-03-01") == ["A INV1: step -1"]
    # From the day after the due date it would be untrue: the first reminder comes next.
    assert team.told("2026-03-02") == ["A INV1: not_due"]
    assert team.told("2026-03-04") == ["A INV1: step 1"]


def test_after_the_notice_the_first_reminder_comes_at_its_own_day(shelf: Shelf) -> None:
    team = team_of(shelf, WHO + ITEM, early())
    assert team.send("2026-02-24") == ["A: before_due for INV1"]
    assert team.why("2026-02-26", "INV1") == (
        "the notice before the due date was sent on 24 February 2026; step 1 comes at 3 days past due"
    )
    assert team.send("2026-03-04") == ["A: friendly_reminder for INV1"]
    assert team.send("2026-03-15") == ["A: second_reminder for INV1"]


def test_what_is_not_due_yet_waits_for_the_reminder_of_what_is(shelf: Shelf) -> None:
    text = WHO + ITEM + "\nA SOON issued 2026-02-01 due 2026-03-09 100.00 EUR"
    team = team_of(shelf, text, early())
    assert team.told("2026-03-05") == ["A INV1: step 1", "A SOON: other_letter_first"]
    assert team.why("2026-03-05", "SOON") == "due on a later day; the reminder about older invoices goes first"
    team.hold(HoldKind.DISPUTE, "A", number="INV1")
    assert team.told("2026-03-05") == ["A INV1: dispute", "A SOON: step -1"]


def test_a_legal_letter_lists_only_its_own_invoices(shelf: Shelf) -> None:
    """OLD is due the 14-day letter, YOUNG its first reminder: the letter asks for OLD alone."""
    text = """
    A is consumer NL nl a@example.org
    A OLD issued 2026-01-01 due 2026-02-10 100.00 EUR reminded 2 on 2026-03-01
    A YOUNG issued 2026-02-01 due 2026-03-10 100.00 EUR
    """
    team = team_of(shelf, text)
    assert team.told(ON) == ["A OLD: step 3", "A YOUNG: other_letter_first"]
    assert team.send(ON) == ["A: legal_notice_nl for OLD"]
    # The next message is YOUNG's own; OLD has the time that the law gives.
    assert team.told("2026-03-27") == ["A OLD: step_sent", "A YOUNG: step 1"]


def test_a_legal_step_is_never_done_by_another_letter(shelf: Shelf) -> None:
    """Belgian consumers: the first reminder of YOUNG is a legal one, which a second reminder cannot replace."""
    text = """
    A is consumer BE nl a@example.org
    A OLD issued 2026-01-01 due 2026-02-10 100.00 EUR
    A YOUNG issued 2026-02-01 due 2026-03-10 100.00 EUR
    """
    team = team_of(shelf, text)
    assert team.send("2026-02-13") == ["A: legal_notice_be for OLD"]
    assert team.why(ON, "YOUNG").startswith("another letter goes now; a legal letter lists only its own invoices")
    assert team.send(ON) == ["A: second_reminder for OLD"]
    assert team.send("2026-03-27") == ["A: last_letter for OLD"]
    assert team.send("2026-04-03") == ["A: legal_notice_be for YOUNG"]


def test_the_14_day_letter_gives_its_time_before_the_last_letter(shelf: Shelf) -> None:
    text = (
        "A is consumer NL nl a@example.org\nA INV1 issued 2026-01-01 due 2026-02-01 100.00 EUR reminded 2 on 2026-03-01"
    )
    team = team_of(shelf, text)
    assert team.send("2026-03-13") == ["A: legal_notice_nl for INV1"]
    # The days of the ladder are reached on 22 March; the law's are not.
    assert team.told("2026-03-27") == ["A INV1: before_legal_date"]
    team.steps[0]["channel"] = "letter"  # the post takes days, and the term begins after them
    by_post = team.why("2026-03-27", "INV1")
    team.steps[0]["channel"] = "email"
    assert by_post > team.why("2026-03-27", "INV1")


def test_a_step_waits_since_the_step_before(shelf: Shelf) -> None:
    strategy = changed(strategy_of(3, 14), 2, minimum_wait_days=10)
    team = team_of(shelf, WHO + ITEM + " reminded 1 on 2026-03-12", strategy)
    assert team.told("2026-03-21") == ["A INV1: step_sent"]
    assert team.why("2026-03-21", "INV1") == "step 1 was sent on 12 March 2026; step 2 comes at 21 days past due"
    assert team.told("2026-03-22") == ["A INV1: step 2"]


def test_a_step_has_a_least_amount_of_its_own(shelf: Shelf) -> None:
    strategy = changed(strategy_of(3, 14, minimum={"EUR": 1}), 2, minimum_amount_minor=150_00)
    one = team_of(shelf, WHO + ITEM + " reminded 1 on 2026-03-04", strategy)
    assert one.told("2026-03-15") == ["A INV1: below_minimum"]
    assert one.why("2026-03-15", "INV1") == "less than €150.00 to ask for in all"
    two = team_of(
        shelf, WHO + ITEM + " reminded 1 on 2026-03-04\nA INV2 issued 2026-02-01 due 2026-03-10 50.00 EUR", strategy
    )
    assert two.told("2026-03-15") == ["A INV1: step 2", "A INV2: step 1"]


def test_late_entry_at_the_highest_step(shelf: Shelf) -> None:
    strategy = replace(strategy_of(3, 14, 28), entry=LateEntry.HIGHEST)
    team = team_of(shelf, WHO + ITEM, strategy)
    assert [team.told(day)[0] for day in ("2026-03-13", "2026-03-15", "2026-03-28", "2026-03-29")] == [
        "A INV1: step 1",
        "A INV1: step 2",
        "A INV1: step 2",
        "A INV1: step 3",
    ]
    # Who was reminded once is no late entry: one step at a time.
    begun = team_of(shelf, WHO + ITEM + " reminded 1 on 2026-03-01", strategy)
    assert begun.told("2026-04-20") == ["A INV1: step 2"]
    # A notice before the due date is no reminder.
    noticed = team_of(shelf, WHO + ITEM, replace(early(), entry=LateEntry.HIGHEST))
    noticed.send("2026-02-24")
    assert noticed.told("2026-04-20") == ["A INV1: step 3"]


@pytest.mark.parametrize(
    ("who", "step"), [("consumer NL nl", 3), ("consumer BE nl", 1), ("consumer DE de", 3), ("business NL nl", 3)]
)
def test_nobody_enters_past_what_the_law_wants_first(shelf: Shelf, who: str, step: int) -> None:
    team = team_of(shelf, f"A is {who} a@example.org\n{ITEM}", replace(SHIPPED, entry=LateEntry.HIGHEST))
    assert team.told("2026-04-30") == [f"A INV1: step {step}"]


def test_without_the_notice_on_its_ladder_a_consumer_enters_before_the_harsh_step(shelf: Shelf) -> None:
    team = team_of(
        shelf, f"A is consumer NL nl a@example.org\n{ITEM}", replace(strategy_of(3, 14, 28), entry=LateEntry.HIGHEST)
    )
    assert team.told("2026-04-30") == ["A INV1: step 2"]


def test_the_rule_for_late_entries_has_a_preview(shelf: Shelf) -> None:
    text = WHO + ITEM + "\nB is business NL nl b@example.org\nB INV2 issued 2026-03-01 due 2026-03-20 50.00 EUR"
    preview = entry_preview(team_of(shelf, text, strategy_of(3, 14, 28)).plan("2026-04-02").candidates)
    told = {
        rule: {step: (each.customers, each.items, each.asked_eur) for (_, step), each in found.items()}
        for rule, found in preview.by_rule.items()
    }
    assert told == {
        LateEntry.FIRST: {1: (2, 2, 150.0)},
        LateEntry.HIGHEST: {1: (1, 1, 50.0), 3: (1, 1, 100.0)},
    }
    assert preview.moved == 1


def test_items_of_several_ages_stand_in_parts_or_in_one_list(shelf: Shelf) -> None:
    text = WHO + ITEM + " reminded 1 on 2026-03-04\nA INV2 issued 2026-02-01 due 2026-03-10 50.00 EUR"
    team = team_of(shelf, text, strategy_of(3, 14))
    assert team.plan(ON).items[["number", "step", "is_beside"]].to_numpy().tolist() == [
        ["INV1", 2, False],
        ["INV2", 1, True],
    ]
    team.strategy = replace(team.strategy, mixed=MixedAges.WHOLE)
    assert team.plan(ON).items["is_beside"].tolist() == [False, False]


def test_a_cap_counts_messages_of_whatever_campaign(shelf: Shelf) -> None:
    strategy = replace(strategy_of(3, 5, 7), contact=replace(NO_WAIT, caps=(Cap(messages=2, days=30),)))
    team = team_of(shelf, WHO + ITEM, strategy)
    for day in ("2026-03-04", "2026-03-06"):
        assert len(team.send(day)) == 1
    assert team.told("2026-03-08") == ["A INV1: contacted_recently"]
    assert team.why("2026-03-08", "INV1") == (
        "2 messages in 30 days is the most, whatever campaign sent them; again from 3 April 2026"
    )
    assert team.told("2026-04-02") == ["A INV1: contacted_recently"]
    assert team.told("2026-04-03") == ["A INV1: step 3"]


def test_one_reminder_of_the_source_about_two_invoices_is_one_message(shelf: Shelf) -> None:
    mark = " reminded 1 on 2026-03-04"
    text = f"{WHO}{ITEM}{mark}\nA INV2 issued 2026-02-01 due 2026-03-01 50.00 EUR{mark}"
    team = team_of(shelf, text, replace(strategy_of(3, 5), contact=replace(NO_WAIT, caps=(Cap(messages=2, days=30),))))
    assert team.told("2026-03-08") == ["A INV1: step 2", "A INV2: step 2"]


def test_a_quiet_period_of_one_country(shelf: Shelf) -> None:
    quiet = QuietPeriod(label="Carnival", first_on=date(2026, 3, 18), last_on=date(2026, 3, 20), countries=("NL",))
    text = f"{WHO}{ITEM}\nB is business BE nl b@example.org\nB INV2 issued 2026-02-01 due 2026-03-01 100.00 EUR"
    team = team_of(shelf, text, replace(SHIPPED, contact=replace(SHIPPED.contact, quiet=(quiet,))))
    assert team.told(ON) == ["A INV1: quiet_period", "B INV2: step 1"]
    assert team.why(ON, "INV1") == "Carnival: quiet until 20 March 2026"
    assert team.told("2026-03-21")[0] == "A INV1: step 1"
    # Nothing is due yet: a quiet period is not the reason.
    assert team.told("2026-03-02")[0] == "A INV1: not_due"
    coming = next_step(team_of(shelf, WHO + ITEM, team.strategy).plan(ON))
    assert (str(coming.on), coming.step and coming.step.number) == ("2026-03-21", 1)


def test_held_out_is_the_last_reason_of_all(shelf: Shelf) -> None:
    team = team_of(shelf, WHO + ITEM)
    team.held_out = [{"entity": "NL01", "customer_id": "A"}]
    assert team.told(ON) == ["A INV1: held_out"]
    assert team.why(ON, "INV1") == "in the group that is left alone to compare with"
    assert team.told("2026-03-02") == ["A INV1: not_due"]


@pytest.mark.parametrize(
    ("who", "channels", "told", "why"),
    [
        (
            "",
            (ChannelName.EMAIL, ChannelName.LETTER),
            "unreachable",
            "no e-mail address is known; no postal address is known",
        ),
        ("a@@example.org", (ChannelName.EMAIL,), "unreachable", "the e-mail address a@@example.org cannot be right"),
        ("phone +31201234567", (ChannelName.EMAIL, ChannelName.PHONE), "step 1", ""),
        (
            "phone 12",
            (ChannelName.PHONE,),
            "unreachable",
            "the telephone number 12 cannot be right; no mobile number is known",
        ),
        ("", (ChannelName.SMS,), "unreachable", "no mobile number is known"),
    ],
)
def test_a_customer_is_in_when_a_channel_of_the_step_is_open(
    shelf: Shelf, who: str, channels: tuple[ChannelName, ...], told: str, why: str
) -> None:
    team = team_of(shelf, f"A is business NL nl {who}\n{ITEM}", changed(strategy_of(3), 1, channels=channels))
    assert team.told(ON) == [f"A INV1: {told}"]
    if why:
        assert team.why(ON, "INV1") == why


def test_the_next_step_goes_by_the_first_open_channel(shelf: Shelf) -> None:
    strategy = changed(strategy_of(3), 1, channels=(ChannelName.EMAIL, ChannelName.PHONE))
    coming = next_step(team_of(shelf, f"A is business NL nl phone +31201234567\n{ITEM}", strategy).plan(ON))
    assert (coming.channel, coming.address) == (ChannelName.PHONE, "+31201234567")


@pytest.mark.parametrize(
    ("cause", "told"), [("not_delivered", "waiting_on_us"), ("delivery", "waiting_on_us"), ("quality", "dispute")]
)
def test_a_dispute_in_the_ledger_whose_cause_is_ours_waits_on_us(shelf: Shelf, cause: str, told: str) -> None:
    team = team_of(shelf, f"{WHO}{ITEM}\nA disputes INV1 100.00 from 2026-03-05 because {cause}")
    assert team.told(ON) == [f"A INV1: {told}"]
    assert team.why(ON, "INV1").startswith("contested in the ledger for €100.00 since 5 March 2026")


def test_a_vulnerable_customer_is_left_to_a_person(shelf: Shelf) -> None:
    team = team_of(shelf, WHO + ITEM)
    team.hold(HoldKind.VULNERABLE, "A", why="In hospital")
    assert team.told(ON) == ["A INV1: hardship"]
    assert team.why(ON, "INV1") == "In hospital"


def test_who_is_called_and_what_people_do(shelf: Shelf) -> None:
    mark = " reminded 1 on 2026-03-04"
    text = f"""
    A is business NL nl a@example.org label positive manager "Els"
    A INV1 issued 2026-02-01 due 2026-03-01 6000.00 EUR{mark}
    B is business NL nl b@example.org
    B INV2 issued 2026-02-01 due 2026-03-01 5000.00 EUR{mark}
    C is business NL nl c@example.org
    C INV3 issued 2026-02-01 due 2026-03-01 4999.99 EUR{mark}
    """
    strategy = changed(
        strategy_of(3, 14),
        2,
        escalations=(Escalation.ACCOUNT_MANAGER, Escalation.PHONE_LARGE, Escalation.DELIVERY_STOP),
    )
    planned = team_of(shelf, text, strategy).plan(ON)
    assert planned.customers["escalation"].fillna("-").tolist() == ["account_manager", "phone_large", "-"]
    told = tasks(planned)
    assert told[["customer_id", "kind", "owner", "asked_eur"]].fillna("-").to_numpy().tolist() == [
        ["A", "account_manager", "Els", 6000.0],
        ["A", "delivery_stop", "-", 6000.0],
        ["B", "phone_large", "-", 5000.0],
        ["B", "delivery_stop", "-", 5000.0],
        ["C", "delivery_stop", "-", 4999.99],
    ]


def test_the_agency_gets_what_ran_out_of_steps_and_nothing_else(shelf: Shelf) -> None:
    last = " reminded 3 on 2026-04-01"
    text = f"""
    {WHO}
    A RAN issued 2026-02-01 due 2026-03-01 100.00 EUR{last}
    A CONTESTED issued 2026-02-01 due 2026-03-01 100.00 EUR{last} disputed
    A EARLIER issued 2026-02-01 due 2026-03-01 100.00 EUR reminded 2 on 2026-04-01
    """
    team = team_of(shelf, text)
    assert agency_file(team.plan("2026-04-14")).empty
    told = agency_file(team.plan("2026-04-15"))
    assert told[["number", "step", "balance_minor"]].to_numpy().tolist() == [["RAN", 3, 100_00]]
    # A ladder that does not end at the agency sends nobody there.
    assert agency_file(team_of(shelf, text, strategy_of(3, 14, 28)).plan("2026-04-15")).empty


def test_why_this_segment_this_step_and_now(shelf: Shelf) -> None:
    text = WHO + ITEM + " reminded 1 on 2026-03-04\nA INV2 issued 2026-02-01 due 2026-03-10 50.00 EUR"
    [why] = whys(team_of(shelf, text).plan(ON), [0])
    assert why.step == (
        "ladder Business, for everybody else; invoice INV1 is 19 days past due; Second reminder comes from 14 days; "
        "step 1 was sent before; 1 younger invoice stands beside"
    )
    assert why.now == "ready since 15 March 2026; last written to on 4 March 2026; 7 days apart is kept"
    assert why.segment
    [soon] = whys(team_of(shelf, WHO + ITEM, early()).plan("2026-02-25"), [0])
    assert "invoice INV1 is due in 4 days; Soon due goes 5 days before" in soon.step


def test_a_missed_day_skips_nothing_and_nothing_goes_twice(shelf: Shelf) -> None:
    """Every day of eight weeks, every day but Mondays, once a week: always the same steps, each once, in their order."""
    days = [date(2026, 3, 1).toordinal() + each for each in range(56)]
    for chosen in (days, [each for each in days if each % 7 != 1], days[::7]):
        team = team_of(shelf, f"A is consumer NL nl a@example.org\n{ITEM}")
        for each in chosen:
            team.send(str(date.fromordinal(each)))
        assert [each["step"] for each in team.steps] == [1, 2, 3, 4][: len(team.steps)]
        assert len(team.steps) >= len(CONSUMER_NL.steps) - 1


def test_a_step_before_the_due_date_is_the_only_one_that_may_speak_before_it() -> None:
    assert Step(number=-1, days_past_due=-3, message=MessageName.BEFORE_DUE, label="Soon").is_before_due
    assert early().ladder("standard").first.number == 1


def test_what_a_customer_asked_for_opens_the_way(shelf: Shelf) -> None:
    """The step goes by e-mail, which is not known; people noted that the customer wants to be called."""
    team = team_of(shelf, f"A is business NL nl phone +31201234567\n{ITEM}", strategy_of(3))
    assert team.told(ON) == ["A INV1: unreachable"]
    team.know("A", field="channel", value="phone", source_value=None)
    assert team.told(ON) == ["A INV1: step 1"]


def test_who_was_reminded_more_often_than_the_ladder_has_steps_goes_to_the_agency_too(shelf: Shelf) -> None:
    text = f"{WHO}A RAN issued 2026-02-01 due 2026-03-01 100.00 EUR reminded 7 on 2026-04-01"
    told = agency_file(team_of(shelf, text).plan("2026-04-15"))
    assert told[["number", "step"]].to_numpy().tolist() == [["RAN", 7]]
