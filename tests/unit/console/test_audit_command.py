"""The commands of the audit trail, and of a campaign's file."""

from __future__ import annotations

import json
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from core.__main__ import main
from core.desk import settings
from core.settings import Settings
from core.wiring import wire
from tests.desks import _migrated_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """``said("audit", "verify")`` runs a command of a home with two settings saved: exit code, stdout and stderr."""
    monkeypatch.setenv("SALDO_HOME", str(tmp_path))
    shutil.copy(_migrated_file(), tmp_path / "desk.sqlite3")
    desk = wire(Settings(home=tmp_path)).desk
    for city in ("Utrecht", "Zwolle"):
        settings.save(desk, "house", {"city": city}, by="Els")
    desk.close()

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["saldo", *words])
        try:
            code = main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_the_trail_is_checked_shown_and_written(said: Said, tmp_path: Path) -> None:
    code, told, _ = said("audit", "verify", "--json")
    answer = json.loads(told)
    assert (code, answer["is_whole"], answer["entries"], answer["faults"]) == (0, True, 2, [])
    code, told, _ = said("audit", "show", "--who", "Els", "--words", "zwolle", "--json")
    assert [each["number"] for each in json.loads(told)["entries"]] == [2]
    code, told, _ = said("audit", "export", "--output", str(tmp_path / "trail.zip"), "--by", "Jan")
    assert code == 0
    assert zipfile.is_zipfile(tmp_path / "trail.zip")
    assert said("audit", "set-aside", "--why", "nothing")[0] == 2


def test_a_trail_edited_by_hand_is_exit_code_2_with_the_place(said: Said, tmp_path: Path) -> None:
    desk = wire(Settings(home=tmp_path)).desk
    with desk.transaction() as connection:
        connection.execute(text("DROP TRIGGER audit_value_update"))
        connection.execute(text("UPDATE audit_value SET body = '{}' WHERE number = 1"))
    desk.close()
    code, told, wrong = said("audit", "verify")
    assert code == 2
    assert "What entry 1 says was altered." in told
    assert "keep a copy" in wrong


def test_the_file_of_no_campaign_is_one_sentence(said: Said, tmp_path: Path) -> None:
    code, _, wrong = said("campaign-file", "october", "--output", str(tmp_path / "october.zip"))
    assert code == 2
    assert wrong.startswith("There is no campaign called 'october'.")
    assert not list(tmp_path.glob("october*"))
