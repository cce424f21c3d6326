"""Exposure beside limits and cover, the insurer's clock worked by hand, advice, and what segments may look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from core.credit import advice
from core.credit.board import board
from core.credit.deadlines import ClockKind, ClockState, deadline_of
from core.credit.exposure import by_group
from core.credit.keep import keep_standing
from core.desk import credit, identity, side
from core.desk.credit import NoEvidenceError, Notice
from core.desk.known_better import known_better
from core.desk.known_then import DeskThen
from core.desk.side import NewFact
from core.segments.assign import assign
from core.segments.features import features
from core.segments.policy import Condition, Match, Op, Policy, Rule, Segment
from core.segments.validate import validate
from tests.ledger import Ledger

if TYPE_CHECKING:
    from core.book.book import Book
    from core.credit.board import Board
    from core.desk.engine import Desk
    from tests.desks import TestClock

DAY, TODAY = date(2026, 10, 31), date(2026, 11, 3)
PORTFOLIO = """
    A  is  business NL nl a@a.nl name "Alfa B.V."     limit 500.00 EUR  group G1
    B  is  business NL nl b@b.nl name "Beta V.O.F."   limit 100.00 EUR
    C  is  consumer NL nl c@c.nl name "Carla"
    D  is  business NL nl d@d.nl name "Delta B.V."    limit 9000.00 EUR group G1
    A  INV1  issued 2026-07-01  due 2026-07-31  400.00 EUR
    A  INV2  issued 2026-08-01  due 2026-08-31  300.00 EUR
    A  INV3  issued 2026-10-20  due 2026-11-19   50.00 EUR
    A  INV4  issued 2026-01-01  due 2026-09-30   70.00 EUR
    A  cash  2026-10-25  20.00 EUR
    B  INV5  issued 2026-08-01  due 2026-08-31  150.00 EUR
    C  INV6  issued 2026-08-01  due 2026-08-31   80.00 EUR
    D  INV7  issued 2026-10-01  due 2026-11-30 1000.00 USD
    rate USD 2026-10-30 0.90
"""
TERMS: dict[str, Any] = {
    "policy": "P1", "currency": "EUR", "cover_percent": 90.0, "terms_days": 60, "extension_days": 60, "notify_days": 30,
    "notify_from": "extension", "waiting_days": 180,
}  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Ledger(tmp_path_factory.mktemp("book"))(PORTFOLIO)


def limit(customer_id: str, minor: int, **other: Any) -> NewFact:
    body = {"policy": "P1", "buyer_limit_minor": minor, "currency": "EUR", **other}
    return NewFact(key=f"Ins|P1|{customer_id}|{other.get('valid_from', '')}", source="Ins", entity="", customer_id=customer_id, said_on=DAY, line=2, body=body)  # fmt: skip


def score(customer_id: str, value: float, on: date, **other: Any) -> NewFact:
    body = {"score": value, "score_worst": 0.0, "score_best": 100.0, "scored_on": on.isoformat(), "currency": "EUR"}
    return NewFact(key=f"Bureau|{customer_id}|{on}", source="Bureau", entity="", customer_id=customer_id, said_on=on, line=2, body=body | other)  # fmt: skip


def told(desk: Desk, *facts: NewFact) -> None:
    for each in facts:
        side.note(desk, "credit" if each.source == "Bureau" else "insurance", each, by="Els")


def policy_row(desk: Desk) -> None:
    told(desk, NewFact(key="Ins|P1|policy|", source="Ins", entity="", customer_id="", said_on=DAY, line=2, body=TERMS))


def seen(book: Book, desk: Desk) -> Board:
    return board(book, desk, as_of=DAY, today=TODAY)


def row(found: pd.DataFrame, customer_id: str) -> dict[Any, Any]:
    return found[found["customer_id"] == customer_id].iloc[0].to_dict()


def test_exposure_adds_up_to_the_ledger_and_stands_beside_limits(book: Book, desk: Desk) -> None:
    policy_row(desk)
    told(desk, limit("A", 50_000))
    found = seen(book, desk).exposure
    assert found["open_cents"].sum() == 80_000 + 15_000 + 8_000 + 90_000
    assert found["open_cents"].sum() / 100 == features(book, DAY).frame["balance_eur"].sum()
    alfa = row(found, "A")
    # 820 owed less 20 of cash; insured up to 500, of which 90 %; the rest is nobody's risk but ours.
    assert (alfa["open_cents"], alfa["insured_cents"], alfa["uninsured_cents"]) == (80_000, 45_000, 35_000)
    assert alfa["own_use_share"] == 1.6
    assert row(found, "D")["exposure_cents"] == 90_000


def test_orders_that_are_open_with_us_count_as_exposure_and_no_others(book: Book, desk: Desk) -> None:
    for number, state in enumerate(("open", "blocked", "refused", "delivered", "cancelled")):
        body = {"order_state": state, "amount_minor": 10_000 * 10**number, "currency": "EUR"}
        fact = NewFact(key=str(number), source="ERP", entity="NL01", customer_id="C", said_on=DAY, line=2, body=body)
        side.note(desk, "orders", fact, by="Els")
    carla = row(seen(book, desk).exposure, "C")
    assert (carla["orders_cents"], carla["exposure_cents"]) == (110_000, 118_000)


def test_groups_count_together_and_so_do_customers_that_are_one(book: Book, desk: Desk) -> None:
    found = seen(book, desk).exposure
    assert by_group(found)[["group", "customers", "exposure_cents"]].to_numpy().tolist() == [["group G1", 2, 170_000.0]]
    one = by_group(found, [[("NL01", "B"), ("NL01", "C")]])
    assert one[one["group"].str.startswith("same as")]["exposure_cents"].tolist() == [23_000.0]


def test_days_of_a_policy_count_from_where_it_says() -> None:
    issued, due = date(2026, 1, 1), date(2026, 1, 31)
    asked = {
        "due": date(2026, 3, 2), "issued": date(2026, 1, 31), "extension": date(2026, 5, 1),
    }  # fmt: skip
    for counted, day in asked.items():
        terms = TERMS | {"notify_from": counted}
        assert deadline_of(ClockKind.NOTIFY, terms, issued_on=issued, due_on=due) == day
    assert deadline_of(ClockKind.EXTENSION, TERMS, issued_on=issued, due_on=due) == date(2026, 4, 1)
    assert deadline_of(ClockKind.NOTIFY, {"notify_days": None}, issued_on=issued, due_on=due) is None


def test_the_clock_says_what_cover_is_at_stake_by_which_day(book: Book, desk: Desk) -> None:
    policy_row(desk)
    told(desk, limit("A", 50_000))
    clock = seen(book, desk).clock
    shown = [
        (each["kind"], each["deadline_on"].isoformat(), each["state"], each["open_cents"], each["at_stake_cents"])
        for each in clock.to_dict("records")
    ]
    # INV1 takes 400 of the limit, INV2 the last 100; INV4 had a term of 272 days where 60 are insured. INV3 is not due yet.
    assert shown == [
        ("extension", "2026-09-29", ClockState.MISSED, 40_000, 36_000),
        ("notify", "2026-10-29", ClockState.MISSED, 40_000, 36_000),
        ("extension", "2026-10-30", ClockState.MISSED, 30_000, 9_000),
        ("notify", "2026-11-29", ClockState.AHEAD, 30_000, 9_000),
        ("extension", "2026-11-29", ClockState.AHEAD, 7_000, 0),
        ("notify", "2026-12-29", ClockState.AHEAD, 7_000, 0),
    ]
    assert clock["waiting_until_on"].iloc[1] == date(2027, 4, 27)


def test_each_invoice_is_under_the_limit_of_its_own_day(book: Book, desk: Desk) -> None:
    policy_row(desk)
    told(
        desk,
        limit("A", 50_000, valid_until="2026-07-15"),
        limit("A", 10_000, valid_from="2026-07-16", cover_percent=50.0),
    )
    clock = seen(book, desk).clock
    notify = clock[clock["kind"] == ClockKind.NOTIFY].set_index("deadline_on")["at_stake_cents"]
    assert notify[date(2026, 10, 29)] == 36_000  # INV1, of July, under the old limit
    assert notify[date(2026, 11, 29)] == 5_000  # INV2, of August: 100 of 300, half of it
    assert row(seen(book, desk).exposure, "A")["insured_limit_cents"] == 10_000


def test_each_invoice_is_under_the_terms_its_policy_had_that_day(book: Book, desk: Desk) -> None:
    # The later file came first: what counts is the day, not the order.
    for began, days in (("2026-07-15", 90), ("2026-01-01", 10)):
        body = TERMS | {"valid_from": began, "notify_days": days, "notify_from": "due"}
        told(desk, NewFact(key=f"Ins|P1|policy|{began}", source="Ins", entity="", customer_id="", said_on=DAY, line=2, body=body))  # fmt: skip
    told(desk, limit("A", 50_000, valid_from="2026-01-01"))
    clock = seen(book, desk).clock
    notify = clock[clock["kind"] == ClockKind.NOTIFY]["deadline_on"].tolist()
    # INV1 and INV4 of before the change within 10 days of their due dates, INV2 of after it within 90.
    assert sorted(notify) == [date(2026, 8, 10), date(2026, 10, 10), date(2026, 11, 29)]


@pytest.mark.parametrize(
    ("decision", "cents"), [("Non-cancellable", 45_000.0), ("Cancelled", 0.0), ("ingetrokken", 0.0)]
)
def test_a_limit_that_can_be_cancelled_stands(book: Book, desk: Desk, decision: str, cents: float) -> None:
    told(desk, limit("A", 50_000, cover_percent=90.0, decision=decision))
    assert row(seen(book, desk).exposure, "A")["insured_cents"] == cents


def test_scores_of_the_ledger_itself_are_closed_to_rules_about_people_too(ledger: Ledger, desk: Desk) -> None:
    known = ledger("""
        V is business NL nl v@v.nl name "Bakkerij Smit VOF" limit 100.00 EUR
        V INV1 issued 2026-08-01 due 2026-08-31 150.00 EUR
    """)
    assert keep_standing(desk, known, as_of=DAY, today=TODAY) == 1
    assert np.isnan(row(features(known, DAY, known_better(desk)).frame, "V")["credit_limit_use_share"])


def test_one_bureau_that_says_it_is_a_person_is_enough(book: Book, desk: Desk) -> None:
    other = score("A", 80, DAY, legal_form="Limited")
    told(desk, score("A", 30, DAY, legal_form="Eenmanszaak"))
    side.note(desk, "credit", replace(other, source="Zeta", key="Zeta"), by="Els")
    assert [each for each in seen(book, desk).natural.values() if each == "Eenmanszaak"] == ["Eenmanszaak"]


def test_a_withdrawn_limit_covers_nothing(book: Book, desk: Desk) -> None:
    policy_row(desk)
    told(desk, limit("A", 50_000, decision="withdrawn"))
    found = seen(book, desk)
    assert (row(found.exposure, "A")["insured_cents"], found.clock["at_stake_cents"].sum()) == (0, 0)


def test_a_deadline_is_done_with_proof_and_undone(book: Book, desk: Desk) -> None:
    policy_row(desk)
    told(desk, limit("A", 50_000))
    pressing = seen(book, desk).clock.iloc[1]
    notice = Notice(
        source="Ins", policy="P1", entity="NL01", customer_id="A", kind=pressing["kind"], deadline_on=pressing["deadline_on"],
        items=tuple(pressing["items"]), amount_minor=36_000, currency="EUR", done_on=TODAY, evidence="Ref 2026/17",
    )  # fmt: skip
    with pytest.raises(NoEvidenceError):
        credit.note_notice(desk, replace(notice, evidence=" "), by="Els")
    number = credit.note_notice(desk, notice, by="Els")
    done = seen(book, desk).clock
    assert done[done["state"] == ClockState.DONE]["notice_id"].tolist() == [number]
    assert done["state"].iloc[-1] == ClockState.DONE
    assert credit.undo_notice(desk, number, by="Tim", why="wrong policy")
    assert ClockState.DONE not in set(seen(book, desk).clock["state"])


def test_whom_to_watch_and_who_has_room(book: Book, desk: Desk) -> None:
    before, now = date(2026, 7, 31), DAY
    told(desk, score("A", 85, before), score("A", 55, now), score("B", 90, before), score("B", 5, now), score("D", 95, now, credit_limit_minor=200_000))  # fmt: skip
    found = seen(book, desk)
    watched = advice.watched(found.exposure, pd.Series({}, dtype="float64"))
    reasons = dict(zip(watched["customer_id"], watched["reasons"], strict=True))
    assert reasons["A"] == ("over_own", "fallen")
    # A partnership is people: what it owes counts, what the bureau says of it does not.
    assert reasons["B"] == ("over_own",)
    assert "C" not in reasons
    room = advice.with_room(found.exposure, pd.Series({}, dtype="float64"))
    assert room[["customer_id", "room_cents", "why"]].to_numpy().tolist() == [["D", 110_000.0, "advised"]]


def credit_policy(*conditions: Condition, match: Match = Match.ALL) -> Policy:
    return Policy(
        thresholds=(),
        segments=(
            Segment(name="watch", label="Watch", description=""),
            Segment(name="rest", label="Rest", description=""),
        ),
        rules=(Rule(segment="watch", label="Weak", conditions=conditions, match=match),),
        otherwise="rest",
    )


WEAK = Condition(field="external_score_band", op=Op.ONE_OF, value=("D", "E"))
FIRMS = Condition(field="customer_type", op=Op.IS, value="business")


@pytest.mark.parametrize(
    ("policy", "is_refused"),
    [
        (credit_policy(WEAK), True),
        (credit_policy(WEAK, FIRMS, match=Match.ANY), True),
        (credit_policy(WEAK, Condition(field="customer_type", op=Op.ONE_OF, value=("business", "consumer"))), True),
        (credit_policy(Condition(field="insured_share", op=Op.LESS, value=0.5)), True),
        (credit_policy(Condition(field="credit_limit_use_share", op=Op.MORE, value=1.0)), True),
        (credit_policy(WEAK, FIRMS), False),
        (credit_policy(Condition(field="credit_limit_use_share", op=Op.MORE, value=1.2), FIRMS), False),
    ],
)
def test_a_rule_may_look_at_credit_of_businesses_only(policy: Policy, is_refused: bool) -> None:
    problems = validate(policy)
    assert any("GDPR art. 22, CJEU C-634/21" in each for each in problems) is is_refused
    assert bool(problems) is is_refused


def test_segments_see_bands_of_companies_and_nothing_of_people(book: Book, desk: Desk, clock: TestClock) -> None:
    policy_row(desk)
    told(desk, score("A", 30, DAY), score("B", 30, DAY), score("C", 30, DAY), limit("A", 40_000), limit("B", 1_000))
    asked_before = clock.now
    clock.forward(hours=1)
    assert keep_standing(desk, book, as_of=DAY, today=TODAY) == 3
    assert keep_standing(desk, book, as_of=DAY, today=TODAY) == 0
    known = features(book, DAY, known_better(desk))
    alfa, beta, carla = (row(known.frame, each) for each in "ABC")
    assert (alfa["external_score_band"], alfa["insured_share"], alfa["credit_limit_use_share"]) == ("D", 0.45, 1.6)
    for person in (beta, carla):
        assert not isinstance(person["external_score_band"], str)
        assert np.isnan(person["insured_share"])
        assert np.isnan(person["credit_limit_use_share"])
    assigned = assign(known, credit_policy(WEAK, FIRMS))
    assert assigned.features.frame["customer_id"][assigned.codes == 0].tolist() == ["A"]
    then = DeskThen(desk)
    assert (len(then.standing(asked_before)), len(then.standing(clock.now))) == (0, 3)


def test_what_people_say_of_a_person_goes_before_its_papers(book: Book, desk: Desk) -> None:
    told(desk, score("B", 30, DAY))
    identity.say_natural(desk, ("NL01", "B"), is_natural=False, by="Els", why="it became a B.V.")
    keep_standing(desk, book, as_of=DAY, today=TODAY)
    assert row(features(book, DAY, known_better(desk)).frame, "B")["external_score_band"] == "D"
    assert identity.forget_natural(desk, ("NL01", "B"), by="Tim")
    keep_standing(desk, book, as_of=DAY, today=TODAY)
    assert not isinstance(row(features(book, DAY, known_better(desk)).frame, "B")["external_score_band"], str)
