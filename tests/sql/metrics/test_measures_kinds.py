"""Every further kind of measure on small ledgers worked by hand: disputes, losses, promises, lists, and bad input."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from core.metrics.customers import customer_list
from core.metrics.measures import evaluate, measures
from core.metrics.promises import deadline
from core.metrics.registry import METRICS
from core.metrics.scope import Scope
from core.metrics.span import span_of
from core.metrics.trend import TREND_METRICS, trend
from core.metrics.trend_by_month import trend_by_month
from core.metrics.undefined import Why
from core.vocabulary import ImportMode
from tests.ledger import ask

if TYPE_CHECKING:
    from core.book.book import Book
    from core.metrics.metric import Value
    from tests.ledger import Ledger
    from tests.shelf import Shelf

SEPTEMBER = date(2026, 9, 30)


def figures(book: Book, as_of: date, *, currency: str = "EUR", **asked: object) -> dict[str, Value]:
    found = evaluate(book, as_of, **asked)  # type: ignore[arg-type]
    return {slug: by_currency[currency] for slug, by_currency in found.items()}


DISPUTED = """
A  INV1  issued 2026-07-10  due 2026-08-09  100.00 EUR  paid 70.00 on 2026-09-10
A  INV2  issued 2026-09-01  due 2026-10-01   50.00 EUR  disputed 20.00
A  INV3  issued 2026-09-05  due 2026-09-15   90.00 EUR  parts 2026-09-15:40.00,2026-10-15:50.00
A  disputes  INV1  60.00  from 2026-08-20  until 2026-09-20
A  disputes  INV3  45.00  from 2026-09-10
"""


def test_disputes_move_with_payments_and_end_when_they_are_closed(published: Shelf) -> None:
    """INV1: 60 of 100 contested, of the 30 left after 70 was paid only 30, nothing once closed. INV3: its first part of 40
    and 5 of the second. INV2 carries a mark without a date: it counts from the list that shows it, 15 October."""
    book = published(DISPUTED, list_on=date(2026, 10, 15))
    expected = {
        date(2026, 8, 31): (60, 60),
        date(2026, 9, 12): (30 + 40 + 5, 30),
        date(2026, 9, 30): (40 + 5, 40),
        date(2026, 10, 15): (40 + 5 + 20, 40 + 20),
    }
    for as_of, (disputed, late) in expected.items():
        found = figures(book, as_of)
        assert found["disputed"].value == disputed * 100, as_of
        assert found["disputed"].parts["disputed_past_due_minor"] == late * 100, as_of
        assert found["past_due_undisputed"].value == (found["past_due"].value or 0) - late * 100, as_of


def test_dispute_rate_and_cycle_time(published: Shelf) -> None:
    """Opened in the quarter: 60 + 45 of 240 sold = 43.75 %; one closed after 31 days."""
    found = figures(published(DISPUTED, list_on=date(2026, 10, 15)), SEPTEMBER)
    assert found["dispute_rate"].value == pytest.approx(43.75)
    assert found["dispute_cycle_days"].value == 31


def test_by_month_of_issue(published: Shelf) -> None:
    """Open: 30 of July (82 days old, sales 100) and 140 of September, 50 of them 29 and 90 25 days old (sales 140).

    True: 82 x 30/100 + (29 x 50 + 25 x 90)/140 = 24.6 + 26.43 = 51.03; weighted: 30 x (30/100 + 140/140) = 39.
    """
    found = figures(published(DISPUTED, list_on=date(2026, 10, 15)), SEPTEMBER)
    assert found["true_dso"].value == pytest.approx(24.6 + 3700 / 140)
    assert found["sales_weighted_dso"].value == pytest.approx(39)
    assert found["weighted_days_past_due"].value == pytest.approx((30 * 52 + 40 * 15) / 70)


LOST = """
A  INV0  issued 2025-08-01  due 2025-08-31  1000.00 EUR  paid 1000.00 on 2025-09-05
A  INV1  issued 2026-01-10  due 2026-02-09  100.00 EUR  paid 60.00 on 2026-02-19  paid 40.00 on 2026-08-20 by Write-off
A  INV2  issued 2026-08-01  due 2026-08-31   80.00 EUR  paid 80.00 on 2026-09-10
A  INV3  issued 2026-08-01  due 2026-08-31   20.00 EUR  paid 20.00 on 2026-08-26
B  INV4  issued 2026-07-01  due 2026-07-31   50.00 EUR
B  CN1   credit 2026-08-15  50.00 EUR  on INV4 2026-08-15 50.00
"""


def test_a_write_off_is_a_loss_and_no_payment(published: Shelf) -> None:
    """Lost 40 of the year's sales 100 + 100 + 50 - 50 = 200: 20 %. Paid late: 80 x 10 - 20 x 5 over 100 = 7 days; the
    write-off and the credit note paid nothing."""
    found = figures(published(LOST), SEPTEMBER)
    assert found["bad_debt_ratio"].value == pytest.approx(20)
    assert found["average_days_late"].value == pytest.approx(7)
    assert found["average_days_late"].parts["paid_minor"] == 10_000


@pytest.mark.parametrize("method", ["write_off", "afboeking", "Ausbuchung", "Forderungsausfall", "Irrécouvrable"])
def test_a_write_off_is_known_by_its_method_in_four_languages(ledger: Ledger, method: str) -> None:
    book = ledger(f'A INV1 issued 2026-01-10 due 2026-02-09 10.00 EUR paid 10.00 on 2026-03-01 by "{method}"')
    assert ask(book, "SELECT is_write_off FROM cash") == [(True,)]


def test_what_was_recovered_lowers_the_losses(ledger: Ledger) -> None:
    text = """
    A  INV0  issued 2025-08-01  due 2025-08-31  100.00 EUR  paid 100.00 on 2025-09-05
    A  INV1  issued 2026-03-01  due 2026-03-31  100.00 EUR  paid 100.00 on 2026-07-01 by write_off
    A  cash  2026-08-01  -30.00 EUR  for INV1  by write_off
    A  cash  2026-08-01  30.00 EUR  for INV1  by transfer
    """
    assert figures(ledger(text), SEPTEMBER)["bad_debt_ratio"].parts["written_off_minor"] == 7_000


OPEN_LIST = """
A  INV1  issued 2026-06-01  due 2026-07-01  100.00 EUR
A  INV2  issued 2026-08-20  due 2026-09-19   60.00 EUR
"""
NEXT_LIST = """
A  INV2  issued 2026-08-20  due 2026-09-19   60.00 EUR
A  INV3  issued 2026-09-10  due 2026-10-10   40.00 EUR
"""


@pytest.fixture
def listed(ledger: Ledger) -> Ledger:
    """A book that began with one list of open items."""
    ledger(OPEN_LIST, list_on=date(2026, 8, 31), mode=ImportMode.SNAPSHOT, entities=("NL01",))
    return ledger


def test_a_first_list_of_open_items_has_no_sales_history_and_says_so(listed: Ledger) -> None:
    found = figures(listed.store.open(), date(2026, 8, 31))
    for slug in (
        *("dso", "dso_1m", "dso_net", "dso_average", "dso_undisputed", "dso_30_day_months", "countback_dso"),
        *("true_dso", "sales_weighted_dso", "best_possible_dso", "average_days_delinquent"),
        *("collection_effectiveness", "collection_effectiveness_undisputed", "dispute_rate"),
    ):
        assert found[slug].value is None, slug
        assert found[slug].why == Why.ONLY_OPEN, slug
    assert found["open_balance"].value == 16_000
    assert found["past_due_share"].value == pytest.approx(100 / 160)


def test_sales_are_known_once_the_period_lies_after_the_first_list(listed: Ledger) -> None:
    """September alone lies after the list: DSO of one month is 100 / 40 x 30 = 75, of three months still undefined."""
    book = listed(NEXT_LIST, list_on=SEPTEMBER, mode=ImportMode.SNAPSHOT, entities=("NL01",), confirmed=True)
    found = figures(book, SEPTEMBER)
    assert found["dso_1m"].value == pytest.approx(75)
    assert found["dso"].value is None
    assert span_of(book).known_months(SEPTEMBER, Scope()) == 1
    assert figures(book, SEPTEMBER, scope=Scope(entity="NL01"))["dso"].value is None
    last = trend(book, SEPTEMBER).iloc[-1]
    assert pd.isna(last["dso"])
    assert last["dso_1m"] == pytest.approx(75)


def test_a_list_with_what_was_settled_is_a_ledger_with_history(ledger: Ledger) -> None:
    text = OPEN_LIST + "A  INV0  issued 2026-07-05  due 2026-07-20  30.00 EUR  settled on 2026-07-25"
    book = ledger(text, list_on=date(2026, 8, 31), mode=ImportMode.SNAPSHOT, entities=("NL01",))
    assert figures(book, date(2026, 8, 31))["dso"].value is not None


def test_an_inferred_payment_is_a_range_not_a_day(listed: Ledger) -> None:
    """INV1 is gone from the list of 30 September: paid 1 to 30 September, 62 to 91 days after 1 July."""
    book = listed(NEXT_LIST, list_on=SEPTEMBER, mode=ImportMode.SNAPSHOT, entities=("NL01",), confirmed=True)
    late = figures(book, SEPTEMBER)["average_days_late"]
    assert late.value is None
    assert late.why == Why.NONE_DATED
    assert (late.parts["least_days"], late.parts["most_days"], late.parts["inferred_share"]) == (62, 91, 1)


PROMISED = """
A  INV1  issued 2026-06-01  due 2026-07-01  100.00 EUR  promised 2026-08-14
A  INV2  issued 2026-06-01  due 2026-07-01  200.00 EUR  promised 2026-08-14
"""


def test_promises_of_the_ledger_are_kept_within_three_banking_days(ledger: Ledger) -> None:
    """Both promised for Friday 14 August, so until Wednesday the 19th: INV1 was paid that day, of INV2 50 a day late."""
    ledger(PROMISED, list_on=date(2026, 8, 1))
    book = ledger(
        PROMISED.replace("100.00 EUR", "100.00 EUR paid 100.00 on 2026-08-19").replace(
            "200.00 EUR", "200.00 EUR paid 150.00 on 2026-08-18 paid 50.00 on 2026-08-20"
        ),
        list_on=SEPTEMBER,
    )
    assert deadline(date(2026, 8, 14)) == date(2026, 8, 19)
    found = figures(book, SEPTEMBER)
    assert found["promise_kept_rate"].value == pytest.approx(50)
    assert found["promise_kept_value"].value == pytest.approx(250 / 300 * 100)
    assert figures(book, date(2026, 8, 18))["promise_kept_rate"].why == Why.NONE_DUE


def test_a_promise_of_the_desk_is_kept_by_what_is_gone_from_the_list(ledger: Ledger) -> None:
    """Promised for Friday 25 September, gone from the list of Wednesday the 30th: as a case is judged on the same book."""
    stays = "A INV2 issued 2026-07-01 due 2026-08-01 50.00 EUR open 50.00"
    first = f"{stays}\nA INV1 issued 2026-07-01 due 2026-08-01 100.00 EUR open 100.00"
    ledger(first, list_on=date(2026, 8, 31), mode=ImportMode.SNAPSHOT, entities=("NL01",))
    book = ledger(stays, list_on=SEPTEMBER, mode=ImportMode.SNAPSHOT, entities=("NL01",), confirmed=True)
    told = {"entity": "NL01", "customer_id": "A", "currency": "EUR", "promised_on": date(2026, 9, 25)}
    desk = pd.DataFrame([{**told, "amount_minor": 10_000, "made_on": date(2026, 9, 1), "state": "kept"}])
    assert figures(book, SEPTEMBER, promises=desk)["promise_kept_value"].value == 100


def test_promises_of_the_desk_are_kept_by_any_money_of_the_customer(published: Shelf) -> None:
    book = published("A INV1 issued 2026-08-01 due 2026-08-31 100.00 EUR paid 30.00 on 2026-09-12")
    told = {"entity": "NL01", "customer_id": "A", "currency": "EUR", "promised_on": date(2026, 9, 14)}
    made_at = datetime(2026, 9, 1, 9, tzinfo=UTC)
    desk = pd.DataFrame(
        [
            {**told, "amount_minor": 3_000, "made_at": made_at, "state": "kept"},
            {**told, "amount_minor": 6_000, "made_at": made_at, "state": "broken"},
            {**told, "amount_minor": 9_900, "made_at": made_at, "state": "renegotiated"},
            {**told, "amount_minor": 100, "made_at": made_at, "state": "open", "customer_id": "Z"},
        ]
    )
    found = figures(book, SEPTEMBER, promises=desk)
    assert found["promise_kept_rate"].parts == {"due": 2, "kept": 1}
    assert found["promise_kept_value"].value == pytest.approx(6_000 / 9_000 * 100)


ROLLING = """
A  INV0  issued 2026-07-01  due 2026-08-31   40.00 EUR
A  INV1  issued 2026-07-01  due 2026-09-10  100.00 EUR  paid 75.00 on 2026-09-20
A  INV2  issued 2026-07-01  due 2026-08-15   60.00 EUR  paid 20.00 on 2026-09-20
A  INV3  issued 2026-05-01  due 2026-07-15   10.00 EUR  paid 10.00 on 2026-09-02
A  INV4  issued 2026-09-03  due 2026-09-04   77.00 EUR
"""


def test_rolls_follow_the_same_invoices_from_month_end_to_month_end(published: Shelf) -> None:
    """31 August: current 40 + 100, 1-30 days 60, 31-60 days 10. A month on INV0 (40) and 25 of INV1 are 1-30 days, 40 of
    INV2 is 31-60, INV3 is paid; INV4 was entered after and is in no rate. Cured: 20 of 60 and 10 of 10, 30 of 70."""
    found = figures(published(ROLLING, list_on=date(2026, 10, 5)), date(2026, 10, 5))
    assert found["roll_rate"].value is None
    assert found["roll_rate"].why == Why.NO_ROLLS
    assert found["roll_rate"].parts == {
        "current": pytest.approx(65 / 140),
        "d1_30": pytest.approx(40 / 60),
        "d31_60": 0,
    }
    assert found["cure_rate"].value == pytest.approx(30 / 70 * 100)


def test_concentration_counts_a_customer_in_two_entities_twice(published: Shelf) -> None:
    """A owes 60 here and 30 there, B 10: shares 60, 30 and 10 percent, 3600 + 900 + 100 points."""
    text = """
    A  INV1  issued 2026-09-01  due 2026-10-01  60.00 EUR
    A  INV2  issued 2026-09-01  due 2026-10-01  30.00 EUR  entity BE01
    B  INV3  issued 2026-09-01  due 2026-10-01  10.00 EUR
    """
    found = figures(published(text), SEPTEMBER)
    assert found["customer_concentration"].value == pytest.approx(4600)
    assert found["top_customer_share"].parts["customers"] == 3


def test_before_the_first_document_there_is_nothing_to_measure(published: Shelf) -> None:
    book = published(LOST)
    assert measures(book, date(2025, 7, 31)) == {}
    assert trend(book, date(2025, 7, 31)).empty


def test_after_the_last_document_the_position_stands_and_grows_older(published: Shelf) -> None:
    """The trend ends with the month of the book's last day; a day years later still has what was left open."""
    book = published(ROLLING, list_on=date(2026, 10, 5))
    late = figures(book, date(2029, 1, 15))
    assert late["open_balance"].value == 18_200
    assert late["over_90_share"].value == 1
    assert late["dso"].why == Why.NO_SALES
    assert trend(book, date(2029, 1, 15))["month_end"].iloc[-1] == pd.Timestamp(2026, 10, 31)


def test_an_empty_group_has_no_currency_and_every_slug(published: Shelf) -> None:
    found = evaluate(published(ROLLING), SEPTEMBER, scope=Scope(country="FR"))
    assert set(found) == set(METRICS)
    assert not any(found.values())


def test_customers_in_credit_have_no_negative_days(published: Shelf) -> None:
    """20 sold, 50 received: the ledger is -30 and its DSO 0, while what is owed on invoices is nothing."""
    book = published(
        "A INV0 issued 2026-06-01 due 2026-06-02 1.00 EUR paid 1.00 on 2026-06-02\n"
        "A INV1 issued 2026-09-01 due 2026-09-15 20.00 EUR paid 50.00 on 2026-09-10"
    )
    found = figures(book, SEPTEMBER)
    assert found["net_balance"].value == -3_000
    assert (found["dso"].value, found["dso_net"].value, found["true_dso"].value) == (0, 0, 0)
    assert found["percent_current"].why == Why.NOTHING_OPEN


def test_a_month_of_more_credit_than_sales_is_left_out_and_said(published: Shelf) -> None:
    text = """
    A  INV1  issued 2026-08-05  due 2026-09-04  10.00 EUR
    A  CN1   credit 2026-08-06  30.00 EUR
    A  INV2  issued 2026-09-10  due 2026-10-10  40.00 EUR
    """
    found = figures(published(text), SEPTEMBER)
    assert found["true_dso"].value == pytest.approx(20)
    assert found["true_dso"].why == Why.LEFT_OUT
    assert found["true_dso"].parts["left_out_minor"] == 1_000


def test_a_segment_by_the_members_of_each_month(published: Shelf) -> None:
    """A was punctual until August and late since: today's members put its July in late, that month's own do not."""
    text = """
    A  INV1  issued 2026-07-01  due 2026-07-31  100.00 EUR
    B  INV2  issued 2026-07-01  due 2026-07-31   50.00 EUR
    """
    book = published(text, list_on=SEPTEMBER)
    listed = customer_list(book, SEPTEMBER, only_open=False).rows
    keys = dict(zip(listed["customer_id"], listed["customer_key"], strict=True))

    def segments_on(day: date) -> pd.DataFrame:
        named = {"A": "late" if day > date(2026, 8, 15) else "punctual", "B": "late"}
        return pd.DataFrame({"customer_key": [keys[name] for name in named], "segment": list(named.values())})

    scope = Scope(segment="late")
    today = trend(book, SEPTEMBER, scope=scope, segments=segments_on(SEPTEMBER))
    then = trend_by_month(book, SEPTEMBER, scope=scope, segments_on=segments_on)
    assert list(today["open_balance"]) == [15_000, 15_000, 15_000]
    assert list(then["open_balance"]) == [5_000, 15_000, 15_000]
    assert list(then["sales"]) == [5_000, 0, 0]
    assert list(then.columns) == list(today.columns)
    assert trend_by_month(book, date(2026, 6, 30), scope=scope, segments_on=segments_on).empty


def test_every_trended_metric_has_a_column(published: Shelf) -> None:
    assert set(TREND_METRICS) <= set(trend(published(LOST), SEPTEMBER).columns)
