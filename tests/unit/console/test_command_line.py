"""The command line, as a machine and as a person call it: stable keys, and one sentence when it cannot."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from core.__main__ import main
from tests.desks import _migrated_file

if TYPE_CHECKING:
    from pathlib import Path

CUSTOMERS = """entity,customer_id,name,customer_type,country,language,contact_person,email
NL01,C1,Bakker & Zonen B.V.,business,NL,nl,mevrouw de Vries,ap@bakker.example
NL01,C2,O'Neil Ltd,business,BE,en,,ap@oneil.example
NL01,C3,Gemeente Ergens,public,NL,nl,,info@gemeente.example
"""
INVOICES = """entity,customer_id,document_type,number,issued_on,due_on,amount,currency
NL01,C1,invoice,INV1,2026-08-01,2026-08-31,100.00,EUR
NL01,C1,invoice,INV2,2026-09-01,2026-10-01,250.50,EUR
NL01,C2,invoice,INV3,2026-10-01,2026-10-20,75.25,EUR
NL01,C3,invoice,INV4,2026-10-20,2026-11-20,900.00,EUR
NL01,C2,credit_note,CN1,2026-10-05,2026-10-05,-10.00,EUR
NL01,C2,invoice,INV9,2026-10-05,2026-02-30,1.00,EUR
"""


class Console:
    """Runs commands in a home of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._patch, self._capsys = folder, monkeypatch, capsys
        monkeypatch.setenv("SALDO_HOME", str(folder / "home"))

    def __call__(self, *words: str) -> tuple[int, str, str]:
        self._patch.setattr("sys.argv", ["saldo", *words])
        try:
            code = main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        told = self._capsys.readouterr()
        return code, told.out, told.err

    def json(self, *words: str) -> dict[str, Any]:
        code, out, err = self(*words, "--json")
        assert (code, err) == (0, "")
        answer: dict[str, Any] = json.loads(out)
        return answer


@pytest.fixture
def console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Console:
    (tmp_path / "home").mkdir()
    shutil.copy(_migrated_file(), tmp_path / "home" / "desk.sqlite3")
    return Console(tmp_path, monkeypatch, capsys)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both files and the home into which commands took them: copied for each test."""
    folder = tmp_path_factory.mktemp("imported")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SALDO_HOME", str(folder / "home"))
        for name, text in (("customers", CUSTOMERS), ("invoices", INVOICES)):
            file = folder / f"{name}.csv"
            file.write_text(text, encoding="utf-8")
            words = ["import", str(file), "--preset", f"saldo_{name}", "--as-of", "2026-10-31"]
            patch.setattr("sys.argv", ["saldo", *words])
            with pytest.raises(SystemExit) as ended:
                main()
            assert not ended.value.code
    return folder


@pytest.fixture
def filled(console: Console, imported: Path) -> Console:
    shutil.copytree(imported, console.folder, dirs_exist_ok=True)
    return console


def test_import_tells_what_it_took_and_once_is_enough(filled: Console) -> None:
    file = str(filled.folder / "invoices.csv")
    told = filled.json("import", file, "--preset", "saldo_invoices", "--as-of", "2026-10-31")
    assert told == {
        "rows_read": 6,
        "accepted": 5,
        "quarantined": 1,
        "inferred_settled": 0,
        "totals": {"EUR": "1315.75"},
        "version": "v000002",
    }


def test_aging_adds_up_per_currency(filled: Console) -> None:
    told = filled.json("aging", "--as-of", "latest")
    assert (told["as_of"], told["by"]) == ("2026-10-31", "due")
    cells = told["groups"]["all"]["EUR"]
    assert {name: cell["amount"] for name, cell in cells.items()} == {
        "current": "900.00",
        "1-30": "325.75",
        "31-60": "0.00",
        "61-90": "100.00",
        "90+": "0.00",
        "unallocated": "-10.00",
        "total": "1315.75",
    }
    assert cells["1-30"]["count"] == 2


@pytest.mark.parametrize("group", ["segment", "country", "entity", "type"])
def test_every_group_adds_up_to_the_whole(filled: Console, group: str) -> None:
    groups = filled.json("aging", "--group", group)["groups"]
    assert sum(float(each["EUR"]["total"]["amount"]) for each in groups.values()) == pytest.approx(1315.75)


def test_aging_by_issue_date_has_its_own_buckets(filled: Console) -> None:
    cells = filled.json("aging", "--by", "issue")["groups"]["all"]["EUR"]
    assert list(cells) == ["0-30", "31-60", "61-90", "90+", "unallocated", "total"]


def test_metrics_are_values_with_units_and_null_where_undefined(filled: Console) -> None:
    metrics = filled.json("metrics")["metrics"]
    assert metrics["dso"]["EUR"]["unit"] == "days"
    assert metrics["dso"]["EUR"]["value"] == pytest.approx(1325.75 * 92 / 1315.75)
    assert metrics["collection_effectiveness"]["EUR"]["value"] is None


def test_segments_hold_everybody(filled: Console) -> None:
    found = filled.json("segments")
    assert sum(row["customers"] for row in found.values()) == 3
    assert sum(float(row["amounts"]["EUR"]) for row in found.values()) == pytest.approx(1315.75)


def test_a_campaign_from_plan_to_ledger(filled: Console) -> None:
    totals = filled.json("plan", "october", "--as-of", "2026-10-31")
    assert totals["in"]["customers"] == 2
    parts = [totals["in"], *totals["out"].values()]
    assert sum(part["items"] for part in parts) == totals["portfolio"]["items"] == 5
    assert filled.json("preview", "october")["messages"] == 2
    before = filled.json("preview", "october", "--customer", "C1")
    assert "350,50" in before["text"]
    assert before["sha256"] is None
    assert filled.json("approve", "october", "--by", "Jan") == {"approved": 2}
    after = filled.json("preview", "october", "--customer", "C1")
    assert after["text"] == before["text"]
    assert len(after["sha256"]) == 64
    refused, _, why = filled("launch", "october")
    assert (refused, "more than 3 banking days old" in why) == (2, True)
    assert filled.json("freshness", "--off")["most_banking_days"] is None
    assert filled.json("launch", "october") == {"queued": 2, "held": 0}
    assert filled.json("launch", "october") == {"queued": 0, "held": 0}
    assert filled.json("campaign", "october")["states"] == {"queued": 2}


def test_a_campaign_needs_a_name(filled: Console) -> None:
    for name in (" ", "n" * 201):
        code, _, err = filled("plan", name)
        assert (code, len(err.strip().splitlines())) == (2, 1)
        assert "Give the campaign a name" in err


def test_work_says_that_hours_are_ignored(filled: Console) -> None:
    assert any("any hour" in each for each in filled.json("work", "--until-done")["remarks"])


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://els:secret@127.0.0.1:1/desk", "The desk cannot be reached"),
        ("post gres//els:secret@host", "SALDO_DESK_URL cannot be read"),
        ("mysql://els:secret@host/desk", "SALDO_DESK_URL is 'mysql://els:***@host/desk'"),
    ],
)
def test_a_desk_that_is_not_there_is_told_without_its_password(
    console: Console, monkeypatch: pytest.MonkeyPatch, url: str, sentence: str
) -> None:
    monkeypatch.setenv("SALDO_DESK_URL", url)
    code, out, err = console("plan", "october")
    assert (code, out, len(err.strip().splitlines())) == (2, "", 1)
    assert sentence in err
    assert "secret" not in err


def test_a_folder_that_is_not_there_is_one_sentence(filled: Console) -> None:
    code, _, err = filled("quarantine", "--to", str(filled.folder / "nowhere" / "rows.csv"))
    assert (code, len(err.strip().splitlines())) == (2, 1)
    assert "rows.csv" in err


def test_quarantine_names_the_row_and_the_reason(filled: Console) -> None:
    [row] = filled.json("quarantine")["rows"]
    assert row["source_row"] == 7
    assert "2026-02-30" in row["reason"]


def test_another_version_can_be_made_current_with_a_reason(filled: Console) -> None:
    assert [each["version"] for each in filled.json("versions")["versions"]] == ["v000002", "v000001"]
    assert filled("make-current", "v000001", "--reason", "wrong file")[0] == 0
    newest, oldest = filled.json("versions")["versions"]
    assert (newest["is_current"], oldest["is_current"]) == (False, True)
    assert "wrong file" in oldest["note"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["aging"], "No ledger has been imported yet"),
        (["aging", "--as-of", "31-10-2026"], "is not a date"),
        (["aging", "--as-of", "0001-01-01"], "is not a date"),
        (["campaign", "nothing"], "There is no campaign called 'nothing'"),
        (["import", "absent.csv"], "absent.csv"),
        (["import", "absent.csv", "--snapshot", "--movements"], "either --snapshot"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(console: Console, words: list[str], sentence: str) -> None:
    code, out, err = console(*words)
    assert (code, out) == (2, "")
    assert sentence in err
    assert len(err.strip().splitlines()) == 1
