"""Nothing from the future: a planted signal of what comes after an invoice's issue date changes no prediction and no score."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from core.behaviour.prediction.backdrop import Backdrop
from core.behaviour.prediction.evaluation import evaluate
from core.behaviour.prediction.history import History
from core.behaviour.prediction.lives import NEVER, Lives, day_number
from core.behaviour.prediction.model import Model, Segments
from core.behaviour.prediction.serving import prospects
from core.behaviour.prediction.training import train
from tests.payers import lives, payers

if TYPE_CHECKING:
    from numpy.typing import NDArray

DAY = date(2025, 12, 1)
NONE = Segments.of(None)


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return payers(seed=5, customers=30)


@pytest.fixture(scope="module")
def known(frame: pd.DataFrame) -> Lives:
    return lives(frame)


@pytest.fixture(scope="module")
def model(known: Lives) -> Model:
    trained = train(known, DAY, NONE)
    assert trained.hazard is not None, trained.why_baseline
    return trained


def chances(model: Model, all_lives: Lives, asked: Lives) -> NDArray[np.float32]:
    return prospects(model, History(all_lives), Backdrop.of(all_lives), asked, NONE).chances


def test_what_comes_after_an_issue_date_changes_no_prediction(model: Model, known: Lives) -> None:
    cut = day_number(DAY) + 20
    asked = known.rows(np.flatnonzero((known.issued > day_number(DAY)) & (known.issued <= cut)))
    told = chances(model, known, asked)
    # Everybody who paid on the cut or later now pays on quite another day, or never, and disputes what was not.
    is_later = known.paid >= cut
    moved = np.where(np.arange(len(known)) % 2 == 0, NEVER, known.paid + 77)
    changed = replace(
        known,
        paid=np.where(is_later, moved, known.paid),
        paid_after=np.where(is_later, moved - 1, known.paid_after),
        ended=np.where(is_later, moved, known.ended),
    )
    same = np.flatnonzero(np.isin(changed.item_key, asked.item_key))
    np.testing.assert_array_equal(told, chances(model, changed, changed.rows(same)))


def test_training_looks_at_nothing_after_its_day(model: Model, known: Lives) -> None:
    after = day_number(DAY) + 1
    changed = replace(
        known,
        paid=np.where(known.paid >= after, known.paid + 50, known.paid),
        paid_after=np.where(known.paid >= after, known.paid + 49, known.paid_after),
        ended=np.where(known.ended >= after, known.ended + 50, known.ended),
        amount=np.where(known.issued >= after, 1.0, known.amount),
    )
    assert train(changed, DAY, NONE).as_dict() == model.as_dict()


def test_a_planted_signal_of_the_future_does_not_improve_the_score(frame: pd.DataFrame) -> None:
    """For every scored invoice a twin is issued the day before, whose payment, later, gives the answer away.

    Whoever looks at payments on or after the issue date gets better by it; an honest model cannot.
    """
    is_scored = (frame["issued_on"] > pd.Timestamp(DAY)) & (
        frame["issued_on"] <= pd.Timestamp(DAY) + pd.Timedelta(days=30)
    )
    draw = np.random.default_rng(9)
    surprise = pd.to_timedelta(draw.integers(-25, 90, len(frame)), unit="D")
    honest = frame.copy()
    paid = np.maximum(frame["due_on"] + surprise, frame["issued_on"] + pd.Timedelta(days=1))
    honest.loc[is_scored, "paid_on"] = paid[is_scored]  # no habit foretells these
    honest["ended_on"] = honest["paid_on"]
    twins = honest[is_scored].assign(item_key=lambda rows: rows["item_key"] + 1_000_000)
    twins["issued_on"] -= pd.Timedelta(days=1)
    twins["due_on"] -= pd.Timedelta(days=1)
    planted = pd.concat([honest, twins[twins["issued_on"] > pd.Timestamp(DAY)]], ignore_index=True)
    of_twins = {int(key) for key in twins["item_key"]}

    def error(rows: pd.DataFrame) -> float:
        told = evaluate(lives(rows[~rows["item_key"].isin(of_twins)] if rows is honest else rows), DAY, NONE)
        mae = told.scores["model"]["mae"]
        assert mae is not None
        return mae

    assert error(planted) > 0.97 * error(honest)


def test_the_same_run_gives_the_same_numbers(known: Lives) -> None:
    assert evaluate(known, DAY, NONE).as_dict() == evaluate(known, DAY, NONE).as_dict()


def test_rows_that_repeat_stay_on_one_side_of_every_split(frame: pd.DataFrame) -> None:
    copies = frame.assign(item_key=frame["item_key"] + 5_000_000)
    twice = lives(pd.concat([frame, copies], ignore_index=True))
    trained = train(twice, DAY, NONE, most_days=30_000)  # few enough that invoices are drawn
    assert trained.hazard is not None
    assert trained.invoices % 2 == 0
    assert trained.scores["rows"] % 2 == 0
