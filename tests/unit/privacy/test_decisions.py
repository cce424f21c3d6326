"""A step to a natural person's disadvantage is taken by a person, by name and with the reason, and never by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from core.acting import SYSTEM, Actor, NotAllowedError, acting
from core.actions import Role
from core.campaigns.adverse import people_asked_costs
from core.campaigns.approve import approve
from core.campaigns.plan import plan
from core.campaigns.preview import exclude, write_preview
from core.company import deliveries
from core.company.advice import Advice
from core.credit.persons import people_among
from core.desk import identity, side
from core.desk.case_errors import NoReasonError
from core.desk.person_decisions import (
    ByItselfError,
    Decision,
    NobodyDecidedError,
    Step,
    decide_on_person,
    decisions,
)
from core.desk.side import NewFact, NewFile
from core.intake.field_types import ImportKind
from core.law.choices import Choices
from core.strategy.law_choices import save_choices
from tests.ledger import Ledger

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk

pytestmark = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
ON = date(2026, 10, 31)
CONSUMER, TRADER, FIRM = ("NL01", "ANNA"), ("NL01", "TRADER"), ("NL01", "FIRM")
LEDGER = """
    ANNA is consumer NL nl anna@example.org name "Anna de Wit"
    ANNA INV1 issued 2026-06-01 due 2026-07-01 300.00 EUR reminded 3 on 2026-08-20
    TRADER is business NL nl trader@example.org name "Bakkerij Smit VOF"
    TRADER INV2 issued 2026-06-01 due 2026-07-01 900.00 EUR reminded 2 on 2026-08-20
    FIRM is business NL nl firm@example.org name "Smederij Aalbers BV"
    FIRM INV3 issued 2026-06-01 due 2026-07-01 900.00 EUR reminded 3 on 2026-08-20
    SHOP is business NL nl shop@example.org name "Boekhandel Kluiver BV"
    SHOP INV4 issued 2026-09-01 due 2026-10-15 50.00 EUR
    FIRM LAST issued 2026-10-31 due 2026-12-01 1.00 EUR
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Ledger(tmp_path_factory.mktemp("book"))(LEDGER)


def previewed(desk: Desk, book: Book) -> None:
    save_choices(desk, Choices(source_reminders_are_notices=True), by="Els")
    plan(desk, book, "last", as_of=ON, by="Els")
    write_preview(desk, "last", by="Els")


def test_costs_are_asked_of_people_by_who_says_why(desk: Desk, book: Book) -> None:
    previewed(desk, book)
    assert people_asked_costs(desk, "last") == [CONSUMER, TRADER]  # the partners of a VOF are people, too
    with pytest.raises(NobodyDecidedError, match="2 natural persons"):
        approve(desk, "last", by="Jan")
    with acting(SYSTEM), pytest.raises(ByItselfError):
        approve(desk, "last", by="standing approval", why="as always")
    assert decisions(desk).empty
    approve(desk, "last", by="Jan", why="three reminders, nobody answers")
    kept = decisions(desk).set_index("customer_id")
    assert set(kept.index) == {"ANNA", "TRADER"}
    assert set(kept["decided_by"]) == {"Jan"}
    assert set(kept["step"]) == {Step.COSTS}
    grounds = kept["grounds"].to_dict()
    assert grounds["TRADER"]["natural_person"] == "VOF"
    assert grounds["ANNA"]["asked_minor"] == {"EUR": 300_00}


def test_real_power_to_deviate(desk: Desk, book: Book) -> None:
    """Left out by hand they are not decided on, and the rest goes without a reason."""
    previewed(desk, book)
    for _, customer_id in (CONSUMER, TRADER):
        exclude(desk, "last", "NL01", customer_id, by="Jan", why="talks first")
    assert approve(desk, "last", by="Jan") == 1
    assert decisions(desk).empty


def with_order(desk: Desk, customer_id: str) -> None:
    fact = NewFact(
        key=f"erp|NL01|{customer_id}|O", source="erp", entity="NL01", customer_id=customer_id, said_on=ON, line=2,
        body={"order_number": "O", "order_state": "open", "amount_minor": 300_00, "currency": "EUR", "delivery_on": "2026-11-10"},
    )  # fmt: skip
    file = NewFile(
        kind=ImportKind.ORDERS, file_name="o.csv", file_sha256=customer_id, list_on=ON, mode="append", mapping={}, columns={},
        headers=(), rows_read=1, accepted=1, quarantined=0, facts=(fact,),
    )  # fmt: skip
    side.land(desk, file, by="Els")


@pytest.mark.parametrize(("who", "decided"), [("TRADER", [True, False]), ("FIRM", [])])
def test_a_delivery_stop_is_one_and_so_is_letting_it_go(desk: Desk, book: Book, who: str, decided: list[bool]) -> None:
    with_order(desk, who)
    [delivery] = deliveries.deliveries(desk, book, ON)
    assert delivery.advice is Advice.BLOCK
    with pytest.raises(NoReasonError):
        deliveries.decide(desk, delivery, is_blocked=True, by="Jan", why=" ")
    deliveries.decide(desk, delivery, is_blocked=True, by="Jan", why="late for months")
    deliveries.decide(desk, delivery, is_blocked=False, by="Jan", why="pays tomorrow, she called")
    kept = decisions(desk, customer=("NL01", who)).sort_values("decision_id")
    assert kept["is_taken"].tolist() == decided
    if decided:
        assert kept["grounds"].iloc[0]["advice"] == Advice.BLOCK
    if who == "TRADER":
        with acting(SYSTEM), pytest.raises(ByItselfError):
            deliveries.decide(desk, delivery, is_blocked=True, by="Saldo", why="late")


def test_credit_is_refused_to_a_person_by_a_person(desk: Desk) -> None:
    asked = Decision(customer=CONSUMER, step=Step.CREDIT_REFUSAL, is_taken=True, why="no answer on the guarantee")
    with pytest.raises(NoReasonError):
        decide_on_person(desk, replace(asked, why=" "), by="Jan")
    with pytest.raises(NoReasonError):
        decide_on_person(desk, asked, by=" ")
    controller = Actor(name="Ben", roles=frozenset({Role.CONTROLLER}), is_known=True)
    with acting(controller), pytest.raises(NotAllowedError):
        decide_on_person(desk, asked, by="Ben")
    decide_on_person(desk, asked, by="Jan")
    assert decisions(desk, customer=CONSUMER)["why"].tolist() == ["no answer on the guarantee"]


def test_who_is_a_natural_person(desk: Desk) -> None:
    """By customer type, by the end of a name, and as people here said."""
    customers = pd.DataFrame(
        [
            (1, "NL01", "ANNA", "consumer", "Anna de Wit"),
            (2, "NL01", "TRADER", "business", "Bakkerij Smit VOF"),
            (3, "NL01", "FIRM", "business", "Smederij Aalbers BV"),
            (4, "NL01", "PIET", "business", "Piet Klaver Tuinen"),
        ],
        columns=["customer_key", "entity", "customer_id", "customer_type", "name"],
    )
    assert people_among(desk, customers) == {1: "consumer", 2: "VOF"}
    identity.say_natural(desk, ("NL01", "PIET"), is_natural=True, by="Els", why="works alone")
    assert people_among(desk, customers) == {1: "consumer", 2: "VOF", 4: "works alone"}
    assert people_among(desk, customers.head(0)) == {}
