"""The audit trail edited by hand: the database refuses it, and where it was made to obey, the check finds the place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.acting import doing
from core.actions import Action
from core.desk import audit, customers
from core.desk.audit_chain import Head
from core.desk.audit_heads import (
    NAME,
    HeadsUnreadableError,
    NothingToSetAsideError,
    TrailBrokenError,
    check,
    kept,
    look,
    set_aside,
)
from core.desk.audit_verify import Fault, verify

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk

REFUSED = [
    "UPDATE audit_entry SET who = 'Jan' WHERE number = 2",
    "DELETE FROM audit_entry WHERE number = 4",
    "UPDATE audit_value SET body = '{}' WHERE number = 2",
    "UPDATE audit_value SET salt = NULL, body = NULL, commitment = '' WHERE number = 2",
    "DELETE FROM audit_value WHERE number = 2",
    "UPDATE audit_head SET number = 1",
    "DELETE FROM audit_head",
]
PUT_IN_AS_5 = (
    "INSERT INTO audit_entry SELECT 5, at, who, known_by, roles, sign_in, action, what, act, values_digest, previous, digest "
    "FROM audit_entry WHERE number = 2"
)
REPLACED = (  # entry 3 by a copy of entry 2
    f"DELETE FROM audit_value WHERE number = 3; DELETE FROM audit_entry WHERE number = 3; {PUT_IN_AS_5}; "  # noqa: S608 - our own words
    "UPDATE audit_entry SET number = 3 WHERE number = 5"
)
BY_HAND = {
    "who": ("UPDATE audit_entry SET who = 'Jan' WHERE number = 2", Fault.ALTERED, 2),
    "when": ("UPDATE audit_entry SET at = '2026-11-01 10:00:00' WHERE number = 2", Fault.ALTERED, 2),
    "never": ("UPDATE audit_entry SET at = 'some day' WHERE number = 2", Fault.ALTERED, 2),
    "who, no text": ("UPDATE audit_entry SET who = x'00' WHERE number = 2", Fault.ALTERED, 2),
    "what it says, no text": ("UPDATE audit_value SET body = x'00' WHERE number = 3", Fault.VALUE_ALTERED, 3),
    "seal, no text": ("UPDATE audit_value SET commitment = x'00' WHERE number = 3", Fault.VALUE_REMOVED, 3),
    "sealed anew": ("UPDATE audit_entry SET digest = 'f00d' WHERE number = 2", Fault.INSERTED, 3),
    "what it says": ("UPDATE audit_value SET body = '{}' WHERE number = 3", Fault.VALUE_ALTERED, 3),
    "whom it is about": ("UPDATE audit_value SET customer_id = 'C9' WHERE number = 3", Fault.VALUE_ALTERED, 3),
    "blanked": ("UPDATE audit_value SET salt = NULL, body = NULL WHERE number = 3", Fault.VALUE_BLANKED, 3),
    "without what it said": ("DELETE FROM audit_value WHERE number = 3", Fault.VALUE_REMOVED, 3),
    "removed": ("DELETE FROM audit_value WHERE number = 2; DELETE FROM audit_entry WHERE number = 2", Fault.REMOVED, 3),
    "the first removed": (
        "DELETE FROM audit_value WHERE number = 1; DELETE FROM audit_entry WHERE number = 1",
        Fault.REMOVED,
        2,
    ),
    "cut off": ("DELETE FROM audit_value WHERE number = 4; DELETE FROM audit_entry WHERE number = 4", Fault.CUT_OFF, 4),
    "put in at the end": (PUT_IN_AS_5, Fault.INSERTED, 5),
    "replaced": (REPLACED, Fault.INSERTED, 3),
}
TRIGGERS = [
    "audit_entry_update",
    "audit_entry_delete",
    "audit_value_update",
    "audit_value_delete",
    "audit_head_update",
    "audit_head_delete",
]

ONE = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)  # the check is the same whatever database it reads


@pytest.fixture
def trail(desk: Desk) -> Desk:
    """A desk with four entries."""
    for turn in range(1, 5):
        customers.remark(desk, entity="NL01", customer_id=f"C{turn}", body="Called", by="Els")
    return desk


def by_hand(desk: Desk, statements: str) -> None:
    """Do what somebody could who owns the database: take the triggers away first."""
    with desk.transaction() as connection:
        for name in TRIGGERS:
            on = f" ON {name.rpartition('_')[0]}" if desk.is_postgres else ""
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{on}"))
        for statement in statements.split("; "):
            connection.execute(text(statement))


def test_the_database_refuses(trail: Desk) -> None:
    for statement in [*REFUSED, *(["TRUNCATE audit_entry CASCADE"] if trail.is_postgres else [])]:
        with pytest.raises(DBAPIError, match="only ever added to"), trail.transaction() as connection:
            connection.execute(text(statement))
    assert verify(trail).is_whole


@ONE
@pytest.mark.parametrize("edit", BY_HAND)
def test_what_was_edited_by_hand_is_found(trail: Desk, edit: str) -> None:
    statements, fault, number = BY_HAND[edit]
    by_hand(trail, statements)
    verdict = verify(trail)
    assert (fault, number) in [(each.fault, each.number) for each in verdict.faults]
    assert str(number) in verdict.faults[0].sentence or edit != "who"


def test_a_moment_that_no_clock_shows_is_found(trail: Desk) -> None:
    by_hand(trail, "UPDATE audit_entry SET at = 'infinity' WHERE number = 2")
    assert [(each.fault, each.number) for each in verify(trail).faults] == [(Fault.ALTERED, 2)]


@ONE
def test_an_erasure_after_the_fact_does_not_cover_what_was_blanked_before_it(trail: Desk) -> None:
    by_hand(
        trail, "UPDATE audit_value SET salt = NULL, entity = NULL, customer_id = NULL, body = NULL WHERE number = 3"
    )
    with doing(Action.PRIVACY, "test", {"by": "Els"}), trail.session() as session:
        assert audit.erase_values(session, [("NL01", "C3")]) == 0
    assert [each.fault for each in verify(trail).faults] == [Fault.VALUE_BLANKED]


def cut_off_with_its_head(desk: Desk) -> None:
    """Take the newest entry away so that nothing on the desk tells."""
    by_hand(
        desk,
        "DELETE FROM audit_value WHERE number = 4; DELETE FROM audit_entry WHERE number = 4; "
        "UPDATE audit_head SET number = 3, digest = (SELECT digest FROM audit_entry WHERE number = 3)",
    )


@ONE
def test_a_kept_end_shows_that_the_trail_was_cut_off_or_written_anew(trail: Desk, tmp_path: Path) -> None:
    assert check(trail, tmp_path).is_whole
    (head,) = kept(tmp_path)
    cut_off_with_its_head(trail)
    assert verify(trail).is_whole  # the desk alone cannot tell
    assert [(each.fault, each.number) for each in check(trail, tmp_path).faults] == [(Fault.CUT_OFF, 4)]
    customers.remark(trail, entity="NL01", customer_id="C4", body="Something else", by="Els")
    assert [(each.fault, each.number) for each in check(trail, tmp_path).faults] == [(Fault.REWRITTEN, 4)]
    assert kept(tmp_path) == [head]  # an end of a trail that is not whole is not kept


@ONE
def test_a_check_keeps_an_end_once(trail: Desk, tmp_path: Path) -> None:
    check(trail, tmp_path)
    check(trail, tmp_path)
    customers.remark(trail, entity="NL01", customer_id="C1", body="Called", by="Els")
    check(trail, tmp_path)
    assert [head.number for head in kept(tmp_path)] == [4, 5]


@ONE
def test_the_daily_look_fails_with_what_to_do(trail: Desk, tmp_path: Path) -> None:
    assert look(trail, tmp_path) == "4 entries, as they were written"
    by_hand(trail, BY_HAND["who"][0])
    with pytest.raises(TrailBrokenError, match="Entry 2 was altered"):
        look(trail, tmp_path)


@ONE
def test_after_a_restore_the_ends_are_set_aside_by_name(trail: Desk, tmp_path: Path) -> None:
    check(trail, tmp_path)
    with pytest.raises(NothingToSetAsideError):
        set_aside(trail, tmp_path, by="Els", why="to be sure")
    cut_off_with_its_head(trail)
    (gone,) = set_aside(trail, tmp_path, by="Els", why="backup of Monday put back")
    assert gone.number == 4
    assert check(trail, tmp_path).is_whole
    with trail.reading() as session:
        body = session.execute(text("SELECT body FROM audit_value WHERE number = 4")).scalar_one()
    told = json.loads(body)
    assert (told["given"]["why"], told["told"]) == ("backup of Monday put back", {"set_aside": [f"4 {gone.digest}"]})


@ONE
def test_a_spoilt_file_of_ends_is_said(trail: Desk, tmp_path: Path) -> None:
    check(trail, tmp_path)
    with (tmp_path / NAME).open("a", encoding="utf-8") as file:
        file.write('{"number": \n')
    with pytest.raises(HeadsUnreadableError, match="Line 2"):
        check(trail, tmp_path)


@ONE
def test_a_new_desk_is_whole(desk: Desk, tmp_path: Path) -> None:
    verdict = check(desk, tmp_path)
    assert (verdict.is_whole, verdict.entries, verdict.head.number) == (True, 0, 0)
    assert kept(tmp_path) == []
    assert [each.fault for each in verify(desk, kept=[Head(number=1, digest="x")]).faults] == [Fault.CUT_OFF]
