"""Address, person and language as people here know them reach the campaign, until the ledger says something else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.campaigns import reading
from core.campaigns.approve import approve
from core.campaigns.freshness import hold_outdated
from core.campaigns.launch import launch
from core.campaigns.plan import find_audience
from core.desk import customers
from core.desk.customers import OverrideField
from core.desk.revisions import Topic, revisions
from core.errors import UnknownNameError
from core.strategy.overrides import (
    AlreadySaidError,
    BadAddressError,
    BarredAddressError,
    NoValueError,
    change,
    end_lapsed,
    source_says,
    standing,
)
from tests.unit.campaigns.portfolio import AS_OF, LEDGER, NAME, previewed

if TYPE_CHECKING:
    import pandas as pd

    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(2)

ENTITY = "NL01"


def know(desk: Desk, book: Book, customer_id: str, field: OverrideField, value: str) -> None:
    change(desk, book, entity=ENTITY, customer_id=customer_id, field=field, value=value, by="Els", why="phoned")


def told(desk: Desk, book: Book, customer_id: str) -> pd.Series[Any]:
    found = find_audience(desk, book, as_of=AS_OF).customers
    return found[found["customer_id"] == customer_id].iloc[0]


def test_whoever_had_no_address_is_reached_once_a_person_fills_one_in(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    assert told(desk, book, "D")["reason"] == "unreachable"
    know(desk, book, "D", OverrideField.EMAIL, " d@example.org ")
    know(desk, book, "D", OverrideField.PERSON, "mevrouw  de Vries")
    assert previewed(desk, book) == 4
    mail = reading.mail(desk, NAME, entity=ENTITY, customer_id="D")
    assert "d@example.org" in mail.to
    assert "Beste mevrouw De Vries" in mail.text


def test_a_changed_address_and_language_are_those_of_the_message(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    know(desk, book, "A", OverrideField.EMAIL, "bookkeeping@example.org")
    know(desk, book, "A", OverrideField.LANGUAGE, "en")
    previewed(desk, book)
    mail = reading.mail(desk, NAME, entity=ENTITY, customer_id="A")
    assert "bookkeeping@example.org" in mail.to
    assert "Dear" in mail.text


def test_an_override_lapses_when_the_ledger_says_something_else(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    know(desk, book, "A", OverrideField.EMAIL, "bookkeeping@example.org")
    know(desk, book, "A", OverrideField.LABEL, "negative")
    assert end_lapsed(desk, book) == 0
    later = ledger("A is business NL nl new@example.org", list_on=date(2026, 10, 31))
    assert told(desk, later, "A")["address"] == "new@example.org"
    assert told(desk, later, "A")["segment"] == "in_trouble"
    known = customers.overrides(desk)
    assert standing(known, source_says(later, known[["entity", "customer_id"]]))["field"].tolist() == ["label"]

    assert end_lapsed(desk, later) == 1
    again = ledger("A is business NL nl a@example.org", list_on=date(2026, 10, 31))
    assert told(desk, again, "A")["address"] == "a@example.org"  # ended is ended, whatever the ledger says next


def test_an_override_outlives_a_customer_that_this_ledger_does_not_have(desk: Desk, ledger: Ledger) -> None:
    know(desk, ledger(LEDGER), "A", OverrideField.LABEL, "negative")
    other = ledger("Z INV1 issued 2026-10-01 due 2026-12-01 10.00 EUR")
    customers.override(
        desk,
        entity=ENTITY,
        customer_id="GONE",
        field=OverrideField.LABEL,
        value="negative",
        source_value="neutral",
        by="Els",
        why="x",
    )
    assert end_lapsed(desk, other) == 0
    assert len(customers.overrides(desk)) == 2


@pytest.mark.parametrize("value", ["not an address", "a@b", "a@example.org, b@example.org", "<a@example.org>"])
def test_what_is_no_address_is_refused_in_one_sentence(desk: Desk, ledger: Ledger, value: str) -> None:
    with pytest.raises(BadAddressError, match=r"is not an e-mail address: write it as name@example\.org"):
        know(desk, ledger(LEDGER), "D", OverrideField.EMAIL, value)
    assert customers.overrides(desk).empty


def test_other_nonsense_is_refused_too(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    with pytest.raises(NoValueError, match="take the change back"):
        know(desk, book, "A", OverrideField.PERSON, "  ")
    with pytest.raises(UnknownNameError, match=r"no language called 'tlh'\. Choose one of: de, en, fr, nl"):
        know(desk, book, "A", OverrideField.LANGUAGE, "tlh")
    with pytest.raises(UnknownNameError, match="no label called 'angry'"):
        know(desk, book, "A", OverrideField.LABEL, "angry")
    with pytest.raises(UnknownNameError, match="no customer called 'NOBODY'"):
        know(desk, book, "NOBODY", OverrideField.LABEL, "negative")
    assert customers.overrides(desk).empty


def test_the_sources_own_value_takes_the_change_back(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    with pytest.raises(AlreadySaidError, match=r"already says a@example\.org"):
        know(desk, book, "A", OverrideField.EMAIL, "a@example.org")
    know(desk, book, "A", OverrideField.EMAIL, "other@example.org")
    know(desk, book, "A", OverrideField.EMAIL, "a@example.org")
    assert customers.overrides(desk).empty


def test_an_address_that_the_ledger_forbids_is_never_used(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    know(desk, book, "D", OverrideField.EMAIL, "D@example.org")
    barred = ledger(
        "A is business NL nl a@example.org barred second@example.org\nD is business NL nl barred old@example.org"
    )
    with pytest.raises(BarredAddressError, match=r"does not allow e-mail to Second@example\.org"):
        know(desk, barred, "A", OverrideField.EMAIL, "Second@example.org")
    # Of D the ledger had no address and now has one it forbids: what was filled in over nothing lapses, and so it is told.
    assert (
        told(desk, barred, "D")["evidence"]
        == "the ledger does not allow e-mail to old@example.org; no postal address is known"
    )
    know(desk, barred, "D", OverrideField.EMAIL, "Z@example.org")
    assert told(desk, barred, "D")["is_in"]
    both = ledger("D is business NL nl barred old@example.org barred z@example.org")
    assert (
        told(desk, both, "D")["evidence"]
        == "the ledger does not allow e-mail to Z@example.org; no postal address is known"
    )


def test_what_was_approved_goes_where_it_was_read(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    previewed(desk, book)
    approve(desk, NAME, by="Jan")
    launch(desk, book, NAME, by="Jan")
    before = {each.customer_id: (each.address, each.sha256) for each in reading.ledger(desk, NAME)}
    know(desk, book, "A", OverrideField.EMAIL, "bookkeeping@example.org")
    know(desk, book, "A", OverrideField.LANGUAGE, "en")
    assert hold_outdated(desk, book) == 0
    assert {each.customer_id: (each.address, each.sha256) for each in reading.ledger(desk, NAME)} == before
    assert before["A"][0] == "a@example.org"


def test_screens_are_told_of_a_change_and_not_of_a_note(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    customers.remark(desk, entity=ENTITY, customer_id="A", body="rings back", by="Els")
    assert revisions(desk)[Topic.CUSTOMERS] == 0
    know(desk, book, "A", OverrideField.LABEL, "negative")
    assert revisions(desk)[Topic.CUSTOMERS] == 1
