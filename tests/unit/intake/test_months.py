"""Sales files and control balances: what is taken, what is refused, and what two files of one month do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from core.book.store import BookStore
from core.closing.control import FutureMonthError, UnknownEntityError, give_balance, reconciled
from core.desk.control_balances import Control, balances, withdraw
from core.errors import NoBookError
from core.intake.control import NotForTheBookError
from core.intake.errors import NothingAcceptedError
from core.intake.guess import guess
from core.intake.importer import import_file
from core.intake.presets import recognise
from core.metrics.explain import explain, prove
from core.metrics.measures import measures
from core.metrics.scope import Scope
from core.settings import Settings
from core.wiring import wire
from tests.ledger import ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.book.book import Book
    from core.intake.report import ImportReport
    from core.wiring import Application

AT = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
SEPTEMBER = date(2026, 9, 30)
LEDGER = "entity,customer_id,number,issued_on,due_on,amount,currency\nNL01,A,INV1,2026-09-10,2026-10-10,1000.00,EUR\n"
SALES = "entity,month,currency,amount,vat_basis,vat_percent\n"
CONTROL = "entity,month,currency,balance\n"


@pytest.fixture
def store(tmp_path: Path) -> BookStore:
    return BookStore(tmp_path / "book", clock=lambda: AT)


@pytest.fixture
def take(store: BookStore, tmp_path: Path) -> Callable[..., ImportReport]:
    """``take(text)`` imports a file; the book then has it."""

    def imported(text: str, *, name: str = "file.csv", **asked: object) -> ImportReport:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return import_file(path, store=store, sources=tmp_path / "sources", by="test", clock=lambda: AT, **asked)  # type: ignore[arg-type]

    return imported


def sold(book: Book) -> list[tuple[object, ...]]:
    return ask(
        book,
        "SELECT entity, month, stated_minor, vat_basis, sales_minor, is_comparable FROM sales_month "
        "WHERE known_until IS NULL ORDER BY entity, month",
    )


def test_a_sales_file_is_recognised_and_its_months_are_read_in_many_ways(
    store: BookStore, take: Callable[..., ImportReport]
) -> None:
    take(LEDGER, list_on=date(2026, 10, 2))
    report = take(
        SALES
        + "NL01,2026-07,EUR,1000.00,incl,\nNL01,08-2026,EUR,2000.00,excl. VAT,21\n"
        + "NL01,2026-09-30,EUR,3000.00,inclusief btw,\nBE01,2026-09,EUR,500.00,exclusief,\n"
    )
    assert (report.preset, report.accepted, report.quarantined) == ("saldo_sales", 4, 0)
    assert report.totals == {"EUR": 650_000}
    assert sold(store.open()) == [
        ("BE01", date(2026, 9, 1), 50_000, "excl", 50_000, False),
        ("NL01", date(2026, 7, 1), 100_000, "incl", 100_000, True),
        ("NL01", date(2026, 8, 1), 200_000, "excl", 242_000, True),
        ("NL01", date(2026, 9, 1), 300_000, "incl", 300_000, True),
    ]
    assert store.open().latest_on == date(2026, 10, 2)  # sales of a month bring no news of a day


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("NL01,2026-08,EUR,-1.00,incl,", "The sales -1.0000 of this month are below zero."),
        ("NL01,,EUR,1.00,incl,", "There is no month."),
        ("NL01,2026-13,EUR,1.00,incl,", "There is no month."),
        ("NL01,1026-08,EUR,1.00,incl,", "The month 1026-08-01 lies outside 1990 to 2099."),
        ("NL01,2026-08,EUR,x,incl,", 'The sales "x" is not an amount, such as 1234.56.'),
        ("NL01,2026-08,EUR,1.00,,", "There is no VAT basis."),
        ("NL01,2026-08,EUR,1.00,perhaps,", 'The VAT basis "perhaps" is not incl or excl.'),
        ("NL01,2026-08,EUR,1.00,excl,210", "The VAT percentage 210.0 lies outside 0 to 100."),
        ("NL01,2026-08,XXX,1.00,incl,", 'The currency "XXX" is not a currency code such as EUR.'),
        (
            "NL01,2026-09,EUR,9.00,incl,",
            "The same month stands on row 2 with other sales or another VAT basis; that row was taken.",
        ),
    ],
)
def test_a_row_of_sales_that_cannot_be_is_refused(
    store: BookStore, take: Callable[..., ImportReport], row: str, reason: str
) -> None:
    take(LEDGER)
    report = take(f"{SALES}NL01,2026-09,EUR,5.00,incl,\n{row}\n", name="sales.csv")
    assert [each.reason for each in report.quarantine_preview] == [reason]
    assert len(sold(store.open())) == 1


def test_of_two_files_that_overlap_the_later_one_counts_and_the_rest_stays(
    store: BookStore, take: Callable[..., ImportReport]
) -> None:
    take(LEDGER)
    take(SALES + "NL01,2026-07,EUR,1000.00,incl,\nNL01,2026-08,EUR,2000.00,incl,\n", name="one.csv")
    take(SALES + "NL01,2026-08,EUR,2500.00,incl,\nNL01,2026-09,EUR,3000.00,incl,\n", name="two.csv")
    assert [row[1:3] for row in sold(store.open())] == [
        (date(2026, 7, 1), 100_000),
        (date(2026, 8, 1), 250_000),
        (date(2026, 9, 1), 300_000),
    ]
    history = ask(
        store.open(),
        "SELECT stated_minor, known_from, known_until FROM sales_month WHERE month = DATE '2026-08-01' ORDER BY 2",
    )
    assert history == [(200_000, 2, 3), (250_000, 3, None)]


def test_sales_of_the_file_count_instead_of_documents_and_are_explained(
    store: BookStore, take: Callable[..., ImportReport]
) -> None:
    """Documents 1,000 in September; the file says 100,000 in July, 200,000 in August and 300,000 in September."""
    take(LEDGER, list_on=date(2026, 10, 2))
    take(SALES + "".join(f"NL01,2026-{month:02},EUR,{month - 6}00000.00,incl,\n" for month in (7, 8, 9)))
    book = store.open()
    told = measures(book, SEPTEMBER)["EUR"]
    assert told.sales_minor == 60_000_000
    assert [each.sales_minor for each in told.history[:3]] == [30_000_000, 20_000_000, 10_000_000]
    dso = explain(book, "dso", SEPTEMBER, currency="EUR")
    assert dso.value == pytest.approx(1_000 / 600_000 * 92)
    assert all(each.holds for each in prove(book, dso))
    # A file of a company cannot be split by country: there the documents are all there is.
    assert measures(book, SEPTEMBER, scope=Scope(country="NL"))["EUR"].sales_minor == 100_000
    # In the middle of a month the file's month counts for its days; windows that follow each other add up.
    middle = measures(book, date(2026, 9, 15))["EUR"]
    assert middle.sales_minor == sum(each.sales_minor for each in middle.history[:3])
    assert all(each.holds for each in prove(book, explain(book, "dso", date(2026, 9, 15), currency="EUR")))


def test_a_month_that_is_not_over_counts_by_its_documents(store: BookStore, take: Callable[..., ImportReport]) -> None:
    take(LEDGER, list_on=date(2026, 9, 20))
    take(SALES + "NL01,2026-09,EUR,900000.00,incl,\n")
    assert measures(store.open(), date(2026, 9, 20))["EUR"].sales_minor == 100_000


def test_headers_of_other_systems_are_guessed() -> None:
    assert recognise(["Entity", "Month", "Amount", "VAT basis"]).name == "saldo_sales"  # type: ignore[union-attr]
    sales = guess(["Administratie", "Maand", "Omzet", "Valuta"])
    assert (sales.kind.value, sales.columns["month"], sales.columns["amount"]) == ("sales", ("Maand",), ("Omzet",))
    control = guess(["Bedrijf", "Periode", "Saldo grootboek"])
    assert (control.kind.value, control.columns["balance"]) == ("control", ("Saldo grootboek",))


@pytest.fixture
def application(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Application:
    monkeypatch.setenv("SALDO_HOME", str(tmp_path / "home"))
    app = wire(Settings(), clock=lambda: AT)
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    app.import_file(tmp_path / "ledger.csv", by="test", list_on=date(2026, 10, 2))
    return app


def give(application: Application, folder: Path, text: str, name: str = "control.csv") -> ImportReport:
    (folder / name).write_text(text, encoding="utf-8")
    return application.import_file(folder / name, by="Ann")


def test_control_balances_go_to_the_desk_with_who_and_from_where(application: Application, tmp_path: Path) -> None:
    version = application.store.current()
    report = give(
        application,
        tmp_path,
        CONTROL + "NL01,2026-09,EUR,1200.00\nNL01,2026-09,EUR,1200.00\nNL01,2026-08-31,EUR,-5.00\n",
    )
    assert (report.preset, report.rows_read, report.accepted, report.quarantined) == ("saldo_control_balances", 3, 3, 0)
    assert application.store.current() == version  # the book is not about this
    told = [(each.ends_on, each.balance_minor, each.set_by, each.source) for each in balances(application.desk)]
    assert told == [(SEPTEMBER, 120_000, "Ann", "control.csv"), (date(2026, 8, 31), -500, "Ann", "control.csv")]
    (september,) = reconciled(application.desk, application.book(), ends_on=SEPTEMBER)
    assert (september.book_minor, september.difference_minor) == (100_000, 20_000)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("XX99,2026-09,EUR,12.00", "The book has no company called 'XX99'. It has: NL01."),
        ("NL01,2026-08,EUR,twelve", 'The balance "twelve" is not an amount, such as 1234.56.'),
        ("NL01,2026-08,EUR,12.345", "The amount 12.3450 has more decimals than EUR has."),
        ("NL01,2026-09,EUR,9.00", "The same month stands on row 2 with another balance; that row was taken."),
        (",2026-08,EUR,9.00", "The book has no company called 'MAIN'. It has: NL01."),
        ("NL01,,EUR,9.00", "There is no month."),
    ],
)
def test_a_balance_that_cannot_be_is_refused(application: Application, tmp_path: Path, row: str, reason: str) -> None:
    report = give(application, tmp_path, f"{CONTROL}NL01,2026-09,EUR,1.00\n{row}\n")
    assert [each.reason for each in report.quarantine_preview] == [reason]
    assert (report.accepted, report.quarantined) == (1, 1)


def test_a_file_with_nothing_to_keep_changes_nothing(application: Application, tmp_path: Path) -> None:
    with pytest.raises(NothingAcceptedError, match="XX99"):
        give(application, tmp_path, CONTROL + "XX99,2026-09,EUR,12.00\n")
    assert balances(application.desk) == []


def test_control_balances_need_a_book_and_a_desk(
    tmp_path: Path, store: BookStore, take: Callable[..., ImportReport]
) -> None:
    with pytest.raises(
        NotForTheBookError, match=r"file\.csv moves no invoice \(it holds balances of the general ledger"
    ):
        take(CONTROL + "NL01,2026-09,EUR,12.00\n")
    (tmp_path / "control.csv").write_text(CONTROL + "NL01,2026-09,EUR,12.00\n", encoding="utf-8")
    with pytest.raises(NoBookError):
        import_file(
            tmp_path / "control.csv", store=store, sources=tmp_path, by="x", clock=lambda: AT, control=lambda _: None
        )


def test_a_typed_balance_is_judged_and_the_one_it_replaces_is_kept(application: Application) -> None:
    desk, book = application.desk, application.book()
    about = Control(entity="NL01", ends_on=SEPTEMBER, currency="EUR", balance_minor=1)
    assert give_balance(desk, book, about, by="Ann")
    assert not give_balance(desk, book, about, by="Ben")  # the same again is nothing new
    assert give_balance(
        desk, book, Control(entity="NL01", ends_on=SEPTEMBER, currency="EUR", balance_minor=2), by="Ben"
    )
    told = [(each.balance_minor, each.set_by, each.replaced_by) for each in balances(desk, with_history=True)]
    assert told == [(2, "Ben", None), (1, "Ann", "Ben")]
    withdraw(desk, entity="NL01", ends_on=SEPTEMBER, currency="EUR", by="Cor")
    assert balances(desk) == []
    with pytest.raises(UnknownEntityError, match=r"'XX99'\. Choose one of: NL01"):
        give_balance(desk, book, Control(entity="XX99", ends_on=SEPTEMBER, currency="EUR", balance_minor=1), by="Ann")
    for day in (date(2026, 10, 31), date(2026, 9, 29)):
        with pytest.raises(FutureMonthError, match="2026-10-02"):
            give_balance(desk, book, Control(entity="NL01", ends_on=day, currency="EUR", balance_minor=1), by="Ann")
