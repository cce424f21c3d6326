"""The whole way of a file: into a version of the book, once, whole or not at all, and back to its row."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.book.errors import AbnormalSettlementError
from core.intake import importer
from core.intake.mapping import Mapping
from core.intake.presets import PRESETS
from core.vocabulary import ImportMode
from tests.unit.intake.conftest import HEADER, ledger_of

if TYPE_CHECKING:
    from tests.unit.intake.conftest import Office

GOOD = "NL01,C1,F1,2026-01-10,2026-02-09,100.00,EUR"
OPEN_LIST = "entity,customer_id,number,issued_on,due_on,open_amount,currency"


def many(count: int, *, amount: str = "100.00") -> list[str]:
    return [f"NL01,C1,F{place},2026-01-10,2026-02-09,{amount},EUR" for place in range(1, count + 1)]


def ask(office: Office, statement: str) -> list[tuple[Any, ...]]:
    return office.store.open()._connection.execute(statement).fetchall()


def test_the_same_file_twice_changes_nothing(office: Office) -> None:
    first = office.take(ledger_of(GOOD))
    again = office.take(ledger_of(GOOD))
    assert (first.unchanged, again.unchanged) == (False, True)
    assert again.version == first.version == office.store.current()
    assert len(office.store.versions()) == 1
    assert again.as_dict()["rows_read"] == 1


def test_the_same_file_read_in_another_way_is_imported_again(office: Office) -> None:
    office.take(ledger_of(GOOD))
    turned = Mapping.from_dict({**PRESETS["saldo_invoices"].mapping.as_dict(), "flip_signs": True})
    again = office.take(ledger_of(GOOD), mapping=turned)
    assert not again.unchanged
    assert again.totals == {"EUR": -10000}


def test_an_overlapping_file_adds_what_is_new_and_updates_what_changed(office: Office) -> None:
    office.take(ledger_of(*many(2)))
    report = office.take(
        ledger_of(*many(1), "NL01,C1,F2,2026-01-10,2026-02-09,120.00,EUR", GOOD.replace("F1", "F3")), name="next.csv"
    )
    assert report.accepted == 3
    assert ask(office, "SELECT number, amount_minor FROM item ORDER BY number") == [
        ("F1", 10000),
        ("F2", 12000),
        ("F3", 10000),
    ]
    assert ask(office, "SELECT count(*) FROM invoice") == [(4,)]


def test_the_import_log_tells_where_everything_came_from(office: Office) -> None:
    text = ledger_of(GOOD, "NL01,C1,F2,2026-01-10,2026-02-30,1.00,EUR")
    report = office.take(text, list_on=date(2026, 1, 31))
    [row] = office.store.open().rows("book_imports")
    assert row["file_sha256"] == hashlib.sha256(text.encode()).hexdigest() == report.file_sha256
    assert (row["rows_read"], row["accepted"], row["quarantined"], row["preset"]) == (2, 1, 1, "saldo_invoices")
    assert (row["list_on"], row["mode"], row["kind"], row["imported_by"]) == (
        date(2026, 1, 31),
        "movements",
        "ledger",
        "tester",
    )
    assert json.loads(row["totals"]) == {"EUR": 10000}
    assert json.loads(row["layout"])["delimiter"] == ","
    [refused] = ask(office, "SELECT source_row, reason, cells FROM quarantine")
    assert refused[0] == 3
    assert json.loads(refused[2])["due_on"] == "2026-02-30"


def test_a_number_leads_back_to_the_row_of_the_archived_file(office: Office) -> None:
    report = office.take(ledger_of(GOOD, GOOD.replace("F1", "F2")))
    [(row,)] = ask(office, "SELECT source_row FROM item WHERE number = 'F2'")
    [kept] = [path for path in office.sources.rglob("*") if path.is_file()]
    assert kept.stem == report.file_sha256
    assert kept.read_text().splitlines()[row - 1].split(",")[2] == "F2"


def test_an_error_in_the_middle_leaves_the_old_book(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before = office.take(ledger_of(GOOD))

    def break_off(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(importer, "archive", break_off)
    with pytest.raises(OSError, match="disk is full"):
        office.take(ledger_of(GOOD.replace("F1", "F2")), name="next.csv")
    monkeypatch.undo()
    assert office.store.current() == before.version
    assert ask(office, "SELECT count(*) FROM item") == [(1,)]
    assert not office.take(ledger_of(GOOD.replace("F1", "F2")), name="next.csv").unchanged


def test_absent_from_a_list_means_settled_and_absent_from_movements_means_nothing(office: Office) -> None:
    office.take(ledger_of(*many(20)), mode=ImportMode.SNAPSHOT, list_on=date(2026, 1, 31))
    report = office.take(
        ledger_of(*many(20)[:5]), name="some.csv", mode=ImportMode.MOVEMENTS, list_on=date(2026, 2, 10)
    )
    assert report.inferred_settled == 0
    report = office.take(ledger_of(*many(20)[1:]), name="next.csv", mode=ImportMode.SNAPSHOT, list_on=date(2026, 2, 28))
    assert report.inferred_settled == 1
    assert ask(office, "SELECT number, is_inferred FROM item WHERE balance_minor = 0") == [("F1", True)]


def test_a_list_cut_off_in_the_middle_asks_first(office: Office) -> None:
    office.take(ledger_of(*many(200)), mode=ImportMode.SNAPSHOT, list_on=date(2026, 1, 31))
    short = ledger_of(*many(200)[:20])
    with pytest.raises(AbnormalSettlementError, match="180 of the 200"):
        office.take(short, name="short.csv", mode=ImportMode.SNAPSHOT, list_on=date(2026, 2, 1))
    assert ask(office, "SELECT count(*) FROM open_item") == [(200,)]
    report = office.take(short, name="short.csv", mode=ImportMode.SNAPSHOT, list_on=date(2026, 2, 1), confirmed=True)
    assert report.inferred_settled == 180


def test_a_refused_row_of_a_list_does_not_settle_its_invoice(office: Office) -> None:
    header = HEADER + ",promised_on,instalments"
    parts = "2026-03-01:50.00 2026-04-01:50.00"
    lines = [f"{line},2026-03-03,{parts}" for line in many(10)]
    office.take(ledger_of(*lines, header=header), mode=ImportMode.SNAPSHOT, list_on=date(2026, 1, 31))
    spoilt = [line.replace("100.00,EUR", "abc,EUR") if ",F3," in line else line for line in lines]
    report = office.take(
        ledger_of(*spoilt, header=header), name="next.csv", mode=ImportMode.SNAPSHOT, list_on=date(2026, 2, 28)
    )
    assert (report.quarantined, report.inferred_settled) == (1, 0)
    assert ask(office, "SELECT part_no, balance_minor, promised_on FROM open_item WHERE number = 'F3' ORDER BY 1") == [
        (1, 5000, date(2026, 3, 3)),
        (2, 5000, date(2026, 3, 3)),
    ]


def test_a_list_of_open_amounts_remembers_the_whole_amount(office: Office) -> None:
    office.take(
        ledger_of("NL01,C1,F1,2026-01-10,2026-02-09,100.00,EUR", header=OPEN_LIST),
        mode=ImportMode.SNAPSHOT,
        list_on=date(2026, 1, 31),
    )
    office.take(
        ledger_of("NL01,C1,F1,2026-01-10,2026-02-09,40.00,EUR", header=OPEN_LIST),
        name="next.csv",
        mode=ImportMode.SNAPSHOT,
        list_on=date(2026, 2, 28),
    )
    assert ask(office, "SELECT amount_minor, balance_minor FROM item") == [(10000, 4000)]


def test_the_opening_state_comes_from_the_file(office: Office) -> None:
    header = HEADER + ",reminder_level,reminded_on,promised_on,blocked_until,block_reason,is_at_agency,is_disputed"
    office.take(ledger_of(f"{GOOD},2,2026-02-20,2026-03-15,,in talks,no,yes", header=header))
    [row] = ask(
        office,
        "SELECT source_step, source_reminded_on, promised_on, blocked_until, block_reason, is_at_agency, is_disputed FROM open_item",
    )
    assert row == (2, date(2026, 2, 20), date(2026, 3, 15), date(9999, 12, 31), "in talks", False, True)


def test_the_day_comes_from_the_rows_when_nothing_else_says_it(office: Office) -> None:
    report = office.take(ledger_of(GOOD, GOOD.replace("F1", "F2").replace("2026-01-10", "2026-01-12")))
    assert report.list_on == date(2026, 1, 12)
    assert any("2026-01-12, the latest day in it" in remark for remark in report.remarks)


def test_progress_runs_from_nothing_to_done(office: Office) -> None:
    told: list[tuple[float, str]] = []
    office.take(ledger_of(GOOD), progress=lambda share, words: told.append((share, words)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert told[-1][1] == "Published"


def test_the_file_does_not_say_the_entity(office: Office) -> None:
    text = ledger_of(
        "C1,F1,2026-01-10,2026-02-09,100.00,EUR", header="customer_id,number,issued_on,due_on,amount,currency"
    )
    assert office.take(text).entities == ("MAIN",)
    assert office.take(text, entity="NL07", name="again.csv").entities == ("NL07",)


def test_a_missing_currency_is_assumed_and_told(office: Office) -> None:
    text = ledger_of("C1,F1,2026-01-10,2026-02-09,100.00", header="customer_id,number,issued_on,due_on,amount")
    report = office.take(text)
    assert report.totals == {"EUR": 10000}
    assert any("EUR is assumed" in remark for remark in report.remarks)


def test_a_report_is_plain_json(office: Office) -> None:
    told = json.loads(json.dumps(office.take(ledger_of(GOOD)).as_dict()))
    assert told["totals"] == {"EUR": "100.00"}
    assert told["layout"]["columns"][0] == "entity"
