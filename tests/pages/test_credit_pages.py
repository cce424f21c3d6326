"""Credit and customer data on the screen: the finding, a deadline done with its proof, a pair answered, a file taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.desk import credit, identity
from core.desk.side_frames import facts
from core.intake.fields import ImportKind
from tests.pages.conftest import clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

PORTFOLIO = """
    A  is    business NL nl a@a.nl name "Alfa B.V."  limit 500.00 EUR
    B  is    business NL nl a@a.nl name "Alfa Holding"  entity BE01
    A  INV1  issued 2026-07-01  due 2026-07-31  900.00 EUR
    B  INV2  issued 2026-08-01  due 2026-08-31  100.00 EUR  entity BE01
"""
POLICY = (
    "source,policy,customer_id,entity,buyer_limit,currency,cover_percent,extension_days,notify_days,notify_from\n"
    "Insurer,P1,A,NL01,800.00,EUR,90,60,30,due\n"
    "Insurer,P1,Z,NL01,10.00,EUR,90,60,30,due\n"
)


@pytest.fixture
def told(book: Callable[[str], Book], app: Application, tmp_path: Path) -> Application:
    book(PORTFOLIO)
    path = tmp_path / "policy.csv"
    path.write_text(POLICY)
    app.import_file(path, by="Els")
    return app


@pytest.mark.usefixtures("told")
def test_the_page_opens_with_what_matters_and_adds_up_to_the_ledger(screen: Callable[..., AppTest]) -> None:
    at = clean(screen("credit", view="exposure").run())
    assert "deadlines of insurers were missed" in at.header[0].value
    figures = {each.label: each.value for each in at.metric}
    assert (figures["Open balance, net"], figures["Insured"], figures["Over a limit"]) == ("€1,000", "€720", "1")
    assert "€1,000.00 open" in texts(at)


def test_a_row_of_nobody_is_shown_and_a_wrong_file_taken_back(
    told: Application, screen: Callable[..., AppTest]
) -> None:
    at = clean(screen("credit", view="files").run())
    assert at.dataframe[0].value.shape[0] == 1
    at.text_input(key="back_why_1").input("wrong policy").run()
    clean(at.button(key="back_1").click().run())
    assert facts(told.desk, ImportKind.INSURANCE).empty


def test_faults_and_pairs_and_an_answer_that_is_undone(told: Application, screen: Callable[..., AppTest]) -> None:
    at = clean(screen("identity").run())
    assert "No registration number" in at.dataframe[0].value["fault"].tolist()
    at = clean(screen("identity", view="pairs").run())
    assert not identity.circles(told.desk)
    button = next(each for each in at.button if str(each.key).startswith("same_"))
    clean(button.click().run())
    assert identity.circle_of(told.desk, ("NL01", "A")) == [("BE01", "B"), ("NL01", "A")]
    key = told.book().frame("identity_customers", customer_key=None).set_index("customer_id")["customer_key"]["A"]
    assert "The same customer, people here say" in texts(clean(screen("customer", id=str(key)).run()))
    at = clean(screen("identity", view="pairs").run())
    clean(next(each for each in at.button if str(each.key).startswith("undo_pair_")).click().run())
    assert identity.circle_of(told.desk, ("NL01", "A")) == [("NL01", "A")]


def test_without_any_file_the_page_says_what_would_fill_it(
    book: Callable[[str], Book], screen: Callable[..., AppTest], app: Application
) -> None:
    book(PORTFOLIO)
    at = clean(screen("credit").run())
    assert "No deadline of an insurer" in texts(at)
    assert credit.notices(app.desk).empty
