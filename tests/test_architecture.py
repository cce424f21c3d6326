"""Rules of the house that a tool can hold: import contracts, one clock, SQL in its place, no machine paths."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORE = sorted((ROOT / "core").rglob("*.py"))
PRODUCT = sorted([*CORE, *(ROOT / "dashboard").rglob("*.py"), *(ROOT / "pages").rglob("*.py")])
CLOCK_READERS = {("date", "today"), ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow")}
MAY_READ_THE_CLOCK = {"core/clock.py"}
SQL_STATEMENT = re.compile(r"^\s*(SELECT\s.+\sFROM|WITH\s+\w+\s+AS\s*\()", re.IGNORECASE | re.DOTALL)
MAY_HOLD_SQL = ("core/book/", "core/intake/", "core/desk/", "core/campaigns/")

CONTRACT_BREAKS = [
    ("core/metrics", "import streamlit"),
    ("core/book", "import core.metrics"),
    ("core/channels", "import core.campaigns"),
    ("core/exports", "import core.strategy"),
    ("core/intake", "import core.desk"),
    ("core/metrics", "import core.desk"),
    ("core/law", "import core.messages"),
    ("core/law", "import core.desk"),
]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(tree: ast.AST) -> list[tuple[str, str, int]]:
    """Every call of the form owner.name(...), with its line."""
    return [
        (node.func.value.id, node.func.attr, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
    ]


@pytest.mark.parametrize("path", CORE, ids=relative)
def test_core_is_handed_its_clock(path: Path) -> None:
    reads = [
        line
        for owner, name, line in calls(ast.parse(path.read_text(encoding="utf-8")))
        if (owner, name) in CLOCK_READERS
    ]
    assert not reads or relative(path) in MAY_READ_THE_CLOCK, f"{relative(path)} reads the clock on lines {reads}"


@pytest.mark.parametrize(
    "path", [path for path in PRODUCT if not relative(path).startswith(MAY_HOLD_SQL)], ids=relative
)
def test_analytics_sql_stands_in_named_files(path: Path) -> None:
    literals = [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert not [text for text in literals if SQL_STATEMENT.match(text)]


def test_each_import_contract_can_fail(tmp_path: Path) -> None:
    for name in ("core", "dashboard"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "static", "locale"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    culprits = []
    for number, (package, statement) in enumerate(CONTRACT_BREAKS):
        culprit = tmp_path / package / f"oops_{number}.py"
        culprit.write_text(f'"""Breaks a contract on purpose."""\n\n{statement}\n', encoding="utf-8")
        culprits.append(f"{package.replace('/', '.')}.oops_{number} -> {statement.removeprefix('import ')}")
    linter = Path(sys.executable).with_name("lint-imports")
    broken = subprocess.run([linter, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert broken.returncode == 1, broken.stdout + broken.stderr
    assert [each for each in culprits if each not in broken.stdout] == [], broken.stdout


def test_no_path_of_one_machine_in_the_project() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    machine = re.compile(r"/(?:home|root|work|Users)/[a-z]")
    for name in tracked:
        path = ROOT / name
        if path.suffix in {".py", ".sql", ".md", ".toml", ".txt", ".html"} and path != Path(__file__):
            assert not machine.search(path.read_text(encoding="utf-8")), name
