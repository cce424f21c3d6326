"""The reconciliation page: files tied, general ledger beside the book, a month closed and compared; and the dialog of a number."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.closing.control import give_balance
from core.closing.months import close_month
from core.desk.control_balances import Control, balances
from dashboard.i18n import Words
from dashboard.reconciliation.ledger import in_minor
from tests.pages.conftest import clean, opened, texts

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from core.wiring import Application

SEPTEMBER = date(2026, 9, 30)
HEADER = "entity,customer_id,number,issued_on,due_on,amount,currency\n"
BOOKED = HEADER + "NL01,A,INV1,2026-09-10,2026-10-10,100.00,EUR\nNL01,B,INV2,2026-09-11,2026-02-30,30.00,EUR\n"
LATER = HEADER + "NL01,A,INV9,2026-09-28,2026-10-28,40.00,EUR\n"


@pytest.fixture
def office(app: Application, tmp_path: Path) -> Application:
    """A home of its own with one ledger up to 2 October."""
    take(app, tmp_path, "ledger.csv", BOOKED, date(2026, 10, 2))
    return app


def take(application: Application, folder: Path, name: str, text: str, day: date | None = None) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    application.import_file(folder / name, by="test", list_on=day)


def said(at: AppTest) -> str:
    """Everything on the page, without the marks that keep Markdown from meaning anything."""
    return texts(at).replace("\\", "").replace("\u2060", "")


def page(**query: str) -> AppTest:
    return opened("reconciliation", **query)


@pytest.mark.usefixtures("home")
def test_without_a_book_it_says_how_to_get_one() -> None:
    assert page().header[0].value == "No ledger yet"


def test_a_month_is_closed_and_what_came_later_is_beside_it(office: Application, tmp_path: Path) -> None:
    at = page(month="2026-09")
    assert [each.label for each in at.button if each.key == "close_now"] == ["Close Sept 2026"]
    at.text_input(key="close_why").set_value("reported")
    clean(at.button(key="close_now").click().run())
    assert "Known now as it was reported." in [each.value for each in at.success]
    take(office, tmp_path, "later.csv", LATER, date(2026, 10, 12))
    at = page(month="2026-09")
    assert "1 posting, together €40.00; the difference of this part is €40.00" in said(at)
    table = at.dataframe[0].value
    row = table[table["what"] == "Open balance"].iloc[0]
    assert (row["reported"], row["now"], row["difference"]) == ("€100.00", "€140.00", "€40.00")
    assert at.dataframe[1].value["what"].tolist() == ["entered later"]


@pytest.mark.usefixtures("office")
def test_a_close_without_a_reason_is_refused_with_a_sentence() -> None:
    at = page(month="2026-09")
    clean(at.button(key="close_now").click().run())
    assert "Say why: a month is closed or reopened with a reason, which stays beside the figures." in said(at)


def test_a_closed_month_can_be_reopened(office: Application) -> None:
    close_month(office.desk, office.book(), SEPTEMBER, by="Ann", why="reported")
    at = page(month="2026-09")
    at.text_input(key="close_why").set_value("a wrong list")
    clean(at.button(key="close_now").click().run())
    assert "Closing keeps every figure" in said(at)
    assert "a wrong list" in said(at)


def test_the_general_ledger_beside_the_book(office: Application) -> None:
    give_balance(
        office.desk,
        office.book(),
        Control(entity="NL01", ends_on=SEPTEMBER, currency="EUR", balance_minor=13_000),
        by="Ann",
    )
    at = page(view="ledger", month="2026-09")
    told = {each.label: each.value for each in at.metric}
    # Nothing is late: no file is of that day or before. The refused row of 30 is the whole story.
    assert (told["General ledger"], told["Book"], told["Difference"], told["Unexplained"]) == (
        "€130.00", "€100.00", "€30.00", "€0.00",
    )  # fmt: skip
    assert "account for all of the difference" in said(at)
    box = next(each for each in at.checkbox if str(each.key).startswith("counts_file_only"))
    assert box.value
    clean(box.uncheck().run())
    assert {each.label: each.value for each in at.metric}["Unexplained"] == "€30.00"


def test_a_balance_that_is_typed_is_kept_and_one_that_is_no_amount_is_not(office: Application) -> None:
    at = page(view="ledger", month="2026-09")
    at.text_input(key="balance_amount").set_value("a hundred")
    form = next(each for each in at.button if each.label == "Keep")
    clean(form.click().run())
    assert "a hundred is not an amount" in at.error[0].value
    at.text_input(key="balance_amount").set_value("1,234.50")
    clean(next(each for each in at.button if each.label == "Keep").click().run())
    assert [(each.entity, each.balance_minor) for each in balances(office.desk)] == [("NL01", 123_450)]


@pytest.mark.usefixtures("office")
def test_files_are_tied_and_what_was_left_out_is_said() -> None:
    at = page(view="files")
    assert "In 1 of 1 lines something differs" in at.warning[0].value
    row = at.dataframe[0].value.iloc[0]
    assert (row["rows_read"], row["quarantined"], row["taken"], row["book"], row["difference"], row["refused"]) == (
        2, 1, 100.0, 100.0, 0.0, 30.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "language", "minor"),
    [
        ("1,234.50", "en", 123_450),
        ("1234.5", "en", 123_450),
        ("-1234", "en", -123_400),
        ("1.234,50", "nl", 123_450),
        ("1234,50", "nl", 123_450),
        ("1234.50", "nl", None),  # a point in Dutch marks thousands: this is no amount, and not a hundred times as much
        ("1.23", "nl", None),
        ("12.345.678", "nl", 1_234_567_800),
        ("1,234.567", "en", None),
        ("", "en", None),
        ("twelve", "en", None),
    ],
)
def test_amounts_are_read_in_the_notation_of_the_language(typed: str, language: str, minor: int | None) -> None:
    assert in_minor(typed, "EUR", Words(language=language)) == minor


@pytest.mark.usefixtures("office")
def test_a_number_is_explained_when_asked_and_not_before() -> None:
    at = opened("numbers")
    assert "SQL as it ran" not in [each.label for each in at.expander]
    button = next(each for each in at.button if each.key == "explain_card_open_balance")
    clean(button.click().run())
    told = said(at)
    assert "1 row adds up to €100.00" in told
    assert "equal to the number" in told
    assert "From the inputs below this gives €100.00." in told
    assert "SQL as it ran" in [each.label for each in at.expander]
    assert any("FROM open_item" in each.value or "FROM item" in each.value for each in at.code)
