"""Advice on deliveries and the file back to the ERP."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from core.campaigns import agreements
from core.campaigns.agreements import About
from core.company import deliveries, erp, erp_layouts
from core.company.advice import Advice, AdviceRules, Ground, Weighed, advise, rules_of, save_rules
from core.company.erp_layouts import ErpFormat, content_of, preset_of
from core.desk import holds, side
from core.desk.case_errors import NoReasonError
from core.desk.cases import ItemName
from core.desk.side import NewFact, NewFile
from core.errors import UnknownNameError
from core.intake.field_types import ImportKind
from core.vocabulary import DisputeCause, HoldKind, Label
from tests.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

    from core.book.book import Book
    from core.company.deliveries import Delivery
    from core.desk.engine import Desk

pytestmark = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
ON = date(2026, 10, 31)
LEDGER = """
    A is business NL nl a@example.org limit 5000.00 EUR
    B is consumer NL nl b@example.org label positive
    C is business NL nl c@example.org limit 100.00 EUR
    A INV1 issued 2026-07-01 due 2026-08-01 1000.00 EUR reminded 2 on 2026-09-15
    B INV2 issued 2026-07-01 due 2026-08-01 900.00 EUR
    C INV3 issued 2026-10-01 due 2026-11-15 50.00 EUR
    A LAST issued 2026-10-31 due 2026-12-01 1.00 EUR
"""
WEIGHED = Weighed(
    order_eur=100.0, balance_eur=1000.0, late_eur=0.0, late_days=0.0, ours_eur=0.0, limit_eur=None, label=Label.NEUTRAL,
    promised_on=None, promised_eur=0.0, holds=frozenset(),
)  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Ledger(tmp_path_factory.mktemp("book"))(LEDGER)


def order(customer: str, number: str, minor: int, state: str = "open") -> NewFact:
    body = {
        "order_number": number, "order_state": state, "amount_minor": minor, "currency": "EUR", "delivery_on": "2026-11-10",
    }  # fmt: skip
    return NewFact(
        key=f"erp|NL01|{customer}|{number}",
        source="erp",
        entity="NL01",
        customer_id=customer,
        said_on=ON,
        line=2,
        body=body,
    )


def land(desk: Desk, *facts: NewFact) -> None:
    file = NewFile(
        kind=ImportKind.ORDERS, file_name="o.csv", file_sha256=f"{facts}", list_on=ON, mode="snapshot", mapping={}, columns={},
        headers=(), rows_read=1, accepted=1, quarantined=0, facts=facts,
    )  # fmt: skip
    side.land(desk, file, by="Els")


def found(desk: Desk, book: Book) -> dict[str, Delivery]:
    return {each.customer_id: each for each in deliveries.deliveries(desk, book, ON)}


@pytest.mark.parametrize(
    ("change", "advice", "ground"),
    [
        ({}, Advice.RELEASE, Ground.NOTHING),
        ({"late_eur": 600.0, "late_days": 40}, Advice.BLOCK, Ground.LATE),
        ({"late_eur": 600.0, "late_days": 29}, Advice.RELEASE, Ground.NOTHING),
        ({"late_eur": 499.0, "late_days": 40}, Advice.RELEASE, Ground.NOTHING),
        ({"late_eur": 600.0, "late_days": 40, "label": Label.POSITIVE}, Advice.TALK, Ground.LATE),
        ({"late_eur": 600.0, "late_days": 40, "limit_eur": 900.0}, Advice.BLOCK, Ground.OVER_LIMIT_AND_LATE),
        (
            {"late_eur": 600.0, "late_days": 40, "promised_on": ON, "promised_eur": 600.0},
            Advice.RELEASE,
            Ground.PROMISED,
        ),
        ({"late_eur": 600.0, "late_days": 40, "promised_on": ON, "promised_eur": 599.0}, Advice.BLOCK, Ground.LATE),
        ({"limit_eur": 1100.0}, Advice.RELEASE, Ground.NOTHING),  # at the limit is not over it
        ({"limit_eur": 1099.99}, Advice.TALK, Ground.OVER_LIMIT),
        ({"ours_eur": 600.0}, Advice.RELEASE, Ground.OURS),
        ({"holds": frozenset({HoldKind.AGENCY}), "label": Label.POSITIVE}, Advice.BLOCK, Ground.WITH_OTHERS),
    ],
)
def test_the_advice_follows_from_facts(desk: Desk, change: dict[str, Any], advice: Advice, ground: Ground) -> None:  # noqa: ARG001
    assert advise(Weighed(**{**WEIGHED.__dict__, **change}), AdviceRules()) == (advice, ground)


def test_everybody_with_orders_is_weighed_on_ledger_and_desk(desk: Desk, book: Book) -> None:
    land(desk, order("A", "O1", 300_00), order("A", "O2", 50_00, "blocked"), order("B", "O3", 200_00), order("C", "O4", 60_00),
         order("C", "O5", 9_00, "delivered"), order("X", "O6", 1_00))  # fmt: skip
    rows = found(desk, book)
    assert list(rows) == ["A", "B", "C"]  # the most ordered first; X is nobody
    a = rows["A"]
    assert (a.orders, a.blocked_orders, a.known.order_eur, a.known.late_eur, a.known.limit_eur) == (
        2,
        1,
        350.0,
        1000.0,
        5000.0,
    )
    # One of its two orders is held back: that blocks no customer.
    assert (a.advice, a.is_blocked, a.is_to_decide) == (Advice.BLOCK, False, True)
    assert (rows["B"].advice, rows["B"].is_to_decide) == (Advice.TALK, True)
    assert (rows["C"].ground, rows["C"].known.exposure_eur, rows["C"].orders) == (Ground.OVER_LIMIT, 110.0, 1)


def test_what_is_late_because_of_us_or_promised_is_not_held_against_the_customer(desk: Desk, book: Book) -> None:
    land(desk, order("A", "O1", 300_00), order("B", "O3", 200_00))
    agreements.dispute(
        desk, book, About(entity="NL01", customer_id="A"), cause=DisputeCause.WRONG_ADDRESS, amount_minor=None, owner="", deadline_on=None, by="E", why="x",
    )  # fmt: skip
    agreements.promise(
        desk,
        book,
        About(entity="NL01", customer_id="B"),
        amount_minor=900_00,
        promised_on=date(2026, 11, 20),
        by="E",
        why="x",
    )
    rows = found(desk, book)
    assert (rows["A"].advice, rows["A"].ground, rows["A"].known.ours_eur) == (Advice.RELEASE, Ground.OURS, 1000.0)
    assert (rows["B"].advice, rows["B"].ground) == (Advice.RELEASE, Ground.PROMISED)


def test_the_days_of_what_is_late_because_of_us_do_not_count_either(desk: Desk, tmp_path: Path) -> None:
    known = Ledger(tmp_path / "book")("""
        A is business NL nl a@example.org
        A OURS issued 2026-06-01 due 2026-07-01 1000.00 EUR
        A FRESH issued 2026-10-01 due 2026-10-29 800.00 EUR
        A LAST issued 2026-10-31 due 2026-12-01 1.00 EUR
    """)
    land(desk, order("A", "O1", 300_00))
    assert found(desk, known)["A"].advice is Advice.BLOCK
    agreements.dispute(
        desk, known, About(entity="NL01", customer_id="A", items=(ItemName(number="OURS", document_type="invoice", fiscal_year=2026, part_no=1),)), cause=DisputeCause.NOT_DELIVERED, amount_minor=None, owner="", deadline_on=None, by="E", why="x",
    )  # fmt: skip
    row = found(desk, known)["A"]
    assert (row.known.late_eur, row.known.late_days, row.advice) == (800.0, 2.0, Advice.RELEASE)


def test_a_company_without_a_limit_of_ours_has_what_is_insured_and_a_person_does_not(
    desk: Desk, tmp_path: Path
) -> None:
    known = Ledger(tmp_path / "book")("""
        A is business NL nl a@example.org
        B is consumer NL nl b@example.org
        A INV1 issued 2026-10-01 due 2026-11-15 50.00 EUR
        B INV2 issued 2026-10-01 due 2026-11-15 50.00 EUR
    """)
    land(desk, order("A", "O1", 300_00), order("B", "O2", 300_00))
    for name in "AB":
        body = {"policy": "P", "buyer_limit_minor": 200_00, "currency": "EUR"}
        fact = NewFact(key=name, source="Ins", entity="", customer_id=name, said_on=ON, line=2, body=body)
        side.note(desk, ImportKind.INSURANCE, fact, by="Els")
    rows = {each.customer_id: each for each in deliveries.deliveries(desk, known, date(2026, 10, 1))}
    assert (rows["A"].known.limit_eur, rows["A"].ground) == (200.0, Ground.OVER_LIMIT)
    assert rows["B"].known.limit_eur is None


def test_a_person_decides_with_a_reason_and_the_latest_word_rules(desk: Desk, book: Book) -> None:
    land(desk, order("A", "O1", 300_00))
    row = found(desk, book)["A"]
    with pytest.raises(NoReasonError):
        deliveries.decide(desk, row, is_blocked=True, by="Els", why=" ")
    deliveries.decide(desk, row, is_blocked=True, by="Els", why="no answer")
    deliveries.decide(desk, row, is_blocked=False, by="Tom", why="paid cash")
    now = found(desk, book)["A"]
    assert now.decision is not None
    assert (now.decision.by, now.is_blocked, now.is_to_decide) == ("Tom", False, True)
    newest, oldest = deliveries.history(desk, ("NL01", "A"))
    assert (oldest.is_blocked, oldest.advice, oldest.grounds["late_eur"], newest.why) == (
        True,
        "block",
        1000.0,
        "paid cash",
    )


def test_rules_are_kept_and_nonsense_is_refused(desk: Desk) -> None:
    save_rules(desk, AdviceRules(late_days=10, late_eur=1), by="Els")
    assert rules_of(desk) == AdviceRules(late_days=10, late_eur=1)
    with pytest.raises(ValueError, match="0 or more"):
        AdviceRules(late_days=-1)


def test_the_erp_hears_level_block_and_promise_once_and_what_changed(desk: Desk, book: Book, tmp_path: Path) -> None:
    land(desk, order("A", "O1", 300_00), order("C", "O4", 60_00, "blocked"))
    agreements.promise(
        desk,
        book,
        About(entity="NL01", customer_id="B"),
        amount_minor=400_00,
        promised_on=date(2026, 11, 20),
        by="E",
        why="x",
    )

    def write(preset: str = "saldo", format_: ErpFormat = ErpFormat.CSV) -> erp.Written:
        return erp.write(desk, erp.lines(desk, book, ON), tmp_path, as_of=ON, by="Els", preset=preset, format_=format_)

    first = write()
    assert (first.is_new, first.lines) == (True, 3)
    told = pd.read_csv(first.path).set_index("customer_id")
    assert told["reminder_level"].to_dict() == {"A": 2, "B": 0, "C": 0}
    assert told["block"].to_dict() == {"A": "no", "B": "no", "C": "yes"}  # the advice alone blocks nobody
    assert [told.loc["B", name] for name in ("promised_on", "promised_amount", "currency")] == [
        "2026-11-20",
        400.0,
        "EUR",
    ]
    again = write()
    assert (again.is_new, again.path) == (False, first.path)
    assert len(list(tmp_path.glob("saldo-*"))) == 2
    assert write(format_=ErpFormat.JSON).path.suffix == ".json"  # another form was asked for
    deliveries.decide(desk, found(desk, book)["A"], is_blocked=True, by="Els", why="no answer")
    second = write()
    assert (second.is_new, second.changes) == (True, 2)
    changes = pd.read_csv(second.path.with_name(f"{second.path.stem}-changes.csv"))
    assert changes[["customer_id", "field", "before", "now"]].fillna("").astype(str).to_numpy().tolist() == [
        ["A", "is_blocked", "False", "True"], ["A", "decided_by", "", "Els"],
    ]  # fmt: skip


def test_layouts_and_formats_say_the_same_and_equal_lines_are_equal_bytes(
    desk: Desk, book: Book, tmp_path: Path
) -> None:
    agreements.promise(
        desk,
        book,
        About(entity="NL01", customer_id="B"),
        amount_minor=400_50,
        promised_on=date(2026, 11, 20),
        by="E",
        why="x",
    )
    told = erp.lines(desk, book, ON)
    for format_ in ErpFormat:
        one = content_of(told, preset_of("nl"), format_)
        assert one == content_of(told, preset_of("nl"), format_)
    text = content_of(told, preset_of("nl"), ErpFormat.CSV).decode()
    assert text.splitlines()[0].startswith("Administratie;Debiteurnummer;Aanmaanniveau")
    assert "NL01;B;0;Nee;2026-11-20;400,50;EUR;" in text
    as_json = json.loads(content_of(told, preset_of("sap"), ErpFormat.JSON))
    assert [row["MAHNS"] for row in as_json] == ["2", "0"]
    (tmp_path / "x.xlsx").write_bytes(content_of(told, preset_of("saldo"), ErpFormat.XLSX))
    assert pd.read_excel(tmp_path / "x.xlsx", engine="calamine")["customer_id"].tolist() == ["A", "B"]
    with pytest.raises(UnknownNameError):
        preset_of("nothing")


def test_no_cell_of_the_file_runs_in_a_spreadsheet_and_a_machine_reads_the_number_as_it_is(desk: Desk) -> None:  # noqa: ARG001
    line = erp_layouts.Line(
        entity="NL01", customer_id="-1+cmd|' /C calc'!A0", reminder_level=0, is_blocked=False, promised_on=None, promised_minor=None, currency="", decided_by="=1+1",
    )  # fmt: skip
    text = content_of([line], preset_of("saldo"), ErpFormat.CSV).decode()
    assert "'-1+cmd" in text
    assert "'=1+1" in text
    [row] = json.loads(content_of([line], preset_of("saldo"), ErpFormat.JSON))
    assert (row["customer_id"], row["decided_by"]) == ("-1+cmd|' /C calc'!A0", "=1+1")


def test_a_folder_that_cannot_be_written_to_is_said(desk: Desk, book: Book, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(erp.ErpFolderError, match="Check the folder"):
        erp.write(desk, erp.lines(desk, book, ON), tmp_path / "file", as_of=ON, by="Els")
    assert erp.latest(desk, preset="saldo") is None


def test_who_is_with_the_agency_is_advised_against(desk: Desk, book: Book) -> None:
    land(desk, order("C", "O4", 6_00))
    holds.place(desk, HoldKind.AGENCY, entity="NL01", customer_id="C", by="Els", why="handed over")
    assert found(desk, book)["C"].ground is Ground.WITH_OTHERS
