"""The commands that keep an installation, as a person types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from core.__main__ import app
from tests.pages.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def run(home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SALDO_")}
    environment = {**kept, "SALDO_HOME": str(home), **settings}
    command = [sys.executable, "-m", "core", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_a_backup_is_made_looked_at_and_put_back(tmp_path: Path) -> None:
    made = json.loads(run(tmp_path / "home", "backup", str(tmp_path / "backups"), "--keep", "2", "--json").stdout)
    looked = CliRunner().invoke(app, ["restore", made["folder"], "--look"])
    assert (looked.exit_code, "whole" in looked.output) == (0, True)
    there = run(tmp_path / "there", "restore", made["folder"], "--json")
    assert json.loads(there.stdout)["desk"]["revision"] == made["desk"]["revision"]
    assert json.loads(there.stdout)["erased_again"] == 0


def test_no_secret_of_the_settings_reaches_an_error(tmp_path: Path) -> None:
    planted = "planted-desk-4711"
    asked = run(tmp_path / "home", "versions", SALDO_DESK_URL=f"postgresql://els:{planted}@127.0.0.1:9/none")
    assert asked.returncode == 2
    assert "cannot be reached" in asked.stderr
    assert planted not in asked.stdout + asked.stderr
