"""A past day knows what had arrived by then and nothing else; what it sends counts on the days that follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from core.book.errors import VersionGoneError
from core.desk import cases, holds
from core.desk.cases import ItemName, NewCase
from core.law.choices import SAFE
from core.segments.features import features
from core.strategy.law_choices import save_choices
from core.strategy.replay import known_customers
from core.strategy.replay.conduct import Conduct
from core.strategy.replay.errors import BackwardsError, OutsideTheBookError, ReplayCancelledError, TooManyDaysError
from core.strategy.replay.run import ALL_STALE, NO_NEWS
from core.strategy.replay.wrong import judged
from core.strategy.strategy_shipped import SHIPPED
from core.vocabulary import HoldKind
from tests.reminders import strategy_of
from tests.replays import proposed

if TYPE_CHECKING:
    from tests.replays import Story

pytestmark = pytest.mark.few_on_postgres(1)

OPEN = """
    A is business NL nl a@example.org
    B is business NL nl b@example.org
    A INV1 issued 2026-02-01 due 2026-03-01 100.00 EUR
    B INV2 issued 2026-02-01 due 2026-03-02 80.00 EUR
"""
LATE_NEWS = "A cash 2026-03-03 100.00 EUR for INV1 id P1"


def test_a_payment_that_the_ledger_told_late_was_not_known(story: Story) -> None:
    story.arrives("2026-02-20", OPEN)
    story.arrives("2026-03-10", LATE_NEWS)
    found = story.replayed("2026-03-03", "2026-03-06")
    assert story.sent("2026-03-03", "2026-03-06") == ["04-03 A INV1 step 1", "05-03 B INV2 step 1"]
    outcome = judged(story.desk, story.books[-1], found.items)
    assert outcome["wrong"].fillna("right").tolist() == ["paid", "right"]
    assert outcome["was_known"].astype("object").fillna("-").tolist() == [False, "-"]
    assert f"{outcome['since_on'].iloc[0]:%d-%m} {outcome['known_on'].iloc[0]:%d-%m}" == "03-03 10-03"


def test_a_payment_of_the_day_itself_crossed_the_reminder(story: Story) -> None:
    story.arrives("2026-02-20", OPEN)
    story.arrives(
        "2026-03-20", "A cash 2026-03-04 100.00 EUR for INV1 id P1\nB cash 2026-03-12 80.00 EUR for INV2 id P2"
    )
    found = story.replayed("2026-03-04", "2026-03-05")
    outcome = judged(story.desk, story.books[-1], found.items)
    assert outcome["wrong"].isna().all()
    assert outcome["is_paid_later"].tolist() == [True, True]  # on the day, and seven days after the fifth
    assert outcome["is_over"].tolist() == [True, True]


def test_what_is_contested_a_week_later_is_told(story: Story) -> None:
    story.arrives("2026-02-20", OPEN)
    disputes = "A INV1 issued 2026-02-01 due 2026-03-01 100.00 EUR\nA disputes INV1 from 2026-03-08 because damaged"
    story.arrives("2026-03-09", disputes)
    story.arrives("2026-03-20", "B cash 2026-03-19 1.00 EUR id P9")
    found = story.replayed("2026-03-04", "2026-03-05")
    outcome = judged(story.desk, story.books[-1], found.items)
    assert outcome["is_disputed_later"].tolist() == [True, False]


def test_a_file_that_comes_after_the_plan_of_the_day_is_known_the_next(story: Story) -> None:
    story.arrives("2026-02-20", OPEN)
    story.arrives("2026-03-04", LATE_NEWS)  # six in the morning: before the plan
    story.arrives("2026-03-20", "B cash 2026-03-19 1.00 EUR id P9")
    assert story.sent("2026-03-03", "2026-03-05") == ["05-03 B INV2 step 1"]


def test_days_before_the_first_ledger_are_reconstructed(story: Story) -> None:
    story.arrives("2026-03-10", OPEN + LATE_NEWS)
    story.arrives("2026-03-20", "B cash 2026-03-19 1.00 EUR id P9")
    found = story.replayed("2026-03-04", "2026-03-12")
    assert found.days["is_reconstructed"].tolist() == [True] * 6 + [False] * 3
    assert story.sent("2026-03-04", "2026-03-12") == ["05-03 B INV2 step 1"]  # what is known now of INV1 counts


def test_what_was_sent_counts_on_the_days_that_follow(story: Story) -> None:
    story.arrives("2026-02-20", OPEN)
    story.arrives("2026-03-31", "B cash 2026-03-16 80.00 EUR for INV2 id P2")
    assert story.sent("2026-03-03", "2026-03-29") == [
        "04-03 A INV1 step 1",
        "05-03 B INV2 step 1",
        "15-03 A INV1 step 2",
        "16-03 B INV2 step 2",
    ]
    wide = proposed(strategy_of(3, 5, between=7))
    assert story.sent("2026-03-03", "2026-03-29", proposal=wide)[2:] == ["11-03 A INV1 step 2", "12-03 B INV2 step 2"]


def test_nothing_goes_without_news_where_the_team_waits_for_it(story: Story) -> None:
    story.arrives("2026-02-20", OPEN)
    story.arrives("2026-03-06", "B cash 2026-03-05 1.00 EUR id P9")
    story.arrives("2026-03-20", "B cash 2026-03-19 1.00 EUR id P10")
    found = story.replayed("2026-03-04", "2026-03-07", conduct=Conduct(most_banking_days=None))
    assert found.days["idle"].fillna("").tolist() == [NO_NEWS, NO_NEWS, "", NO_NEWS]
    assert found.items["day"].dt.day.tolist() == [6, 6]


def test_a_company_whose_ledger_is_too_old_sends_nothing(story: Story) -> None:
    story.arrives("2026-03-02", OPEN + "\nC is business BE nl c@example.org entity BE01", entities=("NL01",))
    story.arrives("2026-03-20", "B cash 2026-03-19 1.00 EUR id P10")
    rules = Conduct(only_with_news=False, most_banking_days=3)
    found = story.replayed("2026-03-05", "2026-03-06", conduct=rules)
    assert found.days["stale"].fillna("").tolist() == ["", "NL01"]
    assert found.days["idle"].fillna("").tolist() == ["", ALL_STALE]


def test_a_hold_counts_from_the_instant_it_was_placed_until_it_was_ended(story: Story) -> None:
    story.arrives("2026-02-20", OPEN)
    story.clock.now = datetime(2026, 3, 4, 12, tzinfo=UTC)  # after the plan of the fourth
    on_a = holds.place(story.desk, HoldKind.STOP, entity="NL01", customer_id="A", by="Els", why="asked")
    on_b = holds.place(story.desk, HoldKind.STOP, entity="NL01", customer_id="B", by="Els", why="asked")
    story.clock.now = datetime(2026, 3, 9, 12, tzinfo=UTC)
    holds.end(story.desk, on_b, by="Els", why="enough")
    story.arrives("2026-03-20", "B cash 2026-03-19 1.00 EUR id P10")
    holds.end(story.desk, on_a, by="Els", why="enough")
    assert story.sent("2026-03-03", "2026-03-12") == ["04-03 A INV1 step 1", "10-03 B INV2 step 1"]


def test_a_promise_stands_until_the_ledger_of_then_judges_it(story: Story) -> None:
    story.arrives("2026-02-20", OPEN)
    story.clock.now = datetime(2026, 3, 3, 12, tzinfo=UTC)
    cases.open_case(
        story.desk,
        NewCase(
            kind=HoldKind.PROMISE,
            entity="NL01",
            customer_id="A",
            made_on=date(2026, 3, 3),
            amount_minor=10_000,
            currency="EUR",
            until_on=date(2026, 3, 6),
            why="phoned",
        ),
        by="Els",
    )
    for day in (6, 9, 10, 11):
        story.arrives(f"2026-03-{day:02}", f"B INV{day}0 issued 2026-03-{day:02} due 2026-06-01 1.00 EUR")
    story.arrives("2026-03-20", "A cash 2026-03-19 1.00 EUR id P10")
    assert story.sent("2026-03-04", "2026-03-12") == ["05-03 B INV2 step 1", "09-03 A INV1 step 1"]


def test_a_dispute_that_was_closed_stood_until_then(story: Story) -> None:
    story.arrives("2026-02-20", OPEN)
    story.clock.now = datetime(2026, 3, 3, 12, tzinfo=UTC)
    about = ItemName(document_type="invoice", number="INV1", fiscal_year=2026, part_no=1)
    opened = cases.open_case(
        story.desk,
        NewCase(
            kind=HoldKind.DISPUTE,
            entity="NL01",
            customer_id="A",
            made_on=date(2026, 3, 3),
            currency="EUR",
            items=(about,),
            why="damaged",
        ),
        by="Els",
    )
    story.clock.now = datetime(2026, 3, 8, 12, tzinfo=UTC)
    done = cases.close_case(story.desk, opened.case_id, by="Els", why="agreed")
    story.clock.now = datetime(2026, 3, 12, 12, tzinfo=UTC)
    cases.undo(story.desk, done.event_id, by="Els")
    story.arrives("2026-03-20", "B cash 2026-03-19 1.00 EUR id P10")
    # Closed from the eighth to the twelfth, although it stands again by now.
    assert story.sent("2026-03-03", "2026-03-08") == ["05-03 B INV2 step 1"]
    assert story.sent("2026-03-09", "2026-03-09") == ["09-03 A INV1 step 1", "09-03 B INV2 step 1"]
    assert story.sent("2026-03-13", "2026-03-13") == ["13-03 B INV2 step 1"]


@pytest.mark.parametrize(
    ("first", "last", "error"),
    [
        ("2026-01-31", "2026-03-01", OutsideTheBookError),
        ("2026-03-01", "2026-03-21", OutsideTheBookError),
        ("2026-03-04", "2026-03-03", BackwardsError),
    ],
)
def test_days_outside_the_book_are_refused(story: Story, first: str, last: str, error: type[Exception]) -> None:
    story.arrives("2026-02-20", OPEN)
    story.arrives("2026-03-20", "B cash 2026-03-19 1.00 EUR id P10")
    with pytest.raises(error, match="choose"):
        story.replayed(first, last)


def test_more_days_than_anybody_waits_for_are_refused(story: Story) -> None:
    story.arrives("2026-02-20", OPEN)
    story.arrives("2027-06-01", "B cash 2027-05-19 1.00 EUR id P10")
    with pytest.raises(TooManyDaysError, match="400 is the most"):
        story.replayed("2026-03-01", "2027-06-01")


def test_a_run_stops_after_the_day_it_is_at(story: Story) -> None:
    story.arrives("2026-02-20", OPEN)
    story.arrives("2026-03-20", "B cash 2026-03-19 1.00 EUR id P10")
    seen: list[str] = []
    with pytest.raises(ReplayCancelledError):
        story.replayed(
            "2026-03-03",
            "2026-03-10",
            progress=lambda _share, day: seen.append(day),
            is_cancelled=lambda: len(seen) == 2,
        )
    assert seen == ["03-03-2026", "04-03-2026"]


def test_of_many_customers_features_are_asked_once_a_week_and_of_new_ones_on_their_day(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.arrives("2026-02-20", OPEN)
    story.arrives("2026-03-06", "C is business BE nl c@example.org\nC INV3 issued 2026-03-01 due 2026-03-02 70.00 USD")
    story.arrives("2026-03-31", "B cash 2026-03-16 80.00 EUR for INV2 id P2")
    usual = story.sent("2026-03-03", "2026-03-22")
    assert "06-03 C INV3 step 1" in usual
    monkeypatch.setattr(known_customers, "SMALL", 0)
    asked: list[int] = []

    def counted(*given: Any, **named: Any) -> Any:
        found = features(*given, **named)
        asked.append(len(found))
        return found

    monkeypatch.setattr(known_customers, "features", counted)
    assert story.sent("2026-03-03", "2026-03-22") == usual
    # Nobody on the third; two from the fourth on, and the third customer when it comes; then all of them once a week.
    assert asked == [0, 2, 1, 3, 3]


def test_a_version_whose_file_is_gone_says_so(story: Story) -> None:
    story.arrives("2026-02-20", OPEN)
    before = story.books[-1]
    for day in (1, 2, 3):
        story.arrives(f"2026-03-0{day}", f"B INV{day}0 issued 2026-03-0{day} due 2026-06-01 1.00 EUR")
    with pytest.raises(VersionGoneError, match="reload"):
        story.replayed("2026-02-10", "2026-02-12", book=before)


def test_the_choices_about_the_law_count_on_past_days_too(story: Story) -> None:
    """A consumer whom the source system reminded: its letters count as the notice where the creditor says so."""
    consumer = """
        C is consumer NL nl c@example.org
        C INV3 issued 2025-12-01 due 2025-12-20 100.00 EUR reminded 3 on 2026-01-20
    """
    story.arrives("2026-02-20", OPEN + consumer)
    story.arrives("2026-03-20", "B cash 2026-03-19 1.00 EUR id P9")
    ladder = proposed(SHIPPED)
    before = story.replayed("2026-03-02", "2026-03-02", proposal=ladder)
    assert before.items["message"].tolist() == ["legal_notice_nl"]
    save_choices(story.desk, replace(SAFE, source_reminders_are_notices=True), by="Els")
    after = story.replayed("2026-03-02", "2026-03-02", proposal=ladder)
    assert after.items["message"].tolist() == ["last_letter"]
