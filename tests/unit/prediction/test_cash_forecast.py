"""The cash forecast is the sum of its invoices, promises on their day, and measured against what came."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from core.behaviour.forecast.backtest import backtest
from core.behaviour.forecast.cash import WEEKS, forecast
from core.behaviour.prediction.lives import day_number, read_lives
from core.behaviour.prediction.model import Segments
from core.behaviour.prediction.predict import Outlook, outlook, predict
from core.behaviour.prediction.reasons import reasons_of
from core.behaviour.prediction.training import train

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.book.book import Book

DAY = date(2026, 10, 31)
NAMES = {"entity": "NL01", "customer_id": "A", "currency": "EUR"}


def text() -> str:
    """Return a customer who pays 5 days late every week, one new one, and an open part payment."""
    lines = []
    for week in range(1, 43):
        issued = date(2026, 1, 5) + timedelta(days=7 * week)
        due, paid = issued + timedelta(days=14), issued + timedelta(days=19)
        tail = f"  paid 100.00 on {paid}" if paid <= DAY else ""
        lines.append(f"A  INV{week}  issued {issued}  due {due}  100.00 EUR{tail}")
    lines += [
        "B  NEW1  issued 2026-10-20  due 2026-11-20  300.00 EUR  paid 100.00 on 2026-10-25",
        "B  NEW2  issued 2026-10-20  due 2026-11-20  70.00 USD",
        "B  CN1   issued 2026-10-20  -40.00 EUR",
    ]
    return "\n".join(lines)


@pytest.fixture
def given(ledger: Callable[[str], Book]) -> Outlook:
    return outlook(ledger(text()), None, DAY)


def test_every_currency_adds_up_to_what_is_open(given: Outlook) -> None:
    told = forecast(given)
    totals = told.totals.set_index("currency")
    assert totals["open_minor"].to_dict() == {"EUR": 20_000 + 100_00 * _open_of_a(given), "USD": 7_000}
    for currency, row in totals.iterrows():
        weeks = told.weeks[told.weeks["currency"] == currency]
        assert len(weeks) == WEEKS
        assert weeks["expected_minor"].sum() == pytest.approx(row["expected_minor"], abs=WEEKS)
        assert row[["expected_minor", "later_minor", "never_minor"]].sum() == pytest.approx(row["open_minor"], abs=2)
        by_group = told.groups[told.groups["currency"] == currency]["expected_minor"].sum()
        assert by_group == pytest.approx(row["expected_minor"], abs=2 * WEEKS)
    assert (told.weeks["low_minor"] <= told.weeks["expected_minor"]).all()
    assert (told.weeks["expected_minor"] <= told.weeks["high_minor"]).all()


def _open_of_a(given: Outlook) -> int:
    return int((given.frame["customer_id"] == "A").sum())


def test_a_punctual_habit_is_expected_on_its_days(given: Outlook) -> None:
    of_a = given.frame["customer_id"] == "A"
    said = given.paid_by(DAY + timedelta(days=19))[of_a.to_numpy()]
    assert (said > 0.9).all()


def test_without_a_model_the_baseline_serves_and_says_so(ledger: Callable[[str], Book]) -> None:
    told = predict(ledger(text()), None, DAY)
    assert set(told["source"]) == {"baseline"}
    assert set(told["why_baseline"]) == {"No model has been trained yet"}
    first = told[told["number"].str.startswith("INV")].iloc[0].to_dict()
    assert (first["median_on"] - first["due_on"]).days == 5
    assert dict(reasons_of(first)[0].values) == {"days": 5, "count": first["payments"]}
    new = told[told["number"] == "NEW1"].iloc[0].to_dict()
    assert (new["balance_minor"], new["payments"]) == (20_000, 0)
    assert "No payment of this customer" in reasons_of(new)[0].pattern
    assert told["p_late_5"].between(0, 1, inclusive="neither").all()


def test_one_customer_alone_is_told_what_he_is_told_among_all(ledger: Callable[[str], Book]) -> None:
    book = ledger(text())
    told = predict(book, None, DAY)
    key = int(told[told["number"] == "NEW1"]["customer_key"].iloc[0])
    alone = predict(book, None, DAY, customer_keys=[key])
    pd.testing.assert_frame_equal(alone, told[told["customer_key"] == key].reset_index(drop=True))


def promise(amount: int, day: str, state: str = "open", paid: int = 0) -> dict[str, object]:
    return NAMES | {"amount_minor": amount, "promised_on": pd.Timestamp(day), "state": state, "paid_minor": paid}


def test_in_slices_of_customers_it_is_told_what_is_told_at_once(
    given: Outlook, monkeypatch: pytest.MonkeyPatch, ledger: Callable[[str], Book]
) -> None:
    monkeypatch.setattr("core.behaviour.prediction.predict.MOST_CUSTOMERS", 1)
    sliced = outlook(ledger(text()), None, DAY)
    pd.testing.assert_frame_equal(sliced.frame, given.frame)
    assert np.array_equal(sliced.chances, given.chances)
    one, other = forecast(sliced), forecast(given)
    pd.testing.assert_frame_equal(one.groups, other.groups)
    days = [DAY + timedelta(days=each) for each in (1, 30, 90)]
    assert all(
        np.array_equal(told, sliced.paid_by(day)) for told, day in zip(sliced.paid_by_days(days), days, strict=True)
    )


def test_a_promise_counts_on_its_day_in_place_of_the_habit(given: Outlook) -> None:
    plain = forecast(given).totals.set_index("currency")
    promises = pd.DataFrame([promise(15_000, "2026-12-23")])
    told = forecast(given, promises=promises)
    eur = told.weeks[told.weeks["currency"] == "EUR"].set_index("week")
    assert eur["agreed_minor"][8] == 15_000
    assert eur["agreed_minor"].sum() == 15_000
    assert told.totals.set_index("currency")["open_minor"].equals(plain["open_minor"])
    assert eur["expected_minor"].sum() == pytest.approx(plain["expected_minor"]["EUR"], abs=100)


def test_promises_count_at_the_share_that_was_kept_and_never_above_what_is_open(given: Outlook) -> None:
    judged = [promise(100, "2026-05-01", "kept")] * 6 + [promise(100, "2026-05-01", "broken")] * 6
    told = forecast(given, promises=pd.DataFrame([*judged, promise(10_000_000, "2026-11-03")]))
    assert (told.agreed.kept_share, told.agreed.judged) == (0.5, 12)
    assert told.weeks["agreed_minor"].sum() == 100_00 * _open_of_a(given) / 2


def test_a_plan_counts_instalment_by_instalment(given: Outlook) -> None:
    parts = [
        NAMES | {"amount_minor": 5_000, "due_on": pd.Timestamp(day), "state": "open", "paid_minor": paid}
        for day, paid in (("2026-11-05", 5_000), ("2026-11-19", 2_000), ("2026-12-03", 0))
    ]
    told = forecast(given, instalments=pd.DataFrame(parts))
    eur = told.weeks[told.weeks["currency"] == "EUR"].set_index("week")["agreed_minor"]
    assert {week: amount for week, amount in eur.items() if amount} == {3: 3_000, 5: 5_000}


def test_nothing_open_is_an_empty_forecast(ledger: Callable[[str], Book]) -> None:
    told = forecast(
        outlook(ledger("A  I1  issued 2026-08-01  due 2026-08-31  1.00 EUR  paid 1.00 on 2026-09-01"), None, DAY)
    )
    assert told.totals.empty
    assert told.weeks.empty
    assert told.by_model_share is None


def test_what_came_is_what_was_paid_on_invoices_open_then(ledger: Callable[[str], Book]) -> None:
    book = ledger(
        """
        A  I1  issued 2026-08-01  due 2026-08-31  100.00 EUR  paid 60.00 on 2026-09-10
        A  I2  issued 2026-09-20  due 2026-10-20   50.00 EUR  paid 50.00 on 2026-10-01
        A  I3  issued 2026-07-01  due 2026-07-31   80.00 EUR  paid 80.00 on 2026-09-01
        A  C1  issued 2026-10-05  -40.00 EUR
        """
    )
    came = book.frame("cash_came", as_of=date(2026, 9, 5), until=date(2026, 10, 31))
    assert [(str(row["paid_on"].date()), row["came_minor"]) for row in came.to_dict("records")] == [
        ("2026-09-10", 6_000)
    ]


def test_past_forecasts_are_judged_by_what_came(ledger: Callable[[str], Book]) -> None:
    lines = []
    for customer in range(6):
        for week in range(80):
            issued = date(2025, 1, 6) + timedelta(days=7 * week + customer % 5)
            paid = issued + timedelta(days=20 + customer)
            tail = f"  paid 100.00 on {paid}" if paid <= DAY else ""
            lines.append(
                f"C{customer}  I{customer}x{week}  issued {issued}  due {issued + timedelta(days=14)}  100.00 EUR{tail}"
            )
    book = ledger("\n".join(lines))
    as_of = date(2026, 7, 20)
    told = backtest(book, read_lives(book, as_of), as_of)
    [eur] = told.tried
    assert (eur.forecasts, eur.weeks) == (4, 4 * WEEKS)
    assert eur.error is not None
    assert eur.naive_error is not None
    assert eur.error < 0.25 < eur.naive_error  # every customer keeps his own day, which is not the due date
    assert told.spread == {"EUR": eur.spread}
    made = told.weeks[told.weeks["made_on"] == told.weeks["made_on"].max()]
    known = read_lives(book, as_of).known_on(day_number(made["made_on"].iloc[0]))
    assert made["came_minor"].sum() == 10_000 * int((known.paid > day_number(made["made_on"].iloc[0])).sum())
    assert train(known, made["made_on"].iloc[0], Segments.of(None)).hazard is not None
    assert np.isfinite(made["expected_minor"]).all()
