"""Statements as banks write them, in small: what counts, what never counts twice, and what is refused with a sentence."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from core.errors import SaldoError
from core.intake.statements import read
from core.intake.statements.errors import BrokenStatementError
from core.intake.statements.read import is_statement, read_statements
from core.intake.statements.statement import Statement, StatementKind

if TYPE_CHECKING:
    from pathlib import Path

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt>
<Id>7</Id><CreDtTm>2026-10-02T06:00:00+02:00</CreDtTm><Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">365.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-01</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-10-01</Dt></BookgDt>
 <NtryDtls>
  <TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="EUR">100.00</Amt><RltdPties><Dbtr><Pty><Nm>Bakkerij Smit</Nm></Pty></Dbtr>
   <DbtrAcct><Id><IBAN>NL20INGB0001234567</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>factuur 2026-17 </Ustrd><Ustrd>en 18</Ustrd></RmtInf></TxDtls>
  <TxDtls><Refs><EndToEndId>E2E-9</EndToEndId></Refs><Amt Ccy="EUR">200.00</Amt><RltdPties><Dbtr><Pty><Nm>De Wit</Nm></Pty></Dbtr></RltdPties>
   <RmtInf><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>
 </NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">35.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts><Cd>PDNG</Cd></Sts><BookgDt><DtTm>2026-10-01T23:30:00+02:00</DtTm></BookgDt>
 <NtryDtls><TxDtls><RltdPties><Dbtr><Nm>K. Jansen</Nm></Dbtr></RltdPties><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""

MT940 = """:20:STMT
:25:NL91ABNA0417164300
:28C:12/1
:60F:C260930EUR100,00
:61:2610011001C50,25NTRFNONREF//B1
:86:/TRTP/SEPA OVERBOEKING/IBAN/NL20INGB0001234567/BIC/INGBNL2A/NAME/Bakke
rij Smit/REMI/factuur 2026-17/EREF/NOTPROVIDED
:61:2610011001RC20,00NTRFNONREF//B2
:86:REK: NL20INGB0001234567/NAAM: BAKKERIJ SMIT
:61:2610011001D10,00NTRFNONREF//B3
:86:/CNTP/NL57ABNA0876543211/ABNANL2A/Verhuur BV///REMI/STRD/CUR/9001234567890123/
:62F:C261001EUR120,25
:64:nonsense after the balance
"""


def coda(*records: str) -> str:
    return "\n".join(record.ljust(128) for record in records) + "\n"


def movement(number: str, detail: str, sign: str, amount: str, *, told: str = "", is_structured: bool = False) -> str:
    flag = "1" if is_structured else "0"
    return f"21{number}{detail}{'REF' + number:<21}{sign}{amount}011026{'00150000'}{flag}{told:<53}011026{'010'}00 0"


CODA = coda(
    "0000001102672505        00099999                  BV VOORBEELD              KREDBEBB   00123456789 00000"
    + " " * 20
    + "     2",
    f"12010{'BE68539007547034':<34}EUR0{'000000000100000'}300926{'BV VOORBEELD':<26}",
    movement("0001", "0000", "0", "000000000300000"),
    movement("0001", "0001", "0", "000000000100000", told="101090933755493", is_structured=True),
    "2300010001" + f"{'BE43068999999501':<37}{'JANSSENS NV':<35}",
    movement("0001", "0002", "0", "000000000200000", told="FACTUUR 77"),
    movement("0002", "0000", "1", "000000000050000", told="KOSTEN"),
    f"8010{'BE68539007547034':<34}EUR0{'000000000350000'}011026",
    "9" + " " * 15 + "000006" + "000000000050000" + "000000000300000",
)


def reading(folder: Path, text: str, name: str = "statement.txt") -> tuple[Statement, ...]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_statements(path)


def test_camt_counts_an_entry_once_and_knows_what_it_is_made_of(tmp_path: Path) -> None:
    (found,) = reading(tmp_path, CAMT)
    assert (found.kind, found.account, found.currency, found.number) == (
        StatementKind.BOOKED,
        "NL91ABNA0417164300",
        "EUR",
        "7",
    )
    assert (found.credits, found.debits, found.is_balanced) == (Decimal(300), Decimal(35), True)
    many, reversal = found.entries
    assert [detail.amount for detail in many.details] == [Decimal(100), Decimal(200)]
    assert many.details[0].party == "Bakkerij Smit"
    assert many.details[0].account == "NL20INGB0001234567"
    assert many.details[0].text == "factuur 2026-17 en 18"
    assert not many.details[0].end_to_end_id
    assert many.details[1].references == ("RF18539007547034",)
    assert (reversal.is_reversal, reversal.is_booked, reversal.booked_on) == (True, False, date(2026, 10, 1))
    assert (reversal.details[0].party, reversal.details[0].return_reason) == ("K. Jansen", "AM04")


def test_mt940_reads_what_dutch_banks_write_behind_a_movement(tmp_path: Path) -> None:
    (found,) = reading(tmp_path, MT940)
    assert [entry.amount for entry in found.entries] == [Decimal("50.25"), Decimal(-20), Decimal(-10)]
    assert found.is_balanced is True
    slashed, storno, structured = (entry.details[0] for entry in found.entries)
    assert (slashed.party, slashed.account, slashed.text) == ("Bakkerij Smit", "NL20INGB0001234567", "factuur 2026-17")
    assert not slashed.end_to_end_id
    assert found.entries[1].is_reversal
    assert (storno.party, storno.account) == ("BAKKERIJ SMIT", "NL20INGB0001234567")
    assert (structured.party, structured.references) == ("Verhuur BV", ("9001234567890123",))


def test_mt942_is_interim(tmp_path: Path) -> None:
    (found,) = reading(tmp_path, MT940.replace(":60F:C260930EUR100,00\n", ":34F:EUR0,00\n:13D:2610011200+0200\n"))
    assert (found.kind, found.is_balanced) == (StatementKind.INTERIM, None)


def test_coda_details_say_what_an_entry_is_made_of(tmp_path: Path) -> None:
    (found,) = reading(tmp_path, CODA)
    assert (found.account, found.currency, found.is_balanced) == ("BE68539007547034", "EUR", True)
    assert [entry.amount for entry in found.entries] == [Decimal(300), Decimal(-50)]
    first, second = found.entries[0].details
    assert (first.party, first.account, first.references) == ("JANSSENS NV", "BE43068999999501", ("090933755493",))
    assert (second.amount, second.text) == (Decimal(200), "FACTUUR 77")


def test_a_zip_of_statements(tmp_path: Path) -> None:
    path = tmp_path / "october.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.xml", CAMT)
        archive.writestr("b.sta", MT940)
    assert [each.number for each in read_statements(path)] == ["7", "12/1"]


def test_an_imbalance_is_said_and_refuses_nothing(tmp_path: Path) -> None:
    (found,) = reading(tmp_path, MT940.replace("C261001EUR120,25", "C261001EUR999,00"))
    assert found.is_balanced is False
    assert len(found.entries) == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("Date;Amount\n2026-10-01;5\n", "is not a bank statement"),
        (CAMT.replace("</Stmt>", ""), "is damaged"),
        (CAMT.replace("<Document", "<!DOCTYPE x [<!ENTITY a 'b'>]><Document"), "is damaged"),
        (CAMT.replace('<Amt Ccy="EUR">35.00</Amt>', ""), "an amount is missing"),
        (CODA.replace("000000000300000011026", "0000000003000xx011026"), "is damaged"),
        (MT940.replace("C50,25NTRF", "?50,25NTRF"), "?50,25"),
    ],
)
def test_bad_files_get_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SaldoError) as refusal:
        reading(tmp_path, text)
    assert sentence in str(refusal.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SaldoError, match="There is no file"):
        read_statements(tmp_path / "none.xml")


@pytest.mark.parametrize(
    "harm",
    [
        CAMT.replace("<CreDtTm>2026-10-02", "<CreDtTm>CreDtTm>2026"),
        CAMT.replace(">300.00<", ">NaN<"),
        CAMT.replace(">300.00<", ">1e400<"),
        MT940.replace(":60F:C260930EUR100,00", ":60F:"),
    ],
)
def test_what_was_found_by_feeding_it_anything_is_refused_with_a_sentence(tmp_path: Path, harm: str) -> None:
    with pytest.raises(BrokenStatementError, match="download it from the bank again"):
        reading(tmp_path, harm)


def test_a_zip_that_is_damaged_locked_or_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "statements.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", CAMT)
        archive.writestr("b.xml", CAMT)
    whole = path.read_bytes()
    locked = bytearray(whole)
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        locked[whole.index(mark) + place] |= 1  # says that it needs a password
    for content in (
        bytes(locked),
        whole.replace(b"PK\x03\x04", b"PK\x00\x00"),
        whole[:40] + b"\xff" * 60 + whole[100:],
    ):
        path.write_bytes(content)
        assert not is_statement(path)
        with pytest.raises(BrokenStatementError):
            read_statements(path)
    path.write_bytes(whole)
    monkeypatch.setattr(read, "LARGEST_BYTES", int(len(CAMT) * 1.5))
    with pytest.raises(BrokenStatementError, match="larger than any statement"):
        read_statements(path)
