"""Thin and odd histories: each has a stated result, and nothing is ever certain."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from core.behaviour.prediction.backdrop import Backdrop
from core.behaviour.prediction.distribution import late_by_more_than, quantile
from core.behaviour.prediction.evaluation import Evaluation, evaluate
from core.behaviour.prediction.history import History
from core.behaviour.prediction.lives import day_number
from core.behaviour.prediction.model import Segments
from core.behaviour.prediction.serving import prospects
from core.behaviour.prediction.training import train
from tests.payers import lives, payers, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = date(2025, 12, 1)
NONE = Segments.of(None)


def judged(frame: pd.DataFrame, day: date = DAY) -> Evaluation:
    return evaluate(lives(frame), day, NONE)


def score(told: Evaluation, who: str = "model") -> Mapping[str, float | None]:
    return told.scores[who]


def test_two_months_of_history_are_served_by_the_baseline_which_says_why() -> None:
    told = judged(payers(customers=30, each=10, days=60), date(2025, 2, 1))
    assert told.model.hazard is None
    assert "payments are known from before" in told.model.why_baseline
    assert told.rows > 0
    assert told.by_model == 0
    assert score(told)["mae"] == score(told, "customer_median")["mae"]


def test_no_history_at_all_leaves_the_due_date() -> None:
    told = judged(payers(customers=5, each=4, days=20), date(2024, 12, 31))
    assert told.rows == 20
    assert score(told)["mae"] == score(told, "due_date")["mae"]


def test_no_rows_to_score_make_null_scores() -> None:
    told = judged(payers(), date(2030, 1, 1))
    assert told.rows == 0
    assert set(score(told).values()) == {None}


def test_everybody_on_time_has_no_late_class() -> None:
    told = judged(payers(late_by=0))
    assert score(told)["auc_late_0"] is score(told)["auc_late_5"] is score(told)["auc_late_30"] is None
    assert score(told)["mae"] == 0
    ece = score(told)["ece"]
    assert ece is not None
    assert ece < 0.01


def test_a_customer_with_one_payment_is_drawn_towards_the_others() -> None:
    frame = pd.concat([payers(), _of(999, paid_late=[90]), _open(999)], ignore_index=True)
    model = train(lives(frame), DAY, NONE)
    known = lives(frame).known_on(day_number(DAY))
    asked = known.rows(np.flatnonzero((known.customer == 999) & (known.issued == day_number(date(2025, 11, 20)))))
    told = prospects(model, History(known), Backdrop.of(known), asked, NONE)
    late = late_by_more_than(told.chances, 30)
    assert told.own.payments.tolist() == [1]
    assert 0.02 < late[0] < 0.9  # one payment is some evidence, and not certainty
    assert quantile(told.chances, 0.5, asked.issued - asked.due)[0] < 90


def test_a_new_customer_has_the_portfolio() -> None:
    frame = pd.concat([payers(), _open(999)], ignore_index=True)
    known = lives(frame).known_on(day_number(DAY))
    asked = known.rows(np.flatnonzero(known.customer == 999))
    told = prospects(train(lives(frame), DAY, NONE), History(known), Backdrop.of(known), asked, NONE)
    paid = known.late[(known.paid < asked.issued[0])]
    assert told.own.payments.tolist() == [0]
    assert told.own.median[0] == np.median(paid)
    assert told.own.late[0].tolist() == pytest.approx([(paid > days).mean() for days in (0, 5, 30)])


def test_all_payments_on_one_day_are_no_error() -> None:
    frame = payers()
    frame["paid_on"] = frame["ended_on"] = frame["issued_on"].max()
    told = judged(frame)
    assert told.model.hazard is None  # before that day nothing was paid
    assert told.rows > 0


def test_payments_before_the_invoice_count_on_its_issue_date() -> None:
    frame = payers()
    early = frame["item_key"] % 7 == 0
    frame.loc[early, "paid_on"] = frame.loc[early, "issued_on"] - pd.Timedelta(days=6)
    frame["ended_on"] = frame["paid_on"]
    told = judged(frame)
    assert told.model.hazard is not None
    assert told.rows == int(((frame["issued_on"] > pd.Timestamp(DAY)) & (frame["issued_on"] <= "2025-12-31")).sum())


def test_unresolved_and_credited_invoices_are_counted_and_not_scored() -> None:
    frame = payers()
    scored = frame.index[(frame["issued_on"] > pd.Timestamp(DAY)) & (frame["issued_on"] <= "2025-12-31")]
    frame.loc[scored[:5], ["paid_on", "ended_on"]] = pd.NaT
    frame.loc[scored[5:8], "paid_on"] = pd.NaT
    told = judged(frame)
    assert (told.rows, told.unresolved, told.ended_otherwise) == (len(scored) - 8, 5, 3)


def _of(customer: int, *, paid_late: list[int]) -> pd.DataFrame:
    issued = pd.date_range("2025-06-01", periods=len(paid_late), freq="7D")
    due = issued + pd.Timedelta(days=30)
    made = rows(
        customer=[customer] * len(issued),
        issued_on=issued,
        due_on=due,
        paid_on=due + pd.to_timedelta(paid_late, unit="D"),
    )
    return made.assign(item_key=made["item_key"] + 10_000 * customer)


def _open(customer: int) -> pd.DataFrame:
    made = rows(customer=[customer], issued_on=["2025-11-20"], due_on=["2025-12-20"], paid_on=["NaT"])
    return made.assign(item_key=made["item_key"] + 20_000 * customer)
