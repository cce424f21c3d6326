"""Files of orders and complaints: what is understood of them, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.intake.choose import choose
from core.intake.fields import ImportKind
from core.intake.files import sniff
from core.intake.mapping import Mapping
from core.intake.scan import scan
from core.intake.side import SideSheet, read_side
from core.vocabulary import ImportMode

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 3)
ORDERS = "customer_id,order_number,order_state,amount,currency,ordered_on,delivery_on\n"
COMPLAINTS = "customer_id,reference,number,cause,owner,opened_on,closed_on,amount,currency\n"


def read(folder: Path, text: str, mapping: Mapping | None = None) -> SideSheet:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    scanned = scan(path)
    sniffed = sniff(path, scanned)
    return read_side(path, scanned, sniffed, choose(sniffed.layout, mapping=mapping), today=TODAY)


def bodies(sheet: SideSheet) -> list[dict[str, Any]]:
    return [each.body for each in sheet.rows]


def test_an_order_list_is_full_and_its_states_are_understood_in_four_languages(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        ORDERS + "A,O1,open,1200.50,EUR,2026-10-01,2026-11-20\nA,O2,geweigerd,10,EUR,,\nB,O3,Liefersperre,7,EUR,,\n"
        "B,O4,livré,3,EUR,,\n",
    )
    assert sheet.kind is ImportKind.ORDERS
    assert sheet.report.mode is ImportMode.SNAPSHOT
    assert [body["order_state"] for body in bodies(sheet)] == ["open", "refused", "blocked", "delivered"]
    first = bodies(sheet)[0]
    assert (first["amount_minor"], first["ordered_on"], first["delivery_on"]) == (120_050, "2026-10-01", "2026-11-20")
    assert sheet.rows[0].customer_id == "A"
    assert sheet.rows[0].said_on == TODAY or sheet.rows[0].said_on <= TODAY


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("A,O1,perhaps,10,EUR,,", 'The state "perhaps" is not open'),
        ("A,O1,open,-1,EUR,,", "below zero"),
        ("A,O1,open,ten,EUR,,", "is not an amount"),
        ("A,,open,10,EUR,,", "There is no order number"),
        (",O1,open,10,EUR,,", "There is no customer number"),
        ("A,O1,open,10,EUR,2026-10-02,2026-10-01", "before the order date"),
        ("A,O1,open,10,EUR,2026-12-24,", "lies after today"),
        ("A,O1,open,10,EURO,,", "urrency"),
    ],
)
def test_an_order_that_cannot_be_right_is_refused_with_its_reason(tmp_path: Path, row: str, told: str) -> None:
    sheet = read(tmp_path, f"{ORDERS}A,O9,open,1,EUR,2026-10-01,\n{row}\n")
    assert [each.key.split("|")[3] for each in sheet.rows] == ["O9"]
    [refused] = sheet.refused
    assert told in refused.reason


def test_a_complaint_is_taken_whatever_its_word_and_closes_by_date_or_state(tmp_path: Path) -> None:
    text = COMPLAINTS.replace(",currency", ",currency,complaint_state")
    sheet = read(
        tmp_path,
        text + "A,C1,INV1,verkeerd adres,Els,2026-10-01,,,EUR,\nA,C2,INV2,no PO,Tom,2026-10-02,2026-10-09,50,EUR,\n"
        "B,C3,INV3,hocus pocus,,2026-10-03,,,EUR,afgehandeld\nB,C4,,wacht op ons,,2026-10-03,,,EUR,nieuw\n",
    )
    assert sheet.kind is ImportKind.COMPLAINTS
    assert sheet.report.mode is ImportMode.MOVEMENTS
    told = [(body["cause"], body["complaint_state"]) for body in bodies(sheet)]
    assert told == [
        ("wrong_address", "open"),
        ("order_number_missing", "closed"),
        ("other", "closed"),
        ("answer_due", "open"),
    ]
    assert bodies(sheet)[2]["note"] == "hocus pocus"
    assert sheet.rows[1].said_on == date(2026, 10, 9)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("A,C1,INV1,price,Els,,,10,EUR", "There is no date opened"),
        ("A,C1,INV1,price,Els,2026-10-05,2026-10-01,10,EUR", "closed before it is opened"),
        ("A,C1,INV1,price,Els,2026-10-05,,0,EUR", "not above zero"),
        ("A,C1,INV1,price,Els,2026-12-24,,10,EUR", "lies after today"),
    ],
)
def test_a_complaint_that_cannot_be_right_is_refused_with_its_reason(tmp_path: Path, row: str, told: str) -> None:
    sheet = read(tmp_path, f"{COMPLAINTS}A,C9,INV9,price,Els,2026-10-01,,,EUR\n{row}\n")
    [refused] = sheet.refused
    assert told in refused.reason


def test_an_own_mapping_reads_a_complaint_list_without_numbers_of_its_own(tmp_path: Path) -> None:
    mapping = Mapping(
        kind=ImportKind.COMPLAINTS,
        columns={
            "customer_id": ("Klant",), "number": ("Factuur",), "cause": ("Reden",), "opened_on": ("Sinds",), "owner": ("Wie",),
        },
        constants={"source": "klachtenlijst", "currency": "EUR"},
    )  # fmt: skip
    sheet = read(tmp_path, "Klant;Factuur;Reden;Sinds;Wie\nA;INV1;kwaliteit;13-10-2026;Els\n", mapping)
    [row] = sheet.rows
    assert (row.source, row.body["reference"], row.body["cause"]) == (
        "klachtenlijst",
        "INV1 2026-10-13 quality",
        "quality",
    )
