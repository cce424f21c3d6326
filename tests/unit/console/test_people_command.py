"""``people`` on the command line: who may what, changed by whoever may, and refused in one sentence."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from core.__main__ import app
from core.access.people_errors import LastAdministratorError, NoRoleError
from core.acting import ask
from tests.desks import _migrated_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SALDO_HOME", str(tmp_path))
    monkeypatch.delenv("SALDO_DESK_URL", raising=False)
    shutil.copy(_migrated_file(), tmp_path / "desk.sqlite3")
    yield tmp_path
    ask(None, is_signed_in_only=False)


def said(*words: str) -> str:
    return CliRunner().invoke(app, ["people", *words], catch_exceptions=False).output


def listed() -> dict[str, dict[str, object]]:
    return {each["name"]: each for each in json.loads(said("list", "--json"))["people"]}


def test_people_come_change_and_leave() -> None:
    said("add", "Els", "--email", "Els@example.org", "--role", "administrator", "--role", "manager")
    said("add", "Ann", "--role", "account_manager")
    said("add", "Jan", "--role", "controller", "--company", "BE01", "--country", "BE")
    found = listed()
    assert found["Els"]["roles"] == ["administrator", "manager"]
    assert found["Ann"]["limits"] == {"account_managers": ["Ann"]}
    assert found["Jan"]["limits"] == {"countries": ["BE"], "entities": ["BE01"]}
    said("change", "Jan", "--role", "viewer", "--all-customers", "--email", "jan@example.org", "--why", "moved")
    said("deactivate", "Ann", "--why", "left")
    found = listed()
    assert (found["Jan"]["roles"], found["Jan"]["limits"], found["Jan"]["email"]) == (["viewer"], {}, "jan@example.org")
    assert not found["Ann"]["is_active"]
    with pytest.raises(LastAdministratorError):
        said("deactivate", "Els")
    with pytest.raises(NoRoleError):
        said("add", "Tom")
    assert "chief" in said("add", "Tom", "--role", "chief")


def test_a_deputy_stands_in_and_comes_back() -> None:
    for name in ("Els", "Jan"):
        said("add", name, "--role", "manager")
    number = said("deputy", "Els", "--deputy", "Jan", "--first", "2026-11-20", "--last", "2099-11-30").split(":")[0]
    assert [each["deputy"] for each in json.loads(said("deputies", "--json"))["deputies"]] == ["Jan"]
    assert json.loads(said("deputies", "--end", number, "--json")) == {"deputies": []}
    assert json.loads(said("second-looks", "--json")) == {"second_looks": []}
