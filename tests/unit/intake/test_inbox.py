"""The watched folder takes what is ready, tells what became of it, and goes on after a failure."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import TYPE_CHECKING

from core.intake.inbox import import_inbox
from tests.unit.intake.conftest import AT, ledger_of, written

if TYPE_CHECKING:
    from pathlib import Path

    from core.intake.inbox import Delivered
    from tests.unit.intake.conftest import Office

GOOD = "NL01,C1,F1,2026-01-10,2026-02-09,100.00,EUR"


def put(inbox: Path, name: str, text: str, *, seconds_ago: int = 60) -> Path:
    inbox.mkdir(exist_ok=True)
    path = written(inbox, text, name)
    at = (AT - timedelta(seconds=seconds_ago)).timestamp()
    os.utime(path, (at, at))
    return path


def run(office: Office) -> list[Delivered]:
    return import_inbox(office.folder / "inbox", take=office.take, clock=lambda: AT)


def test_files_are_taken_oldest_first_and_told_about(office: Office) -> None:
    inbox = office.folder / "inbox"
    put(inbox, "b.csv", ledger_of(GOOD), seconds_ago=500)
    put(inbox, "a.csv", ledger_of("NL01,C1,F1,2026-01-10,2026-02-09,abc,EUR"), seconds_ago=100)
    put(inbox, "c.csv", ledger_of(GOOD.replace("F1", "F2")), seconds_ago=50)
    delivered = run(office)
    assert [each.file.name.split("-", 1)[1] for each in delivered] == ["b.csv", "a.csv", "c.csv"]
    assert [each.error is None for each in delivered] == [True, False, True]
    assert delivered[0].file.parent.name == "done"
    assert json.loads(delivered[0].file.with_name(delivered[0].file.name + ".txt").read_text())["accepted"] == 1
    assert "None of the rows" in delivered[1].file.with_name(delivered[1].file.name + ".txt").read_text()
    assert delivered[1].file.parent.name == "failed"
    assert not [path for path in inbox.iterdir() if path.is_file()]


def test_a_file_still_being_written_waits(office: Office) -> None:
    inbox = office.folder / "inbox"
    put(inbox, "now.csv", ledger_of(GOOD), seconds_ago=0)
    put(inbox, ".hidden.csv", ledger_of(GOOD))
    put(inbox, "half.csv.part", ledger_of(GOOD))
    put(inbox, "readme.pdf", "x")
    assert run(office) == []


def test_two_files_of_one_name_both_stay(office: Office) -> None:
    inbox = office.folder / "inbox"
    for number in ("F1", "F2"):
        put(inbox, "list.csv", ledger_of(GOOD.replace("F1", number)))
        run(office)
    assert len(list((inbox / "done").glob("*list.csv"))) == 2


def test_an_empty_or_absent_folder_is_no_trouble(office: Office) -> None:
    assert run(office) == []
