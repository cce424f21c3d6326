"""Features of a customer on a day, worked by hand on small ledgers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from core.segments.assign import assign
from core.segments.features import features
from core.segments.shipped import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from core.segments.features import Features
    from tests.ledger import Ledger


def of(known: Features, customer_id: str) -> Mapping[Hashable, Any]:
    frame = known.frame
    found: Mapping[Hashable, Any] = frame[frame["customer_id"] == customer_id].iloc[0].to_dict()
    return found


def test_balances_of_today_and_of_a_past_day(ledger: Ledger) -> None:
    """31 March: 60 left of INV1 (50 days late), 25 credit, 15 cash: net 20. 31 January: INV1 whole and not past due."""
    book = ledger(
        """
        A INV1 issued 2026-01-10 due 2026-02-09 100.00 EUR paid 40.00 on 2026-02-20
        A CN1 credit 2026-02-15 25.00 EUR
        A cash 2026-03-01 15.00 EUR
        """,
    )
    now = of(features(book, date(2026, 3, 31)), "A")
    assert (now["balance_eur"], now["past_due_eur"], now["oldest_days_past_due"]) == (20.0, 60.0, 50)
    assert (now["open_invoices"], now["past_due_invoices"], now["sales_12m_eur"], now["days_since_payment"]) == (
        1,
        1,
        75.0,
        30,
    )
    then = of(features(book, date(2026, 1, 31)), "A")
    assert (then["balance_eur"], then["past_due_eur"], then["oldest_days_past_due"], then["open_invoices"]) == (
        100.0,
        0.0,
        0,
        1,
    )
    assert np.isnan(then["days_since_payment"])


@pytest.mark.parametrize(
    ("days_late", "median"),
    [((7,), 7.0), ((9, -1), 4.0), ((30, 0, 2), 2.0), ((1, 2, 30, 40), 16.0)],
)
def test_the_median_is_exact_for_odd_and_even_numbers(
    ledger: Ledger, days_late: tuple[int, ...], median: float
) -> None:
    base = np.datetime64("2026-03-01")
    book = ledger(
        "\n".join(
            f"A INV{number} issued 2026-02-01 due 2026-03-01 10.00 EUR paid 10.00 on {base + np.timedelta64(late, 'D')}"
            for number, late in enumerate(days_late)
        ),
    )
    known = of(features(book, date(2026, 12, 31)), "A")
    assert known["median_days_late"] == median
    assert known["paid_invoices"] == len(days_late)
    assert known["late_share"] == sum(late > 0 for late in days_late) / len(days_late)


def test_a_habit_counts_only_what_was_closed_by_then_and_in_24_months(ledger: Ledger) -> None:
    book = ledger(
        """
        A OLD issued 2023-01-01 due 2023-01-31 10.00 EUR paid 10.00 on 2023-03-31
        A INV1 issued 2026-01-01 due 2026-01-31 10.00 EUR paid 10.00 on 2026-02-05
        A INV2 issued 2026-01-01 due 2026-01-31 10.00 EUR paid 10.00 on 2026-05-01
        """,
    )
    april = of(features(book, date(2026, 4, 1)), "A")
    assert (april["paid_invoices"], april["median_days_late"]) == (1, 5.0)


def test_other_currencies_count_at_the_rate_of_the_day_or_one_to_one(ledger: Ledger) -> None:
    book = ledger(
        """
        rate USD 2026-01-01 0.50
        rate USD 2026-02-15 0.90
        A INV1 issued 2026-01-01 due 2026-01-31 100.00 USD
        B INV2 issued 2026-01-01 due 2026-01-31 100.00 CHF
        """,
    )
    february = features(book, date(2026, 2, 10))
    assert of(february, "A")["past_due_eur"] == 50.0
    assert of(features(book, date(2026, 3, 1)), "A")["past_due_eur"] == 90.0
    assert of(february, "B")["past_due_eur"] == 100.0
    assert february.without_rate == ("CHF",)
    assert february.past_due_minor.tolist() == [[0, 100_00], [100_00, 0]]


def test_what_says_too_much_of_a_person_is_kept_for_businesses_only(ledger: Ledger) -> None:
    words = "sector retail size small score 0.4 since 2020-01-01"
    book = ledger(
        f"""
        A is business NL nl {words}
        B is consumer NL nl {words}
        A INV1 issued 2026-01-01 due 2026-01-31 10.00 EUR
        B INV1 issued 2026-01-01 due 2026-01-31 10.00 EUR
        """,
    )
    frame = features(book, date(2026, 2, 1)).frame.set_index("customer_id")
    private = ["sector", "size_class", "external_score", "customer_since_days"]
    assert frame.loc["A", private].notna().all()
    assert frame.loc["B", private].isna().all()


def test_attributes_are_those_known_on_the_day(ledger: Ledger) -> None:
    ledger(
        "A is business NL nl label neutral\nA INV1 issued 2026-01-01 due 2026-01-31 10.00 EUR", list_on=date(2026, 2, 1)
    )
    book = ledger("A is business NL nl label negative", list_on=date(2026, 3, 1))
    assert of(features(book, date(2026, 2, 20)), "A")["label"] == "neutral"
    assert of(features(book, date(2026, 3, 1)), "A")["label"] == "negative"
    # Before the first import the day is reconstructed with the earliest row.
    assert of(features(book, date(2026, 1, 15)), "A")["label"] == "neutral"


def test_a_customer_of_later_is_not_there_yet(ledger: Ledger) -> None:
    book = ledger(
        "A INV1 issued 2026-01-01 due 2026-01-31 10.00 EUR\nB INV1 issued 2026-03-01 due 2026-03-31 10.00 EUR"
    )
    assert features(book, date(2026, 2, 1)).frame["customer_id"].tolist() == ["A"]
    assert len(features(book, date(2025, 1, 1))) == 0


def test_open_disputes_of_the_day(ledger: Ledger) -> None:
    book = ledger(
        """
        A INV1 issued 2026-01-01 due 2026-01-31 10.00 EUR
        A disputes INV1 5.00 from 2026-02-10 until 2026-03-01
        """,
    )
    counted = [
        int(of(features(book, day), "A")["open_disputes"])
        for day in (date(2026, 2, 9), date(2026, 2, 10), date(2026, 3, 1))
    ]
    assert counted == [0, 1, 0]


def test_customers_without_anything_open_or_ever_sold_to_are_there_with_nothing(ledger: Ledger) -> None:
    known = features(ledger("A is business NL nl", list_on=date(2026, 1, 1)), date(2026, 2, 1))
    assert of(known, "A")["past_due_eur"] == 0.0
    assert known.currencies == ()
    assert {name: each.customers for name, each in assign(known, SHIPPED).totals().items()}["new"] == 1


def test_getting_later_compares_half_a_year_with_the_time_before(ledger: Ledger) -> None:
    """Three invoices of the year before paid 2 days late, three of the last half year 12, 15 and 30 days late."""
    rows = [f"A OLD{n} issued 2025-0{n}-01 due 2025-0{n}-20 10.00 EUR paid 10.00 on 2025-0{n}-22" for n in (4, 5, 6)]
    late = ("2026-06-13", "2026-06-16", "2026-07-01")
    rows += [f"A NEW{n} issued 2026-05-01 due 2026-06-01 10.00 EUR paid 10.00 on {paid}" for n, paid in enumerate(late)]
    book = ledger("\n".join(rows))
    assert of(features(book, date(2026, 7, 1)), "A")["days_later"] == 13.0
    # A day earlier only two of the last half year are known: too few to say.
    assert np.isnan(of(features(book, date(2026, 6, 30)), "A")["days_later"])


def test_a_fixed_day_moves_with_the_weekend_and_counts_days_not_payments(ledger: Ledger) -> None:
    """Paid on 25, 25, 27, 26, 25, 25 and once on the 3rd; twice on one day is once, and what we collect is no choice."""
    paid = ("2026-01-25", "2026-02-25", "2026-03-27", "2026-04-26", "2026-05-25", "2026-06-25", "2026-07-03")
    rows = [f"A cash {day} 10.00 EUR id P{n}" for n, day in enumerate(paid)]
    rows += ["A cash 2026-07-03 11.00 EUR id P20", "A cash 2026-06-14 9.00 EUR by direct_debit id P21"]
    known = of(features(ledger("A is business NL nl\n" + "\n".join(rows)), date(2026, 7, 31)), "A")
    assert known["pay_day_share"] == pytest.approx(6 / 7)
    few = ledger(
        "B is business NL nl\n"
        + "\n".join(row.replace("A cash", "B cash").replace(" id P", " id Q") for row in rows[:5])
    )
    assert np.isnan(of(features(few, date(2026, 7, 31)), "B")["pay_day_share"])


def test_the_share_of_disputed_invoices_counts_documents_that_were_ever_disputed(ledger: Ledger) -> None:
    book = ledger(
        """
        A INV1 issued 2026-01-01 due 2026-01-31 10.00 EUR parts 2026-01-31:5.00,2026-02-28:5.00
        A INV2 issued 2026-01-01 due 2026-01-31 10.00 EUR
        A INV3 issued 2026-01-01 due 2026-01-31 10.00 EUR
        A CN1 credit 2026-01-15 5.00 EUR
        A disputes INV1 5.00 from 2026-02-10 until 2026-03-01
        A disputes INV3 5.00 from 2026-03-10
        A disputes INV2 5.00 from 2026-04-10
        """,
    )
    april = of(features(book, date(2026, 4, 1)), "A")
    assert (april["disputed_invoices"], april["open_disputes"]) == (2, 1)
    assert april["dispute_share"] == pytest.approx(2 / 3)
    assert of(features(book, date(2026, 5, 1)), "A")["dispute_share"] == 1.0
