"""Statements on the desk: each payment once, whatever file tells of it, and reminders that wait for the money."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.desk import bank
from core.desk.bank_frames import bank_credits
from core.errors import SaldoError
from core.matching.deciding import accept, dismiss, undo
from core.matching.rematch import rematch
from core.matching.statements import take_statement
from core.strategy.facts import desk_facts

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(4)

OURS = "NL91ABNA0417164300"
BOOK = """
    A is business NL nl name "Bakkerij Smit B.V."
    A INV001 issued 2026-09-01 due 2026-10-01 100.00 EUR reference RF18539007547034
    A INV002 issued 2026-09-05 due 2026-10-05 60.00 EUR
    B is consumer NL nl name "Petra Dekker"
    B INV003 issued 2026-09-01 due 2026-10-01 45.00 EUR paid 45.00 on 2026-10-12
    B INV004 issued 2026-09-02 due 2026-10-02 45.00 EUR
"""


def entry(amount: str, party: str, text: str, *, on: str = "261015", account: str = "NL20INGB0001234567") -> str:
    sign, digits = ("D", amount[1:]) if amount.startswith("-") else ("C", amount)
    return (
        f":61:{on}{on[2:]}{sign}{digits}NTRFNONREF//{abs(hash((amount, party, text, on))) % 10**12}\n"
        f":86:/IBAN/{account}/NAME/{party}/REMI/{text}/EREF/NOTPROVIDED\n"
    )


def statement(folder: Path, *entries: str, number: int = 1, opening: str = "0,00", closing: str = "0,00") -> Path:
    path = folder / f"statement{number}-{len(entries)}.sta"
    body = f":20:S{number}\n:25:{OURS}\n:28C:{number}/1\n:60F:C261014EUR{opening}\n{''.join(entries)}:62F:C261016EUR{closing}\n"
    path.write_text(body, encoding="utf-8")
    return path


def lines_of(desk: Desk, *states: str) -> list[tuple[str, str, list[str]]]:
    return sorted((line.text, match.state, match.customers) for line, match in bank.matches(desk, *states))


def test_a_payment_counts_once_whatever_file_tells_of_it(desk: Desk, tmp_path: Path) -> None:
    one, two = entry("100,00", "Smit", "INV001"), entry("60,00", "Smit", "INV002")
    first = take_statement(desk, statement(tmp_path, one, number=1, closing="100,00"), by="ann", entity="NL01")
    assert (first.added, first.known, first.booked_through, first.warnings) == (1, 0, date(2026, 10, 16), ())
    again = take_statement(desk, statement(tmp_path, one, number=1, closing="100,00"), by="ann")
    assert (again.added, again.known, again.is_repeated) == (0, 1, True)
    longer = take_statement(desk, statement(tmp_path, one, two, number=2, opening="100,00", closing="260,00"), by="ann")
    assert (longer.added, longer.known, longer.warnings) == (1, 1, ())
    assert [line.text for line in bank.lines(desk)] == ["INV001", "INV002"]
    assert bank.booked_through(desk) == {"NL01": date(2026, 10, 16)}


def test_two_equal_payments_of_one_day_are_two(desk: Desk, tmp_path: Path) -> None:
    same = entry("25,00", "Smit", "mei")
    taken = take_statement(desk, statement(tmp_path, same, same), by="ann", entity="NL01")
    assert taken.added == 2


def test_a_gap_and_an_imbalance_are_said_and_refuse_nothing(desk: Desk, tmp_path: Path) -> None:
    take_statement(desk, statement(tmp_path, number=1, closing="500,00"), by="ann", entity="NL01")
    later = take_statement(
        desk, statement(tmp_path, entry("1,00", "X", "y"), number=3, opening="700,00", closing="900,00"), by="ann"
    )
    assert later.added == 1
    assert len(later.warnings) == 2
    assert "does not add up" in later.warnings[0]
    assert "does not begin where the one before it ended" in later.warnings[1]


def test_an_account_nobody_named_is_refused_and_nothing_is_kept(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(SaldoError, match=f"Account {OURS} is not known yet"):
        take_statement(desk, statement(tmp_path, entry("1,00", "X", "y")), by="ann")
    assert bank.lines(desk) == []


def test_an_entry_that_comes_again_as_its_payments_is_replaced_by_them(desk: Desk, tmp_path: Path) -> None:
    head = (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.05{}.001.08"><X><{}><Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></Acct>'
        '<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-10-15</Dt></BookgDt>'
        "<AcctSvcrRef>BATCH9</AcctSvcrRef>{}</Ntry></{}></X></Document>"
    )
    detail = '<TxDtls><Amt Ccy="EUR">{}</Amt><RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls>'
    whole, notice = tmp_path / "053.xml", tmp_path / "054.xml"
    whole.write_text(head.format(3, "Stmt", "", "Stmt"), encoding="utf-8")
    details = f"<NtryDtls>{detail.format('10.00', 'one')}{detail.format('20.00', 'two')}</NtryDtls>"
    notice.write_text(head.format(4, "Ntfctn", details, "Ntfctn"), encoding="utf-8")
    take_statement(desk, whole, by="ann", entity="NL01")
    assert [line.amount_minor for line in bank.lines(desk)] == [3000]
    take_statement(desk, notice, by="ann")
    assert [(line.amount_minor, line.text) for line in bank.lines(desk)] == [(1000, "one"), (2000, "two")]
    take_statement(desk, whole.rename(tmp_path / "again.xml"), by="ann")
    assert len(bank.lines(desk)) == 2


def test_money_on_the_statement_keeps_reminders_back_until_the_ledger_has_it(
    desk: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    book = ledger(BOOK)
    paid = entry("100,00", "Bakkerij Smit", "RF18539007547034")
    known = entry("45,00", "P. Dekker", "INV003", on="261012", account="NL57ABNA0876543211")
    maybe = entry("45,00", "Petra Dekker", "bedankt", account="NL57ABNA0876543211")
    stranger = entry("12,34", "Belastingdienst", "teruggaaf", account="")
    take_statement(desk, statement(tmp_path, paid, known, maybe, stranger), by="ann", entity="NL01")
    outcome = rematch(desk, book)
    assert (outcome.in_ledger, outcome.booked, outcome.proposed, outcome.unmatched) == (1, 2, 0, 1)
    held = bank_credits(desk)
    assert held[["customer_id", "number", "amount_minor"]].to_numpy().tolist() == [
        ["A", "INV001", 10000],
        ["B", "INV004", 4500],
    ]
    facts = desk_facts(desk, date(2026, 10, 20))
    assert sorted(facts.holds["kind"]) == ["reported_payment", "reported_payment"]
    later = ledger(BOOK.replace("reference RF", "paid 100.00 on 2026-10-16 reference RF"))
    assert rematch(desk, later).in_ledger == 2
    assert bank_credits(desk)["customer_id"].tolist() == ["B"]


def test_what_could_be_somebodys_holds_everything_until_a_person_looked(
    desk: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    book = ledger(BOOK)
    take_statement(desk, statement(tmp_path, entry("60,00", "K. Onbekend", "factuur")), by="ann", entity="NL01")
    rematch(desk, book)
    ((line, match),) = bank.matches(desk)
    assert (match.state, match.customers, match.certainty) == ("proposed", ["A"], "possible")
    held = bank_credits(desk)
    assert held[["customer_id", "number"]].isna().to_numpy().tolist() == [[False, True]]
    dismiss(desk, line.id, by="ann", why="my own deposit")
    assert bank_credits(desk).empty
    rematch(desk, book)
    assert bank_credits(desk).empty, "what a person said stays"
    assert undo(desk, line.id)
    rematch(desk, book)
    assert len(bank_credits(desk)) == 1


def test_one_click_matches_and_the_account_is_learnt(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    book = ledger(BOOK)
    first = entry("30,00", "Zaak 12", "termijn", account="NL02RABO0000000001")
    take_statement(desk, statement(tmp_path, first), by="ann", entity="NL01")
    assert rematch(desk, book).unmatched == 1
    (line,) = bank.lines(desk)
    row = accept(desk, book, line.id, customer_id="A", by="ann")
    assert [(part["number"], part["amount_minor"]) for part in row.parts] == [("INV001", 3000)]
    second = entry("60,00", "Zaak 12", "termijn 2", account="NL02RABO0000000001")
    take_statement(desk, statement(tmp_path, first, second, number=2), by="ann")
    rematch(desk, book)
    assert lines_of(desk, "booked") == [("termijn 2", "booked", ["A"])]
    assert lines_of(desk, "accepted") == [("termijn", "accepted", ["A"])]
    undo(desk, line.id)
    rematch(desk, book)
    assert lines_of(desk, "booked") == []


def test_what_cannot_be_decided_says_what_to_do(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    book = ledger(BOOK)
    take_statement(desk, statement(tmp_path, entry("30,00", "Zaak 12", "x")), by="ann", entity="NL01")
    rematch(desk, book)
    (line,) = bank.lines(desk)
    with pytest.raises(SaldoError, match="not clear whose"):
        accept(desk, book, line.id, by="ann")
    with pytest.raises(SaldoError, match="no customer Q at NL01"):
        accept(desk, book, line.id, customer_id="Q", by="ann")
    with pytest.raises(SaldoError, match="no bank line 999"):
        dismiss(desk, 999, by="ann", why="?")


def test_money_going_out_and_an_empty_desk_match_nothing(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    book = ledger(BOOK)
    assert rematch(desk, book).in_ledger == 0
    take_statement(desk, statement(tmp_path, entry("-100,00", "Bakkerij Smit", "INV001")), by="ann", entity="NL01")
    assert rematch(desk, book).booked == 0
    assert bank_credits(desk).empty


def test_a_payer_that_is_no_customer_is_nobodys_the_next_time_too(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    book = ledger(BOOK)
    first = entry("12,34", "Belastingdienst", "teruggaaf", account="NL86INGB0002445588")
    take_statement(desk, statement(tmp_path, first), by="ann", entity="NL01")
    rematch(desk, book)
    (line,) = bank.lines(desk)
    dismiss(desk, line.id, by="ann", why="tax")
    second = entry("56,78", "Belastingdienst", "teruggaaf mei", account="NL86INGB0002445588")
    take_statement(desk, statement(tmp_path, first, second, number=2), by="ann")
    assert rematch(desk, book).unmatched == 0
    assert lines_of(desk, "nobody") == [("teruggaaf mei", "nobody", [])]
    undo(desk, line.id)
    assert rematch(desk, book).unmatched == 2
