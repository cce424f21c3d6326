"""An account manager notes promises and comments, and takes back what they did themselves; nothing else."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest

from core.acting import Actor, NotAllowedError, acting
from core.actions import Role
from core.campaigns import agreements
from core.campaigns.agreements import About
from core.desk import customers
from core.desk.case_frames import promises
from core.desk.cases import Instalment
from tests.unit.campaigns.portfolio import LEDGER

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(0)

ANN = Actor(name="Ann", roles=frozenset({Role.ACCOUNT_MANAGER}), is_known=True)
ABOUT = About(entity="NL01", customer_id="A", currency="EUR")
WHO = {"entity": "NL01", "customer_id": "A"}
ON = date(2026, 11, 6)


def test_an_account_manager_takes_back_what_they_did_themselves(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    with acting(ANN):
        mine = agreements.promise(desk, book, ABOUT, amount_minor=50_00, promised_on=ON, by="Ann", why="phoned")
        agreements.undo(desk, book, mine.event_id, mine.case_id, by="Ann")
        note = customers.remark(desk, **WHO, body="phoned", by="Ann")
        assert customers.take_back_note(desk, note, by="Ann")
    assert not (promises(desk)["state"] == "open").any()

    theirs = agreements.promise(desk, book, ABOUT, amount_minor=50_00, promised_on=ON, by="Els", why="phoned")
    note = customers.remark(desk, **WHO, body="phoned", by="Els")
    with acting(ANN):
        with pytest.raises(NotAllowedError, match="account manager"):
            agreements.undo(desk, book, theirs.event_id, theirs.case_id, by="Ann")
        with pytest.raises(NotAllowedError):
            customers.take_back_note(desk, note, by="Ann")
        with pytest.raises(NotAllowedError):
            agreements.stop(desk, book, ABOUT, until_on=ON, by="Ann", why="asked")
    assert customers.notes(desk, **WHO)["written_by"].tolist() == ["Els"]


def test_a_promise_takes_the_place_of_a_plan_only_by_who_may_end_plans(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    parts = [Instalment(due_on=ON, amount_minor=30_00), Instalment(due_on=date(2026, 12, 6), amount_minor=20_00)]
    planned = agreements.plan(desk, book, ABOUT, parts=parts, total_minor=50_00, by="Els", why="asked")
    promise = partial(agreements.promise, desk, book, ABOUT, amount_minor=10_00, promised_on=ON, by="Ann", why="phoned")
    with acting(ANN):
        with pytest.raises(NotAllowedError):
            promise(instead_of=planned.case_id)
        promise(instead_of=promise().case_id)
