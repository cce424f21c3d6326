"""Models are kept with their hash, refused when they are worse, and never read when somebody else wrote the file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.behaviour.prediction import retrain as retraining
from core.behaviour.prediction.hazard import Hazard
from core.behaviour.prediction.model import Model, Segments, UnreadableModelError
from core.behaviour.prediction.retrain import BETTER, FIRST, WORSE, compare, is_due
from core.behaviour.prediction.store import file_of, load, runs, save, serving_number
from core.behaviour.prediction.training import train
from tests.payers import lives, payers

if TYPE_CHECKING:
    from pathlib import Path

    from core.behaviour.prediction.lives import Lives
    from core.desk.engine import Desk

DAY = date(2025, 12, 1)
NONE = Segments.of(None)


@pytest.fixture(scope="module")
def known() -> Lives:
    return lives(payers(seed=7, customers=30))


@pytest.fixture(scope="module")
def model(known: Lives) -> Model:
    return train(known, DAY, NONE)


def spoilt(model: Model) -> Model:
    """Return ``model`` with a hazard that believes nobody pays before the end."""
    assert model.judged is not None
    never = Hazard(intercept=-12.0, weights=np.zeros_like(model.judged.weights))
    everybody = replace(model.overall, by_model=True)
    return replace(model, judged=never, hazard=never, blend=1.0, bend=(0.0, 1.0), overall=everybody, verdicts={})


def keep(desk: Desk, folder: Path, model: Model, *, is_kept: bool = True) -> int:
    return save(desk, folder, model, by="a test", book_version="v000001", is_kept=is_kept, why=FIRST).number


def test_nothing_trained_is_no_model(desk: Desk, tmp_path: Path) -> None:
    assert load(desk, tmp_path) is None
    assert serving_number(desk) == 0
    assert is_due(desk, DAY)


def test_a_model_comes_back_as_it_was_kept(desk: Desk, tmp_path: Path, model: Model) -> None:
    number = keep(desk, tmp_path, model)
    back = load(desk, tmp_path)
    assert back is not None
    assert back.as_dict() == replace(model, number=number).as_dict()
    [run] = runs(desk)
    assert (run.trained_by, run.as_of, run.is_kept, run.scores) == ("a test", DAY, True, dict(model.scores))
    assert not is_due(desk, DAY + timedelta(days=6))
    assert is_due(desk, DAY + timedelta(days=7))


def test_a_refused_model_leaves_the_one_that_serves(desk: Desk, tmp_path: Path, model: Model) -> None:
    first = keep(desk, tmp_path, model)
    second = keep(desk, tmp_path, model, is_kept=False)
    assert serving_number(desk) == first
    assert not file_of(tmp_path, second).exists()


def test_a_file_that_was_changed_is_not_read(desk: Desk, tmp_path: Path, model: Model) -> None:
    file = file_of(tmp_path, keep(desk, tmp_path, model))
    told = json.loads(file.read_text())
    told["hazard"]["intercept"] += 1
    file.write_text(json.dumps(told))
    with pytest.raises(UnreadableModelError, match=r"changed after the training.*python -m core train"):
        load(desk, tmp_path)
    file.unlink()
    with pytest.raises(UnreadableModelError, match="its file is gone"):
        load(desk, tmp_path)


@pytest.mark.parametrize(
    "broken", [{"format": 0}, {"bins": [1]}, {"bend": []}, {"hazard": {"intercept": 0, "weights": [1]}}]
)
def test_numbers_that_are_no_model_are_refused(model: Model, broken: dict[str, object]) -> None:
    with pytest.raises(UnreadableModelError):
        Model.from_dict(model.as_dict() | broken, file="m000001.json")


def test_the_worse_of_two_never_serves(desk: Desk, tmp_path: Path, model: Model, known: Lives) -> None:
    against = compare(spoilt(model), model, known, NONE)
    assert against is not None
    assert against.candidate > against.serving
    for candidate, serving, outcome in ((spoilt(model), model, (False, WORSE)), (model, spoilt(model), (True, BETTER))):
        keep(desk, tmp_path, serving)
        assert retraining._judge(desk, tmp_path, candidate, known, NONE) == outcome


def test_both_are_compared_on_rows_that_neither_was_fitted_on(model: Model, known: Lives) -> None:
    later = train(known, DAY + timedelta(days=20), NONE)
    compared = compare(later, model, known, NONE)
    assert compared is not None
    assert later.split_on > model.split_on
    # A serving model whose own split lies after the candidate's rows has seen them all: nothing can be compared.
    assert compare(model, replace(later, split_on=date(2026, 3, 1)), known, NONE) is None
