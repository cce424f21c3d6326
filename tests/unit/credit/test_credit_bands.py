"""Scores of every bureau on one scale, and whose rows they are."""

from __future__ import annotations

import pandas as pd
import pytest

from core.credit.bands import band_of_rating, band_of_score
from core.credit.match import MatchedBy, matched
from core.credit.persons import is_personal_form, natural_persons

GRAYDON = "AAA AA A BBB BB B CCC CC C D".split()  # noqa: SIM905 (as the preset writes it)


@pytest.mark.parametrize(
    ("score", "worst", "best", "band"),
    [(100, 0, 100, "A"), (80, 0, 100, "B"), (81, 0, 100, "A"), (0, 0, 100, "E"), (1, 4, 1, "A"), (4, 4, 1, "E"), (101, 0, 100, "")],
)  # fmt: skip
def test_a_score_is_in_a_fifth_of_its_own_scale(score: float, worst: float, best: float, band: str) -> None:
    assert band_of_score(score, worst, best) == band


def test_ratings_in_letters_are_spread_over_the_bands() -> None:
    assert [band_of_rating(each, GRAYDON) for each in GRAYDON] == list("AABBCCDDEE")
    assert band_of_rating("NR", GRAYDON) == ""


CUSTOMERS = pd.DataFrame(
    {
        "customer_key": [1, 2, 3],
        "entity": ["NL01", "BE01", "NL01"],
        "customer_id": ["100", "100", "200"],
        "country": ["NL", "NL", "BE"],
        "registration_number": ["12345678", "12345678", "0403170701"],
        "vat_number": ["", "", "BE0403170701"],
        "customer_type": ["business", "business", "business"],
        "name": ["A B.V.", "A B.V.", "Kapper Bos V.O.F."],
    }
)


def fact(**told: str) -> pd.DataFrame:
    blank = {"entity": "", "customer_id": "", "registration_number": None, "vat_number": None, "country": None}
    return pd.DataFrame([{**blank, **told}])


@pytest.mark.parametrize(
    ("told", "keys", "by"),
    [
        ({"customer_id": "200"}, [3], MatchedBy.CUSTOMER),
        ({"customer_id": "100"}, [1, 2], MatchedBy.CUSTOMER),
        ({"customer_id": "100", "entity": "BE01"}, [2], MatchedBy.CUSTOMER),
        ({"customer_id": "999", "registration_number": "1234 5678", "country": "NL"}, [1, 2], MatchedBy.REGISTRATION),
        ({"registration_number": "12345678", "country": "DE"}, [0], MatchedBy.NOBODY),
        ({"registration_number": "BE 0403.170.701", "country": "BE"}, [3], MatchedBy.REGISTRATION),
        ({"vat_number": "be 0403 170 701", "country": "BE"}, [3], MatchedBy.VAT),
        ({"company_name": "A B.V."}, [0], MatchedBy.NOBODY),
    ],
)
def test_whose_a_row_is(told: dict[str, str], keys: list[int], by: MatchedBy) -> None:
    found = matched(fact(**told), CUSTOMERS)
    assert (found["customer_key"].tolist(), set(found["matched_by"])) == (keys, {by})


def test_sole_traders_and_partnerships_are_people_unless_somebody_says_otherwise() -> None:
    assert is_personal_form("Eenmanszaak")
    assert is_personal_form("Entreprise individuelle")
    assert not is_personal_form("Besloten vennootschap")
    nobody = pd.DataFrame({"entity": [], "customer_id": [], "is_natural": [], "why": []})
    assert natural_persons(CUSTOMERS, {1: "Eenmanszaak", 2: "GmbH"}, nobody) == {1: "Eenmanszaak", 3: "V.O.F."}
    said = pd.DataFrame({"entity": ["NL01"], "customer_id": ["100"], "is_natural": [False], "why": [""]})
    assert natural_persons(CUSTOMERS, {1: "Eenmanszaak"}, said) == {3: "V.O.F."}
