"""The two published ledgers: the model against the customer's own median and rate, on the same rows, in time."""

from __future__ import annotations

import csv
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from core.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = os.environ.get("SALDO_TEST_DATA")
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not FOLDER, reason="SALDO_TEST_DATA names no folder with real files"),
]
RECEIVABLES = Path(FOLDER or ".") / "data" / "receivables"
SCORES = {"mae", "within_3_days", "auc_late_0", "auc_late_5", "auc_late_30", "brier", "ece", "coverage"}


@pytest.fixture
def evaluate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Path, str], dict[str, Any]]:
    """``evaluate(file, day)`` is the answer of the command as a machine gets it."""
    monkeypatch.setenv("SALDO_HOME", str(tmp_path / "home"))

    def answer(file: Path, day: str) -> dict[str, Any]:
        monkeypatch.setattr("sys.argv", ["saldo", "evaluate", "--data", str(file), "--as-of", day, "--json"])
        with suppress(SystemExit):  # the answer below is none when it failed
            main()
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert set(told) == {"model", "baselines", "rows"}
        assert set(told["baselines"]) == {"due_date", "customer_median"}
        assert all(set(scores) == SCORES for scores in (told["model"], *told["baselines"].values()))
        return told

    return answer


def test_better_than_the_own_median_and_rate_on_the_cleared_invoices(evaluate: Callable[..., dict[str, Any]]) -> None:
    file = RECEIVABLES / "hr_as_known_on_2019-10-01.csv"
    told = [evaluate(file, day) for day in ("2019-06-01", "2019-07-01", "2019-08-01")]
    assert [each["rows"] for each in told] == [3003, 2873, 2927]  # due date minus 15 in the 30 days, cleared by the end
    model = {key: np.mean([each["model"][key] for each in told]) for key in SCORES}
    own = {key: np.mean([each["baselines"]["customer_median"][key] for each in told]) for key in SCORES}
    assert own["mae"] == pytest.approx(2.569, abs=0.001)
    assert model["mae"] < own["mae"]
    assert model["auc_late_5"] >= own["auc_late_5"] + 0.03
    assert all(each["model"]["ece"] < 0.03 for each in told)


def test_not_below_the_own_rate_without_the_column_of_disputes(
    evaluate: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    file = tmp_path / "ibm_as_known_on_2013-07-01.csv"
    with (RECEIVABLES / file.name).open(encoding="utf-8", newline="") as known, file.open("w", newline="") as bare:
        rows = list(csv.DictReader(known))
        names = [name for name in rows[0] if name != "Disputed"]
        writer = csv.DictWriter(bare, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    told = [evaluate(file, day) for day in ("2013-03-01", "2013-04-01")]
    model = np.mean([each["model"]["auc_late_0"] for each in told])
    own = np.mean([each["baselines"]["customer_median"]["auc_late_0"] for each in told])
    assert own <= model < 0.91  # nearer to 1 would be leakage
    with_disputes = [evaluate(RECEIVABLES / file.name, day) for day in ("2013-03-01", "2013-04-01")]
    assert told == with_disputes  # the flag has no date, so it is not looked at
