"""The audit trail as it is written: who, when, what, before and after, in the transaction of the change."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from core.acting import SYSTEM, Actor, NotAllowedError, act, acting, doing
from core.actions import Action, Role
from core.desk import audit, customers, holds, policies, settings
from core.desk.audit_pieces import ERASED
from core.desk.audit_tables import AuditEntry, AuditValue
from core.desk.audit_verify import verify
from core.desk.bank_tables import BankRule
from core.desk.revisions import Topic, changed
from core.desk.tables import Hold, Note, Override, Setting, Worker
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.desk.engine import Desk
    from tests.desks import TestClock

ELS = Actor(name="Els", roles=frozenset({Role.CONTROLLER, Role.MANAGER}), is_known=True, sign_in="s1")

NOTE: dict[str, Any] = {
    "entity": "NL01", "customer_id": "C1", "body": "x", "written_by": "Els", "written_at": datetime(2026, 11, 3, tzinfo=UTC)
}  # fmt: skip

ONE = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)  # where the two databases cannot differ


def entries(desk: Desk) -> list[AuditEntry]:
    with desk.reading() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.number)))


def said(desk: Desk, number: int) -> list[dict[str, Any]]:
    """What the pieces of an entry say; an erased piece says {}."""
    with desk.reading() as session:
        rows = session.scalars(select(AuditValue).where(AuditValue.number == number).order_by(AuditValue.piece))
        return [json.loads(row.body or "{}") for row in rows]


def note(desk: Desk, customer_id: str = "C1", body: str = "Will call back", by: str = "Els") -> int:
    return customers.remark(desk, entity="NL01", customer_id=customer_id, body=body, by=by)


@ONE
def test_an_act_is_one_entry_with_who_when_and_what(desk: Desk, clock: TestClock) -> None:
    settings.save(desk, "house", {"name": "Saldo BV"}, by="Els")
    (entry,) = entries(desk)
    assert (entry.number, entry.who, entry.known_by, entry.roles) == (1, "Els", "local", "")
    assert (entry.action, entry.what, entry.at) == (Action.SETTING, "desk.settings.save", clock.now)
    assert verify(desk).is_whole


@ONE
def test_who_signed_in_is_told_with_roles_and_sign_in(desk: Desk) -> None:
    with acting(ELS):
        note(desk)
    with acting(SYSTEM):
        note(desk, by="Bank")
    assert [(each.who, each.known_by, each.roles, each.sign_in) for each in entries(desk)] == [
        ("Els", "sign_in", "controller,manager", "s1"),
        ("Saldo", "system", "", None),
    ]


def test_a_statement_that_changes_a_row_tells_what_it_was_before(desk: Desk, clock: TestClock) -> None:
    settings.save(desk, "house", {"name": "Saldo BV", "city": "Utrecht"}, by="Els")
    clock.forward(hours=1)
    settings.save(desk, "house", {"name": "Saldo NV", "city": "Utrecht"}, by="Jan")
    (change,) = said(desk, 2)[0]["changes"]
    assert (change["table"], change["key"]) == ("setting", {"name": "house", "scope": ""})
    assert change["before"]["body"] == {"name": "Saldo BV"}  # of a document only what differs
    assert change["after"]["body"] == {"name": "Saldo NV"}
    assert (change["before"]["changed_by"], change["after"]["changed_by"]) == ("Els", "Jan")
    assert "name" not in change["after"]


def test_a_row_that_the_session_changes_tells_what_it_was_before(desk: Desk) -> None:
    number = note(desk)
    with doing(Action.COMMENT, "test", {"by": "Els"}), desk.session() as session:
        row = session.get(Note, number)
        assert row is not None
        row.entity = "BE01"
    (change,) = said(desk, 2)[0]["changes"]
    assert (change["before"], change["after"]) == ({"entity": "NL01"}, {"entity": "BE01"})


def test_what_a_savepoint_took_back_did_not_happen_and_what_it_let_go_did(desk: Desk) -> None:
    number = note(desk)

    def say(session: Session, body: str) -> None:
        session.execute(update(Note).where(Note.id == number).values(body=body))
        audit.tell(said=body)

    with doing(Action.COMMENT, "test", {"by": "Els"}), desk.session() as session:
        with suppress(ZeroDivisionError), session.begin_nested():
            say(session, "longest of all")
            with session.begin_nested():  # let go inside of what is taken back
                session.execute(insert(Note), [NOTE | {"customer_id": f"C{n}"} for n in range(60)])
            raise ZeroDivisionError
        with suppress(IntegrityError), session.begin_nested():  # taken back by the database
            session.execute(insert(Setting), [{"name": "x", "scope": "", "body": {}, "revision": 1}])
        with session.begin_nested():
            session.execute(update(Note).where(Note.id == number).values(ended_by="Jan"))
            audit.tell(kept=1)
    (piece,) = said(desk, 2)
    assert (piece["told"], piece.get("counts")) == ({"kept": 1}, None)
    assert [each["after"] for each in piece["changes"]] == [{"ended_by": "Jan"}]
    acts = doing(Action.COMMENT, "test", {"by": "Els"})
    with acts, desk.session() as session, suppress(ZeroDivisionError), session.begin_nested():
        say(session, "once more")
        raise ZeroDivisionError
    assert len(entries(desk)) == 2  # an act that came to nothing has no entry
    assert verify(desk).is_whole


@ONE
def test_a_row_that_is_removed_is_told_as_it_was(desk: Desk) -> None:
    settings.save(desk, "house", {"name": "Saldo BV"}, by="Els")
    with doing(Action.SETTING, "test", {"by": "Els"}), desk.session() as session:
        session.delete(session.get_one(Setting, ("house", "")))
    (change,) = said(desk, 2)[0]["changes"]
    assert change["before"]["body"] == {"name": "Saldo BV"}
    assert "after" not in change


def test_many_rows_are_told_as_a_number(desk: Desk, clock: TestClock) -> None:
    rows = [
        {"entity": "NL01", "customer_id": f"C{n}", "body": "x", "written_by": "Els", "written_at": clock.now}
        for n in range(60)
    ]
    with doing(Action.COMMENT, "test", {"by": "Els"}), desk.session() as session:
        session.execute(insert(Note), rows)
        session.execute(update(Note).values(ended_by="Els"))
    assert said(desk, 1)[0]["counts"] == {"note added": 60, "note changed": 60}


def test_rows_are_told_however_they_are_put_in(desk: Desk) -> None:
    from_desk = insert(BankRule).from_select(
        ["entity", "account", "customer_id", "learnt_by", "learnt_at"],
        select(Note.entity, Note.body, Note.customer_id, Note.written_by, Note.written_at),
    )
    row = {"entity": "NL01", "account": "NL00X", "customer_id": "C9", "learnt_by": "Els", "learnt_at": desk.now()}
    add = postgresql.insert(BankRule) if desk.is_postgres else sqlite.insert(BankRule)
    unless_there = add.values(row).on_conflict_do_nothing()
    note(desk)
    with doing(Action.BANK, "test", {"by": "Els"}), desk.session() as session:
        session.execute(from_desk)
        session.execute(unless_there)
        session.execute(unless_there)
        session.execute(insert(BankRule).values([{**row, "customer_id": "C10"}, {**row, "customer_id": "C11"}]))
    (told,) = said(desk, 2)
    assert told["counts"] == {"bank_rule added": 3}
    assert [change["key"]["customer_id"] for change in told["changes"]] == ["C9"]


@ONE
def test_a_statement_that_reaches_no_row_is_no_change(desk: Desk) -> None:
    with doing(Action.COMMENT, "test", {"by": "Els"}), desk.session() as session:
        session.execute(update(Note).where(Note.id == -1).values(ended_by="Els"))
        changed(session, Topic.POLICIES)  # clockwork
    assert entries(desk) == []


@ONE
def test_what_is_undone_leaves_no_entry(desk: Desk) -> None:
    def first_try() -> None:
        with desk.session() as session:
            session.execute(update(Note).values(ended_by="Els"))
            audit.tell(reason="a first try")
            raise ZeroDivisionError

    with doing(Action.COMMENT, "test", {"by": "Els"}):
        with pytest.raises(ZeroDivisionError):
            first_try()
        note(desk)
    (entry,) = entries(desk)
    assert (entry.number, entry.what) == (1, "test")
    assert "told" not in said(desk, 1)[0]


@ONE
def test_an_act_of_two_transactions_has_two_entries_of_one_act(desk: Desk) -> None:
    with doing(Action.COMMENT, "test", {"by": "Els"}):
        note(desk)
        with desk.session() as session:
            changed(session, Topic.POLICIES)
        note(desk)
    first, second = entries(desk)
    assert first.act == second.act


@ONE
def test_work_that_is_no_act_leaves_no_entry(desk: Desk, clock: TestClock) -> None:
    row = {
        "id": "w",
        "host": "h",
        "pid": 1,
        "boot_id": "b",
        "started_at": clock.now,
        "beat_at": clock.now,
        "remark": "",
    }
    with acting(SYSTEM), desk.transaction() as connection:
        connection.execute(insert(Worker).values(**row))
    assert act() is None
    assert entries(desk) == []


@ONE
def test_an_export_changes_nothing_and_is_told_all_the_same(desk: Desk) -> None:
    viewer = Actor(name="Kim", roles=frozenset({Role.VIEWER}), is_known=True)
    with acting(viewer):
        audit.took_away(desk, "open items", by="Kim", rows=312)
    with (
        acting(Actor(name="Ali", roles=frozenset({Role.ACCOUNT_MANAGER}), is_known=True)),
        pytest.raises(NotAllowedError),
    ):
        audit.took_away(desk, "open items", by="Ali", rows=1)
    (entry,) = entries(desk)
    assert (entry.who, entry.action) == ("Kim", Action.EXPORT)
    assert said(desk, 1)[0]["told"] == {"file": "open items", "rows": 312}


@ONE
def test_values_lie_apart_by_customer(desk: Desk, clock: TestClock) -> None:
    with doing(Action.AGREE, "test", {"by": "Els"}), desk.session() as session:
        for customer in ("C1", "C2"):
            session.add(
                Hold(
                    kind="no_contact",
                    entity="NL01",
                    customer_id=customer,
                    why="asked",
                    created_by="Els",
                    created_at=clock.now,
                )
            )
    with desk.reading() as session:
        found = list(session.execute(select(AuditValue.piece, AuditValue.customer_id).order_by(AuditValue.piece)))
    assert [tuple(each) for each in found] == [(0, None), (1, "C1"), (2, "C2")]


def erase(desk: Desk, customer_id: str, *words: str) -> int:
    given = {"entity": "NL01", "customer_id": customer_id, "by": "Els"}
    with doing(Action.PRIVACY, "privacy.erase", given), desk.session() as session:
        session.execute(update(Override).where(Override.customer_id == customer_id).values(value=""))
        return audit.erase_values(session, [("NL01", customer_id)], saying=audit.pieces_saying(session, words))


def known_better(desk: Desk, customer_id: str, value: str, why: str = "phoned") -> None:
    with doing(Action.CUSTOMER, "test", {"entity": "NL01", "customer_id": customer_id, "why": why, "by": "Els"}):
        row = Override(
            entity="NL01",
            customer_id=customer_id,
            field="email",
            value=value,
            why=why,
            created_by="Els",
            created_at=desk.now(),
        )
        with desk.session() as session:
            session.add(row)


def test_what_is_erased_is_gone_and_the_chain_holds(desk: Desk) -> None:
    known_better(desk, "C1", "j.jansen@example.nl")
    known_better(desk, "C2", "piet@example.nl", why='neighbour of Jan "de Lange" Jansen')
    known_better(desk, "C3", "other@example.nl")
    assert erase(desk, "C1", 'JAN "de lange" Jansen', " ") == 2
    with desk.reading() as session:
        bodies = [row.body or "" for row in session.scalars(select(AuditValue))]
        customers_left = set(session.scalars(select(AuditValue.customer_id)))
    assert not any("ansen" in body for body in bodies)  # neither in the values nor in the entry of the erasure
    assert any("other@example.nl" in body for body in bodies)
    assert customers_left == {None, "C1", "C3"}  # C1: the erasure itself
    verdict = verify(desk)
    assert (verdict.is_whole, verdict.erased) == (True, 2)


def test_an_erasure_is_told_and_stays_so_after_the_next_one(desk: Desk, clock: TestClock) -> None:
    known_better(desk, "C1", "a@example.nl")
    erase(desk, "C1")
    erase(desk, "C1")
    clock.forward(days=4000)
    with doing(Action.PRIVACY, "privacy.retain", {"by": "Els"}), desk.session() as session:
        assert audit.erase_older(session, clock.now, true()) > 0
    with desk.reading() as session:
        left = [row.body for row in session.scalars(select(AuditValue)) if row.body and row.number < 4]
    assert left
    assert all(body.startswith(f'{{"{ERASED}"') for body in left)
    assert verify(desk).is_whole


def test_capitals_beyond_ascii_are_letters_too(desk: Desk) -> None:
    known_better(desk, "C2", "piet@example.nl", why="neighbour of ZEBEDEÜS É. WEIẞ")
    known_better(desk, "C3", "other@example.nl", why="neighbour of Zebedeás e. Weis")
    assert erase(desk, "C1", "Zebedeüs é.") == 1
    assert verify(desk).is_whole


@ONE
def test_an_act_of_many_transactions_tells_every_row_and_not_every_number(desk: Desk, clock: TestClock) -> None:
    row = {"entity": "NL01", "customer_id": "C1", "body": "x", "written_by": "Els", "written_at": clock.now}
    with doing(Action.COMMENT, "test", {"by": "Els"}):
        for _turn in range(audit.MOST_ENTRIES + 3):
            with desk.session() as session:
                session.execute(insert(Note), [row] * 41)
        note(desk)
    assert len(entries(desk)) == audit.MOST_ENTRIES + 1
    (change,) = said(desk, audit.MOST_ENTRIES + 1)[0]["changes"]
    assert change["table"] == "note"


@ONE
def test_values_are_erased_by_an_act_only(desk: Desk) -> None:
    with desk.session() as session, pytest.raises(RuntimeError, match="act"):
        audit.erase_values(session, [("NL01", "C1")])


def test_acts_at_the_same_time_make_one_chain(desk: Desk) -> None:
    threads = 4

    def acts(thread: int) -> None:
        for turn in range(8):
            if turn % 2:  # locks the topic first, then the newest entry
                policies.save(desk, f"kind {thread}", {"turn": turn}, by=f"person {thread}", comment="")
            else:
                holds.place(
                    desk,
                    kind=HoldKind.DISPUTE,
                    entity="NL01",
                    customer_id=f"C{thread}",
                    why="asked",
                    by=f"person {thread}",
                )

    with ThreadPoolExecutor(threads) as pool:
        done = [pool.submit(copy_context().run, acts, thread) for thread in range(threads)]
        for each in done:
            each.result(timeout=60)
    verdict = verify(desk)
    assert (verdict.is_whole, verdict.entries) == (True, threads * 8)
