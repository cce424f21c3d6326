"""Sniffing: encoding, delimiter, marks, dates and header row, each shown with its evidence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.intake.errors import UnreadableFileError
from core.intake.files import sniff
from core.intake.scan import scan
from tests.unit.intake.conftest import ledger_of, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.intake.layout import Layout
    from tests.unit.intake.conftest import Staged

NAMED = "entity;customer_id;customer_name;number;issued_on;due_on;amount;currency\nNL01;C1;Café Noël & Söhne;F1;10-01-2026;28-02-2026;1.234,50;EUR\n"


def layout_of(folder: Path, content: str | bytes, name: str = "file.csv") -> Layout:
    path = written(folder, content, name)
    return sniff(path, scan(path)).layout


@pytest.mark.parametrize(
    ("encoding", "bom", "found", "has_bom"),
    [
        ("utf-8", b"", "utf-8", False),
        ("utf-8", b"\xef\xbb\xbf", "utf-8", True),
        ("utf-16-le", b"\xff\xfe", "utf-16-le", True),
        ("utf-16-be", b"\xfe\xff", "utf-16-be", True),
        ("utf-16-le", b"", "utf-16-le", False),
        ("cp1252", b"", "cp1252", False),
        ("latin-1", b"", "cp1252", False),
        ("cp850", b"", "cp850", False),
    ],
)
def test_the_encoding_is_found_and_the_name_survives(
    staged: Callable[..., Staged], encoding: str, bom: bytes, found: str, has_bom: bool
) -> None:
    file = staged(bom + NAMED.encode(encoding))
    assert (file.report.layout.encoding, file.report.layout.has_bom) == (found, has_bom)
    assert file.rows("SELECT name FROM stage.customer") == [("Café Noël & Söhne",)]
    assert file.amounts == {"F1": 123450}


def test_utf8_with_a_broken_character_keeps_all_the_others(staged: Callable[..., Staged]) -> None:
    file = staged(
        NAMED.encode()
        + "NL01;C2;Köln;F2;10-01-2026;28-02-2026;1,00;EUR\n".encode()
        + b"NL01;C3;Caf\xc3;F3;10-01-2026;28-02-2026;1,00;EUR\n"
    )
    assert [name for (name,) in file.rows("SELECT name FROM stage.customer ORDER BY customer_id")] == [
        "Café Noël & Söhne",
        "Köln",
        "Caf\ufffd",
    ]
    assert any("some characters are broken" in told for told in file.report.layout.evidence)


def test_an_accent_far_into_the_file_still_decides_the_encoding(tmp_path: Path) -> None:
    many = "NL01,C1,F{0},2026-01-10,2026-02-09,1.00,EUR\n"
    text = ledger_of(
        *(many.format(place).strip() for place in range(60_000))
    ).encode() + "NL01,Ré,X,2026-01-10,2026-02-09,1.00,EUR\n".encode("cp1252")
    assert layout_of(tmp_path, text).encoding == "cp1252"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = ledger_of("NL01,C1,F1,2026-01-10,2026-02-09,1.00,EUR").replace(",", delimiter)
    layout = layout_of(tmp_path, text)
    assert (layout.delimiter, len(layout.columns)) == (delimiter, 7)
    assert any("separates the columns" in told for told in layout.evidence)


def test_a_line_that_states_the_separator_is_believed(staged: Callable[..., Staged]) -> None:
    file = staged("sep=;\n" + ledger_of("NL01,C1,F1,2026-01-10,2026-02-09,1.00,EUR").replace(",", ";"))
    assert file.report.layout.header_row == 2
    assert file.amounts == {"F1": 100}


def test_the_header_is_found_below_a_title_and_blank_lines(staged: Callable[..., Staged]) -> None:
    file = staged(
        "Acme B.V.\nOpen items\nAs of 31 January 2026\n\n" + ledger_of("NL01,C1,F1,2026-01-10,2026-02-09,1.00,EUR")
    )
    layout = file.report.layout
    assert layout.header_row == 5
    assert layout.columns[0] == "entity"
    assert file.report.list_on == date(2026, 1, 31)
    assert any("Saldo knows" in told for told in layout.evidence)
    assert file.rows("SELECT source_row FROM stage.invoice") == [(6,)]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("open_2026-03-31.csv", date(2026, 3, 31)),
        ("open-20260331-v2.csv", date(2026, 3, 31)),
        ("open_99999999.csv", None),
    ],
)
def test_the_day_may_stand_in_the_name(tmp_path: Path, name: str, day: date | None) -> None:
    assert layout_of(tmp_path, ledger_of("NL01,C1,F1,2026-01-10,2026-02-09,1.00,EUR"), name).list_on == day


@pytest.mark.parametrize(
    ("one", "two", "order", "first_day"),
    [
        ("13/01/2026", "05/02/2026", "dmy", date(2026, 2, 5)),
        ("01/13/2026", "02/05/2026", "mdy", date(2026, 2, 5)),
        ("2026-01-13", "2026-02-05", "ymd", date(2026, 2, 5)),
        ("13.01.2026", "05.02.2026", "dmy", date(2026, 2, 5)),
        ("01.02.2026", "05.02.2026", "dmy", date(2026, 2, 5)),
        ("13-01-26", "05-02-26", "dmy", date(2026, 2, 5)),
        ("20260113", "20260205", "ymd", date(2026, 2, 5)),
        ("13 jan 2026", "5 feb 2026", "ymd", date(2026, 2, 5)),
    ],
)
def test_day_and_month_are_told_apart_by_evidence(
    staged: Callable[..., Staged], one: str, two: str, order: str, first_day: date
) -> None:
    file = staged(ledger_of(f"NL01,C1,F1,{one},{two},1.00,EUR"))
    assert file.report.layout.date_order == order
    assert file.rows("SELECT due_on FROM stage.invoice") == [(first_day,)]


@pytest.mark.parametrize(
    "month",
    [
        "15 mrt 2026",
        "15 maart 2026",
        "15-mei-2026",
        "15. März 2026",
        "15 août 2026",
        "15 Dez 2026",
        "15-Oct-26",
        "Mar 15, 2026",
    ],
)
def test_months_by_name_in_four_languages(staged: Callable[..., Staged], month: str) -> None:
    file = staged(ledger_of(f'NL01,C1,F1,2026-01-10,"{month}",1.00,EUR'))
    assert not file.refused
    [(due_on,)] = file.rows("SELECT due_on FROM stage.invoice")
    assert due_on.day == 15


def test_several_ways_of_writing_dates_in_one_file(staged: Callable[..., Staged]) -> None:
    file = staged(
        ledger_of(
            "NL01,C1,F1,2019-03-07 00:00:00,2019-03-20,1.00,EUR",
            "NL01,C1,F2,20190307,20190320.0,1.00,EUR",
            "NL01,C1,F3,07-03-2019,20-03-2019,1.00,EUR",
            "NL01,C1,F4,07-03-2019 14:05,20-03-2019 00:00:00,1.00,EUR",
        )
    )
    assert not file.refused
    assert file.rows("SELECT DISTINCT issued_on, due_on FROM stage.invoice") == [(date(2019, 3, 7), date(2019, 3, 20))]
    assert any(told.startswith("several ways of writing a date") for told in file.report.layout.evidence)


def test_a_row_in_the_other_order_is_refused_not_guessed(staged: Callable[..., Staged]) -> None:
    file = staged(ledger_of("NL01,C1,F1,13/01/2026,20/02/2026,1.00,EUR", "NL01,C1,F2,01/14/2026,02/21/2026,1.00,EUR"))
    assert file.refused == {3: 'The invoice date "01/14/2026" is not a date that exists, written as day-month-year.'}
    assert any("can only be month first" in told for told in file.report.layout.evidence)


@pytest.mark.parametrize(
    ("amounts", "mark", "minor"),
    [
        (("1.234,56", "1.234"), ",", 123400),
        (("1,234.56", "1,234"), ".", 123400),
        (("12,5", "1.234"), ",", 123400),
        (("12.5", "1,234"), ".", 123400),
        (("1.234.567", "1.234"), ",", 123400),
    ],
)
def test_a_mark_that_can_be_read_both_ways_follows_the_file(
    staged: Callable[..., Staged], amounts: tuple[str, str], mark: str, minor: int
) -> None:
    file = staged(
        ledger_of(
            f'NL01,C1,F1,2026-01-10,2026-02-09,"{amounts[0]}",EUR',
            f'NL01,C1,F2,2026-01-10,2026-02-09,"{amounts[1]}",EUR',
        )
    )
    assert file.report.layout.decimal_mark == mark
    assert file.amounts["F2"] == minor
    assert any("decimal" in told for told in file.report.layout.evidence)


def test_mixed_line_ends_are_read(staged: Callable[..., Staged]) -> None:
    lines = [f"NL01,C1,F{place},2026-01-10,2026-02-09,1.00,EUR" for place in range(4)]
    file = staged(ledger_of(lines[0]).replace("\n", "\r\n") + "\n".join(lines[1:]) + "\n")
    assert len(file.amounts) == 4


def test_columns_of_one_name_stay_apart(tmp_path: Path) -> None:
    layout = layout_of(tmp_path, "number,amount,amount,,due_on\nF1,1.00,2.00,x,2026-01-01\n")
    assert layout.columns == ("number", "amount", "amount (2)", "column 4", "due_on")


def test_every_row_is_asked_when_the_beginning_does_not_show_the_order(staged: Callable[..., Staged]) -> None:
    early = [f"NL01,C1,F{place},05/01/2026,06/02/2026,1.00,EUR" for place in range(9000)]
    late = [f"NL01,C1,G{place},05/01/2026,06/02/2026,1.00,EUR" for place in range(3000)]
    file = staged(ledger_of(*early, "NL01,C1,X,05/01/2026,06/25/2026,1.00,EUR", *late))
    assert file.report.layout.date_order == "mdy"
    assert any("further down" in told for told in file.report.layout.evidence)
    assert file.rows("SELECT due_on FROM stage.invoice WHERE number = 'X'") == [(date(2026, 6, 25),)]


def test_a_due_date_before_the_invoice_date_can_decide_the_order(staged: Callable[..., Staged]) -> None:
    file = staged(ledger_of("NL01,C1,F1,01/12/2026,10/01/2027,1.00,EUR", "NL01,C1,F2,02/11/2026,01/12/2026,1.00,EUR"))
    assert file.report.layout.date_order == "dmy"
    assert any("would lie before their invoice date" in told for told in file.report.layout.evidence)
    assert not file.refused


@pytest.mark.parametrize(("cell", "minor"), [("1.234", 123400), ("1,234", 123400)])
def test_three_digits_behind_the_only_mark_are_thousands(staged: Callable[..., Staged], cell: str, minor: int) -> None:
    assert staged(ledger_of(f'NL01,C1,F1,2026-01-10,2026-02-09,"{cell}",EUR')).amounts == {"F1": minor}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<html><table></table></html>", "a web page"),
        ('<?xml version="1.0"?><a/>', "XML"),
        ('[{"a": 1}]', "JSON"),
        ("%PDF-1.7 x", "a PDF"),
        ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR;\n1;2\n", "it is not text"),
    ],
)
def test_other_formats_are_named(staged: Callable[..., Staged], content: str, what: str) -> None:
    with pytest.raises(UnreadableFileError, match=what):
        staged(content, name="list.xls")
