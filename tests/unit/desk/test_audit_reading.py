"""The audit trail as it is read and taken away."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.acting import SYSTEM, Actor, Limits, NotAllowedError, acting, doing
from core.actions import Action, Role
from core.desk import audit, audit_file, customers, settings
from core.desk.audit_reading import Asked, found, newest, people
from core.desk.audit_verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk
    from tests.desks import TestClock

ONE = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)


@pytest.fixture
def trail(desk: Desk, clock: TestClock) -> Desk:
    """Five entries on five days: settings by Els, a note each on C1 and C2 by Jan, one by Saldo, one with a reason."""
    settings.save(desk, "house", {"city": "Utrecht"}, by="Els")
    for entity, customer_id in (("NL01", "C1"), ("BE01", "C2")):
        clock.forward(days=1)
        customers.remark(desk, entity=entity, customer_id=customer_id, body="Called", by="Jan")
    clock.forward(days=1)
    with acting(SYSTEM):
        settings.save(desk, "house", {"city": "Zürich"}, by="Saldo")
    clock.forward(days=1)
    with doing(Action.COMMENT, "test", {"by": "Jan", "why": "asked by the CFO"}):
        customers.remark(desk, entity="NL01", customer_id="C1", body="Called", by="Jan")
    return desk


def numbers(desk: Desk, asked: Asked, limit: int = 10) -> list[int]:
    return [each.number for each in found(desk, asked, limit=limit)]


def test_the_trail_is_found_by_who_what_customer_day_and_words(trail: Desk, clock: TestClock) -> None:
    assert numbers(trail, Asked()) == [5, 4, 3, 2, 1]
    assert numbers(trail, Asked(before=4), 2) == [3, 2]
    assert numbers(trail, Asked(who="Jan")) == [5, 3, 2]
    assert numbers(trail, Asked(action=Action.SETTING)) == [4, 1]
    assert numbers(trail, Asked(customer="C1")) == [5, 2]
    assert numbers(trail, Asked(entity="BE01")) == [3]
    assert numbers(trail, Asked(from_at=clock.now - timedelta(days=3), until_at=clock.now - timedelta(days=1))) == [
        3,
        2,
    ]
    assert numbers(trail, Asked(words="zürich")) == [4]
    assert numbers(trail, Asked(words="Settings.SAVE")) == [4, 1]
    assert numbers(trail, Asked(words="100%")) == []
    (last,) = found(trail, Asked(), limit=1)
    assert (last.why, last.customers) == ("asked by the CFO", (("NL01", "C1"),))
    assert numbers(trail, Asked(act=last.act)) == [5]
    assert (people(trail), newest(trail)) == (["Els", "Jan", "Saldo"], 5)


@ONE
def test_who_sees_one_company_reads_what_the_trail_says_of_it_only(trail: Desk) -> None:
    belgian = Actor(name="Ann", limits=Limits(entities=frozenset({"BE01"})), is_known=True)
    with acting(belgian):
        told = found(trail, Asked(), limit=10)
        by_customer = numbers(trail, Asked(customer="C1"))
    assert by_customer == []
    assert {customer for each in told for customer in each.customers} == {("BE01", "C2")}


@ONE
def test_an_erased_entry_says_that_something_is_withheld(trail: Desk) -> None:
    with doing(Action.PRIVACY, "test", {"by": "Els"}), trail.session() as session:
        audit.erase_values(session, [("NL01", "C1")])
    (entry,) = found(trail, Asked(before=3), limit=1)
    assert (entry.number, entry.withheld, entry.pieces, entry.why) == (2, 1, (), "")


def taken_away(desk: Desk, folder: Path) -> Path:
    target = io.BytesIO()
    audit_file.write(desk, target, by="Els")
    with zipfile.ZipFile(target) as file:
        file.extractall(folder)
    return folder


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(folder / "audit_check.py"), str(folder)], capture_output=True, text=True, check=False
    )


@ONE
def test_the_auditor_checks_the_file_without_saldo(trail: Desk, tmp_path: Path) -> None:
    with doing(Action.PRIVACY, "test", {"by": "Els"}), trail.session() as session:
        audit.erase_values(session, [("BE01", "C2")])
    folder = taken_away(trail, tmp_path)
    assert checked(folder).stdout == "The exported trail is whole.\n"
    assert verify(trail).is_whole
    assert found(trail, Asked(), limit=1)[0].action == Action.AUDIT  # taking it away is told itself

    entries = folder / "entries.jsonl"
    lines = entries.read_text("utf-8").splitlines()
    forged = {**json.loads(lines[1]), "who": "Piet"}
    entries.write_text("\n".join([lines[0], json.dumps(forged), *lines[3:]]) + "\n", "utf-8")
    told = checked(folder)
    assert told.returncode == 1
    assert told.stdout.splitlines() == [
        "Entry 2 was altered.",
        "Entry 4 does not follow entry 2.",
        "Entry 3 is not there, but what it says is.",
    ]


@ONE
def test_the_file_holds_the_days_asked_for(trail: Desk, clock: TestClock) -> None:
    target = io.BytesIO()
    written = audit_file.write(trail, target, by="Els", from_at=clock.now - timedelta(days=2), until_at=clock.now)
    assert (written.entries, written.head.number) == (2, 5)
    with zipfile.ZipFile(target) as file:
        told = [json.loads(line)["number"] for line in file.read("values.jsonl").splitlines()]
    assert told == [3, 4]


@ONE
def test_the_trail_is_taken_away_by_who_may(trail: Desk) -> None:
    controller = Actor(name="Jan", roles=frozenset({Role.CONTROLLER}), is_known=True)
    with acting(controller), pytest.raises(NotAllowedError):
        audit_file.write(trail, io.BytesIO(), by="Jan")
