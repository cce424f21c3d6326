"""What the mapping page is told before anything is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.intake.guess import guess
from core.intake.inspection import inspect_file
from core.intake.mapping import Mapping
from core.vocabulary import ImportMode
from tests.unit.intake.conftest import ledger_of, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.intake.conftest import Staged

STRANGE = "Klantnummer;Bedrijfsnaam;Factuurnr;Factuurdatum;Vervaldatum;Bedrag;Openstaand;Valuta\n17;Bakker;F1;13-01-2026;28-02-2026;1.000,00;250,50;EUR\n"


def test_a_known_layout_is_ready(tmp_path: Path) -> None:
    seen = inspect_file(written(tmp_path, ledger_of("NL01,C1,F1,2026-01-10,2026-02-09,100.00,EUR"), "x.csv"))
    assert (seen.preset, seen.is_ready, seen.problems) == ("saldo_invoices", True, ())
    assert seen.columns["due_on"] == "due_on"
    assert seen.rows == (("NL01", "C1", "F1", "2026-01-10", "2026-02-09", "100.00", "EUR"),)


def test_a_strange_layout_is_guessed_and_wants_a_look(tmp_path: Path) -> None:
    seen = inspect_file(written(tmp_path, STRANGE, "x.csv"))
    assert seen.preset == "guessed"
    assert not seen.is_ready
    assert not seen.missing
    assert seen.columns == {
        "customer_id": "Klantnummer",
        "customer_name": "Bedrijfsnaam",
        "number": "Factuurnr",
        "issued_on": "Factuurdatum",
        "due_on": "Vervaldatum",
        "amount": "Bedrag",
        "open_amount": "Openstaand",
        "currency": "Valuta",
    }
    assert seen.mapping.mode is ImportMode.SNAPSHOT
    assert (seen.layout.decimal_mark, seen.layout.date_order) == (",", "dmy")


def test_the_guess_can_be_saved_and_used(tmp_path: Path, staged: Callable[..., Staged]) -> None:
    seen = inspect_file(written(tmp_path, STRANGE, "x.csv"))
    saved = Mapping.from_dict(seen.mapping.as_dict())
    file = staged(STRANGE, mapping=saved)
    assert file.report.preset == "own mapping"
    assert file.rows("SELECT amount_minor, open_minor FROM stage.invoice") == [(100000, 25050)]


def test_what_a_person_chose_goes_before_what_the_file_shows(staged: Callable[..., Staged]) -> None:
    text = ledger_of("NL01,C1,F1,01/02/2026,05/03/2026,100.00,EUR")
    for order, month in (("dmy", 3), ("mdy", 5)):
        chosen = Mapping.from_dict({**guess(text.splitlines()[0].split(",")).as_dict(), "date_order": order})
        file = staged(text, mapping=chosen)
        [(due_on,)] = file.rows("SELECT due_on FROM stage.invoice")
        assert due_on.month == month


def test_problems_are_said_before_the_import(tmp_path: Path) -> None:
    seen = inspect_file(written(tmp_path, "nr,foo\n1,x\n2,y\n", "x.csv"))
    assert seen.missing
    assert any("choose a column" in problem for problem in seen.problems)
    dates = inspect_file(written(tmp_path, ledger_of("NL01,C1,F1,01/02/2026,05/03/2026,100.00,EUR"), "d.csv"))
    assert any("day/month or month/day" in problem for problem in dates.problems)
    payables = [f"NL01,C1,F{place},2026-01-10,2026-02-09,-100.00,EUR" for place in range(12)]
    assert any(
        "turn the signs" in problem
        for problem in inspect_file(written(tmp_path, ledger_of(*payables), "p.csv")).problems
    )


def test_unknown_settings_in_a_saved_mapping_are_an_error() -> None:
    try:
        Mapping.from_dict({"kind": "ledger", "colour": "red"})
    except ValueError as error:
        assert "colour" in str(error)  # noqa: PT017
    else:
        raise AssertionError
