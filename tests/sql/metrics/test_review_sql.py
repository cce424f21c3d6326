"""The review on small ledgers worked by hand: parts of a bridge, contributions, gap, scenario, rows, and bad input."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from core.errors import UnknownNameError
from core.metrics.review.bridge import Bridge, DatesTurnedError, Part, bridge
from core.metrics.review.contribution import contribution_finding, customers
from core.metrics.review.gap import gap, gap_finding
from core.metrics.review.items import part_items
from core.metrics.review.scenario import Payer, everybody, if_sooner, payers, scenario_finding
from core.metrics.review.summary import bridge_finding
from core.metrics.scope import GroupBy, Scope
from core.metrics.undefined import Why

if TYPE_CHECKING:
    from core.book.book import Book
    from tests.ledger import Ledger

JUNE, SEPTEMBER = date(2026, 6, 30), date(2026, 9, 30)

STEADY = """
    A  S1   issued 2026-04-10  due 2026-05-10  100.00 EUR  paid 100.00 on 2026-05-10
    A  S2   issued 2026-05-10  due 2026-06-09  100.00 EUR  paid 100.00 on 2026-06-09
    A  S3   issued 2026-06-10  due 2026-07-10  100.00 EUR  paid 100.00 on 2026-07-10
    A  S4   issued 2026-07-10  due 2026-08-09  100.00 EUR  paid 100.00 on 2026-08-09
"""
"""One invoice of 100 a month at 30 days, paid on the day: on 30 June one is open, 100 x 91 / 300 = 30.33 days."""


def one(book: Book, **asked: object) -> Bridge:
    found = bridge(book, JUNE, SEPTEMBER, **{"group": GroupBy.ENTITY, **asked})  # type: ignore[arg-type]  # keywords of bridge
    return found["EUR"]


def days(found: Bridge) -> dict[Part, float]:
    return {part: round(float(part_days), 6) for part, part_days in found.parts.items() if part_days}


def test_longer_terms_are_terms(ledger: Ledger) -> None:
    """From August on 60 days: on 30 September August's and September's invoices are open and not due.

    200 x 92 / 300 = 61.33 days, 31 more than on 30 June. The days of the period alone (92 for 91) are sales: with the old
    share 100 x 1 / 300 = 1/3, with the new 200 / 300 = 2/3, on average 1/2. Terms are the rest: 30.5.
    """
    found = one(
        ledger(
            STEADY
            + """
            A  S5  issued 2026-08-10  due 2026-10-09  100.00 EUR
            A  S6  issued 2026-09-10  due 2026-11-09  100.00 EUR
            """
        )
    )
    assert found.from_days == Fraction(100 * 91, 300)
    assert found.to_days == Fraction(200 * 92, 300)
    assert days(found) == {Part.VOLUME: 0.5, Part.TERMS: 30.5}


def test_late_payment_is_lateness_and_a_dispute_is_disputes(ledger: Ledger) -> None:
    """August's invoice is not paid, 40 of it contested since 20 September: 60 late, 40 disputed, September's 100 not due.

    Only the share open of the month before last moved: 0 to 0.6 late and 0 to 0.4 disputed, of 100, at 91/300 and 92/300 days:
    60 x 91.5 / 300 = 18.3 and 40 x 91.5 / 300 = 12.2. Sales: (100 + 200) / 2 / 300 = 0.5.
    """
    found = one(
        ledger(
            STEADY
            + """
            A  S5  issued 2026-08-10  due 2026-09-09  100.00 EUR
            A  S6  issued 2026-09-10  due 2026-10-10  100.00 EUR
            A  disputes  S5  40.00  from 2026-09-20
            """
        )
    )
    assert days(found) == {Part.VOLUME: 0.5, Part.LATENESS: 18.3, Part.DISPUTES: 12.2}
    told = bridge_finding(found).in_english()
    assert told == "DSO rose by 31.0 days to 61.3; most of it came from lateness (+18.3)."


def test_doubled_sales_alone_move_nothing_but_the_days_of_the_period(ledger: Ledger) -> None:
    """Everything twice as large at the same terms: DSO goes from 30.33 to 30.67 because the quarter has a day more."""
    found = one(
        ledger(
            STEADY
            + """
            A  B4  issued 2026-07-11  due 2026-08-10  100.00 EUR  paid 100.00 on 2026-08-10
            A  S5  issued 2026-08-10  due 2026-09-09  200.00 EUR  paid 200.00 on 2026-09-09
            A  S6  issued 2026-09-10  due 2026-10-10  200.00 EUR
            """
        )
    )
    assert set(days(found)) == {Part.VOLUME}
    assert found.change == Fraction(1, 3)


def test_sales_moved_to_a_slower_country_are_mix(ledger: Ledger) -> None:
    """NL pays in its month, BE keeps September's invoice open; from June to September 50 of the 100 a month move to BE.

    June: NL 90 (paid at once), BE 10 open. September: NL 50, BE 50 open. Shares open do not change, shares of sales do:
    10 x 91 / 300 = 3.03 becomes 50 x 92 / 300 = 15.33; mix is 40 x 91.5 / 300 = 12.2, sales (10 + 50) / 2 / 300 = 0.1.
    """
    rows = ["A is business NL nl", "B is business BE nl"]
    for month, nl, be in ((4, 90, 10), (5, 90, 10), (6, 90, 10), (7, 50, 50), (8, 50, 50), (9, 50, 50)):
        rows.append(
            f"A N{month} issued 2026-{month:02}-10 due 2026-{month:02}-20 {nl}.00 EUR paid {nl}.00 on 2026-{month:02}-15"
        )
        settled = f"paid {be}.00 on 2026-{month + 1:02}-10"
        rows.append(f"B B{month} issued 2026-{month:02}-10 due 2026-{month + 1:02}-10 {be}.00 EUR {settled}")
    found = one(ledger("\n".join(rows), list_on=date(2026, 10, 31)), group=GroupBy.COUNTRY)
    assert days(found) == {Part.VOLUME: 0.1, Part.MIX: 12.2}
    assert {name: float(each.change) for name, each in found.groups.items()} == {"BE": pytest.approx(12.3), "NL": 0.0}
    told = contribution_finding(found)
    assert told is not None
    assert (
        told.in_english() == "BE holds 15.3 of the 15.3 days (100.0%); the largest change is that of BE (+12.3 days)."
    )


def test_a_group_that_appears_or_disappears_moves_sales_and_mix_only(ledger: Ledger) -> None:
    found = one(
        ledger(
            """
            A  is  business NL nl
            B  is  business BE nl
            A  A0  issued 2026-03-10  due 2026-03-20    1.00 EUR  paid 1.00 on 2026-03-20
            A  A1  issued 2026-06-10  due 2026-06-20  100.00 EUR  paid 100.00 on 2026-07-20
            B  B1  issued 2026-09-10  due 2026-09-20  100.00 EUR
            """
        ),
        group=GroupBy.COUNTRY,
    )
    assert set(days(found)) <= {Part.VOLUME, Part.MIX}
    assert found.groups["NL"].to_days == 0
    assert found.groups["BE"].from_days == 0


TWO_ENTITIES = """
    A  is  business NL nl name "Bakker" group G1
    A  is  business NL nl name "Bakker" group G1 entity BE01
    A  N0  issued 2026-03-10  due 2026-03-20    1.00 EUR  paid 1.00 on 2026-03-20
    A  N1  issued 2026-06-10  due 2026-07-10  100.00 EUR  paid 100.00 on 2026-07-01
    A  N2  issued 2026-09-10  due 2026-09-20  100.00 EUR
    A  E1  issued 2026-06-12  due 2026-07-10   50.00 EUR  entity BE01
    A  E2  issued 2026-09-12  due 2026-10-10   50.00 EUR  entity BE01
"""


def test_a_customer_in_two_entities_is_two_accounts_each_in_its_own(ledger: Ledger) -> None:
    """The same id in two entities is two rows; each counts in its entity, together they are the whole."""
    book = ledger(TWO_ENTITIES)
    found = one(book)
    assert set(found.groups) == {"NL01", "BE01"}
    rows = customers(book, found, scope=Scope()).rows
    assert sorted(zip(rows["entity"], rows["customer_id"], rows["to_minor"], strict=True)) == [
        ("BE01", "A", 10_000),
        ("NL01", "A", 10_000),
    ]
    assert sum(rows["to_minor"]) * Fraction(92, 15_000) == found.to_days
    only = customers(book, found, scope=Scope(), group_name="BE01")
    assert only.rows["entity"].tolist() == ["BE01"]
    assert not any(only.rest)


def test_the_rest_is_what_the_shown_customers_leave(ledger: Ledger) -> None:
    book = ledger(TWO_ENTITIES)
    found = one(book)
    told = customers(book, found, scope=Scope(), most=1)
    count, before, now = told.rest
    assert count == 1
    assert found.from_days is not None
    assert found.to_days is not None
    assert before + int(told.rows["from_minor"].sum()) * Fraction(91, 15_000) == found.from_days
    assert now + int(told.rows["to_minor"].sum()) * Fraction(92, 15_000) == found.to_days


def test_the_rows_of_a_part_are_its_balance(ledger: Ledger) -> None:
    book = ledger(
        """
        A  S5  issued 2026-08-10  due 2026-09-09  100.00 EUR
        A  S6  issued 2026-09-10  due 2026-10-10   80.00 EUR
        A  disputes  S5  40.00  from 2026-09-20
        A  cash  2026-09-25  15.00 EUR
        """
    )
    sums = {
        part: part_items(book, SEPTEMBER, part, scope=Scope(currency="EUR")).cell.minor
        for part in (Part.TERMS, Part.LATENESS, Part.DISPUTES, Part.CREDITS)
    }
    assert sums == {Part.TERMS: 8_000, Part.LATENESS: 6_000, Part.DISPUTES: 4_000, Part.CREDITS: -1_500}
    page = part_items(book, SEPTEMBER, Part.LATENESS, scope=Scope(currency="EUR")).rows
    assert (page["number"].tolist(), page["balance_minor"].tolist(), page["days_past_due"].tolist()) == (
        ["S5"],
        [6_000],
        [21],
    )
    assert part_items(book, SEPTEMBER, Part.DISPUTES, scope=Scope(entity="DE01")).rows.empty
    with pytest.raises(UnknownNameError, match="part of a bridge with items"):
        part_items(book, SEPTEMBER, Part.MIX)


def test_gap_and_target_in_days_and_cash(ledger: Ledger) -> None:
    """Past due 100 of which 40 disputed, sales 300 in 92 days: one day is worth 3.26, the gap 30.67 days."""
    book = ledger(
        STEADY.replace("2026-07-10  due 2026-08-09", "2026-07-11  due 2026-08-09")
        + """
        A  S5  issued 2026-08-10  due 2026-09-09  100.00 EUR
        A  S6  issued 2026-09-10  due 2026-10-10  100.00 EUR
        A  disputes  S5  40.00  from 2026-09-20
        """
    )
    told = gap(one(book).end, target=50.0)
    assert (told.days, told.cash_minor, told.disputed_minor) == (Fraction(100 * 92, 300), 10_000, 4_000)
    assert told.day_minor == Fraction(30_000, 92)
    assert told.target_days == Fraction(200 * 92, 300) - 50
    assert told.target_minor == round((Fraction(200 * 92, 300) - 50) * Fraction(30_000, 92))
    assert gap_finding(told, "EUR").in_english() == (
        "If nobody paid late, DSO would be 30.7 days lower and 100.00 EUR would be in the bank; 40.00 EUR of it is disputed."
    )


def test_paying_sooner_frees_days_of_sales_at_most_what_is_open(ledger: Ledger) -> None:
    """Sales of the quarter: NL01 100, BE01 50 in 92 days. Nine days of NL01: 9 x 100 / 92 = 9.78; a hundred days: its 100."""
    end = one(ledger(TWO_ENTITIES)).end
    few = if_sooner(end, {"NL01": 9})
    assert few is not None
    assert few.cash_by_payer == {"NL01": 978}
    assert few.days == Fraction(978 * 92, 15_000)
    assert few.before_days - few.after_days == few.days
    most = if_sooner(end, {"NL01": 1000, "BE01": 0})
    assert most is not None
    assert most.cash_minor == payers(end)["NL01"].open_minor == 10_000
    later = if_sooner(end, {"NL01": -9})
    assert later is not None
    assert later.cash_minor < 0 < -later.days
    told = scenario_finding(few, who=everybody(), sooner_days=9, currency="EUR").in_english()
    assert told.startswith("If everybody paid 9 days sooner, DSO would be 6.0 days lower, at 116.7, and 9.78 EUR more")
    assert (
        scenario_finding(later, who=everybody(), sooner_days=-9, currency="EUR")
        .in_english()
        .startswith("If everybody paid 9 days later")
    )
    assert if_sooner(end, {"x": 5}, of={"x": Payer(sales_minor=-500, open_minor=100)}).cash_minor == 0  # type: ignore[union-attr]  # there are sales


def test_a_payer_in_credit_has_nothing_to_pay_sooner_and_may_pay_later(ledger: Ledger) -> None:
    end = one(ledger(TWO_ENTITIES)).end
    credit = {"x": Payer(sales_minor=9_200, open_minor=-5_000)}
    sooner, later = (if_sooner(end, {"x": days}, of=credit) for days in (5, -5))
    assert sooner is not None
    assert later is not None
    assert (sooner.cash_minor, later.cash_minor) == (0, -500)


# Bad input: each with its stated behaviour.


def test_dates_turned_round_or_the_same_are_refused(ledger: Ledger) -> None:
    book = ledger(STEADY)
    for first in (SEPTEMBER, date(2026, 12, 31)):
        with pytest.raises(DatesTurnedError, match="choose an earlier first date"):
            bridge(book, first, SEPTEMBER, group=GroupBy.ALL)


def test_a_figure_or_dimension_without_a_bridge_is_refused(ledger: Ledger) -> None:
    book = ledger(STEADY)
    with pytest.raises(UnknownNameError, match="metric with a bridge"):
        bridge(book, JUNE, SEPTEMBER, metric="true_dso", group=GroupBy.ALL)
    with pytest.raises(UnknownNameError, match="dimension of a bridge"):
        bridge(book, JUNE, SEPTEMBER, group=GroupBy.CURRENCY)
    with pytest.raises(ValueError, match="no assignment"):
        bridge(book, JUNE, SEPTEMBER, group=GroupBy.SEGMENT)


def test_before_the_first_document_the_figure_is_undefined_with_the_reason(ledger: Ledger) -> None:
    found = bridge(ledger(STEADY), date(2025, 6, 30), JUNE, group=GroupBy.ALL)["EUR"]
    assert (found.from_days, found.change, found.parts) == (None, None, {})
    assert found.to_days is not None
    assert bridge_finding(found).in_english() == (
        "There were no sales in the 3 months up to 2025-06-30, so a balance cannot be put in days of sales."
    )
    with pytest.raises(ValueError, match="undefined at an end"):
        customers(ledger(STEADY), found, scope=Scope())


def test_until_the_book_goes_back_to_the_start_of_the_period_there_is_no_bridge(ledger: Ledger) -> None:
    """STEADY begins in April: the quarter up to 31 May begins before it."""
    found = bridge(ledger(STEADY), date(2026, 5, 31), JUNE, group=GroupBy.ALL)["EUR"]
    assert found.why is not None
    assert found.why.pattern == Why.YOUNG
    assert (found.from_days, found.to_days) == (None, Fraction(100 * 91, 300))


def test_a_period_without_sales_after_the_last_document_is_undefined(ledger: Ledger) -> None:
    found = bridge(ledger(STEADY), JUNE, date(2027, 6, 30), group=GroupBy.ALL)["EUR"]
    assert found.to_days is None
    assert found.why is not None
    assert gap(found.end).days is None
    assert if_sooner(found.end, {"all": 5}) is None
    assert contribution_finding(found) is None


def test_an_empty_scope_has_no_bridge_and_an_empty_book_neither(ledger: Ledger) -> None:
    assert bridge(ledger(STEADY), JUNE, SEPTEMBER, group=GroupBy.ALL, scope=Scope(country="XX")) == {}


def test_customers_in_credit_have_a_net_dso_of_zero_and_no_parts(ledger: Ledger) -> None:
    """A negative balance: 100 open in September and 500 paid without an invoice."""
    book = ledger(STEADY + "A  S6  issued 2026-09-10  due 2026-10-10  100.00 EUR\nA cash 2026-09-20 500.00 EUR")
    found = one(book, metric="dso_net")
    assert found.to_days == 0
    assert not found.parts
    assert bridge_finding(found).in_english() == (
        "On 2026-09-30 customers had more credit than debt: DSO is 0 and its change has no parts."
    )


def test_unallocated_money_is_a_part_of_the_net_figure(ledger: Ledger) -> None:
    """50 of cash waits on 30 September: 50 x 91.5 / 300 = 15.25 days less."""
    book = ledger(
        STEADY
        + """
        A  S5  issued 2026-08-10  due 2026-09-09  100.00 EUR  paid 100.00 on 2026-09-09
        A  S6  issued 2026-09-10  due 2026-10-10  100.00 EUR
        A  cash  2026-09-20  50.00 EUR
        """
    )
    found = one(book, metric="dso_net")
    assert days(found)[Part.CREDITS] == -15.25
    assert sum(found.parts.values(), Fraction(0)) == found.change
