"""``python -m core export``: a file, progress on stderr, and one sentence when it cannot."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from pptx import Presentation
from pypdf import PdfReader

from core.__main__ import main
from tests.desks import _migrated_file
from tests.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

BOOK = """
    A  is    business NL nl a@example.org name "=SUM(1)"
    B  is    business BE nl b@example.org name "B N.V." entity BE01
    A  INV1  issued 2026-08-01  due 2026-08-31  100.00 EUR
    A  INV2  issued 2026-09-20  due 2026-10-20   50.00 EUR
    B  INV3  issued 2026-10-01  due 2026-10-20   75.25 EUR  entity BE01
"""
Run = "Callable[..., tuple[int, str, str]]"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """``run("--lang", "nl")`` is the export of a home of its own: exit code, what it said, and to whom."""
    monkeypatch.setenv("SALDO_HOME", str(tmp_path / "home"))
    for name in ("SALDO_DESK_URL", "SALDO_SMTP_URL"):
        monkeypatch.delenv(name, raising=False)

    (tmp_path / "home").mkdir()
    shutil.copy(_migrated_file(), tmp_path / "home" / "desk.sqlite3")

    def command(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["saldo", "export", *words])
        try:
            code = main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return command


@pytest.fixture
def filled(tmp_path: Path, run: Any) -> Any:
    Ledger(tmp_path / "home" / "book")(BOOK)
    return run


def test_each_format_is_written_and_progress_goes_to_stderr(tmp_path: Path, filled: Any) -> None:
    for format_ in ("xlsx", "pptx", "pdf"):
        path = tmp_path / f"out.{format_}"
        code, out, err = filled("-o", str(path), "--lang", "nl")
        assert (code, out) == (0, f"{path}: EUR as of 2026-10-01\n")
        assert " 70%  " in err
        assert err.rstrip().endswith(f"100%  Wrote {path}")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames[0] == "Samenvatting"
    assert Presentation(str(tmp_path / "out.pptx")).slides[0].shapes.title.text_frame.text == "Debiteuren"
    assert len(PdfReader(io.BytesIO((tmp_path / "out.pdf").read_bytes())).pages) <= 6


def test_day_company_and_format_can_be_chosen(tmp_path: Path, filled: Any) -> None:
    path = tmp_path / "board"
    code, out, _ = filled("-o", str(path), "--format", "pdf", "--as-of", "2026-10-31", "--entity", "BE01", "--json")
    assert code == 0
    assert '"as_of": "2026-10-31"' in out
    text = PdfReader(path).pages[0].extract_text()
    assert "BE01" in text
    assert "€75" in text.replace(" ", "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["-o", "{tmp}/x.doc"], "There is no format called 'doc'. Choose one of: xlsx, pptx, pdf."),
        (["-o", "{tmp}/x.pdf", "--lang", "fr"], "There is no language called 'fr'. Choose one of: en, nl."),
        (["-o", "{tmp}/gone/x.pdf"], "There is no folder {tmp}/gone: make it first"),
        (["-o", "{tmp}", "--format", "pdf"], "{tmp} is a folder: give the name of a file"),
        (["-o", "{tmp}/x.pdf", "--currency", "CHF"], "There is no currency called 'CHF'. Choose one of: EUR."),
        (["-o", "{tmp}/x.pdf", "--entity", "XX"], "There is no own company called 'XX'. Choose one of: BE01, NL01."),
        (["-o", "{tmp}/x.pdf", "--as-of", "2019-01-01"], "There is nothing to take away as of 2019-01-01"),
        (["-o", "{tmp}/x.pdf", "--as-of", "soon"], "'soon' is not a date"),
    ],
)
def test_bad_input_is_one_sentence(tmp_path: Path, filled: Any, words: list[str], sentence: str) -> None:
    code, out, err = filled(*(word.format(tmp=tmp_path) for word in words))
    assert (code, out) == (2, "")
    assert sentence.format(tmp=tmp_path) in err
    assert "Traceback" not in err
    assert not (tmp_path / "x.pdf").exists()


def test_without_a_ledger_it_says_how_to_get_one(tmp_path: Path, run: Any) -> None:
    code, _, err = run("-o", str(tmp_path / "x.pdf"))
    assert code == 2
    assert err.startswith("No ledger has been imported yet")
