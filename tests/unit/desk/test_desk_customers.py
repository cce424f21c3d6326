"""Holds, overrides, notes and mappings, as people place and end them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from core.desk import contacts, customers, holds, mappings
from core.desk.customers import OverrideField
from core.errors import UnknownNameError
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.desks import TestClock

AS_OF = date(2026, 10, 31)


def test_a_hold_stands_until_its_last_day_or_until_it_is_ended(desk: Desk) -> None:
    stop = holds.place(desk, HoldKind.STOP, entity="NL01", customer_id="A", by="anna", why="on holiday")
    holds.place(
        desk,
        HoldKind.PROMISE,
        entity="NL01",
        customer_id="B",
        number="INV7",
        document_type="invoice",
        fiscal_year=2026,
        by="anna",
        why="phone",
        until_on=AS_OF,
        amount_minor=12_00,
        currency="EUR",
    )
    standing = holds.standing(desk, AS_OF)
    assert list(standing["kind"]) == ["stop", "promise"]
    assert standing["number"].isna().tolist() == [True, False]
    assert standing["amount_minor"].tolist()[1] == 12_00
    assert list(holds.standing(desk, date(2026, 11, 1))["customer_id"]) == ["A"]
    assert list(holds.standing(desk, AS_OF, entity="NL01", customer_id="B")["kind"]) == ["promise"]
    assert holds.end(desk, stop, by="bert", why="back again")
    assert not holds.end(desk, stop, by="bert", why="twice")
    assert list(holds.standing(desk, AS_OF)["customer_id"]) == ["B"]
    ended = holds.history(desk, entity="NL01", customer_id="A")
    assert ended[["kind", "ended_by", "ended_why"]].to_numpy().tolist() == [["stop", "bert", "back again"]]
    assert ended["ended_at"].iloc[0] == desk.now()


def test_empty_frames_keep_their_types(desk: Desk) -> None:
    empty = holds.standing(desk, AS_OF)
    filled_types = {name: str(dtype) for name, dtype in empty.dtypes.items()}
    holds.place(desk, HoldKind.STOP, entity="NL01", customer_id="A", by="anna", why="x")
    assert {name: str(dtype) for name, dtype in holds.standing(desk, AS_OF).dtypes.items()} == filled_types
    assert len(contacts.last_contacts(desk)) == len(contacts.steps_done(desk)) == len(contacts.under_way(desk)) == 0


def test_an_override_replaces_the_earlier_one_and_can_end(desk: Desk) -> None:
    who = {"entity": "NL01", "customer_id": "A"}
    email, said = OverrideField.EMAIL, "old@example.org"
    customers.override(desk, **who, field=email, value="a@example.org", source_value=said, by="anna", why="called")
    customers.override(
        desk, **who, field=email, value="b@example.org", source_value=said, by="anna", why="called again"
    )
    assert list(customers.overrides(desk)["value"]) == ["b@example.org"]
    assert customers.end_override(desk, **who, field=email, by="anna")
    assert not customers.end_override(desk, **who, field=email, by="anna")
    assert customers.overrides(desk, entity="NL01", customer_id="A").empty


def test_notes_come_newest_first(desk: Desk, clock: TestClock) -> None:
    customers.remark(desk, entity="NL01", customer_id="A", body="pays on the 25th", by="anna")
    clock.forward(days=1)
    customers.remark(desk, entity="NL01", customer_id="A", body="<b>new</b> bookkeeper", by="bert")
    found = customers.notes(desk, entity="NL01", customer_id="A")
    assert list(found["body"]) == ["<b>new</b> bookkeeper", "pays on the 25th"]
    assert found["written_at"].iloc[0] == datetime(2026, 11, 4, 10, 0, tzinfo=UTC)


def test_mappings_are_saved_by_name(desk: Desk) -> None:
    mappings.save(desk, "our export", {"columns": {"Bedrag": "amount"}}, by="anna")
    mappings.save(desk, "our export", {"columns": {"Saldo": "open"}}, by="anna")
    assert mappings.names(desk) == ["our export"]
    assert mappings.get(desk, "our export") == {"columns": {"Saldo": "open"}}
    with pytest.raises(UnknownNameError, match="Choose one of: our export"):
        mappings.get(desk, "theirs")
    mappings.forget(desk, "our export")
    assert mappings.names(desk) == []
