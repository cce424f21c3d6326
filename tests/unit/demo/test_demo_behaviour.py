"""Whether the made-up customers behave: the ledger looks like one, and the planted habits are in the payments."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from core.intake.demo.calendar import calendar, day_number

if TYPE_CHECKING:
    from tests.unit.demo.conftest import Portfolio

DAYS = calendar(date(2026, 10, 31))


def _share(portfolio: Portfolio, where: str) -> float:
    euros = portfolio.connection.table("ledger").filter("currency = 'EUR'")
    ((part,),), ((whole,),) = (rows.sum("balance").fetchall() for rows in (euros.filter(where), euros))
    return float(part / whole)


def test_the_aging_looks_like_a_ledger(portfolio: Portfolio) -> None:
    assert 0.65 <= _share(portfolio, "past_due <= 0") <= 0.77
    assert 0.12 <= _share(portfolio, "past_due BETWEEN 1 AND 30") <= 0.22
    assert 0.02 <= _share(portfolio, "past_due BETWEEN 31 AND 60") <= 0.08
    assert 0.01 <= _share(portfolio, "past_due > 90") <= 0.05


def test_days_sales_outstanding_are_between_forty_and_fifty(portfolio: Portfolio) -> None:
    balance = portfolio.value("SELECT sum(balance) FROM ledger WHERE currency = 'EUR'")
    sales = portfolio.value(
        "SELECT sum(amount::DECIMAL(18, 2)) FROM invoices WHERE currency = 'EUR' AND issued_on::DATE > DATE '2026-10-31' - 90"
    )
    assert 40 <= balance / sales * 90 <= 51


@pytest.mark.parametrize(
    ("column", "table", "expected"),
    [
        ("country", "customers", {"NL", "BE", "DE", "FR"}),
        ("entity", "customers", {"NL01", "BE01", "DE01"}),
        ("customer_type", "customers", {"business", "consumer", "public"}),
        ("language", "customers", {"nl", "fr", "de", "en"}),
        ("currency", "invoices", {"EUR", "USD", "GBP"}),
        ("document_type", "invoices", {"invoice", "credit_note"}),
    ],
)
def test_there_is_some_of_everything(portfolio: Portfolio, column: str, table: str, expected: set[str]) -> None:
    assert portfolio.distinct(table, column) == expected


@pytest.mark.parametrize(
    ("table", "where", "fewest"),
    [
        ("payments", "payment_id IS NOT NULL AND number IS NULL", 10),  # unapplied cash
        ("payments", "credit_number IS NOT NULL", 500),
        ("payments", "received_at IS NOT NULL", 3000),
        ("invoices", "disputed_amount IS NOT NULL", 10),
        ("invoices", "promised_on IS NOT NULL", 20),
        ("invoices", "blocked_until IS NOT NULL", 10),
        ("invoices", "is_at_agency IS NOT NULL", 10),
        ("invoices", "in_transit_amount IS NOT NULL", 20),
        ("invoices", "reminder_level = '1'", 20),
        ("invoices", "reminder_level = '3'", 20),
        ("disputes", "closed_on IS NULL", 10),
        ("disputes", "closed_on IS NOT NULL", 200),
        ("customers", "label = 'negative'", 20),
        ("customers", "email IS NULL", 150),
        ("customers", "group_id IS NOT NULL", 30),
    ],
)
def test_exceptions_occur_often_enough_to_be_seen(portfolio: Portfolio, table: str, where: str, fewest: int) -> None:
    assert portfolio.count(table, where) >= fewest


def test_marks_stand_on_open_invoices_only(portfolio: Portfolio) -> None:
    marks = ("reminder_level", "promised_on", "blocked_until", "is_at_agency", "in_transit_amount", "disputed_amount")
    for mark in marks:
        assert portfolio.count("ledger", f"{mark} IS NOT NULL AND balance <= 0") == 0
    assert portfolio.value("SELECT count(*) FROM ledger WHERE disputed_amount::DECIMAL(18, 2) > balance") == 0


def _first_payments(portfolio: Portfolio, habit: str) -> list[tuple[Any, ...]]:
    """Return the habitual day of the month, the habitual weekday and the day number of each payment of those with ``habit``."""
    return portfolio.rows(
        """
        SELECT t.pay_day, t.run_weekday, epoch(p.received_on::DATE)::BIGINT // 86400
        FROM payments AS p
        JOIN truth_customers AS t USING (entity, customer_id)
        JOIN invoices AS d ON d.entity = p.entity AND d.number = p.number
        WHERE t.habit = ? AND p.payment_id IS NOT NULL AND d.disputed_amount IS NULL
        """,
        habit,
    )


def test_fixed_payers_pay_on_their_day_or_the_next_banking_day(portfolio: Portfolio) -> None:
    rows = _first_payments(portfolio, "fixed_day")
    pay_day = np.array([row[0] for row in rows], dtype=np.int64)
    received = np.array([row[2] for row in rows], dtype=np.int64)
    habitual = DAYS.same_day_of_month(received - 5, pay_day)
    on_day = (received == habitual) | (received == DAYS.banking_day(habitual))
    assert len(rows) > 1000
    assert on_day.mean() > 0.85


def test_weekly_runs_fall_on_their_weekday_or_the_next_banking_day(portfolio: Portfolio) -> None:
    rows = _first_payments(portfolio, "weekly_run")
    weekday = np.array([row[1] for row in rows], dtype=np.int64)
    received = np.array([row[2] for row in rows], dtype=np.int64)
    back = (DAYS.weekday(received) - weekday) % 7
    assert ((back == 0) | (DAYS.banking_day(received - back) == received)).mean() > 0.85


def test_banks_move_no_money_when_they_are_closed(portfolio: Portfolio) -> None:
    received = np.array(
        portfolio.rows("SELECT epoch(received_on::DATE)::BIGINT // 86400 FROM payments WHERE method = 'transfer'"),
        dtype=np.int64,
    ).ravel()
    assert (DAYS.banking_day(received) == received).all()


def test_the_usual_hour_shows_where_the_time_is_known(portfolio: Portfolio) -> None:
    near = portfolio.value(
        """
        SELECT avg((abs(hour(p.received_at::TIMESTAMP) * 60 + minute(p.received_at::TIMESTAMP) - t.usual_minute) <= 60)::INT)
        FROM payments AS p JOIN truth_customers AS t USING (entity, customer_id)
        WHERE t.usual_minute IS NOT NULL AND p.received_at IS NOT NULL
        """,
    )
    assert near > 0.9


def test_drifting_customers_slip_and_others_do_not(portfolio: Portfolio) -> None:
    late = dict(
        portfolio.rows(
            """
            SELECT t.habit, median(p.paid_on - p.due_on) FILTER (WHERE p.due_on > DATE '2026-08-15')
                - median(p.paid_on - p.due_on) FILTER (WHERE p.due_on < DATE '2026-05-01')
            FROM truth_invoices AS p JOIN truth_customers AS t USING (entity, customer_id)
            WHERE t.habit IN ('drifting', 'punctual') GROUP BY 1
            """,
        ),
    )
    assert late["drifting"] > 12
    assert abs(late["punctual"]) <= 2


def test_the_truth_says_when_open_invoices_will_be_paid_and_agrees_with_the_payments(portfolio: Portfolio) -> None:
    assert portfolio.value("SELECT count(*) FROM truth_invoices WHERE paid_on > DATE '2026-10-31'") > 2000
    early = """
        SELECT count(*) FROM ledger AS l JOIN truth_invoices AS t USING (entity, number)
        WHERE l.balance > 0 AND t.part_no = 1 AND l.instalments IS NULL AND t.paid_on <= DATE '2026-10-31'
        AND l.number NOT IN (SELECT number FROM disputes)"""
    unmatched = portfolio.value("SELECT count(*) FROM payments WHERE number IS NULL")
    short = portfolio.value("SELECT count(*) FROM ledger WHERE balance BETWEEN 0.01 AND 25")
    assert portfolio.value(early) <= unmatched * 2 + short


def test_closed_days_are_those_of_the_euro_payment_system() -> None:
    good_friday, labour_day, plain = (day_number(day) for day in (date(2026, 4, 3), date(2026, 5, 1), date(2026, 5, 5)))
    rolled = DAYS.banking_day(np.array([good_friday, labour_day, plain], dtype=np.int64))
    assert rolled.tolist() == [day_number(date(2026, 4, 7)), day_number(date(2026, 5, 4)), plain]


def test_a_pay_day_past_the_end_of_a_month_is_its_last_day() -> None:
    start = np.array(
        [day_number(date(2026, 2, 5)), day_number(date(2026, 2, 28)), day_number(date(2026, 3, 1))], dtype=np.int64
    )
    wanted = np.array([31, 31, 25], dtype=np.int64)
    expected = [day_number(day) for day in (date(2026, 2, 28), date(2026, 2, 28), date(2026, 3, 25))]
    assert DAYS.same_day_of_month(start, wanted).tolist() == expected
