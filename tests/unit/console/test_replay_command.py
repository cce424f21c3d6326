"""The time machine on the command line: a run, the list, two runs, a history, and what is wrong in one sentence."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from core.__main__ import app
from core.console.replay import ColumnTextError
from core.errors import SaldoError, UnknownNameError
from core.strategy.replay.errors import OutsideTheBookError
from tests.desks import _migrated_file
from tests.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

ROWS = """
    A is business NL nl a@example.org
    A INV1 issued 2026-02-01 due 2026-03-01 100.00 EUR
    A INV2 issued 2026-02-01 due 2026-03-01 90.00 EUR paid 90.00 on 2026-03-03
    A cash 2026-03-20 1.00 EUR id P1
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SALDO_HOME", str(tmp_path))
    monkeypatch.delenv("SALDO_DESK_URL", raising=False)
    shutil.copy(_migrated_file(), tmp_path / "desk.sqlite3")
    Ledger(tmp_path / "book")(ROWS)
    return tmp_path


def asked(*words: str) -> str:
    return CliRunner().invoke(app, list(words), catch_exceptions=False).output


def answered(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asked(*words, "--json"))
    return found


def test_a_run_is_told_listed_compared_and_taken_away(home: Path) -> None:
    assert home.exists()
    run = answered("replay", "--from", "2026-03-04", "--to", "2026-03-06", "--title", "Three days")
    assert (run["run"], run["state"], run["from"], run["to"]) == (1, "done", "2026-03-04", "2026-03-06")
    assert (run["totals"]["messages"], run["totals"]["reconstructed_days"]) == (1, 3)
    again = asked("replay", "--from", "2026-03-04", "--ladders", "0", "--every-day", "--most-days-old", "-1")
    assert "messages to customers" in again
    assert [line.split()[0] for line in asked("replays").splitlines()] == ["run", "2", "1"]
    beside = answered("replays", "1", "--with", "2")
    assert beside["only_in"] == {"1": 0, "2": 0}
    assert answered("replays", "1", "--forget") == {"forgotten": True}
    assert [each["run"] for each in answered("replays")["runs"]] == [2]


def test_a_history_says_what_was_wrong(home: Path) -> None:
    path = home / "own.csv"
    path.write_text("wie,invoice,date\nA,INV2,2026-03-10\nA,INV1,2026-03-10\nZ,INV1,2026-03-10\n", encoding="utf-8")
    lines = asked("look-back", str(path), "--column", "customer_id=wie")
    assert "reached people: paid already" in lines
    assert "not used: no_customer" in lines


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("replay", "--from", "2020-01-01"), OutsideTheBookError),
        (("replay", "--from", "2026-03-04", "--segments", "9"), UnknownNameError),
        (("replays", "77"), SaldoError),
        (("look-back", "none.csv"), SaldoError),
        (("look-back", "none.csv", "--column", "customer"), ColumnTextError),
    ],
)
def test_what_is_wrong_is_said(home: Path, words: tuple[str, ...], error: type[SaldoError]) -> None:
    assert home.exists()
    with pytest.raises(error):
        asked(*words)
