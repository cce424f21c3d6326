"""The app starts by each of its three commands, healthy and on this machine only."""

from __future__ import annotations

import json
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.browser.conftest import PYTHON, served

STREAMLIT = str(Path(sys.executable).with_name("streamlit"))
COMMANDS = [
    PYTHON,
    (sys.executable, "-m", "streamlit", "run", "dashboard/app.py"),
    (STREAMLIT, "run", "dashboard/app.py"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=["python -m dashboard", "python -m streamlit", "streamlit run"])
def test_it_starts(tmp_path: Path, command: tuple[str, ...]) -> None:
    with (
        served(tmp_path / "home", command) as site,
        urllib.request.urlopen(f"{site.url}/healthz", timeout=60) as answer,  # noqa: S310 (this machine)
    ):
        said = json.load(answer)
        assert said["book"] is None
        assert said["status"] in {"ok", "trouble"}  # the worker begins after the server
