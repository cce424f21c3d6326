"""Faults with the euros behind them, pairs that may be one with their evidence, and what people say of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from core.desk import identity
from core.desk.identity import Answer, SameCustomerError
from core.identity.board import duplicates, quality
from core.identity.duplicates import Certainty, find_pairs, plain_names
from core.identity.faults import WEIGHTS, FaultKind, find_faults
from tests.ledger import Ledger

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk

DAY = date(2026, 10, 31)
RIGHT = {
    "entity": "NL01",
    "customer_type": "business",
    "country": "NL",
    "group_id": "",
    "parent_id": "",
    "registration_number": "12345678",
    "vat_number": "NL004495445B01",
    "email": "info@jansen.nl",
    "phone": "020 5550123",
    "mobile": "",
    "post": "Dorpsstraat 1; 1234 AB Ede; NL",
    "credit_limit_minor": None,
    "credit_limit_currency": None,
}
OTHER = {
    "registration_number": "87654321",
    "vat_number": "",
    "email": "post@elders.nl",
    "phone": "010 4440199",
    "post": "Kade 9; 3011 AA Rotterdam; NL",
}


def customers(*rows: dict[str, Any]) -> pd.DataFrame:
    told = [{"customer_key": place, "customer_id": f"C{place}", "name": "Bakkerij Jansen B.V.", **RIGHT, **row} for place, row in enumerate(rows, start=1)]  # fmt: skip
    return pd.DataFrame(told)


def kinds(**row: Any) -> set[str]:
    return set(find_faults(customers(row)).rows["kind"])


def test_a_customer_with_everything_right_has_no_fault() -> None:
    found = find_faults(customers({}))
    assert found.rows.empty
    assert found.customers["score"].tolist() == [100]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"email": ""}, FaultKind.EMAIL_MISSING),
        ({"email": "jan@jansen"}, FaultKind.EMAIL_WRONG),
        ({"email": "test@jansen.nl"}, FaultKind.EMAIL_ODD),
        ({"phone": "12"}, FaultKind.PHONE_WRONG),
        ({"mobile": "0000000000"}, FaultKind.PHONE_ODD),
        ({"post": ""}, FaultKind.POST_MISSING),
        ({"post": "Dorpsstraat; 1234 AB Ede"}, FaultKind.POST_INCOMPLETE),
        ({"registration_number": ""}, FaultKind.REGISTRATION_MISSING),
        ({"registration_number": "1234"}, FaultKind.REGISTRATION_WRONG),
        ({"vat_number": ""}, FaultKind.VAT_MISSING),
        ({"vat_number": "NL004495446B01"}, FaultKind.VAT_WRONG),
        ({"vat_number": "DE136695976"}, FaultKind.VAT_OTHER_COUNTRY),
        ({"iban": "NL91ABNA0417164301"}, FaultKind.IBAN_WRONG),
        ({"name": "test"}, FaultKind.NAME_ODD),
    ],
)
def test_each_fault_by_itself_and_its_points(row: dict[str, Any], kind: FaultKind) -> None:
    assert kinds(**row) == {str(kind)}
    assert find_faults(customers(row)).customers["score"].tolist() == [100 - WEIGHTS[kind]]


def test_people_need_no_register_and_no_vat() -> None:
    assert kinds(customer_type="consumer", registration_number="", vat_number="") == set()


def test_euros_stand_behind_each_fault_and_the_score_is_weighed_by_them(ledger: Ledger) -> None:
    book = ledger(
        """
        A  is  consumer NL nl a@jansen.nl name "Anna Jansen"
        B  is  consumer NL nl name "Bas Bos"
        A INV1 issued 2026-09-01 due 2026-10-01 900.00 EUR
        B INV2 issued 2026-09-01 due 2026-11-01 100.00 EUR
        """
    )
    told = quality(book, DAY)
    missing = told.kinds.set_index("kind").loc["email_missing"]
    assert (missing["customers"], missing["open_cents"], missing["past_due_cents"]) == (1, 10_000, 0)
    # A lacks the post (20 points), B post and e-mail (40): 80 and 60, weighed nine to one.
    assert told.entities["score"].tolist() == [78.0]
    assert told.entities["open_cents"].tolist() == [100_000]
    assert told.of_kind("post_missing")["customer_id"].tolist() == ["A", "B"]  # who owes most first
    assert told.of_kind("email_missing")["customer_id"].tolist() == ["B"]
    assert told.of_kind("vat_wrong").empty


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A ledger of one invoice: pairs are found among the customers that a test hands in."""
    return Ledger(tmp_path_factory.mktemp("book"))("A INV1 issued 2026-09-01 due 2026-10-01 9.00 EUR")


def pair(*rows: dict[str, Any], book: Book) -> tuple[str, dict[Any, Any]]:
    found = find_pairs(book, customers(*rows)).rows
    return ("", {}) if found.empty else (found["certainty"].iloc[0], found.iloc[0].to_dict())


def test_names_compare_without_form_accent_and_particle() -> None:
    assert plain_names(pd.Series(["De Bäckerij Jansen B.V.", "Backerij JANSEN bv"])).tolist() == ["backerij jansen"] * 2


@pytest.mark.parametrize(
    ("other", "certainty"),
    [
        ({"entity": "BE01", "name": "Jansen Bakkerij"}, Certainty.STRONG),
        ({"name": "Holding Oost", "email": "", "phone": "", "post": ""}, Certainty.LIKELY),
        ({**OTHER, "name": "Bakkerij Jansen"}, None),
        ({**OTHER, "name": "Bakkerij Jansen", "registration_number": ""}, Certainty.POSSIBLE),
        ({**OTHER, "name": "Bakkerij Jansen", "registration_number": "", "email": "info@jansen.nl"}, Certainty.LIKELY),
        ({**OTHER, "name": "Slager Bos", "registration_number": ""}, None),
        ({"name": "Slager Bos", "registration_number": "", "vat_number": ""}, Certainty.POSSIBLE),
    ],
)
def test_how_sure_a_pair_is(other: dict[str, Any], certainty: Certainty | None, book: Book) -> None:
    assert pair({}, other, book=book)[0] == (certainty or "")


def test_two_people_of_one_name_are_no_pair_by_that_alone(book: Book) -> None:
    person = {"customer_type": "consumer", "registration_number": "", "vat_number": "", "name": "Jan de Vries"}
    assert pair(person, {**person, **OTHER, "registration_number": ""}, book=book)[0] == ""
    assert pair(person, person, book=book)[0] == Certainty.STRONG


def test_a_key_that_many_share_makes_no_pairs(book: Book) -> None:
    numbers = [{"registration_number": f"{place:08d}", "vat_number": "", "name": f"Firma {place}", "phone": "", "post": ""} for place in range(11_111_112, 11_111_118)]  # fmt: skip
    assert find_pairs(book, customers(*numbers), most_of_key=3).compared == 0
    assert find_pairs(book, customers(*numbers), most_of_key=6).compared == 15


def test_an_answer_stands_until_it_is_undone_and_the_ledger_stays(ledger: Ledger, desk: Desk) -> None:
    book = ledger(
        """
        A  is  business NL nl info@jansen.nl name "Bakkerij Jansen B.V."
        B  is  business NL nl info@jansen.nl name "Bakkerij Jansen" entity BE01
        A INV1 issued 2026-09-01 due 2026-10-01 9.00 EUR
        B INV2 issued 2026-09-01 due 2026-10-01 8.00 EUR entity BE01
        """
    )
    found = duplicates(book, desk, DAY)
    assert (found["certainty"].tolist(), found["decision"].tolist()) == ([Certainty.LIKELY], [""])
    one, other = ("NL01", "A"), ("BE01", "B")
    later = identity.decide(desk, one, other, Answer.LATER, by="Els")
    same = identity.decide(desk, other, one, Answer.SAME, by="Els", evidence=["same_email"])
    assert duplicates(book, desk, DAY)["decision"].tolist() == [Answer.SAME]
    assert identity.circle_of(desk, one) == [("BE01", "B"), ("NL01", "A")]
    assert book.frame("identity_customers", customer_key=None)["customer_id"].tolist() == ["B", "A"]
    assert (identity.undo(desk, later, by="Tim"), identity.undo(desk, same, by="Tim")) == (False, True)
    assert identity.circle_of(desk, one) == [one]
    assert len(identity.decisions(desk, with_history=True)) == 2


def test_circles_reach_through_others(desk: Desk) -> None:
    a, b, c, d = (("NL01", name) for name in "ABCD")
    identity.decide(desk, a, b, Answer.SAME, by="Els")
    identity.decide(desk, c, b, Answer.SAME, by="Els")
    identity.decide(desk, c, d, Answer.DIFFERENT, by="Els")
    assert identity.circles(desk) == [[a, b, c]]
    with pytest.raises(SameCustomerError):
        identity.decide(desk, a, a, Answer.SAME, by="Els")
