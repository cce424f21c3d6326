"""Expected results of other systems' reminder runs (facts only, see docs/cases-reminders.md), in Saldo's own words.

Each test is named after its case; what Saldo does otherwise on purpose is asserted too, in the tests that say ``differs``.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from core.segments.assign import assign
from core.segments.features import features
from core.segments.policy import Condition, Op, Policy, Rule, Segment
from core.settings import ROOT, Settings
from core.strategy.escalations import tasks
from core.strategy.ladder import Escalation
from core.strategy.strategy import LateEntry
from core.vocabulary import HoldKind
from tests.reminders import Team, strategy_of

if TYPE_CHECKING:
    from tests.ledger import Ledger

FILES = (
    "tryton_dunning",
    "odoo_followup_legacy",
    "metasfresh_dunning",
    "killbill_overdue",
    "lago_dunning",
    "erpnext_dunning",
)
WHO = "A is business NL nl a@example.org\n"
DUE = date(2026, 3, 1)
ONE = WHO + "A INV1 issued 2026-02-01 due 2026-03-01 100.00 EUR\n"


def after(days: int) -> str:
    return str(DUE + timedelta(days=days))


def test_tr_1_and_tr_2_the_boundary_of_a_step_is_inclusive(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(5, 20, 40))
    assert team.told(after(4)) == ["A INV1: not_due"]
    assert team.told(after(5)) == ["A INV1: step 1"]


def test_tr_3_no_step_beyond_one_that_was_never_sent(ledger: Ledger) -> None:
    assert Team(ledger(ONE), strategy=strategy_of(5, 20, 40)).told(after(30)) == ["A INV1: step 1"]


def test_tr_4_and_tr_5_blocked_stays_then_one_step_on(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(5, 20, 40))
    team.send(after(5))
    team.hold(HoldKind.STOP, "A", number="INV1")
    assert team.told(after(30)) == ["A INV1: stopped"]
    team.release()
    assert team.told(after(30)) == ["A INV1: step 2"]


def test_tr_6_and_tr_7_what_is_paid_disappears_and_never_comes_back(ledger: Ledger) -> None:
    paid = "A INV1 issued 2026-02-01 due 2026-03-01 100.00 EUR paid 100.00 on 2026-04-05\n"
    earlier = "A INV0 issued 2026-01-01 due 2026-01-31 100.00 EUR paid 100.00 on 2026-02-10\n"
    team = Team(ledger(WHO + earlier + paid), strategy=strategy_of(5, 20, 40))
    assert team.told(after(34)) == ["A INV1: step 1"]
    assert team.told(after(35)) == []
    assert team.told(after(50)) == []


def test_tr_8_after_the_last_step_nothing_follows(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(0))
    assert team.send(after(1)) == ["A: friendly_reminder for INV1"]
    assert team.told(after(2)) == ["A INV1: step_sent"]
    assert team.why(after(2), "INV1") == "step 1 was sent on 2 March 2026; it was the last step"


def test_tr_9_differs_no_fee_is_added(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(5, 10))
    team.send(after(5))
    assert team.plan(after(10)).asked_minor.tolist() == [100_00]


def test_tr_10_a_part_payment_not_matched_still_gives_one_reminder(ledger: Ledger) -> None:
    team = Team(ledger(ONE + "A cash 2026-03-02 50.00 EUR\n"), strategy=strategy_of(5))
    assert team.told(after(5)) == ["A INV1: step 1", "A payment: credit"]
    assert team.send(after(5)) == ["A: friendly_reminder for INV1"]


def test_od_1_and_od_2_nothing_after_3_days_level_1_after_15(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(15, 30, 40))
    assert team.told(after(3)) == ["A INV1: not_due"]
    assert team.told(after(15)) == ["A INV1: step 1"]


def test_od_3_three_runs_at_40_days_reach_the_last_step(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(15, 30, 40))
    for step in (1, 2, 3):
        assert team.told(after(40)) == [f"A INV1: step {step}"]
        team.send(after(40))
    assert team.told(after(40)) == ["A INV1: step_sent"]


def test_od_3_at_the_third_step_somebody_calls(ledger: Ledger) -> None:
    strategy = strategy_of(15, 30, 40)
    ladder = strategy.ladder("standard")
    last = replace(ladder.steps[2], escalations=(Escalation.PHONE_LARGE,))
    called = replace(
        strategy, ladders={"standard": replace(ladder, steps=(*ladder.steps[:2], last))}, large_claim_minor=0
    )
    team = Team(ledger(ONE), strategy=called)
    for calls in ([], [], ["phone_large"]):
        assert tasks(team.plan(after(40)))["kind"].tolist() == calls
        team.send(after(40))


def test_od_5_contested_gets_nothing_and_then_starts_where_it_was(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(15, 30, 40))
    team.hold(HoldKind.DISPUTE, "A", number="INV1")
    for _ in range(3):
        assert team.send(after(40)) == []
    team.release()
    assert [team.send(after(40))[0].split(":")[1].split()[0] for _ in range(3)] == [
        "friendly_reminder",
        "second_reminder",
        "last_letter",
    ]


def test_od_6_paid_after_the_last_step(ledger: Ledger) -> None:
    book = ledger(WHO + "A INV1 issued 2026-02-01 due 2026-03-01 1000.00 EUR paid 1000.00 on 2026-04-11\n")
    team = Team(book, strategy=strategy_of(15, 30, 40))
    for _ in range(3):
        team.send(after(40))
    assert team.told(after(41)) == []


def test_me_1_and_me_2_strictly_in_sequence(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(10, 20, 30))
    assert team.told(after(25)) == ["A INV1: step 1"]


def test_me_3_and_me_6_the_chain_goes_on_and_no_step_comes_twice(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(10, 20, 30))
    team.send(after(10))
    assert team.told(after(11)) == ["A INV1: step_sent"]
    team.send(after(29))
    assert team.told(after(35)) == ["A INV1: step 3"]


@pytest.mark.parametrize(
    ("days_since", "told"),
    [(4, "contacted_recently"), (9, "contacted_recently"), (10, "step 2"), (19, "step 2")],
)
def test_me_4_ten_days_between_two_messages(ledger: Ledger, days_since: int, told: str) -> None:
    reminded = f"A INV1 issued 2026-02-01 due 2026-03-01 100.00 EUR reminded 1 on {after(25 - days_since)}\n"
    assert Team(ledger(WHO + reminded), strategy=strategy_of(10, 20, 30, between=10)).told(after(25)) == [
        f"A INV1: {told}"
    ]


@pytest.mark.parametrize(
    ("promised", "told"),
    [("", "step 1"), (after(24), "step 1"), (after(25), "promise"), (after(26), "promise")],
)
def test_me_5_the_promised_day_itself_is_still_in_time(ledger: Ledger, promised: str, told: str) -> None:
    word = f" promised {promised}" if promised else ""
    team = Team(ledger(ONE.rstrip("\n") + word), strategy=strategy_of(10, 20, 30))
    assert team.told(after(25)) == [f"A INV1: {told}"]


def test_me_8_to_me_10_the_last_contact_counts_in_whole_days(ledger: Ledger) -> None:
    book = ledger(ONE)
    for between, told in ((7, "step 1"), (9, "step 1"), (10, "contacted_recently"), (15, "contacted_recently")):
        team = Team(book, strategy=strategy_of(0, between=between))
        team.contacts = [
            {"entity": "NL01", "customer_id": "A", "last_contact_on": DUE + timedelta(days=each)} for each in (1, 3, 2)
        ]
        assert team.told(after(12)) == [f"A INV1: {told}"], between


def test_me_10_a_message_dated_after_the_day_asked_blocks_too(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(0, between=7))
    team.contacts = [{"entity": "NL01", "customer_id": "A", "last_contact_on": DUE + timedelta(days=40)}]
    assert team.told(after(12)) == ["A INV1: contacted_recently"]


def test_me_11_differs_an_unsent_message_is_planned_anew_each_day(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(5, 20))
    assert team.told(after(5)) == team.told(after(6)) == ["A INV1: step 1"]


def test_me_12_everyone_starts_at_step_1_and_only_the_old_one_goes_on(ledger: Ledger) -> None:
    book = ledger(
        WHO
        + """
        A YOUNG issued 2026-02-01 due 2026-03-15 110.00 EUR
        A OLD   issued 2026-02-01 due 2026-03-01 110.00 EUR
        A GRACE issued 2026-02-01 due 2026-03-01 110.00 EUR promised 2026-12-31
        """,
    )
    team = Team(book, strategy=strategy_of(10, 20))
    assert sorted(team.told(after(25))) == ["A GRACE: promise", "A OLD: step 1", "A YOUNG: step 1"]
    team.send(after(25))
    assert sorted(team.told(after(25))) == ["A GRACE: promise", "A OLD: step 2", "A YOUNG: step_sent"]


def test_me_13_a_step_at_zero_days_includes_the_due_date(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(0))
    assert team.told(after(-1)) == ["A INV1: not_due"]
    assert team.told(after(0)) == ["A INV1: step 1"]
    assert team.send(after(500)) == ["A: friendly_reminder for INV1"]


def test_kb_1_the_oldest_unpaid_invoice_sets_the_step(ledger: Ledger) -> None:
    book = ledger(
        WHO
        + """
        A INV1 issued 2012-05-31 due 2012-05-31 249.95 EUR
        A INV2 issued 2012-06-30 due 2012-06-30 249.95 EUR
        """,
    )
    team = Team(book, strategy=strategy_of(30, 40, 50))
    days = ("06-08", "06-16", "06-24", "06-30", "07-02", "07-08", "07-10", "07-16", "07-18", "07-20")
    assert [len(team.send(f"2012-{day}")) for day in days] == [0, 0, 0, 1, 0, 0, 1, 0, 0, 1]
    assert [each["step"] for each in team.steps] == [1, 2, 3]


def test_kb_1_age_alone_gives_the_state_where_a_late_entry_begins_at_the_highest_step(ledger: Ledger) -> None:
    book = ledger(WHO + "A INV1 issued 2012-05-31 due 2012-05-31 249.95 EUR\n")
    team = Team(book, strategy=replace(strategy_of(30, 40, 50), entry=LateEntry.HIGHEST))
    days = ("06-29", "06-30", "07-09", "07-10", "07-19", "07-20")
    states = [team.told(f"2012-{day}")[0].removeprefix("A INV1: ") for day in days]
    assert states == ["not_due", "step 1", "step 1", "step 2", "step 2", "step 3"]


def stage_policy(field: str, *limits: float) -> Policy:
    """States by number or balance are segments in Saldo: the highest limit first."""
    names = ["clear", *(f"od{each}" for each in range(1, len(limits) + 1))]
    rules = [
        Rule(segment=name, label=name, conditions=(Condition(field=field, op=Op.AT_LEAST, value=limit),))
        for name, limit in zip(names[1:], limits, strict=True)
    ]
    segments = tuple(Segment(name=name, label=name, description="") for name in names)
    return Policy(thresholds=(), segments=segments, rules=tuple(reversed(rules)), otherwise="clear")


def test_kb_2_and_kb_3_states_by_number_and_balance_are_segments(ledger: Ledger) -> None:
    customers = {"N0": 0, "N1": 1, "N2": 2, "N3": 3, "N4": 4, "N5": 5}
    book = ledger(
        "\n".join(
            f"{name} I{name}{number} issued 2026-01-01 due 2026-01-31 249.95 EUR"
            + (" paid 249.95 on 2026-02-02" if name == "N0" else "")
            for name, count in customers.items()
            for number in range(max(count, 1))
        ),
    )
    known = features(book, date(2026, 3, 1))
    by_number = assign(known, stage_policy("past_due_invoices", 2, 3, 5)).segments_frame()["segment"].tolist()
    by_balance = assign(known, stage_policy("past_due_eur", 260, 600, 1200)).segments_frame()["segment"].tolist()
    assert by_number == by_balance == ["clear", "clear", "od1", "od2", "od2", "od3"]


def test_kb_4_every_limit_is_inclusive(ledger: Ledger) -> None:
    book = ledger(
        "A INV1 issued 2026-01-01 due 2026-01-31 100.00 EUR\nB INV2 issued 2026-01-01 due 2026-01-31 200.00 EUR\nC cash 2026-01-01 1.00 EUR"
    )
    known = features(book, date(2026, 2, 10))
    for policy in (
        stage_policy("past_due_eur", 100),
        stage_policy("past_due_invoices", 1),
        stage_policy("oldest_days_past_due", 10),
    ):
        assert assign(known, policy).segments_frame()["segment"].tolist() == ["od1", "od1", "clear"]


@pytest.mark.parametrize(
    ("minimum", "amounts", "told"),
    [
        (5099, (50, 1), "step 1"),
        (5099, (50,), "below_minimum"),
        (9900, (99,), "step 1"),
        (9901, (99,), "below_minimum"),
    ],
)
def test_la_3_to_la_5_the_minimum_is_of_the_customers_sum(
    ledger: Ledger,
    minimum: int,
    amounts: tuple[int, ...],
    told: str,
) -> None:
    documents = "".join(f"A INV{each} issued 2026-02-01 due 2026-03-01 {each}.00 EUR\n" for each in amounts)
    team = Team(ledger(WHO + documents), strategy=strategy_of(5, minimum={"EUR": minimum}))
    assert {each.split(": ")[1] for each in team.told(after(5))} == {told}


def test_la_6_differs_every_currency_has_a_minimum_and_none_is_left_out(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(5, minimum={"GBP": 1}))
    assert team.told(after(5)) == ["A INV1: step 1"]


def test_la_8_who_does_not_want_it_gets_nothing(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(5))
    team.hold(HoldKind.OPT_OUT, "A")
    assert team.told(after(5)) == ["A INV1: unreachable"]


def test_la_9_after_the_fifth_step_nothing_follows(ledger: Ledger) -> None:
    reminded = "A INV1 issued 2026-02-01 due 2026-03-01 100.00 EUR reminded 5 on 2026-03-20\n"
    assert Team(ledger(WHO + reminded), strategy=strategy_of(1, 2, 3, 4, 5)).told(after(60)) == ["A INV1: step_sent"]


def test_la_10_four_days_between(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(1, 2, between=4))
    team.send(after(10))
    assert team.told(after(13)) == ["A INV1: contacted_recently"]
    assert team.told(after(14)) == ["A INV1: step 2"]


def test_la_11_only_what_is_past_due_and_differs_all_currencies_in_one_message(ledger: Ledger) -> None:
    book = ledger(
        WHO
        + """
        B is business NL nl b@example.org
        A EARLY issued 2026-02-01 due 2026-06-01 10.00 EUR
        A EURO  issued 2026-02-01 due 2026-03-01 99.00 EUR
        A DOLLAR issued 2026-02-01 due 2026-03-01 99.00 USD
        B OTHER issued 2026-02-01 due 2026-03-01 99.00 EUR
        """,
    )
    assert sorted(Team(book, strategy=strategy_of(5, minimum={"EUR": 9900})).send(after(5))) == [
        "A: friendly_reminder for EURO DOLLAR",
        "B: friendly_reminder for OTHER",
    ]


def test_la_12_one_document_can_be_left_out(ledger: Ledger) -> None:
    team = Team(ledger(ONE + "A INV2 issued 2026-02-01 due 2026-03-01 100.00 EUR\n"), strategy=strategy_of(5))
    team.hold(HoldKind.WAITING_ON_US, "A", number="INV2")
    assert team.send(after(5)) == ["A: friendly_reminder for INV1"]


def test_la_13_one_currency_at_its_end_does_not_stop_the_other(ledger: Ledger) -> None:
    book = ledger(
        WHO
        + """
        A DOLLAR issued 2026-02-01 due 2026-03-01 99.00 USD reminded 2 on 2026-03-10
        A EURO issued 2026-02-01 due 2026-03-01 99.00 EUR
        """,
    )
    team = Team(book, strategy=strategy_of(1, 2))
    assert team.send(after(40)) == ["A: friendly_reminder for EURO"]


def test_la_14_one_message_per_own_company(ledger: Ledger) -> None:
    book = ledger(
        """
        A is business NL nl a@example.org
        A is business NL nl a@example.org entity BE01
        A INV1 issued 2026-02-01 due 2026-03-01 99.00 EUR
        A INV2 issued 2026-02-01 due 2026-03-01 99.00 EUR entity BE01
        """,
    )
    assert len(Team(book, strategy=strategy_of(5)).send(after(5))) == 2


def test_la_15_past_due_from_the_day_after_the_due_date(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(1))
    assert team.told(after(0)) == ["A INV1: not_due"]
    assert team.told(after(1)) == ["A INV1: step 1"]


def test_er_dun_1_the_notice_asks_what_is_open(ledger: Ledger) -> None:
    assert Team(ledger(ONE), strategy=strategy_of(5)).plan(after(20)).asked_minor.tolist() == [100_00]


def test_er_dun_2_differs_no_interest_and_no_fee(ledger: Ledger) -> None:
    team = Team(ledger(ONE), strategy=strategy_of(5, 10))
    team.send(after(5))
    assert team.plan(after(15)).asked_minor.tolist() == [100_00]


def test_er_dun_4_two_invoices_one_message(ledger: Ledger) -> None:
    team = Team(ledger(ONE + "A INV2 issued 2026-02-01 due 2026-03-02 300.00 EUR\n"), strategy=strategy_of(5))
    assert team.plan(after(10)).asked_minor.tolist() == [100_00, 300_00]
    assert team.send(after(10)) == ["A: friendly_reminder for INV1 INV2"]


def test_er_dun_5_only_the_part_past_due_and_a_payment_taken_back(ledger: Ledger) -> None:
    issued = f"A INV1 issued {after(-6)} due {after(4)} 100.00 EUR parts {after(-1)}:50.00,{after(4)}:50.00\n"
    team = Team(ledger(WHO + issued), strategy=strategy_of(1))
    assert team.told(after(0)) == ["A INV1: step 1", "A INV1/2: not_due"]
    team.book = ledger(f"A cash {after(1)} 50.00 EUR for INV1/1 id P1\n")
    assert team.told(after(1)) == ["A INV1/2: not_due"]
    team.book = ledger(f"A cash {after(2)} -50.00 EUR for INV1/1 id P2\n")
    assert team.told(after(2)) == ["A INV1: step 1", "A INV1/2: not_due"]


def test_er_dun_6_a_credit_note_matched_in_full_ends_it(ledger: Ledger) -> None:
    team = Team(
        ledger(ONE + f"A CN1 credit {after(12)} 100.00 EUR on INV1 {after(12)} 100.00\n"), strategy=strategy_of(5)
    )
    assert team.told(after(11)) == ["A INV1: step 1"]
    assert team.told(after(12)) == []


def test_er_dun_7_differs_a_credit_that_covers_it_is_matched_before_we_write(ledger: Ledger) -> None:
    team = Team(ledger(ONE + f"A CN1 credit {after(12)} 100.00 EUR\n"), strategy=strategy_of(5))
    assert sorted(team.told(after(12))) == ["A CN1: credit", "A INV1: credit_covers"]
    assert team.why(after(12), "INV1") == "€100.00 of credits and payments is not matched yet"


@pytest.mark.data
def test_every_case_is_in_the_document() -> None:
    folder = Settings().test_data
    if folder is None:
        pytest.skip("SALDO_TEST_DATA names no folder with cases")
    told = set(
        re.findall(r"`([a-z]+(?:-[a-z0-9]+)+)`", (ROOT / "docs" / "cases-reminders.md").read_text(encoding="utf-8"))
    )
    ids = {
        case["id"] for name in FILES for case in json.loads((folder / "cases" / f"{name}.json").read_text())["cases"]
    }
    assert ids <= told
