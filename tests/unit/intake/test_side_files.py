"""Files of credit bureaus and insurers: recognised, judged row by row, kept beside the book, and refused when they say nonsense."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from core.desk.side_errors import MappingsDisagreeError
from core.desk.side_frames import facts, refused_rows
from core.desk.side_tables import SideFile
from core.intake.errors import NothingAcceptedError, OnlyHeaderError
from core.intake.field_types import declared
from core.intake.fields import ImportKind
from core.intake.guess import guess
from core.intake.inspection import inspect_file
from core.intake.mapping import Mapping
from core.settings import Settings
from core.wiring import wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.wiring import Application

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HEAD = "registration_number,country,score,score_worst,score_best,scored_on,credit_limit,currency\n"
POLICY = "policy,registration_number,country,buyer_limit,currency,cover_percent,valid_from,valid_until,notify_days\n"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Application:
    return wire(Settings(home=tmp_path_factory.mktemp("home")), clock=lambda: NOW)


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str, name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("header", "preset"),
    [
        ("LedgerID\tAccountID\tDUNS\tLocalBusinessNumber\tVATNumber\tCompanyName\tCountry\tFailureScore", "dnb"),
        ("Safe number;Registration number;Company name;Credit score;International score;Credit limit", "creditsafe"),
        ("KvK nummer;Bedrijfsnaam;Graydon rating;Graydon score;Kredietadvies;Datum rating", "graydon"),
        ("Registered Number,Business Name,Commercial Delphi Score,Credit Limit,Score Date", "experian"),
        ("Policy number;Buyer name;Registration number;Credit limit;Insured percentage", "insurer_buyers"),
        (POLICY.strip(), "saldo_insurance"),
        (HEAD.strip(), "saldo_credit"),
    ],
)
def test_a_shape_is_known_by_its_header(header: str, preset: str, put: Callable[..., Path]) -> None:
    mark = next(each for each in "\t;," if each in header)
    row = mark.join(["1"] * len(header.split(mark)))
    assert inspect_file(put(f"{header}\n{row}\n")).preset == preset


def test_headers_in_words_of_ones_own_are_guessed_by_kind() -> None:
    assert guess(["KvK", "Naam", "Kredietscore", "Scoredatum"]).kind is ImportKind.CREDIT
    assert guess(["Polisnummer", "KvK", "Verzekerde limiet", "Dekkingspercentage"]).kind is ImportKind.INSURANCE
    assert guess(["Klantnummer", "Klantnaam", "Credit limit"]).kind is ImportKind.CUSTOMERS


def test_a_file_lands_with_file_line_and_moment_and_needs_no_book(app: Application, put: Callable[..., Path]) -> None:
    path = put(
        "Safe number;Registration number;Country;Company name;Credit score;International score;Credit limit;Currency;Score date\n"
        "NL1;12345678;NL;Acme;88;A;50.000,00;EUR;31-10-2026\n"
    )
    report = app.import_file(path, by="Els")
    found = facts(app.desk, ImportKind.CREDIT)
    row = found[found["source"] == "Creditsafe"].iloc[0]
    assert (report.preset, report.accepted, report.version) == ("creditsafe", 1, None)
    assert (row["score"], row["credit_limit_minor"], row["currency"], row["line"]) == (88.0, 5_000_000, "EUR", 2)
    assert (row["scored_on"], row["known_at"].to_pydatetime()) == ("2026-10-31", NOW)
    assert app.import_file(path, by="Els").unchanged


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("12345678,NL,188,0,100,2026-10-31,,EUR", "The score 188.0 lies outside its scale of 0.0 to 100.0."),
        ("12345678,NL,88,0,100,2026-10-31,100.00,XQQ", 'The currency "XQQ" is not a currency code such as EUR.'),
        ("12345678,NL,88,0,100,2026-12-01,,EUR", "The date of the score 2026-12-01 lies after today, 2026-11-22."),
        ("12345678,NL,88,0,100,2026-02-30,,EUR", 'The date of the score "2026-02-30" is not a date that exists'),
        ("12345678,NL,good,0,100,2026-10-31,,EUR", 'The score "good" is not a number.'),
        (",NL,88,0,100,2026-10-31,,EUR", "Nothing tells whose row this is"),
        ("12345678,NL,,0,100,2026-10-31,,EUR", "The row has no score, rating, limit or status."),
        ("12345678,NL,88,0,100,2026-10-31,-5.00,EUR", "The credit limit -5.0000 is below zero."),
        ("99999990,NL,12,0,100,2026-10-31,,EUR", "The same company stands on row 2 with another score"),
    ],
)
def test_a_row_that_says_nonsense_is_refused_with_its_reason(
    app: Application, put: Callable[..., Path], row: str, why: str
) -> None:
    text = HEAD + f"99999990,NL,88,0,100,2026-10-31,,EUR\n{row}\n"
    report = app.import_file(put(text), by="Els", preset="saldo_credit")
    assert (report.accepted, report.quarantined) == (1, 1)
    assert report.quarantine_preview[0].reason.startswith(why)
    found = facts(app.desk, ImportKind.CREDIT)
    assert refused_rows(app.desk, int(found["file_id"].max()))["line"].tolist() == [3]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("P1,12345678,NL,100.00,EUR,140,2026-01-01,,30", "The insured percentage 140.0 lies outside 0 to 100."),
        ("P1,12345678,NL,100.00,EUR,90,2026-06-01,2026-05-01,30", "The cover ends before it begins."),
        ("P1,12345678,NL,100.00,EUR,90,2026-01-01,,99999", "The number of days 99999 lies outside 0 to 3650."),
        (",,NL,100.00,EUR,90,2026-01-01,,30", "Nothing tells which policy or customer this row is about."),
    ],
)
def test_an_insurers_row_that_says_nonsense_is_refused(
    app: Application, put: Callable[..., Path], row: str, why: str
) -> None:
    report = app.import_file(put(POLICY + f"P1,87654321,NL,100.00,EUR,0.9,2026-01-01,,30\n{row}\n"), by="Els")
    assert [each.reason for each in report.quarantine_preview] == [why]


def test_a_percentage_may_be_a_share_or_carry_its_sign(app: Application, put: Callable[..., Path]) -> None:
    app.import_file(put(POLICY + "P7,1,NL,1.00,EUR,0.9,2026-01-01,,\nP7,2,NL,1.00,EUR,85%,2026-01-01,,\n"), by="Els")
    found = facts(app.desk, ImportKind.INSURANCE)
    assert found[found["policy"] == "P7"]["cover_percent"].tolist() == [90.0, 85.0]


def test_a_file_without_rows_or_with_none_that_holds_changes_nothing(
    app: Application, put: Callable[..., Path]
) -> None:
    before = len(facts(app.desk, ImportKind.CREDIT))
    with pytest.raises(OnlyHeaderError):
        app.import_file(put(HEAD), by="Els")
    with pytest.raises(NothingAcceptedError, match="lies outside its scale"):
        app.import_file(put(HEAD + "1,NL,188,0,100,2026-10-31,,EUR\n"), by="Els")
    assert len(facts(app.desk, ImportKind.CREDIT)) == before


def test_the_same_file_by_a_mapping_that_disagrees_is_refused(app: Application, put: Callable[..., Path]) -> None:
    path = put("KvK,Score old,Score new,Day\n11112222,40,80,2026-10-31\n", "scores.csv")

    def mapping(column: str) -> Mapping:
        columns = {"registration_number": ("KvK",), "score": (column,), "scored_on": ("Day",)}
        return Mapping(kind=ImportKind.CREDIT, columns=columns, constants={"source": "Own", "currency": "EUR"})

    app.import_file(path, by="Els", mapping=mapping("Score new"))
    with pytest.raises(MappingsDisagreeError, match="use the mapping of then, or confirm"):
        app.import_file(path, by="Els", mapping=mapping("Score old"))
    app.import_file(path, by="Els", mapping=mapping("Score old"), is_confirmed=True)
    found = facts(app.desk, ImportKind.CREDIT)
    assert found[found["source"] == "Own"]["score"].tolist() == [40.0]


def test_numbers_of_persons_are_left_out_and_covered_in_the_kept_file(tmp_path: Path, put: Callable[..., Path]) -> None:
    home = wire(Settings(home=tmp_path / "own"), clock=lambda: NOW)
    path = put(
        "customer_id,customer_name,customer_type,country,registration_number,vat_number\n"
        "1,Jan,consumer,NL,111222333,\n"
        "2,Zaak,business,NL,12345678,NL004495445B01\n"
        "3,Piet,consumer,NL,,NL111222333B01\n"
        "4,Luc,consumer,BE,85.07.30-033.28,\n"
        "5,Nv,business,BE,0403170701,BE0403170701\n",
        "saldo_customers.csv",
    )
    report = home.import_file(path, by="Els")
    known = home.book().frame("identity_customers", customer_key=None)
    assert known["registration_number"].tolist() == ["", "12345678", "", "", "0403170701"]
    assert known["vat_number"].tolist() == ["", "NL004495445B01", "", "", "BE0403170701"]
    assert any("3 rows have a number that a state gives a person" in each for each in report.remarks)
    kept = "".join(each.read_text() for each in home.settings.sources_folder.rglob("*.csv"))
    assert "111222333" not in kept
    assert "85.07.30" not in kept
    assert "NL004495445B01" in kept


def test_numbers_of_persons_in_a_bureaus_file_are_kept_nowhere(app: Application, put: Callable[..., Path]) -> None:
    head = "customer_id,registration_number,country,score,score_worst,score_best,scored_on,currency\n"
    path = put(
        head + "7,111222333,NL,40,0,100,2026-10-01,EUR\n,111222333,NL,41,0,100,2026-10-01,EUR\n", "saldo_credit.csv"
    )
    report = app.import_file(path, by="Els", preset="saldo_credit")
    assert any("number that a state gives a person" in each for each in report.remarks)
    [known] = facts(app.desk, ImportKind.CREDIT, columns=("registration_number",), customer_id="7").to_dict("records")
    assert known["registration_number"] is None
    [refused] = [each for each in report.quarantine_preview if each.reason.startswith("Nothing tells whose")]
    assert refused.source_row == 3
    with app.desk.reading() as session:
        told = session.scalars(select(SideFile.refused).order_by(SideFile.id.desc()).limit(1)).one()
    assert "111222333" not in str(told)
    kept = "".join(each.read_text() for each in app.settings.sources_folder.rglob("*.csv"))
    assert "111222333" not in kept


def test_one_number_of_two_registers_is_two_companies(app: Application, put: Callable[..., Path]) -> None:
    path = put(HEAD + "55667788,NL,40,0,100,2026-10-01,,EUR\n55667788,DK,90,0,100,2026-10-01,,EUR\n", "two.csv")
    assert app.import_file(path, by="Els", preset="saldo_credit").accepted == 2


@pytest.mark.parametrize("name", ["reason", "row_kind", "left_out"])
def test_no_field_may_take_the_name_of_a_column_that_judging_uses(name: str) -> None:
    with pytest.raises(ValueError, match="parsed rows have a column of that name"):
        declared(name, "whatever")
