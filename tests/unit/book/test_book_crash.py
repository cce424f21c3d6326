"""Killed for real: whatever the moment, the old book or the whole new one is there, and the next import works."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from core.settings import ROOT
from tests.ledger import ask

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ledger import Ledger


def run(what: str, folder: Path, detail: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.unit.book.publishing", what, str(folder), detail],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.crash
@pytest.mark.parametrize(
    ("moment", "current"),
    [
        ("before the checkpoint", "v000001"),
        ("before the rename", "v000001"),
        ("before the swap", "v000001"),
        ("after the swap", "v000002"),
    ],
)
def test_a_killed_import_leaves_one_whole_book(ledger: Ledger, moment: str, current: str) -> None:
    ledger("A INV1 issued 2026-01-01 due 2026-01-31 100.00 EUR")
    killed = run("publish", ledger.store.folder, moment)
    _, told = killed.communicate(timeout=120)
    assert killed.returncode == -signal.SIGKILL, told

    assert ledger.store.current() == current
    assert ledger.store.versions()[0].name == current
    documents = int(current[1:])
    assert ask(ledger.store.open(), "SELECT COUNT(*) FROM open_item") == [(documents,)]

    book = ledger("A INV3 issued 2026-01-03 due 2026-02-02 100.00 EUR")
    assert ask(book, "SELECT COUNT(*) FROM open_item") == [(documents + 1,)]
    assert not list(ledger.store.folder.glob("draft-*"))
    assert {file.stem for file in ledger.store.folder.glob("v*.duckdb")} == {
        version.name for version in ledger.store.versions()
    }


@pytest.mark.crash
def test_two_processes_read_while_a_third_publishes(ledger: Ledger) -> None:
    ledger("A INV1 issued 2026-01-01 due 2026-01-31 100.00 EUR")
    readers = [run("read", ledger.store.folder, "v000005") for _ in range(2)]
    first = [reader.stdout.readline().strip() for reader in readers if reader.stdout]
    assert first == ["v000001", "v000001"]
    for number in range(2, 6):
        ledger(f"A INV{number} issued 2026-01-01 due 2026-01-31 100.00 EUR")
    for reader in readers:
        seen, told = reader.communicate(timeout=300)
        assert reader.returncode == 0, told
        assert seen.split()[-1] == "v000005"
