"""``bridge`` on the command line: days by part that add up, JSON with stable keys, and what is wrong in one sentence."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from core.__main__ import app
from core.metrics.review.bridge import DatesTurnedError
from tests.desks import _migrated_file
from tests.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

ROWS = """
    A  S1  issued 2026-03-10  due 2026-03-20    1.00 EUR  paid 1.00 on 2026-03-20
    A  S3  issued 2026-06-10  due 2026-07-10  100.00 EUR  paid 100.00 on 2026-07-10
    A  S6  issued 2026-09-10  due 2026-09-20  100.00 EUR
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SALDO_HOME", str(tmp_path))
    monkeypatch.delenv("SALDO_DESK_URL", raising=False)
    shutil.copy(_migrated_file(), tmp_path / "desk.sqlite3")
    Ledger(tmp_path / "book")(ROWS)
    return tmp_path


def asked(*words: str) -> object:
    return CliRunner().invoke(app, ["bridge", *words], catch_exceptions=False).output


def test_the_answer_for_machines_adds_up(home: Path) -> None:
    assert home.exists()
    (found,) = json.loads(str(asked("--from", "2026-06-30", "--to", "2026-09-30", "--by", "entity", "--json")))[
        "bridges"
    ]
    assert (found["metric"], found["currency"], found["from_days"], found["to_days"]) == ("dso", "EUR", 91.0, 92.0)
    assert sum(found["parts"].values()) == pytest.approx(found["change_days"])
    assert found["gap_cash"] == "100.00"
    assert list(found["groups"]) == ["NL01"]


def test_the_answer_for_people_says_it_first(home: Path) -> None:
    assert home.exists()
    lines = str(asked("--from", "2026-06-30", "--to", "2026-09-30", "--by", "all")).splitlines()
    assert lines[0].startswith("EUR: DSO rose by 1.0 days to 92.0; most of it came from lateness")
    assert lines[-1].split() == ["Change", "+1.0"]


def test_nothing_in_scope_and_dates_turned_round(home: Path) -> None:
    assert home.exists()
    assert "Nothing was invoiced" in str(asked("--from", "2026-06-30", "--by", "all", "--currency", "CHF"))
    with pytest.raises(DatesTurnedError):
        asked("--from", "2026-09-30", "--to", "2026-06-30", "--by", "all")
