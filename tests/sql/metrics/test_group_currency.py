"""The group figure on ledgers worked by hand: closing and average rates, history that stays, and what is missing."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from core.metrics.group_currency import AT_CLOSING, AT_OPENING, group_measures, group_values
from core.metrics.measures import evaluate
from core.metrics.metric import Measures
from core.metrics.period import Window
from core.metrics.rates import RateKind, RateMissingError, converted, months_in, rates
from core.metrics.undefined import Why

if TYPE_CHECKING:
    from tests.ledger import Ledger

MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 30)
TWO = """
    A  E1  issued 2026-01-10  due 2026-02-09  100.00 EUR
    B  D1  issued 2026-03-10  due 2026-04-09  100.00 USD
    B  D2  issued 2026-02-10  due 2026-02-20   50.00 USD
"""
RATES = """
    rate USD 2026-02-02 0.70
    rate USD 2026-02-27 0.90
    rate USD 2026-03-02 0.80
    rate USD 2026-03-20 1.00
    rate USD 2026-03-31 0.90
"""


def test_balances_at_closing_and_each_month_of_sales_at_its_average(ledger: Ledger) -> None:
    """31 March: USD 150 open at 0.90 = 135. Sales: March 100 x (0.80 + 1.00 + 0.90) / 3 = 90, February 50 x 0.80 = 40.

    Group: open 100 + 135 = 235, sales 100 + 90 + 40 = 230, DSO 235 x 90 / 230 = 91.96.
    """
    group = group_measures(ledger(TWO + RATES), MARCH)
    told = group.measures
    assert told is not None
    assert (told.gross_minor, told.current_minor, told.past_due_minor) == (23_500, 9_000, 14_500)
    assert sum(told.past_due_by_bucket.values()) == told.past_due_minor
    assert [month.sales_minor for month in told.history] == [9_000, 4_000, 10_000]
    assert told.sales_minor == 23_000
    assert group_values(group)["dso"].value == 23_500 * 90 / 23_000
    assert {(rate.kind, rate.on, float(rate.euros), rate.days) for rate in group.rates} >= {
        (RateKind.CLOSING, MARCH, 0.9, 1 + 2 + 2),
        (RateKind.AVERAGE, date(2026, 2, 28), 0.8, 2),
    } - {(RateKind.CLOSING, MARCH, 0.9, 5)}
    assert {rate.file_name for rate in group.rates} == {"ledger.txt"}


def test_one_currency_alone_is_its_own_group(ledger: Ledger) -> None:
    book = ledger("A  E1  issued 2026-01-10  due 2026-02-09  100.00 EUR")
    group = group_values(group_measures(book, MARCH))
    own = {slug: values["EUR"] for slug, values in evaluate(book, MARCH).items()}
    for slug in ("open_balance", "dso", "countback_dso", "collection_effectiveness", "dso_12m", "receivables_turnover"):
        assert group[slug] == own[slug]
    assert group["true_dso"].why == Why.NOT_MEASURED


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("", "There is no rate of USD for 2026-03-31: import one on Settings, Data."),
        ("rate USD 2026-03-31 0", "The rate of USD on 2026-03-31 is zero: import a right one on Settings, Data."),
        ("rate USD 2026-02-27 0.9", "There is no rate of USD for 2026-03-31: import one on Settings, Data."),
        (
            "rate USD 2026-03-31 0.9",
            "There is no rate of USD in the month up to 2026-02-28: import one on Settings, Data.",
        ),
        (
            RATES + "rate USD 2026-02-10 0",
            "The rate of USD on 2026-02-10 is zero: import a right one on Settings, Data.",
        ),
    ],
)
def test_a_missing_rate_or_one_of_zero_makes_it_undefined_and_says_which(ledger: Ledger, told: str, why: str) -> None:
    group = group_measures(ledger(TWO + told, list_on=APRIL), MARCH)
    assert group.measures is None
    assert group.why is not None
    assert group.why.in_english() == why
    assert group_values(group) == {}


def test_a_currency_that_owes_nothing_needs_no_rate(ledger: Ledger) -> None:
    book = ledger(
        "A  E1  issued 2026-01-10  due 2026-02-09  100.00 EUR\nB D1 issued 2024-01-10 due 2024-02-09 10.00 USD paid 10.00 on 2024-02-01"
    )
    told = group_measures(book, MARCH).measures
    assert told is not None
    assert told.gross_minor == 10_000


def test_older_sales_without_rates_end_the_history_and_nothing_else(ledger: Ledger) -> None:
    group = group_measures(
        ledger(
            TWO
            + RATES
            + "\nB D0 issued 2024-06-10 due 2024-07-10 900.00 USD\nrate USD 2025-12-31 0.9\nrate USD 2025-03-31 0.9"
        ),
        MARCH,
    )
    told = group.measures
    assert told is not None
    assert told.sales_minor == 23_000
    assert len(told.history) == 22 - 1
    values = group_values(group)
    assert values["countback_dso"].why == Why.RAN_OUT


def test_another_group_currency_goes_by_way_of_the_euro(ledger: Ledger) -> None:
    """In GBP at 1.20 euros: USD 150 x 0.90 / 1.20 = 112.50 and EUR 100 / 1.20 = 83.33."""
    pounds = "".join(f"rate GBP 2026-{day} 1.20\n" for day in ("01-20", "02-27", "03-31"))
    told = group_measures(ledger(TWO + RATES + pounds), MARCH, into="GBP").measures
    assert told is not None
    assert told.gross_minor == 11_250 + 8_333
    with_euros_only = group_measures(
        ledger("A E1 issued 2026-01-10 due 2026-02-09 100.00 EUR"), date(2025, 3, 31), into="CHF"
    )
    assert with_euros_only.measures is None


def test_yen_have_no_cents() -> None:
    assert converted(1_000, "JPY", "EUR", Fraction("0.006")) == 600
    assert converted(12_345, "EUR", "JPY", Fraction(170)) == 20_986  # 123.45 x 170 = 20,986.5: halves to even


# History never moves.


def test_a_rate_file_that_comes_later_moves_no_past_month_end(ledger: Ledger) -> None:
    """The first file reaches 31 March; a second corrects March's rates, fills a gap in it, and adds April."""
    before = group_measures(ledger(TWO + RATES), MARCH)
    ledger(
        "rate USD 2026-03-31 2.00\nrate USD 2026-03-30 3.00\nrate USD 2026-03-10 4.00\nrate USD 2026-04-30 0.95",
        kind="rates",
    )
    book = ledger.store.open()
    after = group_measures(book, MARCH)
    assert after.measures == before.measures
    assert after.rates == before.rates


def test_a_correction_is_new_knowledge_and_can_be_asked_for(ledger: Ledger) -> None:
    ledger(TWO + RATES)
    book = ledger("rate USD 2026-03-31 2.00", kind="rates")
    told = group_measures(book, MARCH, as_known="latest").measures
    assert told is not None
    assert told.gross_minor == 10_000 + 30_000
    first = group_measures(book, MARCH).measures
    assert first is not None
    assert first.gross_minor == 23_500


def test_until_a_month_is_complete_it_says_what_is_known_so_far(ledger: Ledger) -> None:
    """Rates up to 20 March only: 31 March closes at 1.00 for now; the file that reaches 31 March settles it."""
    known = "\n".join(line for line in RATES.splitlines() if "03-31" not in line)
    early = group_measures(ledger(TWO + known, list_on=MARCH), MARCH).measures
    assert early is not None
    assert early.gross_minor == 10_000 + 15_000
    settled = group_measures(ledger("rate USD 2026-03-31 0.90", kind="rates"), MARCH).measures
    assert settled is not None
    assert settled.gross_minor == 23_500
    still = group_measures(ledger("rate USD 2026-03-31 0.10\nrate USD 2026-04-30 0.10", kind="rates"), MARCH).measures
    assert still == settled


def test_a_month_that_ends_in_a_weekend_is_complete_on_its_friday(ledger: Ledger) -> None:
    """28 February 2026 is a Saturday: the rate of Friday the 27th closes it, and a later correction does not move it."""
    end = date(2026, 2, 28)
    first = rates(
        ledger("rate USD 2026-02-27 0.90\nA E issued 2026-01-01 due 2026-01-02 1.00 EUR"), ["USD"], closing_on=[end]
    )
    assert first.closing("USD", end) == Fraction("0.9")
    later = rates(ledger("rate USD 2026-02-27 0.50", kind="rates"), ["USD"], closing_on=[end])
    assert later.closing("USD", end) == Fraction("0.9")


def test_a_closing_rate_may_be_a_month_old_and_not_older(ledger: Ledger) -> None:
    book = ledger("rate USD 2026-01-31 0.90\nA E issued 2026-01-01 due 2026-01-02 1.00 EUR")
    asked = rates(book, ["USD"], closing_on=[date(2026, 3, 3), date(2026, 3, 4)])
    assert asked.closing("USD", date(2026, 3, 3)) == Fraction("0.9")
    with pytest.raises(RateMissingError, match="USD for 2026-03-04"):
        asked.closing("USD", date(2026, 3, 4))


def test_a_window_across_two_months_takes_each_months_average_by_its_days(ledger: Ledger) -> None:
    """16 February to 15 March: 13 days of February at 0.80, 15 of March at 0.90."""
    window = Window(after_on=date(2026, 2, 15), until_on=date(2026, 3, 15))
    assert months_in(window) == [(date(2026, 2, 28), 13), (date(2026, 3, 31), 15)]
    told = rates(ledger(TWO + RATES), ["USD"], windows=[window])
    assert float(told.average("USD", window)) == pytest.approx((13 * 0.8 + 15 * 0.9) / 28)


def test_every_measure_is_converted_or_knowingly_not() -> None:
    """A new field of Measures must be put in one of these lists, or the group would add up unconverted money."""
    known = {*AT_CLOSING, *AT_OPENING, "past_due_by_bucket", "history", "sales_minor", "year_ago_minor"}
    known |= {"rolls", "year_rolls", "events", "year_events", "promises"}
    left_out = {"issued", "spread"}
    not_money = {"days", "month_days", "year_days", "months", "known_months", "book_months", "lost_share"}
    assert {field.name for field in fields(Measures)} == known | left_out | not_money
