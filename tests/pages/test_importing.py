"""Importing on the screen: what was found in the file, the report, the way back to an earlier version."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from core.intake.fields import ImportKind
from core.metrics.aging import aging
from dashboard.importing.upload import sweep
from tests.pages.conftest import ONE_ITEM, clean, texts, worked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

NOW = 1_790_000_000.0
LIST = (
    b"Klantnr;Klantnaam;Factuurnr;Factuurdatum;Vervaldatum;Bedrag;Openstaand;Valuta\r\n"
    b"1001;Bakkerij Jansen;F-1;01-09-2026;01-10-2026;1.234,56;1.234,56;EUR\r\n"
    b"1001;Bakkerij Jansen;F-2;15-09-2026;15-10-2026;100,00;40,00;EUR\r\n"
    b"1002;De Vries;F-3;30-02-2026;15-10-2026;55,00;55,00;EUR\r\n"
)


@pytest.fixture
def inspected(screen: Callable[..., AppTest]) -> AppTest:
    at = screen("settings", tab="data")
    at.file_uploader[0].upload("debiteuren 20261031.csv", LIST)
    return clean(at.run())


def test_the_layout_and_the_first_rows_are_shown_before_anything_is_imported(
    inspected: AppTest, app: Application
) -> None:
    said = texts(inspected)
    assert "Separator" in said
    assert "**;**" in said
    assert inspected.dataframe[0].value.shape == (3, 8)
    assert app.store.current() is None


def test_the_report_counts_rows_and_says_why_one_was_left_out(inspected: AppTest, app: Application) -> None:
    inspected.button(key="import_now").click().run()
    at = worked(inspected)
    counts = {metric.label: metric.value for metric in at.metric}
    assert (counts["Rows read"], counts["Accepted"], counts["Left out"]) == ("3", "2", "1")
    assert "€1,274.56" in texts(at)
    assert "30-02-2026" in at.dataframe[0].value["reason"].iloc[0]
    assert app.store.current() is not None


def test_a_much_shorter_list_is_asked_about_and_can_be_confirmed(
    screen: Callable[..., AppTest], app: Application
) -> None:
    at = screen("settings", tab="data")
    at.file_uploader[0].upload("debiteuren 20261031.csv", _list(40))
    at.run()
    at.button(key="import_now").click().run()
    worked(at).button(key="import_again").click().run()
    at.file_uploader[0].upload("debiteuren 20261101.csv", _list(20))
    at.run()
    at.button(key="import_now").click().run()
    worked(at)
    assert "not in this list" in at.error[0].value
    assert _balance(app) == 400_00
    at.button(key="import_anyway").click().run()
    worked(at)
    assert _balance(app) == 200_00


def test_a_file_of_its_own_words_is_taken_for_a_ledger(screen: Callable[..., AppTest]) -> None:
    at = screen("settings", tab="data")
    at.file_uploader[0].upload("odd.csv", b"wie;stuk;voor;hoeveel\nK1;S1;2026-10-01;12,50\n")
    at.run()
    assert clean(at).selectbox(key="map_kind").value is ImportKind.LEDGER


def _balance(app: Application) -> int:
    book = app.book()
    return aging(book, book.latest_on).groups["all"]["EUR"].total.minor


def _list(rows: int) -> bytes:
    head = b"Klantnr;Factuurnr;Factuurdatum;Vervaldatum;Bedrag;Openstaand;Valuta\r\n"
    return head + b"".join(b"1001;F-%d;01-09-2026;13-10-2026;10,00;10,00;EUR\r\n" % row for row in range(rows))


def test_a_file_without_rows_is_told_in_a_sentence(screen: Callable[..., AppTest]) -> None:
    at = screen("settings", tab="data")
    at.file_uploader[0].upload("empty.csv", b"")
    at.run()
    assert "empty" in clean(at).error[0].value


def test_columns_that_nothing_gives_are_asked_for(screen: Callable[..., AppTest]) -> None:
    at = screen("settings", tab="data")
    at.file_uploader[0].upload("odd.csv", b"a,b\n1,2\n3,4\n")
    at.run()
    assert any("Choose their columns" in warning.value for warning in clean(at).warning)
    assert at.button(key="import_now").disabled


def test_an_earlier_version_is_made_current_with_a_reason(
    book: Callable[[str], Book], screen: Callable[..., AppTest], app: Application
) -> None:
    first = book(ONE_ITEM).version
    book("A INV9 issued 2026-09-01 due 2026-10-01 5.00 EUR")
    at = screen("settings", tab="data")
    at.text_input(key=f"version_why_{first}").set_value("wrong file").run()
    at.button(key=f"version_{first}").click().run()
    clean(at)
    assert app.store.current() == first
    assert "wrong file" in texts(at)


def test_what_was_dropped_and_never_imported_goes_after_a_day(tmp_path: Path) -> None:
    for name, age in (("old", 25 * 3600), ("fresh", 60)):
        folder = tmp_path / "dropped" / name
        folder.mkdir(parents=True)
        (folder / "list.csv").write_text("a;b", encoding="utf-8")
        os.utime(folder, (NOW - age, NOW - age))
    assert sweep(tmp_path, NOW) == 1
    assert [folder.name for folder in (tmp_path / "dropped").iterdir()] == ["fresh"]
    assert sweep(tmp_path / "nothing", NOW) == 0
