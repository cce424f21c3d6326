"""An import that is killed in the middle leaves the old book, and the next one goes ahead."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from core.settings import ROOT
from tests.unit.intake.conftest import ledger_of, written

if TYPE_CHECKING:
    from tests.unit.intake.conftest import Office

GOOD = "NL01,C1,F1,2026-01-10,2026-02-09,100.00,EUR"
IMPORT_AND_WAIT = """
import sys, time
from pathlib import Path
from core.book.store import BookStore
from core.intake.importer import import_file

def tell(share, words):
    print(words, flush=True)
    if words.startswith(sys.argv[4]):
        time.sleep(600)

import_file(Path(sys.argv[1]), store=BookStore(Path(sys.argv[2])), sources=Path(sys.argv[3]), by="tester", progress=tell)
"""


@pytest.mark.crash
@pytest.mark.parametrize("moment", ["Merging", "Publishing"])
def test_a_killed_import_leaves_the_old_book(office: Office, moment: str) -> None:
    before = office.take(ledger_of(GOOD))
    path = written(office.folder, ledger_of(GOOD, GOOD.replace("F1", "F2")), "next.csv")
    arguments = [str(path), str(office.store.folder), str(office.sources), moment]
    with subprocess.Popen(
        [sys.executable, "-c", IMPORT_AND_WAIT, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as victim:
        assert victim.stdout is not None
        told = next((line for line in victim.stdout if line.startswith(moment)), None)
        victim.kill()
    assert told is not None
    assert office.store.current() == before.version
    assert office.store.open()._connection.execute("SELECT count(*) FROM item").fetchall() == [(1,)]
    assert office.take(path).accepted == 2
    assert office.store.open()._connection.execute("SELECT count(*) FROM item").fetchall() == [(2,)]
